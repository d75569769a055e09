/*
 * One round: the runs of a plan that are due, carried out by an engine of its own inside somebody
 * else's loop. Its memory and its descriptors are gone with it, so that a watch of days costs what
 * one run costs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "core/plan.h"
#include "core/result.h"

struct engine;
struct round;

struct round_options {
	uv_loop_t *loop;
	const struct plan *plan;
	/* By number: what is known already; NULL entries are carried out (engine.h). */
	const struct result *const *given;
	const struct cluster_state *cluster; /* engine.h */
	double deadline;		     /* seconds */
	/* Before anything is asked; or NULL. */
	void (*begins)(struct round *round, void *arg);
	/* After each turn in which results were sealed; or NULL. */
	void (*progress)(struct round *round, void *arg);
	/* Once, from the loop: all is sealed. The round may be freed in it. */
	void (*done)(struct round *round, void *arg);
	void *arg;
};

struct round *round_start(const struct round_options *options);
/* In plan order; valid until round_free(). */
const struct result *round_results(const struct round *round);
/* NULL until it is found. */
const struct result *round_result(const struct round *round, unsigned number);
struct engine *round_engine(const struct round *round);
/* How many of its runs are sealed, those that were given included. */
size_t round_sealed(const struct round *round);
/* What is not finished is skipped; `done` is called soon. */
void round_interrupt(struct round *round);
/* Finished or not: `done` is not called any more. Takes NULL; returns NULL. */
struct round *round_free(struct round *round);
