/*
 * A network of the test's own: a namespace without a way out, peers in further namespaces, and
 * servers that behave as load balancers do.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "core/addr.h"

/* Moves this process into a network of its own, loopback up. False: the system forbids it. */
bool tcp_world_enter(void);

/* Runs a command (words separated by one blank); true if it ended with 0. */
bool tcp_world_do(const char *command);
/* The same inside a peer. */
bool tcp_world_do_in(pid_t peer, const char *command);

/* A process that keeps a namespace open; lo is up in it. It dies with the test. */
pid_t tcp_world_peer(void);
void tcp_world_end(pid_t pid);

enum tcp_behaviour {
	TCP_SERVE_CLOSE,  /* accepts and closes: HAProxy without a live server */
	TCP_SERVE_RESET,  /* accepts and resets */
	TCP_SERVE_BANNER, /* speaks first */
	TCP_SERVE_HTTP,	  /* answers whatever is asked like a proxy in mode http */
	TCP_SERVE_OPEN,	  /* accepts and is silent */
};

/* A process that serves on the address, in the peer (0: here). Its port is in `addr`, 0: any. */
pid_t tcp_world_serve(pid_t peer, struct addr *addr, enum tcp_behaviour behaviour);

/* Connects that this namespace has begun so far (RFC 4022 tcpActiveOpens). */
unsigned long tcp_world_connects(void);
