/*
 * lint.zone-reverse: every address leads back to its name, and to no other.
 */
#include <string.h>

#include "_shown.h"
#include "_zone_domain.h"
#include "core/arena.h"
#include "core/index.h"

static const char *text_of(const struct zone_world *world, const struct addr *addr)
{
	char text[ADDR_STRLEN];

	return arena_strdup(world->arena, addr_str(addr, text));
}

/* A node that something else names has only to be warned about. */
static struct finding begin(const struct zone_world *world,
			    const struct zone_bearer *bearer)
{
	struct finding finding = {
		.status = bearer->node && !bearer->node->named_by ? STATUS_FAIL
								  : STATUS_WARN,
		.subject = text_of(world, &bearer->addr),
		.expected = findings_printf(world->findings, "%s.", bearer->fqdn),
		.other = bearer->where,
		.other_says = findings_printf(world->findings, "%s has the address here",
					      bearer->fqdn),
	};

	if (!bearer->node)
		finding.why =
			"the documentation asks for it; the install is not known to "
			"depend on it, but logs and people do";
	else if (bearer->node->named_by)
		finding.why = findings_printf(
			world->findings,
			"%s names the node; should that be missing once, this record "
			"decides",
			bearer->node->named_by);
	return finding;
}

static const char *line_for(const struct zone_world *world, const char *owner,
			    const char *fqdn)
{
	return findings_printf(world->findings, "%s. IN PTR %s.", owner, fqdn);
}

static void add_missing(const struct zone_world *world, const struct zone_bearer *bearer,
			const struct zones_answer *answer)
{
	struct finding finding = begin(world, bearer);

	finding.title = findings_printf(
		world->findings, "%s (%s) has no PTR record in the zone %s",
		finding.subject, bearer->fqdn, answer->zone->origin);
	finding.observed = findings_printf(world->findings, "no PTR record of %s in %s",
					   answer->name, answer->zone->file);
	if (bearer->node && !bearer->node->named_by)
		finding.why =
			"a node without a PTR record names itself localhost and the "
			"install fails";
	finding.where = zone_world_beside(world, answer->zone, answer->name);
	finding.fix[0] = zone_world_line(world, answer->zone,
					 line_for(world, answer->name, bearer->fqdn));
	finding.fix[1] = zone_world_reload(world, answer->zone);
	findings_add(world->findings, &finding);
}

/* Whether the inventory, or else the zones, give this name the address. */
static bool is_name_of(const struct zone_world *world, const struct zone_bearer *bearer,
		       const char *name)
{
	const struct inventory *inventory = world->inventory;
	const struct host *host = inventory_host(inventory, name);
	struct addresses list;

	if (!strcmp(name, bearer->fqdn))
		return true;
	if (bearer->node)
		return false;
	if (!strcmp(name, inventory->api.fqdn) ||
	    !strcmp(name, inventory->api_int.fqdn)) {
		list = strcmp(name, inventory->api.fqdn) ? inventory->api_int.addresses
							 : inventory->api.addresses;
		/* That it has no address is what is wrong: lint.zone-records. */
		if (!list.count)
			return true;
	} else if (host) {
		list = host->addresses;
	} else {
		list = zones_addresses(world->arena, world->zones, world->view, name);
	}
	return addr_is_in(&bearer->addr, list.items, list.count);
}

/* Without its final dot the target has the name of its zone behind it. */
static bool lacks_dot(const struct zone *zone, const char *target)
{
	return zone_is_below(target, zone->origin) || zone_is_below(target, "arpa");
}

/* One $GENERATE that is wrong makes many records. */
static bool is_said(const struct zone_world *world, const struct zone_record *record,
		    struct where where)
{
	return record->generated && !findings_is_new(world->findings, "generated", where);
}

static void add_wrong(const struct zone_world *world, const struct zone_bearer *bearer,
		      const struct zones_answer *answer, const struct zone_record *record)
{
	const char *target = record->data.target;
	struct finding finding = begin(world, bearer);

	finding.observed = findings_printf(world->findings, "%s.", target);
	finding.fix[0] = line_for(world, answer->name, bearer->fqdn);
	finding.fix[1] = zone_world_reload(world, answer->zone);
	if (bearer->node && !bearer->node->named_by)
		finding.why = findings_printf(
			world->findings,
			"the node calls itself so for good: its certificate requests are "
			"refused and it never joins as %s",
			bearer->fqdn);
	if (lacks_dot(answer->zone, target)) {
		size_t written = strlen(target) - strlen(answer->zone->origin) - 1;
		const char *text = arena_strndup(world->arena, target, written);

		finding.title = findings_printf(
			world->findings, "the PTR record of %s lacks the final dot",
			finding.subject);
		finding.where = zone_world_place(world, answer->zone, record, text,
						 &finding.width);
	} else {
		finding.title = findings_printf(world->findings,
						"the PTR record of %s names %s, not %s",
						finding.subject, target, bearer->fqdn);
		finding.where = zone_world_name(world, answer->zone, record, target,
						&finding.width);
	}
	if (is_said(world, record, finding.where))
		return;
	findings_add(world->findings, &finding);
}

