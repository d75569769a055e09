#include "io_process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include "arena.h"

#define SOCKETS_MAX 64
#define GROUPS_MAX  256
#define PATIENCE_MS 500 /* for the kernel's answer */

/* The listening sockets of a port. */
struct sockets {
	in_port_t port;
	unsigned long inodes[SOCKETS_MAX];
	size_t count;
};

static void find_sockets(struct sockets *sockets);
static bool holds_one(const char *pid, const struct sockets *sockets);
static int read_process(struct arena *arena, const char *pid, struct process *process);

int process_serving(struct arena *arena, in_port_t port, struct process *ret_process)
{
	struct sockets sockets = { .port = port };
	struct dirent *entry;
	bool found = false;
	DIR *proc;

	find_sockets(&sockets);
	if (sockets.count == 0)
		return -ENOENT;
	proc = opendir("/proc");
	if (!proc)
		return -errno;
	while ((entry = readdir(proc))) {
		struct process process;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !holds_one(entry->d_name, &sockets) ||
		    read_process(arena, entry->d_name, &process) < 0)
			continue;
		if (!found || ret_process->uid == 0)
			*ret_process = process;
		found = true;
		if (process.uid != 0)
			break;
	}
	(void)closedir(proc);
	return found ? 0 : -EACCES;
}

static int note_socket(const struct nlmsghdr *message, void *arg)
{
	const struct inet_diag_msg *diag = mnl_nlmsg_get_payload(message);
	struct sockets *sockets = arg;

	if (mnl_nlmsg_get_payload_len(message) >= sizeof *diag &&
	    ntohs(diag->id.idiag_sport) == sockets->port && sockets->count < SOCKETS_MAX)
		sockets->inodes[sockets->count++] = diag->idiag_inode;
	return MNL_CB_OK;
}

/* sock_diag(7): the listeners of one family. /proc/net/tcp walks a table of all connections. */
static void dump_listeners(struct mnl_socket *netlink, unsigned char family,
			   struct sockets *sockets)
{
	union {
		char bytes[16384];
		struct nlmsghdr align;
	} buffer;
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer.bytes);
	struct inet_diag_req_v2 *request;
	int r = MNL_CB_OK;

	message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request = mnl_nlmsg_put_extra_header(message, sizeof *request);
	request->sdiag_family = family;
	request->sdiag_protocol = IPPROTO_TCP;
	request->idiag_states = 1 << TCP_LISTEN;
	if (mnl_socket_sendto(netlink, message, message->nlmsg_len) < 0)
		return;
	while (r == MNL_CB_OK) {
		ssize_t length =
			mnl_socket_recvfrom(netlink, buffer.bytes, sizeof buffer.bytes);

		if (length <= 0)
			return;
		r = mnl_cb_run(buffer.bytes, (size_t)length, 0, 0, note_socket, sockets);
	}
}

static void find_sockets(struct sockets *sockets)
{
	struct mnl_socket *netlink = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	struct timeval patience = { .tv_usec = PATIENCE_MS * 1000 };

	if (!netlink)
		return;
	if (mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) == 0 &&
	    setsockopt(mnl_socket_get_fd(netlink), SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof patience) == 0) {
		dump_listeners(netlink, AF_INET, sockets);
		dump_listeners(netlink, AF_INET6, sockets);
	}
	mnl_socket_close(netlink);
}

static bool holds_one(const char *pid, const struct sockets *sockets)
{
	char path[64];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	(void)snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
	dir = opendir(path);
	if (!dir)
		return false;
	while (!found && (entry = readdir(dir))) {
		char target[64];
		ssize_t length =
			readlinkat(dirfd(dir), entry->d_name, target, sizeof target - 1);
		unsigned long inode;

		if (length < 0)
			continue;
		target[length] = '\0';
		if (sscanf(target, "socket:[%lu]", &inode) != 1)
			continue;
		for (size_t i = 0; i < sockets->count; i++)
			found = found || sockets->inodes[i] == inode;
	}
	(void)closedir(dir);
	return found;
}

static int read_process(struct arena *arena, const char *pid, struct process *process)
{
	gid_t groups[GROUPS_MAX];
	char path[64], line[4096];
	gid_t *kept;
	FILE *stream;

	memset(process, 0, sizeof *process);
	process->pid = (pid_t)strtol(pid, NULL, 10);
	(void)snprintf(path, sizeof path, "/proc/%.20s/status", pid);
	stream = fopen(path, "re");
	if (!stream)
		return -errno;
	while (fgets(line, sizeof line, stream)) {
		unsigned effective;
		char name[64];

		if (sscanf(line, "Name: %63[^\n]", name) == 1)
			process->name = arena_strdup(arena, name);
		else if (sscanf(line, "Uid: %*u %u", &effective) == 1)
			process->uid = effective;
		else if (sscanf(line, "Gid: %*u %u", &effective) == 1)
			groups[process->group_count++] = effective;
		if (strncmp(line, "Groups:", 7) == 0) {
			char *at = line + 7;
			char *end;

			for (;;) {
				unsigned long group = strtoul(at, &end, 10);

				if (end == at || process->group_count == GROUPS_MAX)
					break;
				groups[process->group_count++] = (gid_t)group;
				at = end;
			}
			break;
		}
	}
	(void)fclose(stream);
	kept = arena_alloc(arena, (process->group_count + 1) * sizeof *kept);
	memcpy(kept, groups, process->group_count * sizeof *kept);
	process->groups = kept;
	return process->name ? 0 : -ESRCH;
}
