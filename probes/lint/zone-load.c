/*
 * lint.zone-load: a name server takes the zones of the cluster. BIND refuses a whole zone for one
 * bad line, and then every name in it gives SERVFAIL.
 */
#include <ctype.h>
#include <string.h>

#include "_shown.h"
#include "_zone.h"
#include "core/diag.h"

#define SHOWN_MAX 20 /* of one zone; who has corrected those runs it again */

static struct finding refused(const struct zone_world *world, const struct zone *zone,
			      const char *what)
{
	return (struct finding){
		.status = STATUS_FAIL,
		.subject = findings_printf(world->findings, "%s: %s", zone->origin, what),
		.where = { .file = zone->file },
	};
}

static void add(const struct zone_world *world, const struct zone *zone,
		const struct zone_record *record, struct finding *finding)
{
	if (record && !finding->where.line)
		finding->where = zone_where(zone, record);
	if (!finding->fix[1])
		finding->fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, finding);
}

static void judge_text(const struct zone_world *world, const struct zone *zone)
{
	const struct diagnostics *said = zone->diagnostics;

	for (size_t i = 0; i < said->count && i < SHOWN_MAX; i++) {
		const struct diagnostic *item = &said->items[i];
		struct finding finding = refused(world, zone, item->message);

		if (item->warning)
			continue;
		finding.where = item->where;
		finding.title =
			findings_printf(world->findings, "the zone %s does not load: %s",
					zone->origin, item->message);
		finding.observed = item->message;
		finding.fix[0] = item->help ? item->help : "correct this line";
		finding.fix[1] = findings_printf(world->findings, "named-checkzone %s %s",
						 zone->origin, zone->file);
		add(world, zone, NULL, &finding);
	}
}

static void judge_soa(const struct zone_world *world, const struct zone *zone)
{
	const struct zone_record *second =
		zone->soa ? zone_next(zone, zone->soa, ZONE_SOA) : NULL;
	struct finding finding = refused(world, zone, "SOA");

	if (zone->soa && !second)
		return;
	if (second) {
		/* The same twice counts once. */
		if (second->data.soa->serial == zone->soa->data.soa->serial)
			return;
		finding.title = findings_printf(
			world->findings, "the zone %s has two SOA records", zone->origin);
		finding.fix[0] = "delete one of them";
		finding.other = zone_where(zone, zone->soa);
		finding.other_says = "the first one";
		add(world, zone, second, &finding);
		return;
	}
	finding.title =
		findings_printf(world->findings,
				"the zone %s has no SOA record of its own", zone->origin);
	finding.observed = "no SOA at the zone's name";
	finding.fix[0] = findings_printf(
		world->findings,
		"@ IN SOA ns1.%s. root.%s. ( 2026010101 3600 900 604800 300 )",
		zone->origin, zone->origin);
	add(world, zone, zone->record_count ? zone_record_at(zone, 0) : NULL, &finding);
}

/* The address that a server of that name most likely has, or a word for it. */
static const char *address_of_server(const struct zone_world *world, const char *name,
				     const char **ret_type)
{
	const struct inventory *inventory = world->inventory;
	const struct host *host = inventory_host(inventory, name);
	const struct addr *addr = NULL;
	char text[ADDR_STRLEN];

	if (host && host->addresses.count)
		addr = &host->addresses.items[0];
	else if (inventory->name_server_count &&
		 !inventory->name_servers_from_resolv_conf)
		addr = &inventory->name_servers[0].addr;
	*ret_type = addr && addr->family == AF_INET6 ? "AAAA" : "A";
	return addr ? arena_strdup(world->arena, addr_str(addr, text)) : "ADDRESS";
}

