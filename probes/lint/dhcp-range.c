/*
 * lint.dhcp-range: the networks of the DHCP server hold the nodes, and its free addresses are
 * nobody's.
 */
#include <string.h>

#include "_dhcp_text.h"
#include "core/arena.h"

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct dhcp_plan *plan;
};

static bool pool_holds(const struct dhcp_pool *pool, const struct addr *addr)
{
	return pool->low.family == addr->family && addr_compare(&pool->low, addr) <= 0 &&
	       addr_compare(addr, &pool->high) <= 0;
}

static const struct dhcp_pool *pool_at(const struct dhcp_plan *plan,
				       const struct addr *addr)
{
	for (size_t i = 0; i < plan->pool_count; i++) {
		if (pool_holds(&plan->pools[i], addr))
			return &plan->pools[i];
	}
	return NULL;
}

/* `what`: "the address of api", and so on. */
static void say_taken(const struct judging *judging, const struct dhcp_pool *pool,
		      const struct addr *addr, const char *what, enum status status,
		      const char *why, struct where where)
{
	struct findings *findings = judging->findings;
	char low[ADDR_STRLEN], high[ADDR_STRLEN], text[ADDR_STRLEN];

	addr_str(&pool->low, low);
	addr_str(&pool->high, high);
	addr_str(addr, text);
	findings_add(
		findings,
		&(struct finding){
			.status = status,
			.subject = arena_strdup(judging->arena, text),
			.where = pool->where,
			.width = pool->width,
			.title = findings_printf(
				findings, "the dynamic range %s to %s holds %s, %s", low,
				high, text, what),
			.observed = findings_printf(findings, "%s to %s", low, high),
			.expected = findings_printf(findings, "a range without %s", text),
			.why = why,
			.fix = {"let the range end in front of it, or begin behind it",
				 dhcp_restart(judging->arena, judging->plan)},
			.other = where,
			.other_says = findings_printf(findings, "%s", what),
	});
}

static const char stolen[] =
	"DHCP gives the address to any machine that asks, and then two have "
	"it";

static void judge_owner(const struct judging *judging, const struct addresses *addresses,
			const char *what, enum status status, const char *why,
			struct where where)
{
	for (size_t i = 0; i < addresses->count; i++) {
		const struct dhcp_pool *pool =
			pool_at(judging->plan, &addresses->items[i]);

		if (pool)
			say_taken(judging, pool, &addresses->items[i], what, status, why,
				  where);
	}
}

static void judge_endpoint(const struct judging *judging, const struct endpoint *endpoint)
{
	judge_owner(
		judging, &endpoint->addresses,
		findings_printf(judging->findings, "the address of %s", endpoint->label),
		STATUS_FAIL, stolen, endpoint->where);
}

static bool same_addresses(const struct addresses *a, const struct addresses *b)
{
	for (size_t i = 0; i < a->count; i++) {
		if (!addr_is_in(&a->items[i], b->items, b->count))
			return false;
	}
	return a->count == b->count;
}

static bool has_entry(const struct dhcp_plan *plan, const struct addr *addr)
{
	for (size_t i = 0; i < plan->entry_count; i++) {
		for (size_t a = 0; a < plan->entries[i].address_count; a++) {
			struct addr given;

			if (addr_parse(plan->entries[i].addresses[a].text, &given) >= 0 &&
			    addr_equal(&given, addr))
				return true;
		}
	}
	return false;
}

/* dnsmasq keeps the address of a dhcp-host for it; dhcpd does not (dhcpd.conf(5)). */
static void judge_node(const struct judging *judging, const struct node *node)
{
	const struct dhcp_plan *plan = judging->plan;
	bool reserves = strcmp(plan->server, "dhcpd") != 0;

	for (size_t i = 0; i < node->addresses.count; i++) {
		const struct addr *addr = &node->addresses.items[i];
		const struct dhcp_pool *pool = pool_at(plan, addr);
		bool entry = pool && has_entry(plan, addr);

		if (!pool || (entry && reserves))
			continue;
		say_taken(
			judging, pool, addr,
			findings_printf(judging->findings, "the address of %s",
					node->fqdn),
			entry ? STATUS_WARN : STATUS_FAIL,
			entry ? "dhcpd does not keep a fixed address out of its ranges: "
				"another machine may have it when the node asks"
			      : stolen,
			node->where);
	}
}

static void judge_pools(const struct judging *judging)
{
	const struct inventory *inventory = judging->inventory;

	judge_endpoint(judging, &inventory->api);
	if (!same_addresses(&inventory->api.addresses, &inventory->api_int.addresses))
		judge_endpoint(judging, &inventory->api_int);
	if (!same_addresses(&inventory->api.addresses, &inventory->ingress.addresses) &&
	    !same_addresses(&inventory->api_int.addresses, &inventory->ingress.addresses))
		judge_endpoint(judging, &inventory->ingress);
	for (size_t i = 0; i < inventory->host_count; i++)
		judge_owner(judging, &inventory->hosts[i].addresses,
			    findings_printf(judging->findings, "the address of %s",
					    inventory->hosts[i].fqdn),
			    STATUS_FAIL, stolen, inventory->hosts[i].where);
	for (size_t i = 0; i < inventory->node_count; i++)
		judge_node(judging, &inventory->nodes[i]);
}

