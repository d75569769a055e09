#include "_zone_file.h"

#include <string.h>

#include "_survey.h"
#include "core/sources/sources.h"
#include "core/sources/zones.h"

static const struct zones *zones_of(const struct run *run)
{
	const struct sources *sources = run_inventory(run)->sources;

	return sources ? sources->zones : NULL;
}

/* One of several views, or of several copies: which of them was asked is not known. */
static bool is_ambiguous(const struct zones *zones, const struct zone *zone)
{
	for (size_t i = 0; i < zones->count; i++) {
		if (zones->items[i] != zone &&
		    !strcmp(zones->items[i]->origin, zone->origin))
			return true;
	}
	return false;
}

/* False: the answer is not in these files. */
static bool ask_files(struct run *run, const char *name, unsigned type,
		      struct zones_answer *ret_answer)
{
	const struct zones *zones = zones_of(run);

	if (!zones)
		return false;
	*ret_answer = zones_ask(zones, NULL, name, type);
	return ret_answer->outcome != ZONES_UNKNOWN && ret_answer->zone &&
	       !is_ambiguous(zones, ret_answer->zone);
}

static void show_line(struct run *run, const struct zones_answer *answer)
{
	const struct zone_record *record = answer->record;
	const struct zone *zone = answer->zone;
	struct where where = { .file = zone->file };

	if (answer->outcome != ZONES_FOUND && answer->alias_count) {
		zone = answer->aliases[answer->alias_count - 1].zone;
		record = answer->aliases[answer->alias_count - 1].record;
	} else if (answer->outcome != ZONES_FOUND) {
		record = zone_beside(zone, answer->name);
	}
	if (record)
		where = zone_where(zone, record);
	run_excerpt(run, where, 1);
	run_fixf(run, "edit %s:%u", where.file, where.line);
}

static void say_not_loaded(struct run *run, const struct zones_answer *answer)
{
	const struct zone *zone = answer->zone;
	struct where where = zone_where(zone, answer->record);

	run_excerpt(run, where, 1);
	run_evidencef(run, "zone file", "%s:%u has it, the server does not", where.file,
		      where.line);
	run_fixf(
		run,
		"%s:%u is right: raise the serial%s, then: rndc reload %s; what named says "
		"of the zone is in its log (named-checkzone %s %s)",
		where.file, where.line,
		zone->soa
			? arena_printf(run_arena(run), " %u", zone->soa->data.soa->serial)
			: "",
		zone->origin, zone->origin, zone->file);
}

enum zone_file_says dns_zone_file_addresses(struct run *run, const char *name,
					    struct addresses want)
{
	struct zones_answer answer, v6;
	struct addresses found;

	if (!ask_files(run, name, ZONE_A, &answer) ||
	    !ask_files(run, name, ZONE_AAAA, &v6))
		return ZONE_FILE_UNKNOWN;
	if (answer.outcome != ZONES_FOUND && v6.outcome == ZONES_FOUND)
		answer = v6;
	found = zones_addresses(run_arena(run), zones_of(run), NULL, name);
	if (!found.count || (want.count && !dns_addresses_equal(found, want))) {
		show_line(run, &answer);
		return ZONE_FILE_WRONG;
	}
	say_not_loaded(run, &answer);
	return ZONE_FILE_RIGHT;
}

enum zone_file_says dns_zone_file_pointer(struct run *run, const char *reverse,
					  const char *fqdn)
{
	struct zones_answer answer;

	if (!ask_files(run, reverse, ZONE_PTR, &answer))
		return ZONE_FILE_UNKNOWN;
	/* One, and the right one. */
	if (answer.outcome == ZONES_FOUND && !strcmp(answer.record->data.target, fqdn) &&
	    !zone_next(answer.zone, answer.record, ZONE_PTR)) {
		say_not_loaded(run, &answer);
		return ZONE_FILE_RIGHT;
	}
	show_line(run, &answer);
	return ZONE_FILE_WRONG;
}

void dns_zone_file_record(struct run *run, const char *name)
{
	const struct zones *zones = zones_of(run);
	struct zones_answer answer = { .outcome = ZONES_FOUND };

	answer.record = zones ? zones_find(zones, name, ZONE_ANY, &answer.zone) : NULL;
	if (answer.record && !is_ambiguous(zones, answer.zone))
		show_line(run, &answer);
}
