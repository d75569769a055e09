#include "_backend.h"

#include <string.h>
#include <strings.h>

/* A `server` line names the node by address, by FQDN, or by the first label of it. */
static bool is_server_of(const struct balancer_server *server, const struct node *node)
{
	size_t label = strcspn(node->fqdn, ".");
	size_t length = strlen(server->host);
	struct addr addr;

	if (addr_parse(server->host, &addr) >= 0)
		return addr_is_in(&addr, node->addresses.items, node->addresses.count);
	if (length && server->host[length - 1] == '.')
		length--;
	if (length == label)
		return !strncasecmp(server->host, node->fqdn, label);
	return length == strlen(node->fqdn) &&
	       !strncasecmp(server->host, node->fqdn, length);
}

struct where lb_listed_at(const struct inventory *inventory, const struct node *node,
			  in_port_t port)
{
	for (size_t f = 0; f < inventory->front_count; f++) {
		const struct balancer_front *front = &inventory->fronts[f];

		if (front->port != port)
			continue;
		for (size_t s = 0; s < front->server_count; s++) {
			if (is_server_of(&front->servers[s], node))
				return front->servers[s].where;
		}
	}
	return (struct where){ 0 };
}

bool lb_is_listed(const struct inventory *inventory, const struct node *node,
		  in_port_t port)
{
	return lb_listed_at(inventory, node, port).file != NULL;
}

/* Where routers run. */
enum router_place { ROUTERS_LISTED, ROUTERS_ON_WORKERS, ROUTERS_ON_MASTERS };

/* Where haproxy.cfg says; else on workers and infra nodes, else on the masters. */
static enum router_place find_routers(const struct inventory *inventory)
{
	enum router_place place = ROUTERS_ON_MASTERS;

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (lb_is_listed(inventory, node, 443))
			return ROUTERS_LISTED;
		if (node->role == NODE_WORKER || node->role == NODE_INFRA)
			place = ROUTERS_ON_WORKERS;
	}
	return place;
}

static bool is_router(const struct inventory *inventory, const struct node *node,
		      enum router_place place)
{
	switch (place) {
	case ROUTERS_LISTED:
		return lb_is_listed(inventory, node, 443);
	case ROUTERS_ON_WORKERS:
		return node->role == NODE_WORKER || node->role == NODE_INFRA;
	case ROUTERS_ON_MASTERS:
		return node->role == NODE_MASTER;
	}
	return false;
}

static void add(struct arena *arena, struct backends *backends, const struct node *node,
		in_port_t port, enum backend_kind kind)
{
	struct backend *backend;

	backends->items = arena_grow(arena, backends->items, backends->count,
				     sizeof *backends->items);
	backend = &backends->items[backends->count++];
	backend->node = node;
	backend->port = port;
	backend->kind = kind;
	backend->name = arena_printf(arena, "%s:%u", node->fqdn, port);
}

static void add_control(struct arena *arena, const struct inventory *inventory,
			const struct node *node, struct backends *backends)
{
	bool early = inventory->phase == PHASE_BOOTSTRAP;
	enum backend_kind kind = BACKEND_MUST;

	if (node->role == NODE_MASTER) {
		kind = early ? BACKEND_MAY : BACKEND_MUST;
		add(arena, backends, node, LB_API_PORT, kind);
		add(arena, backends, node, LB_CONFIG_PORT, kind);
	} else if (early) {
		add(arena, backends, node, LB_API_PORT, kind);
		add(arena, backends, node, LB_CONFIG_PORT, kind);
	} else if (lb_is_listed(inventory, node, LB_CONFIG_PORT)) {
		/* Where nothing sends clients to it, it does no harm. */
		add(arena, backends, node, LB_CONFIG_PORT, BACKEND_GONE);
	}
}

static void join_routers(struct arena *arena, struct backends *backends)
{
	struct routers *routers = arena_alloc(arena, sizeof *routers);

	for (size_t i = 0; i < backends->count; i++) {
		struct backend *backend = &backends->items[i];

		if (backend->kind != BACKEND_ROUTER)
			continue;
		backend->routers = routers;
		backend->place = routers->count++;
	}
	routers->items = arena_alloc(arena, routers->count * sizeof *routers->items);
	for (size_t i = 0; i < backends->count; i++) {
		const struct backend *backend = &backends->items[i];

		if (backend->kind != BACKEND_ROUTER || !backend->node->addresses.count)
			continue;
		routers->items[backend->place].is_configured = true;
		routers->pending++;
	}
}

void lb_backends(struct arena *arena, const struct inventory *inventory,
		 struct backends *ret_backends)
{
	bool is_ready = inventory->phase == PHASE_READY;
	enum router_place place = is_ready ? find_routers(inventory) : ROUTERS_ON_MASTERS;

	ret_backends->items = NULL;
	ret_backends->count = 0;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (node->role == NODE_BOOTSTRAP || node->role == NODE_MASTER)
			add_control(arena, inventory, node, ret_backends);
		if (is_ready && is_router(inventory, node, place)) {
			add(arena, ret_backends, node, 80, BACKEND_ROUTER);
			add(arena, ret_backends, node, 443, BACKEND_ROUTER);
		}
	}
	join_routers(arena, ret_backends);
}
