/*
 * Configuration, inventory and plan that are in force together. A watch has one at a time: a changed
 * file makes a new one, another phase makes a new plan of the same files.
 */
#pragma once

#include <stddef.h>

#include "core/inventory.h"
#include "core/options.h"
#include "core/plan.h"

struct config;
struct diagnostics;

/* Configuration and inventory; what is wrong goes to `diagnostics`. 0, or a negative errno. */
typedef int load_fn(struct arena *arena, const struct options *options,
		    struct diagnostics *diagnostics, struct config **ret_config,
		    const struct inventory **ret_inventory);

struct generation {
	struct arena *arena;	  /* of the inventory */
	struct arena *plan_arena; /* a child of it */
	const struct inventory *inventory;
	const struct plan *plan; /* the survey (survey.h) is its last run */
	size_t shown;		 /* runs of the plan that are shown: all but the survey */
	const char *const *files; /* that it was read from, each once */
	size_t file_count;
};

/*
 * Reads all that the options name. `diagnostics` gets what is wrong (its arena is the caller's). 0,
 * or -EINVAL; then nothing is left behind, and *ret_error (the caller's to free) is the first of
 * the messages.
 */
int generation_load(const struct options *options, load_fn *load,
		    const struct probe *const *table, enum phase phase,
		    struct diagnostics *diagnostics, struct generation **ret_generation,
		    char **ret_error);
/*
 * The same files, another phase. The old plan and its inventory live in the arena that is returned,
 * for the caller to free; what the inventory points to stays.
 */
struct arena *generation_set_phase(struct generation *generation,
				   const struct options *options,
				   const struct probe *const *table, enum phase phase);
/* Takes NULL; returns NULL. */
struct generation *generation_free(struct generation *generation);
