/* A node that gets no address: DISCOVER without OFFER, OFFER without REQUEST, NAK. */
#include "exchange.h"
#include "findings.h"
#include "show.h"

/* PXE firmware asks after 4, 8, 16 and 32 seconds, iPXE after 1, 2 and 4. */
#define ASKED_OFTEN 3
#define ASKED_LONG  (5 * SECOND)
/* After a NAK a client begins anew at once; so long without an address is no accident. */
#define NAK_LASTS (10 * SECOND)

static const char *who(const struct findings *findings, const struct node_state *node,
		       enum round round)
{
	return arena_printf(findings->arena, "%s (%s)",
			    show_node(findings->timeline, findings->arena, node),
			    round_name(round));
}

/* Why nobody offers. */
static void explain_no_offer(const struct findings *findings,
			     const struct node_state *node,
			     struct timeline_finding *finding)
{
	const struct timeline *timeline = findings->timeline;

	if (!node->known && timeline->inventory) {
		finding->cause =
			"its MAC address is in no host entry of the DHCP server and "
			"there is no pool for others; the configuration does not "
			"know it either";
		finding->fix = arena_printf(
			findings->arena,
			"if it is a node: hardware ethernet %s in its host entry of "
			"dhcpd.conf, and its mac in ocp-preflight.yaml",
			show_node(timeline, findings->arena, node));
		return;
	}
	if (timeline->visible.dhcp_answer.count) {
		finding->cause =
			"the server answers others: this MAC address is in no host "
			"entry, its fixed-address is outside the subnet, or the "
			"pool is used up";
		finding->fix =
			"compare the MAC address with the host entries of the DHCP "
			"server, and read its log";
		return;
	}
	finding->cause =
		"no DHCP server answers anybody here: it is down (a configuration "
		"that does not parse), a firewall drops port 67, or the node is in "
		"another VLAN and no relay forwards";
	finding->fix = "systemctl status dhcpd; dhcpd -t; firewall-cmd --list-services "
		       "(dhcp)";
}

static void explain_ignored(const struct findings *findings, enum round which,
			    const struct dhcp_round *round,
			    struct timeline_finding *finding)
{
	const char *architecture =
		show_architecture(findings->arena, round->architecture);

	if (which == ROUND_FW && !round->offers[0].has_boot) {
		finding->cause = arena_printf(
			findings->arena,
			"the offer has no boot file for this client (%s): the firmware "
			"goes on to look for one that has",
			architecture ? architecture : "architecture not said");
		finding->fix = "give filename and next-server for this architecture "
			       "(option 93) in dhcpd.conf";
		return;
	}
	finding->cause =
		round->offer_count > 1
			? "more than one server offers, and the node takes none"
			: "the offer does not reach the node, or it has what the "
			  "node does not want";
	finding->fix =
		round->offer_count > 1
			? "switch off the DHCP server that is not yours"
			: "look at the switch port (VLAN, spanning tree: portfast)";
}

static void find_no_offer(struct findings *findings, const struct node_state *node,
			  enum round which, const struct dhcp_round *round)
{
	const struct mark *asked = &round->discover_again;
	struct arena *arena = findings->arena;
	bool has_offer = round->offer.count && round->offer.last >= asked->first;
	struct timeline_finding *finding;

	if (asked->count < ASKED_OFTEN || asked->last - asked->first < ASKED_LONG ||
	    !finding_is_now(node, asked->last))
		return;
	finding = finding_add(findings, node,
			      has_offer ? "dhcp-offer-ignored" : "dhcp-no-offer",
			      FINDING_STUCK, asked->first);
	if (has_offer) {
		finding->title = arena_printf(
			arena,
			"%s has been offered %s by %s but does not take it (%u DISCOVERs in %s)",
			who(findings, node, which),
			show_addr(arena, &round->offers[0].address),
			show_addr(arena, &round->offers[0].server), asked->count,
			show_duration(arena, asked->last - asked->first));
		explain_ignored(findings, which, round, finding);
		return;
	}
	finding->title = arena_printf(
		arena, "%s asks for an address (%u DISCOVERs in %s) and gets no offer",
		who(findings, node, which), asked->count,
		show_duration(arena, asked->last - asked->first));
	explain_no_offer(findings, node, finding);
}

static void find_no_ack(struct findings *findings, const struct node_state *node,
			enum round which, const struct dhcp_round *round)
{
	const struct mark *asked = &round->request_again;
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	if (asked->count < ASKED_OFTEN || asked->last - asked->first < ASKED_LONG ||
	    !finding_is_now(node, asked->last))
		return;
	finding = finding_add(findings, node, "dhcp-no-ack", FINDING_STUCK, asked->first);
	finding->title = arena_printf(
		arena, "%s asks %s for %s (%u REQUESTs in %s) and gets no answer",
		who(findings, node, which),
		round->wanted_of.family ? show_addr(arena, &round->wanted_of)
					: "any server",
		show_addr(arena, &round->wanted), asked->count,
		show_duration(arena, asked->last - asked->first));
	finding->cause = "the server that offered does not hear the REQUEST, or does not "
			 "have the address any more";
	finding->fix = "read the DHCP server's log for this MAC address";
}

static void find_nak(struct findings *findings, const struct node_state *node,
		     enum round which, const struct dhcp_round *round)
{
	struct arena *arena = findings->arena;
	struct timeline_finding *finding;

	if (!round->nak.count || round->nak.last < round->ack.last ||
	    !finding_is_now(node, round->nak.last) ||
	    findings->timeline->now - round->nak.first < NAK_LASTS)
		return;
	finding =
		finding_add(findings, node, "dhcp-nak", FINDING_STUCK, round->nak.first);
	finding->title = arena_printf(arena, "%s refuses %s to %s (NAK, %u times)",
				      show_addr(arena, &round->refused_by),
				      show_addr(arena, &round->refused),
				      who(findings, node, which), round->nak.count);
	finding->cause =
		"that server does not know the address for this node: two servers "
		"with different data, or a lease of another network";
	finding->fix = arena_printf(arena,
				    "if %s is not your DHCP server, switch it off; "
				    "else compare its leases",
				    show_addr(arena, &round->refused_by));
}

static void find_in_round(struct findings *findings, const struct node_state *node,
			  enum round which, const struct dhcp_round *round)
{
	find_no_offer(findings, node, which, round);
	find_no_ack(findings, node, which, round);
	find_nak(findings, node, which, round);
}

/* Asking over IPv6 too, where there is none, is what every system does. */
static bool lives_by_ipv4(const struct node_state *node)
{
	for (int i = 0; i < ROUND_COUNT; i++)
		if (node->rounds[i].discover.count || node->rounds[i].ack.count)
			return true;
	return false;
}

static bool is_ipv4_planned(const struct node_state *node)
{
	for (size_t i = 0; node->known && i < node->known->addresses.count; i++)
		if (node->known->addresses.items[i].family == AF_INET)
			return true;
	return false;
}

/* And asking over IPv4 where IPv6 has answered; what boots needs only one of them. */
static bool lives_by_ipv6(const struct node_state *node)
{
	return node->rounds6[node->round].ack.count &&
	       (node->round <= ROUND_IPXE || !is_ipv4_planned(node));
}

void find_dhcp(struct findings *findings, const struct node_state *node)
{
	if (node->round < ROUND_COUNT && !lives_by_ipv6(node))
		find_in_round(findings, node, node->round, &node->rounds[node->round]);
	if (node->round6 < ROUND_COUNT && !lives_by_ipv4(node))
		find_in_round(findings, node, node->round6, &node->rounds6[node->round6]);
}
