/*
 * A sealed result that outlives its round: a copy in one piece of memory, which does not depend on
 * the arena, the plan or the inventory that it came from.
 */
#pragma once

#include <stddef.h>

#include "core/result.h"

struct kept {
	struct result result; /* blocked_by is NULL and blocks 0: see below */
	unsigned *blocked_by; /* numbers of the causes in the plan */
	size_t blocked_count;
};

/* The caller frees it with free(3). `id` of the probe stays the probe's. */
struct kept *kept_new(const struct result *result);

/*
 * Joins results into one array, so that causes are elements of it and know how many wait for them.
 * `kept` has `count` entries, by number; for NULL ones results[i] is left as it is. Returns the
 * memory of the lists of causes, for free(3) when the array is filled anew.
 */
void *kept_join(struct kept *const *kept, size_t count, struct result *results);
