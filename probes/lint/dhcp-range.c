/*
 * lint.dhcp-range: the networks of the DHCP server hold the nodes, and its free addresses are
 * nobody's.
 */
#include <stdlib.h>
#include <string.h>

#include "_dhcp_text.h"
#include "core/arena.h"
#include "core/index.h"

#define STRAY_MIN 3

struct judging {
	struct arena *arena;
	struct findings *findings;
	const struct inventory *inventory;
	const struct dhcp_plan *plan;
	struct index *given; /* addresses of entries, as addr_str() has them */
};

static bool pool_holds(const struct dhcp_pool *pool, const struct addr *addr)
{
	return pool->low.family == addr->family && addr_compare(&pool->low, addr) <= 0 &&
	       addr_compare(addr, &pool->high) <= 0;
}

static const char stolen[] =
	"DHCP gives the address to any machine that asks, and then two have it";
static const char not_kept[] =
	"dhcpd does not keep a fixed address out of its ranges: another machine may have it "
	"when the node asks";

/* An address in a range that is somebody's. */
struct taken {
	struct addr addr;
	const char *what; /* "the address of api" */
	bool has_entry;	  /* of a node: DHCP knows that it is its own */
	struct where where;
};

/* The addresses of one range; found once for each range, told as one. */
struct taking {
	const struct judging *judging;
	const struct dhcp_pool *pool;
	struct taken *items;
	size_t count;
	struct index *seen; /* addresses of the items, as addr_str() has them */
};

static void take(struct taking *taking, const struct addr *addr, const char *what,
		 bool has_entry, struct where where)
{
	char *text = arena_alloc(taking->judging->arena, ADDR_STRLEN);

	addr_str(addr, text);
	if (index_add(taking->seen, text, strlen(text), text))
		return;
	taking->items = arena_grow(taking->judging->arena, taking->items, taking->count,
				   sizeof *taking->items);
	taking->items[taking->count++] = (struct taken){ *addr, what, has_entry, where };
}

static void take_all(struct taking *taking, const struct addresses *addresses,
		     const char *name, struct where where)
{
	for (size_t i = 0; i < addresses->count; i++) {
		if (pool_holds(taking->pool, &addresses->items[i]))
			take(taking, &addresses->items[i],
			     findings_printf(taking->judging->findings,
					     "the address of %s", name),
			     false, where);
	}
}

static void find_given(struct judging *judging)
{
	const struct dhcp_plan *plan = judging->plan;

	judging->given = index_new(judging->arena, plan->entry_count);
	for (size_t i = 0; i < plan->entry_count; i++) {
		for (size_t a = 0; a < plan->entries[i].address_count; a++) {
			struct addr given;
			char *text;

			if (addr_parse(plan->entries[i].addresses[a].text, &given) < 0)
				continue;
			text = arena_alloc(judging->arena, ADDR_STRLEN);
			addr_str(&given, text);
			index_add(judging->given, text, strlen(text), text);
		}
	}
}

static bool has_entry(const struct judging *judging, const struct addr *addr)
{
	char text[ADDR_STRLEN];

	addr_str(addr, text);
	return index_find(judging->given, text, strlen(text));
}

/*
 * dnsmasq keeps the address of a dhcp-host for it; dhcpd does not (dhcpd.conf(5)), unless strangers
 * get nothing of the range.
 */
static void take_node(struct taking *taking, const struct node *node)
{
	const struct judging *judging = taking->judging;
	bool reserves =
		strcmp(judging->plan->server, "dhcpd") != 0 || taking->pool->known_only;

	for (size_t i = 0; i < node->addresses.count; i++) {
		const struct addr *addr = &node->addresses.items[i];
		bool entry;

		if (!pool_holds(taking->pool, addr))
			continue;
		entry = has_entry(judging, addr);
		if (!entry || !reserves)
			take(taking, addr,
			     findings_printf(judging->findings, "the address of %s",
					     node->fqdn),
			     entry, node->where);
	}
}

static int compare_taken(const void *a, const void *b)
{
	const struct taken *left = a, *right = b;

	return addr_compare(&left->addr, &right->addr);
}

/* The address `by` further, within the last eight bytes of it. */
static struct addr addr_step(struct addr addr, int by)
{
	size_t size = addr.family == AF_INET ? 4 : 16, low = size == 4 ? 0 : 8;

	for (size_t i = size; by && i-- > low;) {
		int sum = addr.bytes[i] + by;

		addr.bytes[i] = (unsigned char)sum;
		by = sum < 0 ? -1 : sum > 255;
	}
	return addr;
}

static uint64_t number_of(const struct addr *addr)
{
	size_t size = addr->family == AF_INET ? 4 : 16;
	uint64_t number = 0;

	for (size_t i = size == 4 ? 0 : 8; i < size; i++)
		number = number << 8 | addr->bytes[i];
	return number;
}