static void judge_server(const struct zone_world *world, const struct zone *zone,
			 const struct zone_record *ns)
{
	const char *target = ns->data.target, *type, *address;
	struct zone_answer answer = zone_lookup(zone, target, ZONE_A);
	struct finding finding;
	unsigned width;

	if (answer.outcome == ZONE_NO_DATA)
		answer = zone_lookup(zone, target, ZONE_AAAA);
	if (answer.outcome == ZONE_FOUND || answer.outcome == ZONE_DELEGATED ||
	    answer.outcome == ZONE_OUTSIDE)
		return;
	finding = refused(world, zone, findings_printf(world->findings, "NS %s", target));
	finding.where = zone_world_name(world, zone, ns, target, &width);
	finding.width = width;
	if (answer.outcome == ZONE_ALIAS) {
		finding.title = findings_printf(
			world->findings,
			"the name server %s of zone %s is a CNAME: the zone does not load",
			target, zone->origin);
		finding.other = zone_where(zone, answer.record);
		finding.other_says = "the CNAME";
		finding.observed = "a CNAME";
	} else {
		finding.title = findings_printf(
			world->findings,
			"the name server %s of zone %s has no address in its own zone: "
			"named does not load the zone",
			target, zone->origin);
		finding.observed = "no A or AAAA record";
	}
	finding.expected = "an A or AAAA record in this zone";
	finding.why = "every name of the zone gives SERVFAIL";
	address = address_of_server(world, target, &type);
	finding.fix[0] = zone_world_line(
		world, zone,
		findings_printf(world->findings, "%s. IN %s %s", target, type, address));
	add(world, zone, ns, &finding);
}

static void judge_servers(const struct zone_world *world, const struct zone *zone)
{
	const struct zone_record *ns = zone_find(zone, zone->origin, ZONE_NS);
	struct finding finding;

	for (const struct zone_record *each = ns; each;
	     each = zone_next(zone, each, ZONE_NS))
		judge_server(world, zone, each);
	if (ns)
		return;
	finding = refused(world, zone, "NS");
	finding.title = findings_printf(
		world->findings, "the zone %s has no NS record: named does not load it",
		zone->origin);
	finding.observed = "no NS at the zone's name";
	finding.fix[0] = findings_printf(
		world->findings, "%s. IN NS ns1.%s.", zone->origin,
		zone_is_below(zone->origin, "arpa") ? world->inventory->base_domain
						    : zone->origin);
	add(world, zone, zone->soa, &finding);
}

/* DNSSEC's own types (RRSIG, NSEC, KEY) may stand beside a CNAME. */
static bool may_be_beside_alias(unsigned type)
{
	return type == ZONE_CNAME || type == 46 || type == 47 || type == 25;
}

static void judge_alias(const struct zone_world *world, const struct zone *zone,
			const char *name, const struct zone_record *alias)
{
	const struct zone_record *first = zone_find(zone, name, ZONE_ANY);

	for (const struct zone_record *record = first; record;
	     record = zone_next(zone, record, ZONE_ANY)) {
		struct finding finding;
		bool again = record->type == ZONE_CNAME;

		if (record == alias ||
		    (again ? !strcmp(record->data.target, alias->data.target)
			   : may_be_beside_alias(record->type)))
			continue;
		finding = refused(world, zone,
				  findings_printf(world->findings, "CNAME %s", name));
		finding.title =
			again ? findings_printf(world->findings,
						"%s has two CNAME records: the zone %s "
						"does not load",
						name, zone->origin)
			      : findings_printf(world->findings,
						"%s is a CNAME and has %s as well: the "
						"zone %s does not load",
						name, zone_type_name(record->type),
						zone->origin);
		finding.observed = "a CNAME and other data";
		finding.expected = "a CNAME alone (RFC 1034 section 3.6.2)";
		finding.fix[0] = "delete one of them";
		finding.other = zone_where(zone, alias);
		finding.other_says = "the CNAME";
		add(world, zone, record, &finding);
		return;
	}
}

static void judge_outside(const struct zone_world *world, const struct zone *zone,
			  const char *name, const struct zone_record *first)
{
	struct finding finding = refused(world, zone, name);

	/* A file whose zone we have only guessed. */
	if (zone->origin_guessed || !zone->soa)
		return;
	finding.status = STATUS_WARN;
	finding.title = findings_printf(world->findings,
					"%s is not a name of the zone %s: named leaves "
					"the record out",
					name, zone->origin);
	finding.observed = findings_printf(world->findings, "%s.", name);
	finding.expected =
		findings_printf(world->findings, "a name below %s.", zone->origin);
	finding.why = "the name does not exist although it stands in the file";
	finding.fix[0] =
		findings_printf(world->findings,
				"write it into the file of its own zone, or as a name "
				"below %s.",
				zone->origin);
	add(world, zone, first, &finding);
}

/* As BIND's check-names has it: letters, digits and hyphens, a wildcard in front. */
static bool is_host_name(const char *name)
{
	if (!strncmp(name, "*.", 2))
		name += 2;
	while (*name) {
		const char *end = name + strcspn(name, ".");

		if (!isalnum((unsigned char)*name) || !isalnum((unsigned char)end[-1]))
			return false;
		for (; name < end; name++) {
			if (!isalnum((unsigned char)*name) && *name != '-')
				return false;
		}
		name += *name == '.';
	}
	return true;
}

