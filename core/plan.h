/*
 * Checks x subjects -> numbered runs with edges, before anything is asked. The number of a run is
 * its place in every report.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "inventory.h"
#include "probe.h"

struct plan_edge {
	unsigned run; /* the one that must be finished first; lower or higher number */
	bool must_be_usable; /* else only awaited */
	unsigned
		group; /* edges of one group: one usable is enough; 0: each counts alone */
};

struct plan_run {
	const struct probe *probe;
	const struct subject *subject;
	const struct plan_edge *edges;
	unsigned edge_count;
};

struct plan {
	const struct inventory *inventory;
	struct plan_run *runs;
	size_t count;
	void *index; /* (id, subject) -> run */
};

struct plan_options {
	const char *only, *skip; /* comma separated globs on ids, or NULL */
	enum phase phase;
};

/*
 * `table`: NULL-terminated, in the order of the report. Refused with a sentence on `err`
 * (-EINVAL): an unknown id in needs, a cycle, --only that fits no check.
 */
int plan_new(struct arena *arena, const struct probe *const *table,
	     const struct inventory *inventory, const struct plan_options *options,
	     FILE *err, const struct plan **ret_plan);

/* The number of the run, or -1. O(1). */
long plan_find(const struct plan *plan, const char *id, const char *subject);
