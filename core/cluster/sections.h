/*
 * The cluster's state in lines, for a screen: what is not as it shall be at the end, and what a
 * person has to do. Pure.
 */
#pragma once

#include "core/cluster/state.h"
#include "core/watch/model.h"

struct arena;

#define CLUSTER_SECTIONS 4

/* "cluster", "nodes", "certificate requests", "cluster operators": those that have lines. */
size_t cluster_sections(struct arena *arena, const struct cluster_state *state,
			struct watch_section sections[static CLUSTER_SECTIONS]);
