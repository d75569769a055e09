/*
 * Carries out a plan: one thread, one libuv loop, everything at once within limits, each run with
 * a deadline, results sealed in plan order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "plan.h"
#include "result.h"

struct engine;
struct dns;
struct http;
struct tcp;
struct bus;

struct engine_options {
	double deadline; /* seconds for the whole */
	/* Called after each sealed result; NULL: nobody wants to know. */
	void (*progress)(size_t done, size_t total, size_t failed, void *arg);
	void *arg;
};

/* Makes a loop of its own. */
struct engine *engine_new(struct arena *arena, const struct plan *plan,
			  const struct engine_options *options);
/* Runs until all results are sealed, the deadline, SIGINT or SIGTERM. 0, or -EINTR. */
int engine_go(struct engine *engine);
/* Sealed results in plan order, as many as the plan has runs. */
const struct result *engine_results(const struct engine *engine);
struct engine *engine_free(struct engine *engine);

/* For io_*.c. */
uv_loop_t *engine_loop(struct engine *engine);
struct arena *engine_arena(struct engine *engine);
const struct inventory *engine_inventory(struct engine *engine);

/*
 * Each io_*.c keeps its state here, made on first use: engine_module() calls `open` once and hands
 * out what it gave. `close` is called by engine_free() with the loop still there; handles that it
 * closes are awaited.
 */
struct module {
	void *(*open)(struct engine *engine);
	void (*close)(void *state);
};
void *engine_module(struct engine *engine, const struct module *module);
