#include "flow.h"

#include <stdlib.h>

#include "core/arena.h"

#define FLOW_NONE TABLE_NONE

void flows_init(struct timeline *timeline)
{
	timeline->flows = mem_alloc(TIMELINE_FLOWS_MAX * sizeof *timeline->flows);
	table_init(&timeline->flow_table, TIMELINE_FLOWS_MAX);
	timeline->newest_flow = timeline->oldest_flow = FLOW_NONE;
}

void flows_clear(struct timeline *timeline)
{
	table_clear(&timeline->flow_table);
	free(timeline->flows);
}

static uint64_t hash_of(const struct timeline *timeline, uint32_t node,
			in_port_t client_port, const struct addr *server)
{
	uint64_t who = (uint64_t)node << 32 | (uint64_t)client_port << 16 | server->port;

	return table_mix(&timeline->flow_table, who,
			 table_hash_addr(&timeline->flow_table, server));
}

static void unlink_flow(struct timeline *timeline, uint32_t at)
{
	struct flow *flow = &timeline->flows[at];

	if (flow->newer != FLOW_NONE)
		timeline->flows[flow->newer].older = flow->older;
	else
		timeline->newest_flow = flow->older;
	if (flow->older != FLOW_NONE)
		timeline->flows[flow->older].newer = flow->newer;
	else
		timeline->oldest_flow = flow->newer;
}

static void link_flow(struct timeline *timeline, uint32_t at)
{
	struct flow *flow = &timeline->flows[at];

	flow->newer = FLOW_NONE;
	flow->older = timeline->newest_flow;
	if (flow->older != FLOW_NONE)
		timeline->flows[flow->older].newer = at;
	else
		timeline->oldest_flow = at;
	timeline->newest_flow = at;
}

static uint32_t find(const struct timeline *timeline, uint64_t hash, uint32_t node,
		     in_port_t client_port, const struct addr *server)
{
	size_t cursor = TABLE_START;
	uint32_t at;

	while ((at = table_next(&timeline->flow_table, hash, &cursor)) != TABLE_NONE) {
		const struct flow *flow = &timeline->flows[at];

		if (flow->node == node && flow->client_port == client_port &&
		    addr_same_port(&flow->server, server))
			return at;
	}
	return FLOW_NONE;
}

struct flow *flow_find(struct timeline *timeline, uint32_t node, in_port_t client_port,
		       const struct addr *server)
{
	uint32_t at = find(timeline, hash_of(timeline, node, client_port, server), node,
			   client_port, server);
	struct flow *flow;

	if (at == FLOW_NONE)
		return NULL;
	flow = &timeline->flows[at];
	/* Of somebody who had the node's place before. */
	if (flow->generation != timeline->nodes[node].generation)
		return NULL;
	if (timeline->newest_flow != at) {
		unlink_flow(timeline, at);
		link_flow(timeline, at);
	}
	return flow;
}

void flow_restart(struct flow *flow, int64_t time)
{
	struct flow fresh = {
		.server = flow->server,
		.node = flow->node,
		.generation = flow->generation,
		.newer = flow->newer,
		.older = flow->older,
		.client_port = flow->client_port,
		.kind = flow->kind,
		.state = FLOW_SYN,
		.transfer = TRANSFER_NONE,
		.first = time,
		.last = time,
	};

	*flow = fresh;
}

struct flow *flow_take(struct timeline *timeline, uint32_t node, in_port_t client_port,
		       const struct addr *server, enum flow_kind kind, int64_t time)
{
	uint64_t hash = hash_of(timeline, node, client_port, server);
	uint32_t at = find(timeline, hash, node, client_port, server);
	struct flow *flow;

	if (at != FLOW_NONE) {
		unlink_flow(timeline, at);
	} else if (timeline->flow_count < TIMELINE_FLOWS_MAX) {
		at = timeline->flow_count++;
		table_add(&timeline->flow_table, hash, at);
	} else {
		at = timeline->oldest_flow;
		flow = &timeline->flows[at];
		unlink_flow(timeline, at);
		table_remove(
			&timeline->flow_table,
			hash_of(timeline, flow->node, flow->client_port, &flow->server),
			at);
		table_add(&timeline->flow_table, hash, at);
	}
	flow = &timeline->flows[at];
	flow->server = *server;
	flow->node = node;
	flow->generation = timeline->nodes[node].generation;
	flow->client_port = client_port;
	flow->kind = (uint8_t)kind;
	flow_restart(flow, time);
	link_flow(timeline, at);
	return flow;
}
