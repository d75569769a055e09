/*
 * The parts of the state as requests: where each is read, in which pages, by which function. Only
 * reader.c uses it.
 */
#pragma once

#include <stdbool.h>

#include "core/cluster/state.h"

struct arena;

struct cluster_part_info {
	const char *path;     /* of the API, with its query */
	const char *old_path; /* of the version before, where `path` is 404; or NULL */
	unsigned page;	      /* items of a page; 0: no list */
};

const struct cluster_part_info *cluster_part_info(enum cluster_part part);

/* Adds a page to the part. 0, or -EINVAL as in read.h. */
int cluster_part_read(struct arena *arena, enum cluster_part part, const void *bytes,
		      size_t length, struct cluster_state *state,
		      const char **ret_continue);
/* As cluster_seen(), to be changed. */
struct cluster_seen *cluster_part_seen(struct cluster_state *state,
				       enum cluster_part part);
/* Changes what is known of it, and when that was found. */
void cluster_part_mark(struct cluster_state *state, enum cluster_part part,
		       enum cluster_knowledge knowledge, time_t at);
/* Copies the part, with its `seen`, to its place in `to`. */
void cluster_part_copy(const struct cluster_state *from, enum cluster_part part,
		       struct cluster_state *to);
