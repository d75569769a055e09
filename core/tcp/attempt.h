/*
 * One socket of a connect: from the SYN to what happens in the moment after it was accepted.
 * io_tcp.c decides how many of them a question gets and when it is enough.
 *
 * All sockets hang on one epoll descriptor, edge-triggered, which is the only one that the loop
 * watches: a uv_poll_t for each of them costs six calls of epoll_ctl(2), this one.
 */
#pragma once

#include <stdbool.h>

#include <uv.h>

#include "core/io_tcp.h"

struct attempt;
struct attempts;
struct netlink;

struct attempt_calls {
	/* Accepted; what the peer does now is watched until it is released. */
	void (*accepted)(struct attempt *attempt, void *arg);
	/* The outcome is known and stands in the answer. */
	void (*ended)(struct attempt *attempt, void *arg);
};

/* `netlink` may be NULL. 0, or a negative errno. */
int attempts_open(uv_loop_t *loop, struct netlink *netlink,
		  const struct attempt_calls *calls, struct attempts **ret_attempts);
/* After all attempts were released. `closed` is called when the loop has let go of it. */
void attempts_close(struct attempts *attempts, void (*closed)(void *arg), void *arg);

/*
 * Begins a connect to answer->addr; what becomes of it is written into `answer`. Returns 0 while
 * it is on its way, 1 where the outcome is known already (no callback follows), or a negative
 * errno where no socket was to be had (no attempt then).
 */
int attempt_start(struct attempts *attempts, struct tcp_answer *answer, void *arg,
		  struct attempt **ret_attempt);
/* Looks now, without waiting for the loop: what has come but was not reported yet counts. */
void attempt_look(struct attempt *attempt);
/* The path's own round trip as the kernel measured it, milliseconds; 0: not known. */
double attempt_round_trip_ms(const struct attempt *attempt);
/* Closes the socket. May be called from the callbacks. Takes NULL. */
void attempt_release(struct attempt *attempt);
