/*
 * One execution of one check, as the engine sees it; probes see only the run_* verbs of probe.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "op.h"
#include "plan.h"
#include "result.h"

enum __attribute__((packed)) run_stage {
	RUN_WAITING,
	RUN_READY,
	RUN_STARTED,
	RUN_ENDED,
	RUN_SEALED
};

struct run {
	struct engine *engine;
	const struct plan_run *plan;
	struct result *result; /* filled by the verbs, sealed by the end */
	void *state;
	struct op *ops;
	struct run *next; /* in the engine's ready or ended list */
	uint64_t started_ns;
	unsigned waiting; /* needs that are not finished */
	uint16_t fix_count;
	uint16_t related_count;
	enum run_stage stage;
};

/* What the engine asks of run.c. */
void run_init(struct run *run, struct engine *engine, unsigned number,
	      const struct plan_run *plan, const struct probe *probe,
	      struct result *result);
/* Starts the probe, or ends the run as blocked where a need was not met. */
void run_start(struct run *run);
/* Ends it from outside: deadline or interrupt. */
void run_abort(struct run *run, enum status status, const char *title);
/* After the end, outside of all callbacks: frees what the probe remembered. */
void run_dispose(struct run *run);
