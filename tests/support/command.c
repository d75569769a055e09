#include "command.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void read_all(int fd, char *output, size_t size)
{
	char rest[4096];
	size_t length = 0;
	ssize_t n;

	while ((n = read(fd, rest, sizeof rest)) > 0) {
		size_t room = size - 1 - length;
		size_t more = (size_t)n < room ? (size_t)n : room;

		memcpy(output + length, rest, more);
		length += more;
	}
	output[length] = '\0';
}

int command_run(const char *const *argv, char *output, size_t size)
{
	/* posix_spawnp() takes no const; sh adds the folder where servers are. */
	static char shell[] = "sh", option[] = "-c",
		    script[] = "PATH=$PATH:/usr/sbin; exec \"$@\"";
	char *args[16] = { shell, option, script, shell };
	posix_spawn_file_actions_t actions;
	int fds[2], status;
	size_t count = 4;
	pid_t pid;

	for (; *argv; argv++) {
		if (count == sizeof args / sizeof args[0] - 1)
			return 128;
		args[count++] = strdup(*argv);
	}
	if (pipe2(fds, O_CLOEXEC) < 0)
		return 128;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
	posix_spawn_file_actions_adddup2(&actions, fds[1], 2);
	if (posix_spawn(&pid, "/bin/sh", &actions, NULL, args, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	close(fds[1]);
	read_all(fds[0], output, size);
	close(fds[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		status = -1;
	for (size_t i = 4; i < count; i++)
		free(args[i]);
	return status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

bool command_is_installed(const char *program)
{
	const char *const argv[] = { program, "--version", NULL };
	char output[256];

	return command_run(argv, output, sizeof output) != 127;
}
