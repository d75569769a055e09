/*
 * lint.dhcp-hosts: DHCP gives each node the address that it is planned to have, and no other.
 */
#include <string.h>
#include <strings.h>

#include "_dhcp_hosts.h"
#include "core/arena.h"
#include "core/index.h"

#define SWAP_MIN 3 /* as many hosts in the wrong network are one mistake */

static const char *mac_of(const struct dhcp_entry *entry)
{
	return entry->mac_count ? entry->macs[0] : NULL;
}

static const char *address_of(const struct dhcp_entry *entry)
{
	return entry->address_count ? entry->addresses[0].text : NULL;
}

static struct where end_of(const struct dhcp_entry *entry)
{
	return entry->mac_where.file ? entry->mac_where : entry->where;
}

static bool has_family(const struct addresses *list, sa_family_t family)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].family == family)
			return true;
	}
	return false;
}

/* The node's planned address that this one should have been, or NULL: it is right. */
static const struct addr *missed(const struct dhcp_entry *entry,
				 const struct dhcp_value *value, struct addr *ret_addr)
{
	const struct node *node = entry->node;

	if (!node || addr_parse(value->text, ret_addr) < 0 ||
	    !has_family(&node->addresses, ret_addr->family) ||
	    addr_is_in(ret_addr, node->addresses.items, node->addresses.count))
		return NULL;
	for (size_t i = 0; i < node->addresses.count; i++) {
		if (node->addresses.items[i].family == ret_addr->family)
			return &node->addresses.items[i];
	}
	return NULL;
}

/* The entry has not the card that its node is known to have, or not the address: that is said. */
static bool has_other_card(const struct dhcp_entry *entry, const char *mac)
{
	return entry->node && entry->node->mac && strcmp(entry->node->mac, mac) != 0;
}

static bool has_other_address(const struct dhcp_entry *entry,
			      const struct dhcp_value *value)
{
	return missed(entry, value, &(struct addr){ 0 });
}

/* One card in two entries: which of both counts is not said. */
static void judge_macs(const struct dhcp_judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct index *seen = index_new(judging->arena, plan->entry_count);

	for (size_t i = 0; i < plan->entry_count; i++) {
		struct dhcp_entry *entry = &plan->entries[i], *first;
		const struct dhcp_net *net = dhcp_entry_net(plan, entry);

		for (size_t m = 0; m < entry->mac_count; m++) {
			const char *mac = entry->macs[m];

			first = index_add(seen, mac, strlen(mac), entry);
			/* A machine may have an address in each of several networks. */
			if (!first || first == entry || entry->wild || first->wild ||
			    has_other_card(entry, mac) || has_other_card(first, mac) ||
			    (first->address_count && entry->address_count &&
			     dhcp_entry_net(plan, first) != net))
				continue;
			findings_add(
				judging->findings,
				&(struct finding){
					.status = STATUS_FAIL,
					.subject = findings_printf(judging->findings,
								   "%s/mac", entry->name),
					.where = end_of(entry),
					.width = 17,
					.title = findings_printf(
						judging->findings,
						"hosts %s and %s have the same hardware "
						"address %s",
						first->name, entry->name, mac),
					.observed = mac,
					.expected = "a hardware address for each host",
					.why = "one of both machines never gets its "
					       "address",
					.fix = {"correct the hardware address of one of both",
						 dhcp_fix_command(judging)},
					.other = end_of(first),
					.other_says = findings_printf(judging->findings,
								      "%s has it here",
								      first->name),
			});
		}
	}
}

static bool is_one_machine(const struct dhcp_entry *a, const struct dhcp_entry *b)
{
	return (a->node && a->node == b->node) || !strcasecmp(a->name, b->name);
}

static void judge_doubles(const struct dhcp_judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct index *seen = index_new(judging->arena, plan->entry_count);

	for (size_t i = 0; i < plan->entry_count; i++) {
		struct dhcp_entry *entry = &plan->entries[i], *first;

		for (size_t a = 0; a < entry->address_count; a++) {
			const struct dhcp_value *value = &entry->addresses[a];

			first = index_add(seen, value->text, strlen(value->text), entry);
			/* Two cards of one machine may share an address. */
			if (!first || first == entry || is_one_machine(first, entry) ||
			    has_other_address(entry, value) ||
			    has_other_address(first, value))
				continue;
			findings_add(
				judging->findings,
				&(struct finding){
					.status = STATUS_FAIL,
					.subject = findings_printf(judging->findings,
								   "%s/address",
								   entry->name),
					.where = value->where,
					.width = value->width,
					.title = findings_printf(
						judging->findings,
						"hosts %s and %s have the same address %s",
						first->name, entry->name, value->text),
					.observed = value->text,
					.expected = "an address for each host",
					.why = "two machines with one address cut off each "
					       "other",
					.fix = {"give one of both its own address",
						 dhcp_fix_command(judging)},
					.other = first->addresses[0].where,
					.other_says = findings_printf(judging->findings,
								      "%s has it here",
								      first->name),
			});
		}
	}
}

