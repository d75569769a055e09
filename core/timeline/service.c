#include "service.h"

#include "core/wire/tcp.h"
#include "event.h"
#include "nodes.h"

static int64_t last_of(const struct service *service)
{
	int64_t last = service->asked.last;

	if (service->accepted.last > last)
		last = service->accepted.last;
	return service->refused.last > last ? service->refused.last : last;
}

/* A free place, or that of the one not heard of for longest; machines of the inventory stay. */
static struct service *take_place(struct timeline *timeline)
{
	struct service *oldest = NULL;

	if (timeline->service_count < SERVICES_MAX)
		return &timeline->services[timeline->service_count++];
	for (unsigned i = 0; i < SERVICES_MAX; i++) {
		struct service *service = &timeline->services[i];

		if (service->node < timeline->known_count)
			continue;
		if (!oldest || last_of(service) < last_of(oldest))
			oldest = service;
	}
	return oldest;
}

/* NULL: it has no place. */
static struct service *find(struct timeline *timeline, const struct addr *server)
{
	struct service *service;

	for (unsigned i = 0; i < timeline->service_count; i++)
		if (addr_same_port(&timeline->services[i].addr, server))
			return &timeline->services[i];
	service = take_place(timeline);
	if (service)
		*service = (struct service){
			.addr = *server,
			.node = node_by_addr(timeline, server),
		};
	return service;
}

static void note_node(struct timeline *timeline, uint32_t index, in_port_t port,
		      int64_t time)
{
	struct node_state *node = &timeline->nodes[index];
	struct mark *mark = port == PORT_MCS ? &node->serves_mcs : &node->serves_api;

	if (node->known && mark_note(mark, time)) {
		node_touch(timeline, index, time);
		event_tell(timeline, index, port == PORT_MCS ? STEP_MCS_GOT : STEP_API,
			   false, time, "serves %u", port);
	}
}

void service_note(struct timeline *timeline, const struct packet *packet,
		  const struct addr *server, bool to_server, int64_t time)
{
	uint8_t class = timeline->ports[server->port];
	struct service *service;

	if (class != PORT_IS_MCS && class != PORT_IS_API)
		return;
	service = find(timeline, server);
	if (!service)
		return;
	mark_note(&timeline->visible.mcs, time);
	if (to_server) {
		if (packet->flags & TCP_FLAG_SYN)
			mark_note(&service->asked, time);
		return;
	}
	mark_note(&timeline->visible.mcs_answer, time);
	if (packet->flags & TCP_FLAG_SYN) {
		mark_note(&service->accepted, time);
		if (service->node != NODE_NONE)
			note_node(timeline, service->node, server->port, time);
	} else if (!packet->acknowledged || packet->sequence == 0) {
		mark_note(&service->refused, time);
	}
}