static const char *net_list(const struct judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	const char *list = "";

	for (size_t i = 0; i < plan->net_count && i < 4; i++)
		list = findings_printf(judging->findings, "%s%s%s", list, i ? "; " : "",
				       plan->nets[i].text);
	return plan->net_count > 4 ? findings_printf(judging->findings, "%s; ...", list)
				   : list;
}

/* Addresses that no network of the file holds, gathered by the network around them. */
struct stray {
	const struct dhcp_entry *entry;
	const struct dhcp_value *value;
	struct addr addr;
	const char *network;
	size_t count;
	const char *names;
};

static void gather(const struct judging *judging, struct stray **strays, size_t *count,
		   const struct dhcp_entry *entry, const struct dhcp_value *value)
{
	struct stray stray = { .entry = entry, .value = value, .count = 1 };

	if (addr_parse(value->text, &stray.addr) < 0 ||
	    dhcp_net_at(judging->plan, &stray.addr))
		return;
	stray.network = dhcp_network_text(judging->arena, &stray.addr,
					  stray.addr.family == AF_INET ? 24 : 64);
	stray.names = entry->name;
	for (size_t i = 0; i < *count; i++) {
		struct stray *known = &(*strays)[i];

		if (strcmp(known->network, stray.network) != 0)
			continue;
		if (known->count < 12)
			known->names = findings_printf(judging->findings, "%s, %s",
						       known->names, entry->name);
		known->count++;
		return;
	}
	*strays = arena_grow(judging->arena, *strays, *count, sizeof stray);
	(*strays)[(*count)++] = stray;
}

static void say_stray(const struct judging *judging, const struct stray *stray)
{
	struct findings *findings = judging->findings;
	const char *file = dhcp_base_name(judging->plan->file);
	bool dhcpd = !strcmp(judging->plan->server, "dhcpd");

	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = stray->network,
			.where = stray->value->where,
			.width = stray->value->width,
			.title = stray->count > 1
					 ? findings_printf(
						   findings,
						   "%zu hosts have addresses in %s, "
						   "which no network of %s holds",
						   stray->count, stray->network, file)
					 : findings_printf(findings,
							   "host %s has %s, which no "
							   "network of %s holds",
							   stray->names,
							   stray->value->text, file),
			.observed = stray->names,
			.expected = findings_printf(findings, "an address in %s",
						    net_list(judging)),
			.why = dhcpd ? "dhcpd says nothing about it, and then does not use "
				       "the entry: the machine gets an address of a range, or "
				       "none"
				     : "dnsmasq gives the address only where a dhcp-range "
				       "holds it",
			.fix = {dhcpd ? "correct the addresses, or add a subnet for them"
				       : "correct the addresses, or add a dhcp-range for them",
				 dhcp_restart(judging->arena, judging->plan)},
			.other = judging->plan->nets[0].where,
			.other_says = "the network that is served",
	});
}

/* dhcpd gives no address where it has no subnet. */
static void judge_nets(const struct judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;
	struct findings *findings = judging->findings;
	struct stray *strays = NULL;
	size_t count = 0;

	if (!plan->nets_known || plan->incomplete)
		return;
	if (!plan->net_count && plan->entry_count) {
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = "subnet",
				.where = {.file = plan->file},
				.title =
					findings_printf(findings, "%s declares no subnet",
							dhcp_base_name(plan->file)),
				.observed = "hosts, and no subnet that serves them",
				.expected = "a subnet for the network of the nodes",
				.why = "dhcpd answers only in networks that it has a "
				       "subnet for",
				.fix = { "subnet 172.16.0.0 netmask 255.255.255.0 { ... }",
					  dhcp_restart(judging->arena, plan) },
		});
		return;
	}
	for (size_t i = 0; i < plan->entry_count; i++) {
		for (size_t a = 0; a < plan->entries[i].address_count; a++)
			gather(judging, &strays, &count, &plan->entries[i],
			       &plan->entries[i].addresses[a]);
	}
	for (size_t i = 0; i < count; i++)
		say_stray(judging, &strays[i]);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct judging judging = { .arena = findings_arena(findings),
				   .findings = findings,
				   .inventory = inventory };
	const struct dhcp_plan *plans;
	size_t count = dhcp_plans(judging.arena, inventory, &plans);

	for (size_t i = 0; i < count; i++) {
		judging.plan = &plans[i];
		findings_saw(findings, plans[i].file);
		judge_nets(&judging);
		judge_pools(&judging);
	}
}

const struct probe probe_lint_dhcp_range = {
	.id = "lint.dhcp-range",
	.title =
		"DHCP serves the network of the nodes, and gives away only free addresses",
	.why = "an address that belongs to somebody is given away, or the one that is planned "
	       "is never given",
	.symptom =
		"a node has a strange address, or the API is cut off when a laptop is plugged "
		"in",
	.fix = "keep ranges clear of all planned addresses, and hosts inside a subnet",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
