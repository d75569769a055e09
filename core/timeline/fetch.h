/* Inside the timeline: HTTP on a connection of a node. */
#pragma once

#include "state.h"

/* A machine that nobody listed shows by its request that it boots: takes a place, or NODE_NONE. */
uint32_t fetch_stranger(struct timeline *timeline, const struct packet *packet,
			int64_t time);
void fetch_request(struct timeline *timeline, struct flow *flow,
		   const struct packet *packet, int64_t time);
void fetch_data(struct timeline *timeline, struct flow *flow, const struct packet *packet,
		int64_t time);
/* `by_server`: the server ends it, in order. */
void fetch_end(struct timeline *timeline, struct flow *flow, bool by_server,
	       int64_t time);
