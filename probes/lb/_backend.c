#include "_backend.h"

#include <string.h>
#include <strings.h>

bool lb_is_server_of(const struct balancer_server *server, const struct node *node)
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
			if (lb_is_server_of(&front->servers[s], node))
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

/* Where routers run: haproxy.cfg says so; else workers and infra nodes; else the masters. */
enum router_rule { ROUTERS_LISTED, ROUTERS_ON_WORKERS, ROUTERS_ON_MASTERS };

static enum router_rule router_rule(const struct inventory *inventory)
{
	bool workers = false;

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (lb_is_listed(inventory, node, 443))
			return ROUTERS_LISTED;
		workers =
			workers || node->role == NODE_WORKER || node->role == NODE_INFRA;
	}
	return workers ? ROUTERS_ON_WORKERS : ROUTERS_ON_MASTERS;
}

static bool is_router(const struct inventory *inventory, const struct node *node,
		      enum router_rule rule)
{
	switch (rule) {
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

/* Once the array of all stands still. */
static void join_routers(struct arena *arena, struct backends *backends)
{
	struct routers *routers = arena_alloc(arena, sizeof *routers);

	routers->addrs = arena_alloc(arena, (backends->count + 1) * sizeof(struct addr));
	routers->of = arena_alloc(arena, (backends->count + 1) * sizeof *routers->of);
	for (size_t i = 0; i < backends->count; i++) {
		struct backend *backend = &backends->items[i];

		if (backend->kind != BACKEND_ROUTER)
			continue;
		backend->routers = routers;
		if (!backend->node->addresses.count)
			continue;
		routers->addrs[routers->count] =
			addr_with_port(backend->node->addresses.items[0], backend->port);
		routers->of[routers->count++] = backend;
	}
}

void lb_backends(struct arena *arena, const struct inventory *inventory,
		 struct backends *ret_backends)
{
	bool ready = inventory->phase == PHASE_READY;
	enum router_rule rule = ready ? router_rule(inventory) : ROUTERS_ON_WORKERS;

	ret_backends->items = NULL;
	ret_backends->count = 0;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (node->role == NODE_BOOTSTRAP || node->role == NODE_MASTER)
			add_control(arena, inventory, node, ret_backends);
		if (ready && is_router(inventory, node, rule)) {
			add(arena, ret_backends, node, 80, BACKEND_ROUTER);
			add(arena, ret_backends, node, 443, BACKEND_ROUTER);
		}
	}
	join_routers(arena, ret_backends);
}
