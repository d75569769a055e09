#include "io_process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"

#define SOCKETS_MAX  64
#define GROUPS_MAX   256
#define LISTEN_STATE 0x0a

struct sockets {
	unsigned long inodes[SOCKETS_MAX];
	size_t count;
};

static void find_sockets(const char *file, in_port_t port, struct sockets *sockets);
static bool holds_one(const char *pid, const struct sockets *sockets);
static int read_process(struct arena *arena, const char *pid, struct process *process);

int process_serving(struct arena *arena, in_port_t port, struct process *ret_process)
{
	struct sockets sockets = { .count = 0 };
	struct dirent *entry;
	bool found = false;
	DIR *proc;

	find_sockets("/proc/net/tcp", port, &sockets);
	find_sockets("/proc/net/tcp6", port, &sockets);
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

/* "  0: 0100007F:0050 00000000:0000 0A ... inode": numbers in hexadecimal, the inode is not. */
static void find_sockets(const char *file, in_port_t port, struct sockets *sockets)
{
	FILE *stream = fopen(file, "re");
	char line[512];

	if (!stream)
		return;
	while (sockets->count < SOCKETS_MAX && fgets(line, sizeof line, stream)) {
		unsigned local, state;
		unsigned long inode;

		if (sscanf(line,
			   " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*u "
			   "%*u %lu",
			   &local, &state, &inode) == 3 &&
		    local == port && state == LISTEN_STATE)
			sockets->inodes[sockets->count++] = inode;
	}
	(void)fclose(stream);
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