static void add_second(const struct zone_world *world, const struct zone_bearer *bearer,
		       const struct zones_answer *answer,
		       const struct zone_record *record)
{
	struct finding finding = begin(world, bearer);

	finding.title = findings_printf(world->findings, "%s has a second PTR record: %s",
					finding.subject, record->data.target);
	finding.observed = findings_printf(world->findings, "%s.", record->data.target);
	if (bearer->node && !bearer->node->named_by)
		finding.why =
			"the node takes the first name that comes: another one from "
			"boot to boot, and its certificate requests do not fit";
	finding.where = zone_world_name(world, answer->zone, record, record->data.target,
					&finding.width);
	finding.fix[0] = findings_printf(world->findings, "delete: %s. IN PTR %s.",
					 answer->name, record->data.target);
	finding.fix[1] = zone_world_reload(world, answer->zone);
	findings_add(world->findings, &finding);
}

static void add_capitals(const struct zone_world *world, const struct zone_bearer *bearer,
			 const struct zones_answer *answer)
{
	struct finding finding = begin(world, bearer);

	finding.status = STATUS_WARN;
	finding.title = findings_printf(
		world->findings, "the PTR record of %s is written with capital letters",
		finding.subject);
	finding.why =
		"names of nodes are in lower case: some releases take the name as it "
		"stands, and the certificate request does not fit";
	finding.where = zone_world_name(world, answer->zone, answer->record,
					answer->record->data.target, &finding.width);
	finding.fix[0] = line_for(world, answer->name, bearer->fqdn);
	finding.fix[1] = zone_world_reload(world, answer->zone);
	findings_add(world->findings, &finding);
}

#define MISSING_MIN 3 /* as many missing records are one mistake */

/* Do PTR records of nodes stand in the zone? */
static bool has_some(const struct zone_world *world, const struct zone *zone,
		     const struct zone_bearer *bearers, size_t count, size_t *ret_missing)
{
	*ret_missing = 0;
	for (size_t i = 0; i < count; i++) {
		const char *name;
		struct zones_answer answer =
			zone_world_reverse(world, &bearers[i].addr, &name);

		if (answer.zone != zone || answer.outcome == ZONES_UNKNOWN)
			continue;
		if (answer.outcome == ZONES_FOUND)
			return true;
		++*ret_missing;
	}
	return false;
}

/* A zone without a record of any of them: empty, or the file of another zone. */
static bool say_empty(const struct zone_world *world, const struct zone *zone,
		      const struct zone_bearer *bearers, size_t count)
{
	struct finding finding = { .status = STATUS_WARN, .subject = zone->origin };
	size_t missing;

	/* It does not load, and that is said. */
	if (!zone->soa)
		return true;
	if (has_some(world, zone, bearers, count, &missing) || missing < MISSING_MIN)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *name;

		if (zone_world_reverse(world, &bearers[i].addr, &name).zone != zone)
			continue;
		if (bearers[i].node && !bearers[i].node->named_by)
			finding.status = STATUS_FAIL;
		if (finding.fix[0])
			continue;
		finding.expected = line_for(world, name, bearers[i].fqdn);
		finding.fix[0] = zone_world_line(
			world, zone,
			findings_printf(world->findings, "%s and so on for all of them",
					finding.expected));
		finding.other = bearers[i].where;
		finding.other_says = findings_printf(
			world->findings, "%s has its address here", bearers[i].fqdn);
	}
	finding.where = zone->soa ? zone_where(zone, zone->soa)
				  : (struct where){ .file = zone->file };
	finding.title =
		findings_printf(world->findings,
				"the zone %s has no PTR record of any node, and %zu "
				"addresses of the cluster are in it",
				zone->origin, missing);
	finding.observed = findings_printf(world->findings, "none of %zu in %s", missing,
					   zone->file);
	finding.why =
		"a node without a PTR record names itself localhost, unless DHCP names it";
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
	return true;
}

