/*
 * lint.zone-records: the zones give every name of the cluster its address, and no other.
 */
#include <string.h>

#include "_shown.h"
#include "_zone_domain.h"
#include "_zone_records.h"

/* A name that only the wildcard has. */
static const char *asked_name(const struct zone_world *world, const struct wanted *wanted)
{
	if (wanted->kind != NAME_APPS)
		return wanted->name;
	return findings_printf(world->findings, "ocp-preflight-wildcard%s",
			       wanted->name + 1);
}

static struct addresses without(const struct zone_world *world, struct addresses all,
				struct addresses others)
{
	struct addresses left = { NULL, 0 };

	for (size_t i = 0; i < all.count; i++) {
		if (addr_is_in(&all.items[i], others.items, others.count))
			continue;
		left.items = arena_grow(world->arena, left.items, left.count,
					sizeof *left.items);
		left.items[left.count++] = all.items[i];
	}
	return left;
}

static const struct zone_record *record_with(const struct zone *zone, const char *name,
					     const struct addr *addr)
{
	unsigned type = addr->family == AF_INET ? ZONE_A : ZONE_AAAA;

	for (const struct zone_record *record = zone_find(zone, name, type); record;
	     record = zone_next(zone, record, type)) {
		struct addr found = zone_address(record);

		if (addr_equal(&found, addr))
			return record;
	}
	return NULL;
}

static void add_wrong(const struct zone_world *world, const struct wanted *wanted,
		      const struct zones_answer *answer, struct addresses found)
{
	const struct addresses want = *wanted->addresses;
	struct addresses extra = without(world, found, want);
	struct addresses missing = without(world, want, found);
	const struct zone *zone = answer->zone;
	const struct zone_record *record = answer->record;
	struct finding finding = zone_wanted_finding(wanted);
	char text[ADDR_STRLEN];

	if (wanted->kind == NAME_HOST)
		missing.count = 0;
	if (!extra.count && !missing.count)
		return;
	if (extra.count) {
		const struct zone_record *exact =
			record_with(zone, zone_owner(zone, record), &extra.items[0]);

		record = exact ? exact : record;
		finding.where =
			zone_world_place(world, zone, record,
					 addr_str(&extra.items[0], text), &finding.width);
	} else {
		finding.where = zone_where(zone, record);
	}
	finding.observed = zone_world_addresses(world, found);
	finding.expected = zone_world_addresses(world, want);
	finding.other = wanted->where;
	finding.other_says = findings_printf(world->findings, "%s here",
					     zone_world_addresses(world, want));
	finding.fix[0] = zone_world_record(world, zone_owner(zone, record), want, found);
	if (!finding.fix[0])
		finding.fix[0] = findings_printf(
			world->findings, "delete: %s. IN %s %s", zone_owner(zone, record),
			extra.items[0].family == AF_INET ? "A" : "AAAA",
			addr_str(&extra.items[0], text));
	finding.fix[1] = zone_world_reload(world, zone);
	if (!extra.count)
		finding.title = findings_printf(
			world->findings, "%s lacks the address %s in its zone",
			wanted->name, zone_world_addresses(world, missing));
	else if (answer->wildcard && wanted->kind != NAME_APPS)
		finding.title = findings_printf(
			world->findings,
			"%s is not in its zone; the wildcard %s answers for it with %s",
			wanted->name, zone_owner(zone, record),
			zone_world_addresses(world, found));
	else
		finding.title = findings_printf(
			world->findings,
			extra.count < found.count ? "%s has %s in its zone, beside %s"
						  : "%s is %s in its zone, not %s",
			wanted->name, zone_world_addresses(world, extra),
			zone_world_addresses(world, want));
	findings_add(world->findings, &finding);
}

/* A name server without address: lint.zone-load says it, as more than a missing name. */
static bool is_server_of(const struct zone *zone, const char *name)
{
	const struct zone_record *ns = zone_find(zone, zone->origin, ZONE_NS);

	while (ns && strcmp(ns->data.target, name))
		ns = zone_next(zone, ns, ZONE_NS);
	return ns != NULL;
}

static void judge_name(const struct zone_world *world, const struct wanted *wanted)
{
	const char *name = asked_name(world, wanted);
	struct zones_answer a = zones_ask(world->zones, world->view, name, ZONE_A);
	struct zones_answer aaaa = zones_ask(world->zones, world->view, name, ZONE_AAAA);
	const struct zones_answer *answer = a.outcome == ZONES_FOUND ? &a : &aaaa;

	if (a.outcome == ZONES_UNKNOWN || aaaa.outcome == ZONES_UNKNOWN || !a.zone ||
	    !zone_world_judges(world, a.alias_count ? a.aliases[0].zone : a.zone))
		return;
	if (answer->outcome == ZONES_FOUND) {
		if (wanted->addresses->count)
			add_wrong(world, wanted, answer,
				  zones_addresses(world->arena, world->zones, world->view,
						  name));
		return;
	}
	if (a.alias_count)
		zone_wanted_broken(world, wanted, &a);
	else if (wanted->kind != NAME_HOST || !is_server_of(a.zone, wanted->name))
		zone_wanted_missing(world, wanted, &a);
}

