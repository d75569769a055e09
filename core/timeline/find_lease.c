/* A node that has an address: from whom, and whether it is the planned one. */
#include "exchange.h"
#include "findings.h"
#include "show.h"

static bool is_peer(const struct timeline *timeline, const struct addr *server)
{
	return addr_is_in(server, timeline->dhcp_peers, timeline->dhcp_peer_count);
}

/* The planned address of the lease's family; NULL: none is planned. */
static const struct addr *planned_of(const struct node_state *node,
				     const struct addr *given)
{
	for (size_t i = 0; node->known && i < node->known->addresses.count; i++)
		if (node->known->addresses.items[i].family == given->family)
			return &node->known->addresses.items[i];
	return NULL;
}

static bool is_planned(const struct node_state *node, const struct addr *given)
{
	return node->known && addr_is_in(given, node->known->addresses.items,
					 node->known->addresses.count);
}

/* Another server has the node's planned address for it; NULL: none was heard. */
static const struct addr *who_has_planned(const struct node_state *node,
					  const struct dhcp_round *rounds,
					  const struct addr *but)
{
	for (int r = 0; r < ROUND_COUNT; r++)
		for (unsigned i = 0; i < rounds[r].offer_count; i++) {
			const struct dhcp_offer *offer = &rounds[r].offers[i];

			if (is_planned(node, &offer->address) &&
			    !addr_equal(&offer->server, but))
				return &offer->server;
		}
	return NULL;
}

/*
 * A server that is in no configuration and gives what is planned has the same data as yours: most
 * likely the other half of a failover pair.
 */
static void note_unlisted_server(struct findings *findings, const struct node_state *node,
				 const struct lease *lease)
{
	struct timeline_finding *finding = finding_add(
		findings, node, "dhcp-unlisted-server", FINDING_NOTE, lease->at);
	const char *server = show_addr(findings->arena, &lease->server);

	finding->title = arena_printf(findings->arena,
				      "%s has its planned address from %s, which is in "
				      "no configuration",
				      finding->node, server);
	finding->cause = "a second server with the same data, as in a failover pair";
	finding->fix = arena_printf(findings->arena,
				    "list %s under hosts with the role dhcp", server);
}

static void find_wrong_server(struct findings *findings, const struct node_state *node,
			      const struct lease *lease)
{
	struct arena *arena = findings->arena;
	const char *server = show_addr(arena, &lease->server);
	struct timeline_finding *finding = finding_add(
		findings, node, "dhcp-rogue-server", FINDING_STUCK, lease->at);

	finding->title = arena_printf(
		arena, "%s %s %s, which is not your DHCP server", finding->node,
		lease->is_asked ? "takes an address of" : "has an address from", server);
	finding->cause = arena_printf(
		arena, "another DHCP server on this network is quicker, and gave %s",
		show_addr(arena, &lease->address));
	finding->fix = arena_printf(arena,
				    "switch off the DHCP server %s, or list it under "
				    "hosts with the role dhcp",
				    server);
}

/* Two servers with different data, whosever they are. */
static void explain_two_servers(struct arena *arena, const struct lease *lease,
				const struct addr *right,
				struct timeline_finding *finding)
{
	const char *server = show_addr(arena, &lease->server);

	finding->cause = arena_printf(arena,
				      "two DHCP servers answer: %s has the planned "
				      "address for it, %s was quicker",
				      show_addr(arena, right), server);
	finding->fix = arena_printf(arena,
				    "switch off the DHCP server %s, or give it the same "
				    "host entry",
				    server);
}

static void find_wrong_address(struct findings *findings, const struct node_state *node,
			       const struct lease *lease, const struct addr *planned,
			       const struct addr *right)
{
	struct arena *arena = findings->arena;
	const char *mac = node->known->mac;
	struct timeline_finding *finding = finding_add(
		findings, node, "dhcp-wrong-address", FINDING_STUCK, lease->at);

	finding->title = arena_printf(arena, "%s got %s, not the planned %s",
				      finding->node, show_addr(arena, &lease->address),
				      show_addr(arena, planned));
	if (right) {
		explain_two_servers(arena, lease, right, finding);
		return;
	}
	finding->cause =
		"its host entry does not match (another MAC address or client id, "
		"or a fixed-address outside the subnet), so it came from the pool";
	finding->fix = arena_printf(arena,
				    "host entry of %s: hardware ethernet %s; "
				    "fixed-address %s;",
				    finding->node, mac ? mac : "(its MAC address)",
				    show_addr(arena, planned));
}