static void judge_bearer(const struct zone_world *world, const struct zone_bearer *bearer,
			 const struct index *empty)
{
	const char *name;
	struct zones_answer answer = zone_world_reverse(world, &bearer->addr, &name);
	const struct zone_record *right = NULL;

	if (answer.outcome == ZONES_UNKNOWN || !answer.zone ||
	    !zone_world_judges(world, answer.zone))
		return;
	if (answer.outcome != ZONES_FOUND) {
		if (!index_find(empty, &answer.zone, sizeof answer.zone))
			add_missing(world, bearer, &answer);
		return;
	}
	for (const struct zone_record *record = answer.record; record && !right;
	     record = zone_next(answer.zone, record, ZONE_PTR)) {
		if (is_name_of(world, bearer, record->data.target))
			right = record;
	}
	if (!right) {
		add_wrong(world, bearer, &answer, answer.record);
		return;
	}
	if (right->upper && bearer->node)
		add_capitals(world, bearer, &answer);
	for (const struct zone_record *record = answer.record; record;
	     record = zone_next(answer.zone, record, ZONE_PTR)) {
		if (record != right && !is_name_of(world, bearer, record->data.target))
			add_second(world, bearer, &answer, record);
	}
}

/* A PTR record to a name of the cluster that does not lead back: left over, or mistyped. */
static void judge_mirror(const struct zone_world *world, const struct zone *zone,
			 const struct zone_record *record)
{
	const struct inventory *inventory = world->inventory;
	const char *target = record->data.target;
	struct finding finding = { .status = STATUS_WARN };
	struct addresses list;
	struct addr addr;

	if (!zone_is_below(target, inventory->cluster_domain) ||
	    !zone_reverse_address(zone_owner(zone, record), &addr) ||
	    inventory_node_at(inventory, &addr) ||
	    addr_is_in(&addr, inventory->api.addresses.items,
		       inventory->api.addresses.count) ||
	    addr_is_in(&addr, inventory->api_int.addresses.items,
		       inventory->api_int.addresses.count))
		return;
	if (zones_ask(world->zones, world->view, target, ZONE_A).outcome == ZONES_UNKNOWN)
		return;
	list = zones_addresses(world->arena, world->zones, world->view, target);
	if (addr_is_in(&addr, list.items, list.count))
		return;
	finding.subject = text_of(world, &addr);
	finding.title = findings_printf(
		world->findings,
		list.count ? "the PTR record of %s names %s, which has another address"
			   : "the PTR record of %s names %s, which does not exist",
		finding.subject, target);
	finding.observed = zone_world_addresses(world, list);
	finding.expected = finding.subject;
	finding.why = "who looks up the address in a log is led to the wrong machine; a "
		      "machine that gets this address takes the name";
	finding.where = zone_world_name(world, zone, record, target, &finding.width);
	finding.fix[0] = findings_printf(world->findings, "delete: %s. IN PTR %s.",
					 zone_owner(zone, record), target);
	finding.fix[1] = zone_world_reload(world, zone);
	if (is_said(world, record, finding.where))
		return;
	findings_add(world->findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct zone_bearer *bearers;
	struct zone_world world;
	struct index *empty; /* zones without any record of the cluster; it is said */
	size_t count;

	if (!zone_world_init(&world, inventory, findings))
		return;
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *zone = world.zones->items[i];

		if (zone_is_below(zone->origin, "arpa") &&
		    zone_world_judges(&world, zone))
			findings_saw(findings, zone->file);
	}
	if (zone_other_domain(inventory, findings).domain)
		return;
	count = zone_world_bearers(&world, &bearers);
	empty = index_new(world.arena, world.zones->count);
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *const *zone =
			(const struct zone *const *)&world.zones->items[i];

		if (zone_is_below((*zone)->origin, "arpa") &&
		    zone_world_judges(&world, *zone) &&
		    say_empty(&world, *zone, bearers, count))
			index_add(empty, zone, sizeof *zone, &world);
	}
	for (size_t i = 0; i < count; i++)
		judge_bearer(&world, &bearers[i], empty);
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *zone = world.zones->items[i];

		if (!zone_is_below(zone->origin, "arpa") ||
		    !zone_world_judges(&world, zone))
			continue;
		for (size_t r = 0; r < zone->record_count; r++) {
			const struct zone_record *record = zone_record_at(zone, r);

			if (record->type == ZONE_PTR)
				judge_mirror(&world, zone, record);
		}
	}
}

const struct probe probe_lint_zone_reverse = {
	.id = "lint.zone-reverse",
	.title = "every address of the cluster leads back to its name, and to no other",
	.why = "a node takes its name from its PTR record where nothing else names it",
	.symptom =
		"\"oc get nodes\" shows a node called localhost, or by a strange name; "
		"certificate requests stay pending",
	.fix = "in the reverse zone: N IN PTR NODE.DOMAIN.\nrndc reload ZONE",
	.phases = PHASE_PREBOOT,
	.needs = shown_zone_reverse,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
