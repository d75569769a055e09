#include "core/cluster/lookup.h"

#include <string.h>
#include <sys/socket.h>

#include "core/arena.h"
#include "core/index.h"

/* The length tells the families apart. */
static size_t key_length(const struct addr *addr)
{
	return addr->family == AF_INET ? 4 : 16;
}

static void index_nodes(struct arena *arena, struct cluster_nodes *nodes)
{
	nodes->by_name = index_new(arena, nodes->count);
	nodes->by_address = index_new(arena, nodes->count);
	for (size_t i = 0; i < nodes->count; i++) {
		struct cluster_node *node = &nodes->items[i];

		(void)index_add(nodes->by_name, node->name, strlen(node->name), node);
		for (size_t a = 0; a < node->addresses.count; a++) {
			const struct addr *addr = &node->addresses.items[a];

			(void)index_add(nodes->by_address, addr->bytes, key_length(addr),
					node);
		}
	}
}

/* In the order of the list, behind the first of the node. */
static void index_csrs(struct arena *arena, struct cluster_csrs *csrs)
{
	csrs->by_node = index_new(arena, csrs->count);
	for (size_t i = 0; i < csrs->count; i++) {
		struct cluster_csr *csr = &csrs->items[i], *first;

		if (!csr->node)
			continue;
		csr->last = csr;
		first = index_add(csrs->by_node, csr->node, strlen(csr->node), csr);
		if (!first)
			continue;
		first->last->next = csr;
		first->last = csr;
	}
}

void cluster_index_part(struct arena *arena, enum cluster_part part,
			struct cluster_state *state)
{
	if (part == CLUSTER_NODES)
		index_nodes(arena, &state->nodes);
	else if (part == CLUSTER_CSRS)
		index_csrs(arena, &state->csrs);
}

const struct cluster_node *cluster_node_named(const struct cluster_state *state,
					      const char *name, size_t length)
{
	const struct index *index = state->nodes.by_name;

	return index ? index_find(index, name, length) : NULL;
}

const struct cluster_node *cluster_node_at(const struct cluster_state *state,
					   const struct addr *addr)
{
	const struct index *index = state->nodes.by_address;

	return index ? index_find(index, addr->bytes, key_length(addr)) : NULL;
}

const struct cluster_csr *cluster_csrs_of(const struct cluster_state *state,
					  const char *name, size_t length)
{
	const struct index *index = state->csrs.by_node;

	return index ? index_find(index, name, length) : NULL;
}