/* The balancer's name leads to a node: what works only while, and once, that one is up. */
static void judge_endpoint(const struct zone_world *world,
			   const struct endpoint *endpoint)
{
	const struct inventory *inventory = world->inventory;
	const struct node *node;
	size_t alike = 0;
	char text[ADDR_STRLEN];

	/* Several addresses are a choice, and a cluster of one node has no balancer. */
	if (endpoint->addresses.count != 1)
		return;
	node = inventory_node_at(inventory, &endpoint->addresses.items[0]);
	for (size_t i = 0; node && i < inventory->node_count; i++)
		alike += inventory->nodes[i].role == node->role;
	if (!node || (alike < 2 && node->role != NODE_BOOTSTRAP) ||
	    !zones_holding(world->zones, world->view, endpoint->fqdn))
		return;
	findings_add(
		world->findings,
		&(struct finding){
			.status = endpoint == &inventory->ingress ? STATUS_WARN
								  : STATUS_FAIL,
			.subject = findings_printf(world->findings, "%s/node",
						   endpoint->fqdn),
			.where = endpoint->where,
			.width = (unsigned)strlen(
				addr_str(&endpoint->addresses.items[0], text)),
			.title = findings_printf(
				world->findings,
				"%s is %s, the address of the %s node %s", endpoint->fqdn,
				text, node_role_name(node->role), node->fqdn),
			.observed = findings_printf(world->findings, "%s", text),
			.expected = "the address of the balancer",
			.why = "it is served before this node is up by nobody, and after "
			       "that by this one alone",
			.fix = { findings_printf(world->findings,
						 "%s. IN A ADDRESS_OF_THE_BALANCER",
						 endpoint->fqdn) },
			.other = node->where,
			.other_says = "the node",
		});
}

static void judge_wanted(const struct zone_world *world)
{
	const struct inventory *inventory = world->inventory;
	const struct endpoint *const endpoints[] = { &inventory->api, &inventory->api_int,
						     &inventory->ingress };
	static const enum name_kind kinds[] = { NAME_API, NAME_API_INT, NAME_APPS };

	for (size_t i = 0; i < 3; i++) {
		judge_endpoint(world, endpoints[i]);
		judge_name(world, &(struct wanted){ kinds[i], endpoints[i]->fqdn,
						    &endpoints[i]->addresses,
						    endpoints[i]->where });
	}
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		judge_name(world, &(struct wanted){ NAME_NODE, node->fqdn,
						    &node->addresses, node->where });
	}
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!inventory_node(inventory, host->fqdn) &&
		    strcmp(host->fqdn, inventory->api.fqdn) &&
		    strcmp(host->fqdn, inventory->api_int.fqdn))
			judge_name(world,
				   &(struct wanted){ NAME_HOST, host->fqdn,
						     &host->addresses, host->where });
	}
}

static bool is_wanted(const struct inventory *inventory, const char *name)
{
	return inventory_node(inventory, name) || inventory_host(inventory, name) ||
	       !strcmp(name, inventory->api.fqdn) ||
	       !strcmp(name, inventory->api_int.fqdn) ||
	       !strcmp(name, inventory->ingress.fqdn);
}

/* Any other name of the cluster that got its zone's name twice. */
static void judge_doubled(const struct zone_world *world, const struct zone *zone,
			  const char *name, const struct zone_record *record)
{
	size_t length = strlen(name), origin = strlen(zone->origin);
	struct finding finding;
	const char *meant;

	if (length <= 2 * origin + 1 || !zone_is_below(name, zone->origin))
		return;
	meant = arena_strndup(world->arena, name, length - origin - 1);
	if (!zone_is_below(meant, zone->origin) || is_wanted(world->inventory, meant))
		return;
	finding = (struct finding){ .status = STATUS_WARN, .subject = meant };
	finding.title = findings_printf(
		world->findings, "the record of %s lacks the final dot of its name",
		meant);
	finding.observed = findings_printf(world->findings, "%s.", name);
	finding.expected = findings_printf(world->findings, "%s.", meant);
	finding.why = "the name of the zone is put behind every name without one";
	finding.where = zone_world_place(world, zone, record, meant, &finding.width);
	finding.fix[0] = findings_printf(world->findings, "%s.", meant);
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
}