static void judge_host_name(const struct zone_world *world, const struct zone *zone,
			    const char *name, const struct zone_record *record)
{
	struct finding finding = refused(world, zone, name);

	finding.title = findings_printf(
		world->findings,
		"%s is no name of a host, but has %s: named does not load the zone %s",
		name, record->type == ZONE_MX ? "an MX record" : "an address",
		zone->origin);
	finding.observed = name;
	finding.expected = "letters, digits and hyphens between letters or digits";
	finding.fix[0] =
		"rename it, or allow it in named.conf: check-names primary warn;";
	add(world, zone, record, &finding);
}

static bool names_are_checked(const struct zone_world *world)
{
	return !world->named || !world->named->options.names_unchecked;
}

static void judge_names(const struct zone_world *world, const struct zone *zone)
{
	size_t shown = 0;

	for (size_t i = 0; i < zone->name_count && shown < SHOWN_MAX; i++) {
		const struct zone_record *first, *record;
		const char *name = zone_name_at(zone, i, &first);

		if (!first)
			continue;
		if (!zone_is_below(name, zone->origin)) {
			judge_outside(world, zone, name, first);
			shown++;
			continue;
		}
		record = first->next ? zone_find(zone, name, ZONE_CNAME) : NULL;
		if (record)
			judge_alias(world, zone, name, record);
		if (is_host_name(name) || !names_are_checked(world))
			continue;
		record = zone_find(zone, name, ZONE_A);
		if (!record)
			record = zone_find(zone, name, ZONE_AAAA);
		if (!record)
			record = zone_find(zone, name, ZONE_MX);
		if (record && zone_lookup(zone, name, ZONE_A).outcome != ZONE_DELEGATED &&
		    !strstr(name, "gc._msdcs.")) {
			judge_host_name(world, zone, name, record);
			shown++;
		}
	}
}

/* The names that records of these types lead to are checked as well. */
static void judge_targets(const struct zone_world *world, const struct zone *zone)
{
	bool reverse = zone_is_below(zone->origin, "arpa");
	size_t shown = 0;

	for (size_t i = 0; i < zone->record_count && shown < SHOWN_MAX; i++) {
		const struct zone_record *record = zone_record_at(zone, i);
		struct finding finding;
		unsigned width;

		if (record->type != ZONE_NS && record->type != ZONE_MX &&
		    record->type != ZONE_SRV && (record->type != ZONE_PTR || !reverse))
			continue;
		if (!record->data.target || is_host_name(record->data.target) ||
		    (record->type == ZONE_PTR && strchr(zone_owner(zone, record), '_')))
			continue;
		shown++;
		finding = refused(world, zone, record->data.target);
		finding.title = findings_printf(
			world->findings,
			"%s, which %s leads to, is no name of a host: named does not "
			"load the zone %s",
			record->data.target, zone_owner(zone, record), zone->origin);
		finding.observed = record->data.target;
		finding.expected =
			"letters, digits and hyphens between letters or digits";
		finding.where =
			zone_world_name(world, zone, record, record->data.target, &width);
		finding.width = width;
		finding.fix[0] =
			"rename it, or allow it in named.conf: check-names primary "
			"warn;";
		add(world, zone, record, &finding);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct zone_world world;

	if (!zone_world_init(&world, inventory, findings))
		return;
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *zone = world.zones->items[i];

		if (!zone_world_judges(&world, zone))
			continue;
		findings_saw(findings, zone->file);
		/* Without a SOA the lines behind it seem to be wrong, too. */
		judge_soa(&world, zone);
		if (!zone->soa)
			continue;
		judge_text(&world, zone);
		judge_servers(&world, zone);
		judge_names(&world, zone);
		if (names_are_checked(&world))
			judge_targets(&world, zone);
	}
}

const struct probe probe_lint_zone_load = {
	.id = "lint.zone-load",
	.title = "a name server loads the zones of the cluster",
	.why = "one bad line, and named refuses the whole zone: every name in it gives "
	       "SERVFAIL",
	.symptom = "nothing resolves after the reload or restart of named; its log says "
		   "\"not loaded due to errors\"",
	.fix = "named-checkzone ZONE FILE\nrndc reload ZONE",
	.phases = PHASE_PREBOOT,
	.needs = shown_zone_load,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
