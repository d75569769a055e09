#include "findings.h"
#include "nodes.h"
#include "rows.h"
#include "show.h"

static bool is_link_local(const struct addr *addr)
{
	return addr->family == AF_INET6 && addr->bytes[0] == 0xfe &&
	       (addr->bytes[1] & 0xc0) == 0x80;
}

/* What DHCP gave it, or what it has chosen where the answer is not heard; NULL: nothing. */
static const struct addr *address_of_round(const struct dhcp_round *round)
{
	if (round->ack.count)
		return &round->lease.address;
	return round->request.count && round->wanted.family && !round->nak.count
		       ? &round->wanted
		       : NULL;
}

/* By which it is known: what DHCP gave it last, rather than what it has made itself. */
static const struct addr *own_address(const struct node_state *node)
{
	for (int i = ROUND_COUNT; i-- > 0;)
		if (address_of_round(&node->rounds[i]))
			return address_of_round(&node->rounds[i]);
	for (int i = 0; i < OWN_ADDRESSES; i++)
		if (node->addresses[i].family && !is_link_local(&node->addresses[i]))
			return &node->addresses[i];
	return &node->addresses[0];
}

static void fill_node(const struct timeline *timeline, struct arena *arena,
		      const struct node_state *from, struct timeline_node *to)
{
	char mac[MAC_STRLEN];

	*to = (struct timeline_node){
		.name = show_node(timeline, arena, from),
		.is_seen = from->is_seen,
		.stage = from->stage,
		.since = from->stage_since,
		.first = from->first,
		.last = from->last,
		.boots = from->boots,
		.installs = from->installs,
	};
	if (from->mac)
		to->mac = arena_strdup(arena, mac_str(from->mac, mac));
	if (from->is_seen && own_address(from)->family)
		to->address = show_addr(arena, own_address(from));
	if (from->known) {
		to->fqdn = from->known->fqdn;
		to->role = node_role_name(from->known->role);
		if (from->known->addresses.count)
			to->planned = show_addr(arena, &from->known->addresses.items[0]);
	}
	if (from->is_seen)
		to->rows = rows_of(timeline, arena, from, &to->row_count);
}

static void mark_stuck(struct timeline_snapshot *snapshot, struct timeline_node *nodes)
{
	for (size_t i = 0; i < snapshot->finding_count; i++) {
		const struct timeline_finding *finding = &snapshot->findings[i];

		if (finding->severity != FINDING_STUCK)
			continue;
		snapshot->is_stuck = true;
		for (size_t j = 0; finding->node && j < snapshot->node_count; j++)
			if (!strcmp(nodes[j].name, finding->node))
				nodes[j].is_stuck = true;
	}
}

static void fill_visible(const struct timeline *timeline, struct arena *arena,
			 struct timeline_snapshot *snapshot)
{
	const struct visible *visible = &timeline->visible;
	const struct {
		const struct mark *mark;
		const char *name;
	} kinds[] = {
		{&visible->dhcp,	  "DHCP questions"},
		{ &visible->dhcp_answer, "DHCP answers"	},
		{ &visible->tftp,	  "TFTP"		 },
		{ &visible->http,	  "HTTP"		 },
		{ &visible->dns,	 "DNS"	       },
		{ &visible->mcs,	 "22623 and 6443"},
		{ &visible->ntp,	 "NTP"	       },
	};

	snapshot->visible = snapshot->invisible = "";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char **list =
			kinds[i].mark->count ? &snapshot->visible : &snapshot->invisible;

		*list = arena_printf(arena, "%s%s%s", *list, **list ? ", " : "",
				     kinds[i].name);
	}
}

struct timeline_snapshot timeline_snapshot(const struct timeline *timeline,
					   struct arena *arena)
{
	struct timeline_snapshot snapshot = {
		.first = timeline->first,
		.now = timeline->now,
		.packets = timeline->packets,
		.used = timeline->used,
		.lost = timeline->lost,
		.evicted = timeline->evicted,
	};
	struct timeline_node *nodes =
		arena_alloc(arena, (timeline->used_count + 1) * sizeof *nodes);

	for (uint32_t i = 0; i < timeline->used_count; i++) {
		const struct node_state *node = &timeline->nodes[i];

		if (node->is_used && (node->known || node->is_seen))
			fill_node(timeline, arena, node, &nodes[snapshot.node_count++]);
	}
	snapshot.nodes = nodes;
	snapshot.findings = findings_of(timeline, arena, &snapshot.finding_count);
	mark_stuck(&snapshot, nodes);
	fill_visible(timeline, arena, &snapshot);
	return snapshot;
}
