/*
 * The contract of everything asynchronous: an operation (a DNS question, a connect, a GET).
 *
 * 1. An operation belongs to the run that started it. A probe never frees one.
 * 2. Its callback runs exactly once, never inside the call that started it, always from the loop.
 * 3. After its run has ended it never runs.
 * 4. When a run ends, the engine cancels what is left.
 * 5. Everything passed to the callback is valid until it returns, unless its header says that it
 *    lives as long as the report.
 * 6. A callback may start operations, and may end its run.
 *
 * The same question is put to the network once per run of the program: io_*.c keep what was
 * asked, and an operation only waits for the answer.
 */
#pragma once

#include <stdbool.h>

struct run;

struct op {
	struct run *run;
	struct op *next, **link;	     /* the run's list */
	struct op *queue_next, **queue_link; /* list of the completed */
	void (*deliver)(struct op *op); /* call the probe's callback, then free the op */
	void (*cancel)(struct op *op);	/* free the op, call nobody */
};

/* Puts the operation on the run's list. */
void op_begin(struct op *op, struct run *run, void (*deliver)(struct op *op),
	      void (*cancel)(struct op *op));
/* The outcome is known: deliver() will be called from the loop. May be called at once. */
void op_complete(struct op *op);
bool op_is_complete(const struct op *op);