/* The longest part of the range that is nobody's: "LOW HIGH"; NULL: there is none. */
static const char *free_part(const struct taking *taking)
{
	const char *between = strcmp(taking->judging->plan->server, "dhcpd") ? "," : " ";
	struct taken *sorted =
		arena_alloc(taking->judging->arena, taking->count * sizeof *sorted);
	struct addr low = taking->pool->low, best_low = { 0 }, best_high = { 0 };
	char from[ADDR_STRLEN], to[ADDR_STRLEN];
	uint64_t best = 0;

	memcpy(sorted, taking->items, taking->count * sizeof *sorted);
	qsort(sorted, taking->count, sizeof *sorted, compare_taken);
	for (size_t i = 0; i <= taking->count; i++) {
		bool last = i == taking->count;
		struct addr high =
			last ? taking->pool->high : addr_step(sorted[i].addr, -1);
		uint64_t length = 0;

		if (addr_compare(&low, &high) <= 0)
			length = number_of(&high) - number_of(&low) + 1;

		if (length > best) {
			best = length;
			best_low = low;
			best_high = high;
		}
		if (!last)
			low = addr_step(sorted[i].addr, 1);
	}
	if (!best)
		return NULL;
	return findings_printf(taking->judging->findings, "%s%s%s",
			       addr_str(&best_low, from), between,
			       addr_str(&best_high, to));
}

/* Is it only both addresses that stand there? What dnsmasq has behind them stays as it is. */
static unsigned range_width(const struct dhcp_pool *pool)
{
	char low[ADDR_STRLEN], high[ADDR_STRLEN];

	return (unsigned)(strlen(addr_str(&pool->low, low)) + 1 +
			  strlen(addr_str(&pool->high, high)));
}

static const struct taken *worst_of(const struct taking *taking)
{
	for (size_t i = 0; i < taking->count; i++) {
		if (!taking->items[i].has_entry)
			return &taking->items[i];
	}
	return &taking->items[0];
}

static void say_taken(const struct taking *taking)
{
	const struct judging *judging = taking->judging;
	const struct dhcp_pool *pool = taking->pool;
	const struct taken *worst = worst_of(taking);
	struct findings *findings = judging->findings;
	bool is_dhcpd = !strcmp(judging->plan->server, "dhcpd");
	const char *part = free_part(taking), *more = "", *corrected = NULL;
	char low[ADDR_STRLEN], high[ADDR_STRLEN], text[ADDR_STRLEN];

	addr_str(&pool->low, low);
	addr_str(&pool->high, high);
	addr_str(&worst->addr, text);
	if (taking->count > 1)
		more = findings_printf(findings, ", and %zu more that belong to somebody",
				       taking->count - 1);
	if (part && range_width(pool) <= pool->width)
		corrected =
			lint_corrected(findings, judging->inventory, &pool->where,
				       is_dhcpd ? pool->width : range_width(pool), part);
	findings_add(
		findings,
		&(struct finding){
			.status = worst->has_entry ? STATUS_WARN : STATUS_FAIL,
			.subject = findings_printf(findings, "%s to %s", low, high),
			.where = pool->where,
			.width = pool->width,
			.title = findings_printf(
				findings, "the dynamic range %s to %s holds %s, %s%s",
				low, high, text, worst->what, more),
			.observed = findings_printf(findings, "%s to %s", low, high),
			.expected = findings_printf(findings, "a range without %s", text),
			.why = worst->has_entry ? not_kept : stolen,
			.fix = {corrected
					 ? corrected
					 : "let the range lie where nobody's address is",
				 dhcp_restart(judging->arena, judging->plan)},
			.other = worst->where,
			.other_says = worst->what,
	});
}

static void judge_pool(const struct judging *judging, const struct dhcp_pool *pool)
{
	const struct inventory *inventory = judging->inventory;
	struct taking taking = { .judging = judging,
				 .pool = pool,
				 .seen = index_new(judging->arena, 0) };

	take_all(&taking, &inventory->api.addresses, inventory->api.label,
		 inventory->api.where);
	take_all(&taking, &inventory->api_int.addresses, inventory->api_int.label,
		 inventory->api_int.where);
	take_all(&taking, &inventory->ingress.addresses, inventory->ingress.label,
		 inventory->ingress.where);
	for (size_t i = 0; i < inventory->host_count; i++)
		take_all(&taking, &inventory->hosts[i].addresses,
			 inventory->hosts[i].fqdn, inventory->hosts[i].where);
	for (size_t i = 0; i < inventory->node_count; i++)
		take_node(&taking, &inventory->nodes[i]);
	if (taking.count)
		say_taken(&taking);
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
	size_t planned; /* of nodes that are planned elsewhere: lint.dhcp-hosts says so */
	const char *names;
};

static bool is_planned_elsewhere(const struct dhcp_entry *entry, const struct addr *addr)
{
	const struct addresses *planned = entry->node ? &entry->node->addresses : NULL;

	return planned && planned->count &&
	       !addr_is_in(addr, planned->items, planned->count);
}

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
	stray.planned = is_planned_elsewhere(entry, &stray.addr);
	for (size_t i = 0; i < *count; i++) {
		struct stray *known = &(*strays)[i];

		if (strcmp(known->network, stray.network) != 0)
			continue;
		if (known->count < 12)
			known->names = findings_printf(judging->findings, "%s, %s",
						       known->names, entry->name);
		known->count++;
		known->planned += stray.planned;
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
	for (size_t i = 0; i < count; i++) {
		/* A slip in one line or two, and not a whole network that is forgotten. */
		if (strays[i].count < STRAY_MIN && strays[i].planned == strays[i].count)
			continue;
		say_stray(judging, &strays[i]);
	}
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
		find_given(&judging);
		findings_saw(findings, plans[i].file);
		judge_nets(&judging);
		for (size_t p = 0; p < plans[i].pool_count; p++)
			judge_pool(&judging, &plans[i].pools[p]);
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
