/*
 * Carries out a plan: one thread, one libuv loop, everything at once within limits, the whole with
 * a deadline, results sealed in plan order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "plan.h"
#include "result.h"

struct arena;
struct cluster_state;
struct engine;
struct op;
struct run;

struct engine_options {
	double deadline; /* seconds for the whole */
	/* Called after each sealed result; NULL: nobody wants to know. */
	void (*progress)(size_t done, size_t total, size_t failed, void *arg);
	void *arg;
	/*
	 * By number: results of an earlier engine with the same plan that are taken over as they
	 * are; NULL entries are carried out. NULL: all are. Results that took part as a cause
	 * (blocked_by) are looked up by their number.
	 */
	const struct result *const *given;
	/* What somebody else keeps reading, so that checks need not ask; NULL: they ask. */
	const struct cluster_state *cluster;
};

/* Makes a loop of its own. */
struct engine *engine_new(struct arena *arena, const struct plan *plan,
			  const struct engine_options *options);
/* Runs until all results are sealed, the deadline, SIGINT or SIGTERM. 0, or -EINTR. */
int engine_go(struct engine *engine);
/*
 * The same for those who have a loop of their own: engine_loop() is to be run (UV_RUN_NOWAIT)
 * whenever its backend descriptor is readable or its timeout is over, until all is sealed.
 */
void engine_begin(struct engine *engine);
bool engine_is_finished(const struct engine *engine);
/* Skips what is not finished; the end comes with the next turns of the loop. */
void engine_interrupt(struct engine *engine);
/* Sealed results in plan order, as many as the plan has runs. They live as long as the arena. */
const struct result *engine_results(const struct engine *engine);
/* Closes every module and the loop; takes NULL; returns NULL. */
struct engine *engine_free(struct engine *engine);

/* For io_*.c. */
uv_loop_t *engine_loop(struct engine *engine);
struct arena *engine_arena(struct engine *engine);
const struct inventory *engine_inventory(const struct engine *engine);
const struct plan *engine_plan(const struct engine *engine);
const struct cluster_state *engine_cluster(const struct engine *engine);

/*
 * Each io_*.c keeps its state here, made on first use: engine_module() calls `open` once and hands
 * out what it gave. `close` is called by engine_free() with the loop still there; it closes the
 * state's handles (they are awaited) and frees the state, at the latest in their close callbacks.
 */
struct module {
	void *(*open)(struct engine *engine);
	void (*close)(void *state);
};
void *engine_module(struct engine *engine, const struct module *module);

/*
 * A module that has enough to do for a while: no further run is started until it says so. What
 * runs remember then is needed for a few of them at a time. By one module only.
 */
void engine_hold(struct engine *engine, bool hold);

/* A fact more for a sealed result: where what it was found from is kept. `value` is the arena's. */
void engine_add_evidence(struct engine *engine, unsigned number, const char *key,
			 const char *value);

/* For op.c and run.c. */
void engine_queue_op(struct engine *engine, struct op *op);
void engine_unqueue_op(struct engine *engine, struct op *op);
void engine_run_ended(struct engine *engine, struct run *run);
/* NULL until the run has ended. */
const struct result *engine_result(const struct engine *engine, unsigned number);
