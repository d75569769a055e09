/* What is said of a name that is not in its zone. */
#include "_zone_records.h"

#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/text.h"

static const char *why(const struct wanted *wanted)
{
	switch (wanted->kind) {
	case NAME_API:
		return "openshift-install, oc and every node talk to the API by this name";
	case NAME_API_INT:
		return "nodes fetch their configuration and talk to the API by this name";
	case NAME_APPS:
		return "console, authentication and ingress are asked for below this name";
	case NAME_NODE:
		return "the balancer, the API server and etcd find the node by this name";
	case NAME_HOST:
		break;
	}
	return "files of the install refer to the host by this name";
}

struct finding zone_wanted_finding(const struct wanted *wanted)
{
	return (struct finding){
		.status = wanted->kind == NAME_HOST ? STATUS_WARN : STATUS_FAIL,
		.subject = wanted->name,
		.why = why(wanted),
	};
}

const char *zone_wanted_relative(const struct zone_world *world, const struct zone *zone,
				 const char *name)
{
	size_t length = strlen(name), origin = strlen(zone->origin);

	return length > origin + 1
		       ? arena_strndup(world->arena, name, length - origin - 1)
		       : name;
}

const char *zone_wanted_copy(const struct zone_world *world, const char *name,
			     const struct zone_record *record)
{
	struct addr addr;
	char text[ADDR_STRLEN];

	if (record->type == ZONE_CNAME)
		return findings_printf(world->findings, "%s. IN CNAME %s.", name,
				       record->data.target);
	if (record->type != ZONE_A && record->type != ZONE_AAAA)
		return NULL;
	addr = zone_address(record);
	return findings_printf(world->findings, "%s. IN %s %s", name,
			       zone_type_name(record->type), addr_str(&addr, text));
}

/* The address whose PTR record names it. */
static const char *line_of_reverse(const struct zone_world *world, const char *name)
{
	char text[ADDR_STRLEN];
	struct addr addr;

	for (size_t z = 0; z < world->zones->count; z++) {
		const struct zone *zone = world->zones->items[z];

		if (!zone_is_below(zone->origin, "arpa"))
			continue;
		for (size_t i = 0; i < zone->record_count; i++) {
			const struct zone_record *record = zone_record_at(zone, i);

			if (record->type != ZONE_PTR ||
			    strcmp(record->data.target, name) ||
			    !zone_reverse_address(zone_owner(zone, record), &addr))
				continue;
			return findings_printf(world->findings, "%s. IN %s %s", name,
					       addr.family == AF_INET ? "A" : "AAAA",
					       addr_str(&addr, text));
		}
	}
	return NULL;
}

/* Written without its final dot, a name gets that of its $ORIGIN or its zone behind it once more. */
static const char *doubled(const struct zone_world *world, const struct zone *zone,
			   const struct wanted *wanted,
			   const struct zone_record **ret_record)
{
	const char *end = wanted->name;

	while (end && zone_is_below(end, zone->origin)) {
		const char *name =
			findings_printf(world->findings, "%s.%s", wanted->name, end);

		*ret_record = zone_find(zone, name, ZONE_ANY);
		if (*ret_record)
			return name;
		end = strchr(end, '.');
		end = end ? end + 1 : NULL;
	}
	return NULL;
}

/* The cluster's name was left out: m1.example.com for m1.ocp45.example.com. */
static const char *too_high(const struct zone_world *world, const struct zone *zone,
			    const struct wanted *wanted,
			    const struct zone_record **ret_record)
{
	const struct inventory *inventory = world->inventory;
	size_t label = strlen(wanted->name) - strlen(inventory->cluster_domain);
	const char *name;

	if (wanted->kind == NAME_HOST ||
	    !zone_is_below(wanted->name, inventory->cluster_domain))
		return NULL;
	name = findings_printf(world->findings, "%.*s%s", (int)label, wanted->name,
			       inventory->base_domain);
	*ret_record = zone_find(zone, name, ZONE_ANY);
	return *ret_record ? name : NULL;
}

/* "*.app" for "*.apps", and others that are a letter off. */
static const char *misspelt(const struct zone_world *world, const struct zone *zone,
			    const struct wanted *wanted,
			    const struct zone_record **ret_record)
{
	static const char *const apps[] = { "app",	   "appps",	   "aps", "apss",
					    "application", "applications", NULL };
	const char *cluster = world->inventory->cluster_domain;

	for (size_t i = 0; wanted->kind == NAME_APPS && apps[i]; i++) {
		const char *name =
			findings_printf(world->findings, "*.%s.%s", apps[i], cluster);

		*ret_record = zone_find(zone, name, ZONE_ANY);
		if (*ret_record)
			return name;
	}
	if (wanted->kind == NAME_API_INT) {
		static const char *const ints[] = { "api_int", "apiint", "api-internal",
						    "int-api", NULL };

		for (size_t i = 0; ints[i]; i++) {
			const char *name = findings_printf(world->findings, "%s.%s",
							   ints[i], cluster);

			*ret_record = zone_find(zone, name, ZONE_ANY);
			if (*ret_record)
				return name;
		}
	}
	return NULL;
}

