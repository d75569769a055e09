/*
 * Finds nodes and certificate requests among ten thousand, in a part that has been read whole.
 */
#pragma once

#include "core/cluster/state.h"

struct arena;

/* For the reader, after the last page: makes the part's tables, in its arena. */
void cluster_index_part(struct arena *arena, enum cluster_part part,
			struct cluster_state *state);

/* `name` has `length` bytes. NULL: none, or nothing was read. */
const struct cluster_node *cluster_node_named(const struct cluster_state *state,
					      const char *name, size_t length);
const struct cluster_node *cluster_node_at(const struct cluster_state *state,
					   const struct addr *addr);
/* The first of those that name the node; the others by `next`. */
const struct cluster_csr *cluster_csrs_of(const struct cluster_state *state,
					  const char *name, size_t length);
