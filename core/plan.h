/*
 * Checks x subjects -> numbered runs with edges, before anything is asked. The number of a run is
 * its place in every report.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "inventory.h"
#include "probe.h"

/* One need of a run that is met by one other run. */
struct plan_edge {
	unsigned run;
	enum need_match match;
};

/* A need that all runs of a check have in common: it is met by all runs of another check. */
struct plan_wait {
	unsigned family; /* index into plan.families */
	enum need_match match;
};

/* All runs of one check: a range of numbers. */
struct plan_family {
	const struct probe *probe;
	unsigned first, count;
	const struct plan_wait *waits;
	unsigned wait_count;
};

struct plan_run {
	const struct subject *subject;
	const struct plan_edge *edges;
	unsigned edge_count;
	unsigned family;
};

struct plan {
	const struct inventory *inventory;
	const struct plan_family *families;
	size_t family_count;
	const struct plan_run *runs;
	size_t count;
	const struct plan_index *index; /* (id, subject) -> number */
};

struct plan_options {
	const char *only, *skip; /* comma separated globs on ids, or NULL */
	enum phase phase;
	/* Planned after all others, whatever the rest of these options says; or NULL. */
	const struct probe *extra;
	bool files_only; /* only checks that read files of the install, in whichever phase */
};

/* Would this check be planned, if it has a subject? */
bool plan_wants(const struct probe *probe, const struct plan_options *options);

/*
 * `table`: NULL-terminated, in the order of the report. Refused with a sentence on `err`
 * (-EINVAL): an unknown id in needs, a cycle, --only that fits no check.
 */
int plan_new(struct arena *arena, const struct probe *const *table,
	     const struct inventory *inventory, const struct plan_options *options,
	     FILE *err, const struct plan **ret_plan);

/* The number of the run, or -1. O(1). */
long plan_find(const struct plan *plan, const char *id, const char *subject);
