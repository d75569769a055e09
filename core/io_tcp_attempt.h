/*
 * One socket of a connect: from the SYN to what happens in the moment after it was accepted.
 * io_tcp.c decides how many of them a question gets and when it is enough.
 */
#pragma once

#include <stdbool.h>

#include <uv.h>

#include "io_tcp.h"

struct attempt;
struct netlink;

struct attempt_calls {
	/* Accepted; what the peer does now is watched until it is released. */
	void (*accepted)(struct attempt *attempt, void *arg);
	/* The outcome is known and stands in the answer. */
	void (*ended)(struct attempt *attempt, void *arg);
	/* Its handle is closed and its memory gone. */
	void (*closed)(void *arg);
};

/*
 * Begins a connect to answer->addr; what becomes of it is written into `answer`. Returns 0 while
 * it is on its way, 1 where the outcome is known already (no callback but `closed` follows), or a
 * negative errno where no socket was to be had (no attempt then). `netlink` may be NULL.
 */
int attempt_start(uv_loop_t *loop, struct tcp_answer *answer, struct netlink *netlink,
		  const struct attempt_calls *calls, void *arg,
		  struct attempt **ret_attempt);
/* Looks now, without waiting for the loop: what has come but was not reported yet counts. */
void attempt_look(struct attempt *attempt);
/* The path's own round trip as the kernel measured it, milliseconds; 0: not known. */
double attempt_round_trip_ms(const struct attempt *attempt);
/* Closes socket and handle. Takes NULL. */
void attempt_release(struct attempt *attempt);