static const char *public_note(const struct dhcp_judging *judging,
			       const struct addr *addr, const struct addr *planned)
{
	static const unsigned char twisted[] = { 192, 2, 0 };

	if (!dhcp_is_public(addr) || dhcp_is_public(planned))
		return "";
	return findings_printf(judging->findings, "; %s is public address space%s",
			       dhcp_network_text(judging->arena, addr,
						 addr->family == AF_INET ? 24 : 64),
			       !memcmp(addr->bytes, twisted, sizeof twisted)
				       ? " (the network for examples is 192.0.2.0/24)"
				       : "");
}

static void say_wrong(const struct dhcp_judging *judging, const struct dhcp_entry *entry,
		      const struct dhcp_value *value, const struct addr *addr,
		      const struct addr *planned)
{
	struct findings *findings = judging->findings;
	const struct node *node = entry->node;
	char text[ADDR_STRLEN];

	addr_str(planned, text);
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = entry->name,
			.where = value->where,
			.width = value->width,
			.title = findings_printf(
				findings, "%s gets %s by DHCP, and is planned at %s",
				node->fqdn, value->text, text),
			.observed = findings_printf(findings, "%s%s", value->text,
						    public_note(judging, addr, planned)),
			.expected =
				text[0] ? findings_printf(findings, "%s", text) : NULL,
			.why = "names, load balancer and certificates have the planned "
			       "address; nobody finds the node at another",
			.fix = {dhcp_host_line(judging->arena, judging->plan,
				entry->name, mac_of(entry), text),
				 dhcp_fix_command(judging)},
			.other = node->where,
			.other_says =
				findings_printf(findings, "planned here at %s", text),
	});
}

/* Hosts that have the right end in the wrong network: one search and replace went astray. */
struct swap {
	const struct dhcp_entry *entry;
	const struct dhcp_value *value;
	struct addr addr, planned;
};

static bool same_swap(const struct swap *a, const struct swap *b)
{
	size_t last = a->addr.family == AF_INET ? 3 : 15;

	return a->addr.family == b->addr.family && dhcp_is_near(&a->addr, &a->planned) &&
	       dhcp_is_near(&b->addr, &b->planned) &&
	       !memcmp(a->addr.bytes, b->addr.bytes, last) &&
	       !memcmp(a->planned.bytes, b->planned.bytes, last);
}

static void say_swap(const struct dhcp_judging *judging, const struct swap *swaps,
		     size_t count, size_t alike)
{
	struct findings *findings = judging->findings;
	unsigned prefix = swaps->addr.family == AF_INET ? 24 : 120;
	const char *names = swaps->entry->name;
	const char *from = dhcp_network_text(judging->arena, &swaps->addr, prefix);
	const char *to = dhcp_network_text(judging->arena, &swaps->planned, prefix);
	size_t listed = 1;

	for (size_t i = 1; i < count && listed < 12; i++) {
		if (!same_swap(swaps, &swaps[i]))
			continue;
		names = findings_printf(findings, "%s, %s", names, swaps[i].entry->name);
		listed++;
	}
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = from,
			.where = swaps->value->where,
			.width = swaps->value->width,
			.title = findings_printf(findings,
						 "DHCP has %zu nodes in %s, and they are "
						 "planned in %s",
						 alike, from, to),
			.observed = findings_printf(
				findings, "%s%s%s", names, alike > listed ? ", ..." : "",
				public_note(judging, &swaps->addr, &swaps->planned)),
			.expected = to,
			.why = "names, load balancer and certificates have the planned "
			       "addresses; nobody finds the nodes at others",
			.fix = {findings_printf(
					 findings, "put %s in the place of %s, here and in the "
					 "lines of the others", to, from),
				 dhcp_fix_command(judging)},
			.other = swaps->entry->node->where,
			.other_says = "planned here",
	});
}

static void judge_addresses(const struct dhcp_judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct swap *swaps = NULL;
	size_t count = 0;

	for (size_t i = 0; i < plan->entry_count; i++) {
		const struct dhcp_entry *entry = &plan->entries[i];

		for (size_t a = 0; a < entry->address_count; a++) {
			const struct addr *planned;
			struct swap swap = { .entry = entry,
					     .value = &entry->addresses[a] };

			planned = missed(entry, swap.value, &swap.addr);
			if (!planned)
				continue;
			swap.planned = *planned;
			swaps = arena_grow(judging->arena, swaps, count, sizeof *swaps);
			swaps[count++] = swap;
		}
	}
	while (count) {
		size_t alike = 1, rest = 0;

		for (size_t i = 1; i < count; i++)
			alike += same_swap(swaps, &swaps[i]);
		if (alike < SWAP_MIN) {
			say_wrong(judging, swaps->entry, swaps->value, &swaps->addr,
				  &swaps->planned);
			swaps++;
			count--;
			continue;
		}
		say_swap(judging, swaps, count, alike);
		for (size_t i = 1; i < count; i++) {
			if (!same_swap(swaps, &swaps[i]))
				swaps[1 + rest++] = swaps[i];
		}
		swaps++;
		count = rest;
	}
}

