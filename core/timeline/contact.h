/* Inside the timeline: what came of a node's connection, and of its tries as a whole. */
#pragma once

#include "state.h"

struct contact *contact_of(struct timeline *timeline, const struct flow *flow);
void contact_try(struct timeline *timeline, const struct flow *flow, int64_t time);
/* What came of it; may be called again where it turns out otherwise. */
void contact_tell(struct timeline *timeline, struct flow *flow, enum outcome outcome,
		  int64_t time);
/* Judges a connection that ends: `by_client`: the node closed it. */
void contact_end(struct timeline *timeline, struct flow *flow, bool by_client,
		 bool is_reset, int64_t time);
/* More came from the server: maybe what the node wants. */
void contact_grow(struct timeline *timeline, struct flow *flow, int64_t time);
/* "connection refused", for `outcome`; NULL for OUTCOME_NONE. */
const char *outcome_name(enum outcome outcome);
enum timeline_step contact_step(enum flow_kind kind);
