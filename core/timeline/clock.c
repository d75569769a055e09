/* NTP: whom a node asks for the time, and whether that one knows it. */
#include "core/wire/ntp.h"
#include "event.h"
#include "feed.h"
#include "nodes.h"

#define STRATUM_UNKNOWN 16

bool feed_ntp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	bool is_question = packet->target.port == PORT_NTP;
	char server[ADDR_STRLEN];
	struct node_state *node;
	struct ntp ntp;
	uint32_t index;

	if (ntp_decode(packet->payload, &ntp) < 0)
		return false;
	if (ntp.mode == NTP_CLIENT && is_question) {
		index = node_of_source(timeline, packet);
		if (index == NODE_NONE)
			return false;
		node = &timeline->nodes[index];
		node_touch(timeline, index, time);
		node->ntp_server = packet->target;
		mark_note(&timeline->visible.ntp, time);
		mark_note(&node->ntp, time);
		return true;
	}
	if (ntp.mode != NTP_SERVER)
		return false;
	index = node_by_addr(timeline, &packet->target);
	if (index == NODE_NONE)
		return false;
	node = &timeline->nodes[index];
	node->ntp_unsynchronised =
		ntp.is_unsynchronised || !ntp.stratum || ntp.stratum >= STRATUM_UNKNOWN;
	if (mark_note(&node->ntp_answer, time))
		event_tell(timeline, index, STEP_NTP, node->ntp_unsynchronised, time,
			   "time from %s%s", addr_str(&packet->source, server),
			   node->ntp_unsynchronised ? ", which is not synchronised" : "");
	return true;
}