/* A wildcard over the cluster's names, or those of the base domain. */
static void judge_wildcard(const struct zone_world *world, const struct zone *zone,
			   const char *domain, enum status status)
{
	const char *name = findings_printf(world->findings, "*.%s", domain);
	const struct zone_record *record = zone_find(zone, name, ZONE_ANY);
	struct finding finding = { .status = status, .subject = name };

	if (record && record->type != ZONE_A && record->type != ZONE_AAAA &&
	    record->type != ZONE_CNAME)
		return;
	if (!record)
		return;
	finding.where =
		zone_world_place(world, zone, record,
				 zone_wanted_relative(world, zone, name), &finding.width);
	finding.title = findings_printf(world->findings,
					"%s gives an address to every name below %s",
					name, domain);
	finding.observed = name;
	finding.expected = findings_printf(world->findings, "*.apps.%s",
					   world->inventory->cluster_domain);
	finding.why =
		status == STATUS_FAIL
			? "names of the cluster that are missing seem to be there, and "
			  "with the cluster's domain as search domain quay.io leads to "
			  "the balancer"
			: "with this domain as search domain quay.io leads there, and "
			  "image pulls see a wrong certificate";
	/* Where it stands for *.apps, as that it is right. */
	if (!zone_find(zone, world->inventory->ingress.fqdn, ZONE_ANY))
		finding.fix[0] =
			zone_wanted_copy(world, world->inventory->ingress.fqdn, record);
	else
		finding.fix[0] = findings_printf(world->findings, "delete: %s.", name);
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
}

static bool same_addresses(const struct zone_world *world, struct addresses a,
			   struct addresses b)
{
	return !without(world, a, b).count && !without(world, b, a).count;
}

/* A name below *.apps that exists by itself is not answered by the wildcard (RFC 4592). */
static void judge_shadow(const struct zone_world *world, const struct zone *zone,
			 const char *name, const struct zone_record *record)
{
	const char *domain = world->inventory->ingress.fqdn + 2;
	size_t length = strlen(name), tail = strlen(domain);
	struct finding finding = { .status = STATUS_WARN, .subject = name };
	struct addresses want, found;
	const struct zone_record *star;

	if (length <= tail + 1 || !zone_is_below(name, domain) ||
	    memchr(name, '.', length - tail - 1) || *name == '*')
		return;
	star = zone_find(zone, world->inventory->ingress.fqdn, ZONE_ANY);
	if (!star)
		return;
	want = zones_addresses(
		world->arena, world->zones, world->view,
		findings_printf(world->findings, "ocp-preflight-wildcard.%s", domain));
	found = zones_addresses(world->arena, world->zones, world->view, name);
	/* The wildcard may lead where these files do not. */
	if (!want.count || same_addresses(world, want, found))
		return;
	finding.where =
		record ? zone_where(zone, record) : zone_world_beside(world, zone, name);
	finding.title = findings_printf(
		world->findings,
		found.count ? "%s has an address of its own: the wildcard does not "
			      "answer for it"
			    : "%s exists without an address: the wildcard does not "
			      "answer for it",
		name);
	finding.observed = zone_world_addresses(world, found);
	finding.expected = zone_world_addresses(world, want);
	finding.why = "one route fails while all others work";
	finding.other = zone_where(zone, star);
	finding.other_says = "the wildcard";
	finding.fix[0] = record ? findings_printf(world->findings,
						  "delete the records of %s.", name)
				: findings_printf(world->findings,
						  "delete the records below %s.", name);
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
}

static void judge_zone(const struct zone_world *world, const struct zone *zone)
{
	const struct inventory *inventory = world->inventory;

	judge_wildcard(world, zone, inventory->cluster_domain, STATUS_FAIL);
	judge_wildcard(world, zone, inventory->base_domain, STATUS_WARN);
	for (size_t i = 0; i < zone->name_count; i++) {
		const struct zone_record *record;
		const char *name = zone_name_at(zone, i, &record);

		if (record)
			judge_doubled(world, zone, name, record);
		judge_shadow(world, zone, name, record);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct zone_world world;

	if (!zone_world_init(&world, inventory, findings))
		return;
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *zone = world.zones->items[i];

		if (zone_is_below(zone->origin, "arpa") ||
		    !zone_world_judges(&world, zone))
			continue;
		findings_saw(findings, zone->file);
	}
	/* Names that stand under another domain are told as one: lint.cluster-domain. */
	if (zone_other_domain(inventory, findings).domain)
		return;
	judge_wanted(&world);
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *zone = world.zones->items[i];

		if (!zone_is_below(zone->origin, "arpa") &&
		    zone_world_judges(&world, zone))
			judge_zone(&world, zone);
	}
}

const struct probe probe_lint_zone_records = {
	.id = "lint.zone-records",
	.title = "the zones give every name of the cluster its address, and no other",
	.why = "nodes, balancer and users find each other by name",
	.symptom =
		"\"no such host\" on the nodes; authentication, console and ingress are "
		"never available",
	.fix = "correct the record and raise the serial in the zone's SOA\nrndc reload ZONE",
	.phases = PHASE_PREBOOT,
	.needs = shown_zone_records,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
