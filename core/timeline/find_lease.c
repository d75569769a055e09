/* A node that has an address: from whom, and whether it is the planned one. */
#include "exchange.h"
#include "findings.h"
#include "show.h"

static bool is_dhcp_server(const struct inventory *inventory, const struct addr *addr)
{
	const struct host *host = inventory_host_at(inventory, addr);

	return host && host->roles & HOST_DHCP;
}

/* False where the inventory names no DHCP server: then nobody is a wrong one. */
static bool knows_dhcp_servers(const struct inventory *inventory)
{
	for (size_t i = 0; inventory && i < inventory->host_count; i++)
		if (inventory->hosts[i].roles & HOST_DHCP &&
		    inventory->hosts[i].addresses.count)
			return true;
	return false;
}

/* IPv6 servers answer from link-local addresses, which no inventory has. */
static bool is_rogue(const struct timeline *timeline, const struct addr *server)
{
	return server->family == AF_INET && knows_dhcp_servers(timeline->inventory) &&
	       !is_dhcp_server(timeline->inventory, server);
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

/*
 * Whose address it has. A server answers the node alone, which is not seen from elsewhere; whom the
 * node chose it tells everybody.
 */
static const struct addr *server_of(const struct dhcp_round *round)
{
	return round->ack.count ? &round->given_by : &round->wanted_of;
}

static void find_wrong_server(struct findings *findings, const struct node_state *node,
			      const struct dhcp_round *round)
{
	struct arena *arena = findings->arena;
	const char *server = show_addr(arena, server_of(round));
	const struct addr *given = round->ack.count ? &round->given : &round->wanted;
	bool is_right = is_planned(node, given);
	struct timeline_finding *finding =
		finding_add(findings, node, "dhcp-rogue-server",
			    is_right ? FINDING_WARN : FINDING_STUCK,
			    round->ack.count ? round->ack.last : round->request.last);

	finding->title = arena_printf(
		arena, "%s %s %s, which is not your DHCP server", finding->node,
		round->ack.count ? "has an address from" : "takes an address of", server);
	finding->cause =
		is_right ? "it gave the planned address: maybe a second server that the "
			   "configuration does not list"
			 : arena_printf(arena,
					"another DHCP server on this network is "
					"quicker, and gave %s",
					show_addr(arena, given));
	finding->fix = arena_printf(arena,
				    "switch off the DHCP server %s, or list it under "
				    "hosts with the role dhcp",
				    server);
}

static void find_wrong_address(struct findings *findings, const struct node_state *node,
			       const struct dhcp_round *round)
{
	struct arena *arena = findings->arena;
	const struct addr *planned = planned_of(node, &round->given);
	const char *mac = node->known->mac;
	struct timeline_finding *finding;

	if (!planned || is_planned(node, &round->given))
		return;
	finding = finding_add(findings, node, "dhcp-wrong-address", FINDING_STUCK,
			      round->ack.last);
	finding->title =
		arena_printf(arena, "%s got %s, not the planned %s", finding->node,
			     show_addr(arena, &round->given), show_addr(arena, planned));
	finding->cause =
		"its host entry does not match (another MAC address or client id, "
		"or a fixed-address outside the subnet), so it came from the pool";
	finding->fix = arena_printf(arena,
				    "host entry of %s: hardware ethernet %s; "
				    "fixed-address %s;",
				    finding->node, mac ? mac : "(its MAC address)",
				    show_addr(arena, planned));
}

/* A second server that has not won yet. */
static void find_other_offers(struct findings *findings, const struct node_state *node,
			      const struct dhcp_round *round)
{
	struct arena *arena = findings->arena;

	for (unsigned i = 0; i < round->offer_count; i++) {
		const struct addr *server = &round->offers[i].server;
		struct timeline_finding *finding;

		/* Who offers no address has only boot files to tell of (proxyDHCP). */
		if (!round->offers[i].address.family ||
		    !is_rogue(findings->timeline, server) ||
		    addr_equal(server, server_of(round)))
			continue;
		finding = finding_add(findings, node, "dhcp-other-server", FINDING_WARN,
				      round->offer.last);
		finding->title = arena_printf(
			arena, "%s offers %s to %s, and is not your DHCP server",
			show_addr(arena, server),
			show_addr(arena, &round->offers[i].address), finding->node);
		finding->cause =
			"two DHCP servers on one network: which one a node takes "
			"changes from boot to boot";
		finding->fix = arena_printf(arena, "switch off the DHCP server %s",
					    show_addr(arena, server));
	}
}

static const struct dhcp_round *latest(const struct dhcp_round *rounds)
{
	const struct dhcp_round *last = NULL;

	for (int i = 0; i < ROUND_COUNT; i++)
		if ((rounds[i].ack.count || rounds[i].offer.count ||
		     rounds[i].request.count) &&
		    (!last || rounds[i].discover.first >= last->discover.first))
			last = &rounds[i];
	return last;
}

static void find_in(struct findings *findings, const struct node_state *node,
		    const struct dhcp_round *rounds)
{
	const struct dhcp_round *round = latest(rounds);

	if (!round)
		return;
	find_other_offers(findings, node, round);
	if (is_rogue(findings->timeline, server_of(round)))
		find_wrong_server(findings, node, round);
	else if (node->known && round->ack.count)
		find_wrong_address(findings, node, round);
}

static bool is_in_inventory(const struct timeline *timeline,
			    const struct node_state *node)
{
	return !timeline->inventory || node->known;
}

void find_lease(struct findings *findings, const struct node_state *node)
{
	struct timeline_finding *finding;

	find_in(findings, node, node->rounds);
	find_in(findings, node, node->rounds6);
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
