/*
 * Operations that wait for the answer of a connect or for a survey, first come first served.
 */
#pragma once

#include <stdbool.h>

#include "core/io_tcp.h"
#include "core/op.h"

struct tcp_op {
	struct op op;
	struct tcp_op *next, **link; /* among the waiters; link NULL: not among them */
	struct waiters *waiters;
	/* Either these two: */
	const struct tcp_answer *answer;
	tcp_answered_fn *answered;
	/* or these: */
	const struct tcp_answer **answers;
	tcp_surveyed_fn *surveyed;
	void *arg;
};

struct waiters {
	struct tcp_op *first, **last;
	bool done;
};

void waiters_init(struct waiters *waiters);
/* Takes the operation, allocated by mem_alloc(); where all is done it is complete at once. */
void waiters_add(struct waiters *waiters, struct run *run, struct tcp_op *op);
/* Once. */
void waiters_complete(struct waiters *waiters);