void zone_wanted_missing(const struct zone_world *world, const struct wanted *wanted,
			 const struct zones_answer *answer)
{
	const struct zone *zone = answer->zone;
	struct finding finding = zone_wanted_finding(wanted);
	const struct zone_record *record = NULL;
	const char *line = zone_world_record(world, wanted->name, *wanted->addresses,
					     (struct addresses){ 0 });
	const char *instead;

	/* What cannot be read may be the very line: lint.zone-load has it. */
	if (zone->diagnostics->errors)
		return;
	if ((instead = doubled(world, zone, wanted, &record))) {
		finding.title = findings_printf(
			world->findings,
			"the record of %s lacks the final dot of its name", wanted->name);
		finding.observed = findings_printf(world->findings, "%s.", instead);
	} else if ((instead = misspelt(world, zone, wanted, &record)) ||
		   (instead = too_high(world, zone, wanted, &record))) {
		finding.title = findings_printf(world->findings,
						"%s is not in its zone, but %s is",
						wanted->name, instead);
		finding.observed = instead;
	} else {
		finding.title = findings_printf(world->findings,
						answer->outcome == ZONES_NO_DATA
							? "%s has no address in its zone"
							: "%s is not in its zone",
						wanted->name);
		finding.observed =
			findings_printf(world->findings, "no record of %s in %s",
					wanted->name, zone->file);
		finding.where = zone_world_beside(world, zone, wanted->name);
	}
	if (record && !line)
		line = zone_wanted_copy(world, wanted->name, record);
	if (!line)
		line = line_of_reverse(world, wanted->name);
	if (!line)
		line = findings_printf(world->findings, "%s. IN A ADDRESS", wanted->name);
	finding.fix[0] = zone_world_line(world, zone, line);
	finding.fix[1] = zone_world_reload(world, zone);
	finding.expected = line;
	finding.other = wanted->where;
	finding.other_says = "the name is wanted for this";
	if (record)
		finding.where = zone_world_place(
			world, zone, record, zone_wanted_relative(world, zone, instead),
			&finding.width);
	findings_add(world->findings, &finding);
}

/* "lb.example.com" without its final dot is lb.example.com.ocp45.example.com. */
static const char *without_doubled(const struct zone_world *world,
				   const struct zone *zone, const char *target)
{
	const char *end = target;

	while ((end = strchr(end, '.')) && zone_is_below(++end, zone->origin)) {
		const char *written =
			arena_strndup(world->arena, target, (size_t)(end - target) - 1);

		if (zone_is_below(written, zone->origin) ||
		    zone_is_below(written, world->inventory->base_domain))
			return written;
	}
	return NULL;
}

/* The host or endpoint whose name is a letter off. */
static const char *nearest_host(const struct zone_world *world, const char *name)
{
	const struct inventory *inventory = world->inventory;
	const char *words[65] = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < inventory->host_count && count < 64; i++)
		words[count++] = inventory->hosts[i].fqdn;
	return text_nearest(name, words);
}

/* The end of a chain of aliases is not there, or the chain has none. */
void zone_wanted_broken(const struct zone_world *world, const struct wanted *wanted,
			const struct zones_answer *answer)
{
	const struct zone *zone = answer->aliases[answer->alias_count - 1].zone;
	const struct zone_record *alias = answer->aliases[answer->alias_count - 1].record;
	struct finding finding = zone_wanted_finding(wanted);
	const char *line = zone_world_record(world, answer->name, *wanted->addresses,
					     (struct addresses){ 0 });
	const char *written = without_doubled(world, zone, answer->name);
	const char *meant = written ? written : nearest_host(world, answer->name);

	finding.where = zone_world_name(world, zone, alias, answer->name, &finding.width);
	finding.observed = findings_printf(world->findings, "CNAME %s.", answer->name);
	finding.expected = findings_printf(
		world->findings, "%s.",
		wanted->addresses->count ? zone_world_addresses(world, *wanted->addresses)
					 : "a name that has an address");
	if (answer->outcome == ZONES_LOOP)
		finding.title = findings_printf(world->findings,
						"the CNAMEs of %s lead in a circle",
						wanted->name);
	else if (written)
		finding.title = findings_printf(
			world->findings,
			"the CNAME of %s lacks its final dot: it leads to %s",
			wanted->name, answer->name);
	else
		finding.title = findings_printf(
			world->findings, "%s is a CNAME of %s, which has no address",
			wanted->name, answer->name);
	if (meant)
		line = findings_printf(world->findings, "%s. IN CNAME %s.",
				       zone_owner(zone, alias), meant);
	finding.fix[0] = line ? line : "let it lead to the balancer's name";
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
}