/* The inventory's card of a node, and the file's. */
static void judge_cards(const struct dhcp_judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct findings *findings = judging->findings;

	for (size_t i = 0; i < plan->entry_count; i++) {
		const struct dhcp_entry *entry = &plan->entries[i];
		const struct node *node = entry->node;

		/* A node may have further cards, in entries of their own. */
		if (!node || !node->mac || entry->mac_count != 1 ||
		    !strcmp(node->mac, entry->macs[0]) ||
		    index_find(judging->nodes, node->mac, strlen(node->mac)))
			continue;
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject =
					findings_printf(findings, "%s/card", entry->name),
				.where = entry->mac_where,
				.width = 17,
				.title = findings_printf(
					findings,
					"%s has the card %s, and DHCP waits "
					"for %s",
					node->fqdn, node->mac, entry->macs[0]),
				.observed = entry->macs[0],
				.expected = node->mac,
				.why = "DHCP does not know the machine when it asks",
				.fix = {dhcp_host_line(judging->arena, plan, entry->name,
					node->mac, address_of(entry)),
					 dhcp_fix_command(judging)},
				.other = node->where,
				.other_says = "its card is said here",
		});
	}
}

/* A place without an address: it gets one of a pool, today this and tomorrow that. */
static void judge_floating(const struct dhcp_judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct findings *findings = judging->findings;

	for (size_t i = 0; i < plan->entry_count; i++) {
		const struct dhcp_entry *entry = &plan->entries[i];

		/* dnsmasq takes the address of the name from /etc/hosts. */
		if (!entry->node || entry->address_count || entry->by_name ||
		    entry->wild || strcmp(plan->server, "dhcpd") != 0)
			continue;
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = findings_printf(findings, "%s/floating",
							   entry->name),
				.where = entry->where,
				.width = (unsigned)strlen(entry->name),
				.title = findings_printf(findings,
							 "host %s has no fixed address",
							 entry->name),
				.observed = "no fixed-address",
				.expected = dhcp_addresses_text(judging->arena,
								&entry->node->addresses),
				.why = "the node gets an address of a pool, and another one "
				       "another day; names and load balancer do not follow",
				.fix = {dhcp_host_line(
						 judging->arena, plan, entry->name,
					 mac_of(entry),
					 dhcp_planned(judging, entry->node)),
					 dhcp_fix_command(judging)},
		});
	}
}

static void note_nodes(struct dhcp_judging *judging)
{
	static char present;

	for (size_t i = 0; i < judging->plan->entry_count; i++) {
		const struct dhcp_entry *entry = &judging->plan->entries[i];

		if (entry->node)
			index_add(judging->nodes, entry->node->fqdn,
				  strlen(entry->node->fqdn), &present);
		for (size_t m = 0; m < entry->mac_count; m++)
			index_add(judging->nodes, entry->macs[m], strlen(entry->macs[m]),
				  &present);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct dhcp_judging judging = { .arena = findings_arena(findings),
					.findings = findings,
					.inventory = inventory };
	const struct dhcp_plan *plans;
	size_t count = dhcp_plans(judging.arena, inventory, &plans);
	bool complete = true;

	judging.nodes = index_new(judging.arena, inventory->node_count);
	for (size_t i = 0; i < count; i++) {
		judging.plan = &plans[i];
		complete = complete && !plans[i].incomplete;
		note_nodes(&judging);
	}
	for (size_t i = 0; i < count; i++) {
		judging.plan = &plans[i];
		findings_saw(findings, plans[i].file);
		judge_macs(&judging);
		judge_doubles(&judging);
		judge_addresses(&judging);
		judge_cards(&judging);
		judge_floating(&judging);
	}
	if (count && complete)
		dhcp_judge_missing(&judging);
}

const struct probe probe_lint_dhcp_hosts = {
	.id = "lint.dhcp-hosts",
	.title = "DHCP gives each node its planned address, by its own card",
	.why = "names, load balancer and certificates are made for the planned addresses",
	.symptom =
		"a node asks for an address in vain, or boots with another one and is never "
		"found",
	.fix = "give each node one entry with its card and its planned address",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
