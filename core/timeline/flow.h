/* Inside the timeline: the TCP connections of nodes to the services that a boot needs. */
#pragma once

#include "state.h"

void flows_init(struct timeline *timeline);
void flows_clear(struct timeline *timeline);

/* NULL: not followed. `server` with port. */
struct flow *flow_find(struct timeline *timeline, uint32_t node, in_port_t client_port,
		       const struct addr *server);
/* The same; takes a place for it where there is none. */
struct flow *flow_take(struct timeline *timeline, uint32_t node, in_port_t client_port,
		       const struct addr *server, enum flow_kind kind, int64_t time);
/* As if it had just begun. */
void flow_restart(struct flow *flow, int64_t time);
