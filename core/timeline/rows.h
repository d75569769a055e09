/* Inside the timeline: the steps of a node as rows, by time. */
#pragma once

#include "state.h"

struct timeline_row *rows_of(const struct timeline *timeline, struct arena *arena,
			     const struct node_state *node, size_t *ret_count);
