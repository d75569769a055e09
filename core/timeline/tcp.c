/* TCP segments: to which connection of which node they belong, and how far that has come. */
#include "core/wire/tcp.h"

#include "contact.h"
#include "core/wire/http.h"
#include "core/wire/tls.h"
#include "feed.h"
#include "fetch.h"
#include "flow.h"
#include "nodes.h"
#include "service.h"

/* A jump in the sequence numbers beyond this is no loss but another connection. */
#define JUMP_MAX (1 << 30)

static enum flow_kind kind_of(const struct timeline *timeline, in_port_t port)
{
	switch ((enum port_class)timeline->ports[port]) {
	case PORT_IS_MCS:
		return FLOW_MCS;
	case PORT_IS_API:
		return FLOW_API;
	case PORT_IS_PULL:
		return FLOW_PULL;
	case PORT_FETCH:
	case PORT_OTHER:
		return FLOW_FETCH;
	}
	return FLOW_FETCH;
}

/* Ports say which side is the server; where they cannot, who speaks first. */
static bool is_from_client(const struct timeline *timeline, const struct packet *packet)
{
	bool to = timeline->ports[packet->target.port];
	bool from = timeline->ports[packet->source.port];

	if (to != from)
		return to;
	if (packet->flags & TCP_FLAG_SYN)
		return !(packet->flags & TCP_FLAG_ACK);
	if (to)
		return packet->target.port < packet->source.port;
	return !slice_starts(packet->payload, "HTTP");
}

/* How many bytes are new. */
static uint32_t advance(uint32_t *next, const struct packet *packet)
{
	int32_t more =
		(int32_t)(packet->sequence + (uint32_t)packet->full_length - *next);

	if (more <= 0 || more > JUMP_MAX)
		return 0;
	*next += (uint32_t)more;
	return (uint32_t)more;
}

static void open_flow(struct timeline *timeline, uint32_t node,
		      const struct packet *packet, int64_t time)
{
	struct flow *flow =
		flow_find(timeline, node, packet->source.port, &packet->target);

	if (flow && flow->state == FLOW_SYN &&
	    flow->client_start == packet->sequence + 1) {
		/* Sent again. */
		flow->last = time;
		if (time - flow->first > SECOND / 2)
			contact_tell(timeline, flow, OUTCOME_SILENT, time);
		return;
	}
	if (flow)
		flow_restart(flow, time);
	else
		flow = flow_take(timeline, node, packet->source.port, &packet->target,
				 kind_of(timeline, packet->target.port), time);
	flow->client_start = flow->client_next = packet->sequence + 1;
	contact_try(timeline, flow, time);
}

static void note_client_tls(struct timeline *timeline, struct flow *flow,
			    const struct packet *packet)
{
	struct contact *contact = contact_of(timeline, flow);
	struct tls_record record;

	if (tls_record_decode(packet->payload, &record) < 0)
		return;
	if (record.is_client_hello) {
		flow->hello_length = (uint32_t)packet->full_length;
		contact->has_hello = true;
		contact->alert = 0;
	}
	if (record.has_alert)
		contact->alert = record.alert;
}

static void from_client(struct timeline *timeline, struct flow *flow,
			const struct packet *packet, int64_t time)
{
	if (packet->flags & TCP_FLAG_RST) {
		contact_end(timeline, flow, true, true, time);
		fetch_end(timeline, flow, false, time);
		return;
	}
	if (packet->full_length) {
		flow->client_bytes += advance(&flow->client_next, packet);
		if (flow->kind == FLOW_FETCH)
			fetch_request(timeline, flow, packet, time);
		else
			note_client_tls(timeline, flow, packet);
	}
	if (packet->flags & TCP_FLAG_FIN) {
		contact_end(timeline, flow, true, false, time);
		fetch_end(timeline, flow, false, time);
	}
}

static void note_server_data(struct timeline *timeline, struct flow *flow,
			     const struct packet *packet, int64_t time)
{
	struct contact *contact;
	struct tls_record record;
	/* After a loss of ours the first bytes that we see are not the first that it sent. */
	bool is_first = !flow->server_bytes && flow->has_server_next &&
			flow->server_next == packet->sequence;

	if (!flow->has_server_next) {
		flow->server_next = packet->sequence;
		flow->has_server_next = true;
	}
	flow->server_bytes += advance(&flow->server_next, packet);
	if (flow->kind == FLOW_FETCH) {
		fetch_data(timeline, flow, packet, time);
		return;
	}
	contact = contact_of(timeline, flow);
	if (is_first && packet->payload.length >= 5 &&
	    tls_record_decode(packet->payload, &record) < 0)
		contact_tell(timeline, flow, OUTCOME_NOT_TLS, time);
	else if (is_first && packet->payload.length >= 5 && record.has_alert)
		contact->alert = record.alert;
	contact_grow(timeline, flow, time);
}

static void from_server(struct timeline *timeline, struct flow *flow,
			const struct packet *packet, int64_t time)
{
	flow->last = time;
	if (packet->flags & TCP_FLAG_RST) {
		contact_end(timeline, flow, false, true, time);
		fetch_end(timeline, flow, false, time);
		return;
	}
	if (packet->flags & TCP_FLAG_SYN) {
		if (flow->state == FLOW_SYN)
			flow->state = FLOW_OPEN;
		flow->server_next = packet->sequence + 1;
		flow->has_server_next = true;
		return;
	}
	/* A FIN says how much there was, whatever of it we missed. */
	if (packet->full_length ||
	    (packet->flags & TCP_FLAG_FIN && flow->has_server_next))
		note_server_data(timeline, flow, packet, time);
	if (packet->flags & TCP_FLAG_FIN) {
		contact_end(timeline, flow, false, false, time);
		fetch_end(timeline, flow, true, time);
	}
}

bool feed_tcp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	bool is_head = http_is_head(packet->payload);
	bool to_server;
	const struct addr *client, *server;
	struct flow *flow;
	uint32_t node;

	if (!timeline->ports[packet->target.port] &&
	    !timeline->ports[packet->source.port] && !is_head)
		return false;
	to_server = is_from_client(timeline, packet);
	client = to_server ? &packet->source : &packet->target;
	server = to_server ? &packet->target : &packet->source;
	if (packet->flags & (TCP_FLAG_SYN | TCP_FLAG_RST))
		service_note(timeline, packet, server, to_server, time);
	node = to_server ? node_of_source(timeline, packet)
			 : node_by_addr(timeline, client);
	if (node == NODE_NONE && to_server && is_head)
		node = fetch_stranger(timeline, packet, time);
	if (node == NODE_NONE)
		return false;
	if (to_server && packet->flags & TCP_FLAG_SYN) {
		open_flow(timeline, node, packet, time);
		return true;
	}
	flow = flow_find(timeline, node, client->port, server);
	if (!flow) {
		/* Its beginning was not seen: a request says what it is about. */
		if (!to_server || !is_head)
			return false;
		flow = flow_take(timeline, node, client->port, server, FLOW_FETCH, time);
		flow->client_next = packet->sequence;
	}
	if (to_server && flow->state == FLOW_SYN && flow->kind == FLOW_FETCH &&
	    packet->full_length)
		flow->state = FLOW_OPEN;
	if (to_server)
		from_client(timeline, flow, packet, time);
	else
		from_server(timeline, flow, packet, time);
	return true;
}
