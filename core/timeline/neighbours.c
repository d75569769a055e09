/* ARP, neighbour discovery and ICMP: who is there, and who is not. */
#include "contact.h"
#include "core/wire/arp.h"
#include "core/wire/icmp.h"
#include "core/wire/ip.h"
#include "feed.h"
#include "flow.h"
#include "nodes.h"

/* A question after so long a pause is another one. */
#define ARP_PAUSE (10 * SECOND)

static void note_request(struct node_state *node, const struct addr *target, int64_t time)
{
	if (!addr_equal(&node->arp_target, target) || time - node->arp.last > ARP_PAUSE)
		mark_clear(&node->arp);
	node->arp_target = *target;
	mark_note(&node->arp, time);
}

bool feed_arp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	struct packet sender = { .source_mac = packet->source_mac };
	struct arp arp;
	uint32_t index;

	if (arp_decode(packet->payload, &arp) < 0)
		return false;
	if (arp.operation == ARP_REPLY) {
		index = node_by_mac(timeline, arp.target_mac);
		if (index != NODE_NONE &&
		    addr_equal(&timeline->nodes[index].arp_target, &arp.sender))
			mark_clear(&timeline->nodes[index].arp);
		return index != NODE_NONE;
	}
	index = node_by_mac(timeline, arp.sender_mac);
	if (index == NODE_NONE || addr_equal(&arp.sender, &arp.target))
		return false;
	sender.source = arp.sender;
	sender.source_mac = arp.sender_mac;
	(void)node_of_source(timeline, &sender);
	note_request(&timeline->nodes[index], &arp.target, time);
	return true;
}

static void refuse_questions(struct node_state *node, const struct addr *server)
{
	for (int i = 0; i < QUESTIONS_MAX; i++)
		if (node->questions[i].unanswered &&
		    addr_equal(&node->questions[i].asked_of, server))
			node->questions[i].is_refused_by_host = true;
}

/* Somebody tells a node that its packet did not arrive. */
static bool note_unreachable(struct timeline *timeline, const struct icmp *icmp,
			     int64_t time)
{
	uint32_t index =
		icmp->source.family ? node_by_addr(timeline, &icmp->source) : NODE_NONE;
	struct flow *flow;

	if (index == NODE_NONE)
		return false;
	if (icmp->protocol == IP_UDP && icmp->target.port == PORT_DNS) {
		refuse_questions(&timeline->nodes[index], &icmp->target);
		return true;
	}
	if (icmp->protocol != IP_TCP)
		return false;
	flow = flow_find(timeline, index, icmp->source.port, &icmp->target);
	if (!flow || flow->state != FLOW_SYN)
		return false;
	contact_tell(timeline, flow,
		     icmp->why == ICMP_WHY_PROHIBITED ? OUTCOME_PROHIBITED
						      : OUTCOME_UNREACHABLE,
		     time);
	flow->state = FLOW_CLOSED;
	return true;
}

bool feed_icmp(struct timeline *timeline, const struct packet *packet, int64_t time)
{
	struct icmp icmp;
	int r = packet->protocol == PACKET_ICMP ? icmp_decode(packet->payload, &icmp)
						: icmp6_decode(packet->payload, &icmp);
	struct packet claim = { .source_mac = packet->source_mac };

	if (r < 0)
		return false;
	switch (icmp.kind) {
	case ICMP_UNREACHABLE:
		return note_unreachable(timeline, &icmp, time);
	case ICMP_NEIGHBOUR_SOLICIT:
		/* From nowhere: whether anybody else has the address that it wants. */
		claim.source = packet->source.bytes[0] ? packet->source : icmp.about;
		return node_of_source(timeline, &claim) != NODE_NONE;
	case ICMP_NEIGHBOUR_ADVERTISE:
		claim.source = icmp.about;
		return node_of_source(timeline, &claim) != NODE_NONE;
	case ICMP_OTHER:
		return false;
	}
	return false;
}
