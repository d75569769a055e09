#include <string.h>

#include "arena.h"
#include "inventory_derive_part.h"
#include "sources/haproxy.h"

#define PORT_CONFIG 22623

/*
 * The config port is bound on the nodes' side only, and nodes are seldom behind a translation of
 * addresses: what haproxy.cfg binds there is what api-int must lead to. Other ports may be reached
 * by another address than the one that is bound.
 */
static void api_int_from_haproxy(struct deriving *deriving)
{
	const struct haproxy *haproxy = deriving->sources->haproxy;
	struct config_list *list = &deriving->config->api_int;

	for (size_t i = 0; haproxy && i < haproxy->count; i++) {
		const struct balancer_front *front = &haproxy->fronts[i];
		struct addr addr;

		if (front->port != PORT_CONFIG || addr_parse(front->address, &addr) < 0 ||
		    !addr_is_outward(&addr))
			continue;
		derive_add(deriving->arena, list, front->address, front->where);
	}
}

void derive_endpoints(struct deriving *deriving)
{
	if (!deriving->config->api_int.given)
		api_int_from_haproxy(deriving);
}
