/*
 * Which process of this machine serves a TCP port, and as whom: proc(5). Synchronous, bounded by
 * the number of processes.
 */
#pragma once

#include <netinet/in.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;

struct process {
	pid_t pid;
	const char *name;    /* "nginx" */
	uid_t uid;	     /* effective */
	const gid_t *groups; /* effective and supplementary */
	size_t group_count;
};

/*
 * The process that holds a listening socket for the port in our network namespace; where several
 * do, one that is not root's: a web server's workers share the socket of their master. 0; -ENOENT
 * nothing listens; -EACCES something does, and we may not see what.
 */
int process_serving(struct arena *arena, in_port_t port, struct process *ret_process);
