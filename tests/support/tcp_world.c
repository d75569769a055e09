#include "tcp_world.h"

#include <assert.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 48

static bool lo_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool done;

	if (fd < 0)
		return false;
	done = ioctl(fd, SIOCGIFFLAGS, &request) >= 0;
	request.ifr_flags |= IFF_UP;
	done = done && ioctl(fd, SIOCSIFFLAGS, &request) >= 0;
	close(fd);
	return done;
}

bool tcp_world_enter(void)
{
	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return false;
	return lo_up();
}

bool tcp_world_do(const char *command)
{
	char *copy = strdup(command);
	char *words[WORDS_MAX + 1] = { copy };
	size_t count = 1;
	int status = -1;
	pid_t pid;

	for (char *c = copy; *c; c++) {
		if (*c != ' ')
			continue;
		*c = '\0';
		assert(count < WORDS_MAX);
		words[count++] = c + 1;
	}
	pid = fork();
	if (!pid) {
		execvp(words[0], words);
		_exit(127);
	}
	free(copy);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

bool tcp_world_do_in(pid_t peer, const char *command)
{
	char line[1024];

	snprintf(line, sizeof line, "nsenter --net=/proc/%d/ns/net %s", (int)peer,
		 command);
	return tcp_world_do(line);
}

/* Forks a child that dies with us; both know when it is ready. */
static pid_t spawn(int ready[2])
{
	pid_t parent = getpid();
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) < 0)
		abort();
	pid = fork();
	if (pid < 0)
		abort();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
	}
	return pid;
}

static void wait_ready(int ready[2], void *value, size_t length)
{
	close(ready[1]);
	if (read(ready[0], value, length) != (ssize_t)length)
		abort();
	close(ready[0]);
}

pid_t tcp_world_peer(void)
{
	int ready[2];
	pid_t pid = spawn(ready);
	char ok = 0;

	if (!pid) {
		ok = !unshare(CLONE_NEWNET) && lo_up();
		if (write(ready[1], &ok, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	wait_ready(ready, &ok, 1);
	if (!ok)
		abort();
	return pid;
}

void tcp_world_end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void serve_one(int fd, enum tcp_behaviour behaviour)
{
	static const char bad[] = "HTTP/1.1 400 Bad request\r\nContent-length: 0\r\n"
				  "Connection: close\r\n\r\n";
	struct linger reset = { .l_onoff = 1, .l_linger = 0 };
	char buffer[4096];

	switch (behaviour) {
	case TCP_SERVE_OPEN:
		return;
	case TCP_SERVE_CLOSE:
		break;
	case TCP_SERVE_RESET:
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		break;
	case TCP_SERVE_BANNER:
		(void)!write(fd, "SSH-2.0-OpenSSH_8.0\r\n", 21);
		break;
	case TCP_SERVE_HTTP:
		if (read(fd, buffer, sizeof buffer) > 0)
			(void)!write(fd, bad, sizeof bad - 1);
		break;
	}
	close(fd);
}

static void serve(pid_t peer, struct addr *addr, enum tcp_behaviour behaviour, int ready)
{
	struct sockaddr_storage sockaddr;
	socklen_t length = addr_to_sockaddr(addr, &sockaddr);
	char path[64];
	int one = 1;
	int fd;

	if (peer) {
		snprintf(path, sizeof path, "/proc/%d/ns/net", (int)peer);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
			_exit(1);
		close(fd);
	}
	fd = socket(addr->family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&sockaddr, length) < 0 || listen(fd, 4096) < 0)
		_exit(1);
	length = sizeof sockaddr;
	getsockname(fd, (struct sockaddr *)&sockaddr, &length);
	addr_from_sockaddr((struct sockaddr *)&sockaddr, addr);
	if (write(ready, addr, sizeof *addr) != sizeof *addr)
		_exit(1);
	for (;;) {
		int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

		if (client >= 0)
			serve_one(client, behaviour);
	}
}

pid_t tcp_world_serve(pid_t peer, struct addr *addr, enum tcp_behaviour behaviour)
{
	int ready[2];
	pid_t pid = spawn(ready);

	if (!pid)
		serve(peer, addr, behaviour, ready[1]);
	wait_ready(ready, addr, sizeof *addr);
	return pid;
}

unsigned long tcp_world_connects(void)
{
	FILE *file = fopen("/proc/self/net/snmp", "re");
	unsigned long opens = 0;
	char line[1024];

	if (!file)
		return 0;
	while (fgets(line, sizeof line, file)) {
		/* RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens */
		if (sscanf(line, "Tcp: %*d %*d %*d %*d %lu", &opens) == 1)
			break;
	}
	fclose(file);
	return opens;
}
