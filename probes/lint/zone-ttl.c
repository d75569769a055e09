/*
 * lint.zone-ttl: a record that is wrong is not remembered for weeks.
 */
#include <string.h>

#include "_zone.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"

/* A week is what the zones in OpenShift's own documentation say, for records and for denials. */
#define TTL_MAX	     (7u * 24 * 60 * 60)
#define NEGATIVE_MAX TTL_MAX
#define LINES_OF_SOA 12

static const char *duration(const struct zone_world *world, uint32_t seconds)
{
	if (seconds % (24 * 60 * 60) == 0)
		return findings_printf(world->findings, "%u days",
				       seconds / (24 * 60 * 60));
	return findings_printf(world->findings, "%u hours", seconds / (60 * 60));
}

static const struct zone_record *longest(const struct zone_world *world,
					 const struct zone *zone, const char *name,
					 const struct zone_record *so_far)
{
	static const unsigned types[] = { ZONE_A, ZONE_AAAA, ZONE_CNAME, ZONE_PTR };

	(void)world;
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		const struct zone_record *record = zone_find(zone, name, types[t]);

		if (record && (!so_far || record->ttl > so_far->ttl))
			so_far = record;
	}
	return so_far;
}

/* The record of the cluster in this zone that is remembered for longest. */
static const struct zone_record *longest_of_cluster(const struct zone_world *world,
						    const struct zone *zone)
{
	const struct inventory *inventory = world->inventory;
	const struct zone_record *found = NULL;
	struct zone_bearer *bearers;
	char reverse[ADDR_REVERSE_LEN];
	size_t count;

	found = longest(world, zone, inventory->api.fqdn, found);
	found = longest(world, zone, inventory->api_int.fqdn, found);
	found = longest(world, zone, inventory->ingress.fqdn, found);
	for (size_t i = 0; i < inventory->node_count; i++)
		found = longest(world, zone, inventory->nodes[i].fqdn, found);
	count = zone_world_bearers(world, &bearers);
	for (size_t i = 0; i < count; i++)
		found = longest(world, zone, addr_reverse(&bearers[i].addr, reverse),
				found);
	return found;
}

static void judge_records(const struct zone_world *world, const struct zone *zone)
{
	const struct zone_record *record = longest_of_cluster(world, zone);
	struct finding finding = { .status = STATUS_WARN, .subject = zone->origin };

	if (!record || record->ttl <= TTL_MAX)
		return;
	finding.where = zone_where(zone, record);
	finding.title = findings_printf(
		world->findings, "names of the cluster in zone %s are remembered for %s",
		zone->origin, duration(world, record->ttl));
	finding.observed = findings_printf(world->findings, "%u", record->ttl);
	finding.expected = "a week at most, better an hour until the cluster stands";
	finding.why = "who has asked once keeps the old address after it was corrected";
	finding.fix[0] = "$TTL 3600";
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
}

/* The last word of a line that is no comment and no bracket; false: there is none. */
static bool last_word(const char *line, size_t length, size_t *ret_start, size_t *ret_end)
{
	const char *comment = memchr(line, ';', length);
	size_t end = comment ? (size_t)(comment - line) : length, start;

	while (end && strchr(" \t\r()", line[end - 1]))
		end--;
	for (start = end; start && !strchr(" \t(", line[start - 1]);)
		start--;
	*ret_start = start;
	*ret_end = end;
	return start < end;
}

/* The minimum is the last word of the record, which may go on to a closing bracket. */
static struct where place_of_minimum(const struct zone_world *world,
				     const struct zone *zone, unsigned *ret_width)
{
	struct where line_of = zone_where(zone, zone->soa), found = line_of;

	*ret_width = 1;
	for (unsigned i = 0; i < LINES_OF_SOA; i++, line_of.line++) {
		const char *line;
		size_t length, start, end;

		if (!source_files_line(world->inventory->sources->files, &line_of, &line,
				       &length))
			break;
		if (last_word(line, length, &start, &end)) {
			found = (struct where){ line_of.file, line_of.line,
						(unsigned)start + 1 };
			*ret_width = (unsigned)(end - start);
		}
		if (memchr(line, ')', length) || (!i && !memchr(line, '(', length)))
			break;
	}
	return found;
}

/* Denials are kept for the smaller of the SOA's TTL and its last number (RFC 2308). */
static void judge_denials(const struct zone_world *world, const struct zone *zone)
{
	struct finding finding = { .status = STATUS_WARN };
	uint32_t ttl = zone->soa->data.soa->minimum;

	if (zone->soa->ttl < ttl)
		ttl = zone->soa->ttl;
	if (ttl <= NEGATIVE_MAX || !longest_of_cluster(world, zone))
		return;
	finding.subject = findings_printf(world->findings, "%s SOA", zone->origin);
	finding.where = place_of_minimum(world, zone, &finding.width);
	finding.title = findings_printf(
		world->findings,
		"that a name of zone %s is missing may be remembered for %s",
		zone->origin, duration(world, ttl));
	finding.observed = findings_printf(world->findings, "%u", ttl);
	finding.expected = "300 to 3600";
	finding.why =
		"a node that asks before its record is there goes on without a name "
		"after the record was added";
	finding.fix[0] = "300 )  ; minimum, the last number of the SOA";
	finding.fix[1] = zone_world_reload(world, zone);
	findings_add(world->findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct zone_world world;

	if (!zone_world_init(&world, inventory, findings))
		return;
	for (size_t i = 0; i < world.zones->count; i++) {
		const struct zone *zone = world.zones->items[i];

		if (!zone->soa || !zone_world_judges(&world, zone))
			continue;
		findings_saw(findings, zone->file);
		judge_records(&world, zone);
		judge_denials(&world, zone);
	}
}

const struct probe probe_lint_zone_ttl = {
	.id = "lint.zone-ttl",
	.title = "a record that is wrong is not remembered for weeks",
	.why = "what was corrected in the zone stays wrong in caches for so long",
	.symptom = "\"DNS is right now and it still fails\"",
	.fix = "lower $TTL and the last number of the SOA\nrndc reload ZONE\n"
	       "restart what caches: systemctl restart systemd-resolved, rndc flush",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