/* A second server that has not won yet; one with the same data may. */
static void find_other_offers(struct findings *findings, const struct node_state *node,
			      const struct dhcp_round *round)
{
	struct arena *arena = findings->arena;

	for (unsigned i = 0; i < round->offer_count; i++) {
		const struct dhcp_offer *offer = &round->offers[i];
		struct timeline_finding *finding;

		/* Who offers no address has only boot files to tell of (proxyDHCP). */
		if (!offer->address.family || !offer->is_foreign ||
		    is_peer(findings->timeline, &offer->server) ||
		    (round->ack.count &&
		     addr_equal(&offer->server, &round->lease.server)))
			continue;
		finding = finding_add(findings, node, "dhcp-other-server", FINDING_WARN,
				      round->offer.last);
		finding->title = arena_printf(
			arena, "%s offers %s to %s, and is not your DHCP server",
			show_addr(arena, &offer->server),
			show_addr(arena, &offer->address), finding->node);
		finding->cause =
			"two DHCP servers on one network: which one a node takes "
			"changes from boot to boot";
		finding->fix = arena_printf(arena, "switch off the DHCP server %s",
					    show_addr(arena, &offer->server));
	}
}

/* Since when it stands as it does; 0: nothing was seen. */
static int64_t age_of(const struct dhcp_round *round)
{
	const int64_t times[] = { round->offer.last, round->request.last,
				  round->ack.last };
	int64_t newest = 0;

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		newest = times[i] > newest ? times[i] : newest;
	return newest;
}

/*
 * A server may answer the node alone, which is not seen from elsewhere; whom the node chose it tells
 * everybody.
 */
static struct lease lease_of(const struct dhcp_round *round)
{
	if (round->ack.count || !round->wanted_of.family ||
	    round->nak.last > round->request.last)
		return round->lease;
	return (struct lease){ .address = round->wanted,
			       .server = round->wanted_of,
			       .is_foreign = round->wants_foreign,
			       .is_asked = true,
			       .at = round->request.last };
}

static const struct dhcp_round *latest(const struct dhcp_round *rounds)
{
	const struct dhcp_round *last = NULL;

	for (int i = 0; i < ROUND_COUNT; i++)
		if (age_of(&rounds[i]) && (!last || age_of(&rounds[i]) >= age_of(last)))
			last = &rounds[i];
	return last;
}

static void judge(struct findings *findings, const struct node_state *node,
		  const struct dhcp_round *rounds, const struct lease *lease)
{
	const struct addr *planned = planned_of(node, &lease->address);
	bool is_foreign =
		lease->is_foreign && !is_peer(findings->timeline, &lease->server);

	if (is_planned(node, &lease->address)) {
		if (lease->is_foreign)
			note_unlisted_server(findings, node, lease);
	} else if (is_foreign) {
		find_wrong_server(findings, node, lease);
	} else if (planned && !lease->is_asked) {
		find_wrong_address(findings, node, lease, planned,
				   who_has_planned(node, rounds, &lease->server));
	}
}

static void find_in(struct findings *findings, const struct node_state *node,
		    const struct dhcp_round *rounds, const struct lease *renewed)
{
	const struct dhcp_round *round = latest(rounds);
	struct lease lease = *renewed;

	if (round)
		find_other_offers(findings, node, round);
	if (round && lease_of(round).at > lease.at)
		lease = lease_of(round);
	if (lease.at)
		judge(findings, node, rounds, &lease);
}

static bool is_in_inventory(const struct timeline *timeline,
			    const struct node_state *node)
{
	return !timeline->inventory || node->known;
}

void find_lease(struct findings *findings, const struct node_state *node)
{
	struct timeline_finding *finding;

	find_in(findings, node, node->rounds, &node->renewed);
	find_in(findings, node, node->rounds6, &node->renewed6);
	if (is_in_inventory(findings->timeline, node))
		return;
	finding = finding_add(findings, node, "unknown-node", FINDING_NOTE, node->first);
	finding->title = arena_printf(
		findings->arena, "%s boots from the network and is in no configuration",
		finding->node);
	finding->cause =
		"another machine on this network, or a node whose MAC address is "
		"written wrong";
	finding->fix = "if it is a node, give its mac in ocp-preflight.yaml";
}
