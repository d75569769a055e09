#include "fetch.h"

#include "core/wire/http.h"
#include "feed.h"
#include "nodes.h"
#include "transfer.h"

static bool is_boot_agent(const struct http_head *head)
{
	return slice_starts(head->user_agent, "iPXE") ||
	       slice_starts(head->user_agent, "UefiHttpBoot") ||
	       slice_starts(head->user_agent, "GRUB");
}

/* Who fetches an Ignition file to install itself: coreos-installer sends no name (E.4). */
static bool is_installer(const struct http_head *head)
{
	return !head->user_agent.length || slice_starts(head->user_agent, "Ignition") ||
	       slice_starts(head->user_agent, "coreos-installer");
}

static enum transfer_kind kind_of(const struct node_state *node,
				  const struct http_head *head)
{
	if (slice_starts(head->user_agent, "Ignition"))
		return TRANSFER_IGN;
	return transfer_kind_of(node, head->target, is_boot_agent(head));
}

uint32_t fetch_stranger(struct timeline *timeline, const struct packet *packet,
			int64_t time)
{
	static const struct node_state nobody;
	struct http_head head;

	if (http_head_decode(packet->payload, &head) < 0 || head.is_response ||
	    is_infrastructure(timeline, &packet->source))
		return NODE_NONE;
	if (!is_boot_agent(&head) &&
	    !(kind_of(&nobody, &head) == TRANSFER_IGN && is_installer(&head)))
		return NODE_NONE;
	return node_take_addr(timeline, &packet->source, time);
}

void fetch_request(struct timeline *timeline, struct flow *flow,
		   const struct packet *packet, int64_t time)
{
	const struct node_state *node = &timeline->nodes[flow->node];
	struct http_head head;
	enum transfer_kind kind;

	if (!http_is_head(packet->payload) ||
	    http_head_decode(packet->payload, &head) < 0 || head.is_response)
		return;
	learn_http_port(timeline, flow->server.port);
	mark_note(&timeline->visible.http, time);
	kind = kind_of(node, &head);
	/* The one before is over: the next on the same connection waits for it. */
	flow->transfer = TRANSFER_NONE;
	if (kind == TRANSFER_NONE)
		return;
	transfer_begin(timeline, flow->node, kind, head.target, &flow->server, time);
	/* It may have begun the node's boot anew: what is not noted there is not followed. */
	if (timeline->nodes[flow->node].transfers[kind].state != TRANSFER_ASKED)
		return;
	timeline->nodes[flow->node].transfers[kind].is_head =
		slice_starts(head.method, "HEAD");
	flow->transfer = (uint8_t)kind;
	flow->body_at = 0;
}

static void note_head(struct timeline *timeline, struct flow *flow,
		      const struct packet *packet, const struct http_head *head,
		      int64_t time)
{
	enum transfer_kind kind = flow->transfer;
	struct transfer *transfer = &timeline->nodes[flow->node].transfers[kind];
	size_t length = head->is_complete ? head->length : packet->full_length;

	if (head->status < 200)
		return;
	mark_note(&timeline->visible.http_answer, time);
	if (head->status >= 300 && head->status < 400)
		text_keep(transfer->text, sizeof transfer->text, head->location);
	else
		*transfer->text = 0;
	transfer_answer(timeline, flow->node, kind, head->status, head->status >= 400,
			time);
	if (transfer->is_head || head->status >= 300) {
		if (head->has_content_length)
			transfer->total = head->content_length;
		flow->transfer = TRANSFER_NONE;
		return;
	}
	transfer->has_total = head->has_content_length;
	transfer->total = head->range_start + head->content_length;
	/* Bytes of the body are those after this; may be "negative" for a range. */
	flow->body_at =
		flow->server_bytes - (packet->full_length - length) - head->range_start;
}

void fetch_data(struct timeline *timeline, struct flow *flow, const struct packet *packet,
		int64_t time)
{
	struct transfer *transfer;
	struct http_head head;

	if (flow->transfer >= TRANSFER_COUNT)
		return;
	transfer = &timeline->nodes[flow->node].transfers[flow->transfer];
	if (transfer->state == TRANSFER_ASKED) {
		if (http_head_decode(packet->payload, &head) < 0 || !head.is_response)
			return;
		note_head(timeline, flow, packet, &head, time);
	}
	if (flow->transfer < TRANSFER_COUNT && transfer->state == TRANSFER_RUNS)
		transfer_progress(timeline, flow->node, flow->transfer,
				  flow->server_bytes - flow->body_at, time);
}

void fetch_end(struct timeline *timeline, struct flow *flow, bool by_server, int64_t time)
{
	enum transfer_kind kind = flow->transfer;
	const struct transfer *transfer;

	if (flow->kind != FLOW_FETCH || kind >= TRANSFER_NONE)
		return;
	flow->transfer = TRANSFER_NONE;
	transfer = &timeline->nodes[flow->node].transfers[kind];
	transfer_end(timeline, flow->node, kind,
		     transfer->has_total ? transfer->bytes >= transfer->total : by_server,
		     time);
}
