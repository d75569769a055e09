/*
 * lint.zone-serial: the serial of a zone goes up when the zone changes. What it was before is not
 * in the file; what can be known is a second copy, and a date that cannot be.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "_zone.h"

/* OpenShift 4.1, the first release that could have been meant, came in June 2019. */
#define FIRST_YEAR 2019
#define DAY	   (24 * 60 * 60)

/* Reads YYYYMMDDnn; false: it is no date. */
static bool read_date(uint32_t serial, struct tm *ret_date)
{
	uint32_t date = serial / 100;
	struct tm tm = { .tm_year = (int)(date / 10000) - 1900,
			 .tm_mon = (int)(date / 100 % 100) - 1,
			 .tm_mday = (int)(date % 100),
			 .tm_hour = 12 };

	if (tm.tm_year < 90 || tm.tm_year > 199 || tm.tm_mon < 0 || tm.tm_mon > 11 ||
	    tm.tm_mday < 1 || tm.tm_mday > 31)
		return false;
	*ret_date = tm;
	return true;
}

/* A later serial, in the circle of 32 bits (RFC 1982). */
static bool is_later(uint32_t a, uint32_t b)
{
	return a != b && a - b < 0x80000000U;
}

static struct finding begin(const struct zone_world *world, const struct zone *zone)
{
	struct finding finding = { .status = STATUS_WARN, .subject = zone->origin };

	finding.observed =
		findings_printf(world->findings, "%u", zone->soa->data.soa->serial);
	finding.where = zone_world_place(world, zone, zone->soa, finding.observed,
					 &finding.width);
	return finding;
}

static bool has_cluster_names(const struct zone_world *world, const struct zone *zone)
{
	const struct inventory *inventory = world->inventory;
	char reverse[ADDR_REVERSE_LEN];

	if (zone_find(zone, inventory->api.fqdn, ZONE_ANY) ||
	    zone_find(zone, inventory->api_int.fqdn, ZONE_ANY))
		return true;
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		for (size_t j = 0; j < node->addresses.count; j++) {
			addr_reverse(&node->addresses.items[j], reverse);
			if (zone_find(zone, reverse, ZONE_PTR))
				return true;
		}
	}
	return false;
}

static void judge_date(const struct zone_world *world, const struct zone *zone)
{
	time_t now = time(NULL);
	struct finding finding;
	struct tm date, today;
	char text[16], should[16];

	if (!read_date(zone->soa->data.soa->serial, &date) || !gmtime_r(&now, &today))
		return;
	strftime(text, sizeof text, "%Y-%m-%d", &date);
	strftime(should, sizeof should, "%Y%m%d01", &today);
	if (timegm(&date) > now + 2 * DAY) {
		finding = begin(world, zone);
		finding.title = findings_printf(world->findings,
						"the serial of %s is a date to come: %s",
						zone->origin, text);
		finding.why = "the next serial made from a date is lower, and secondary "
			      "servers keep the old zone";
	} else if (date.tm_year + 1900 < FIRST_YEAR && has_cluster_names(world, zone)) {
		finding = begin(world, zone);
		finding.title = findings_printf(
			world->findings,
			"the serial of %s is a date before OpenShift 4: %s", zone->origin,
			text);
		finding.why = "it was not raised when the cluster's names were added, or "
			      "mistyped: secondary servers do not take the change";
	} else {
		return;
	}
	finding.expected = findings_printf(world->findings, "such as %s", should);
	/* A number that went too high comes down over the top of the circle only. */
	if (is_later(zone->soa->data.soa->serial, (uint32_t)strtoul(should, NULL, 10)))
		finding.fix[0] = findings_printf(
			world->findings,
			"on every secondary of %s after the correction to %s: rndc "
			"retransfer %s",
			zone->origin, should, zone->origin);
	else
		finding.fix[0] = findings_printf(world->findings, "%s ; serial", should);
	finding.fix[1] = findings_printf(world->findings, "rndc reload %s", zone->origin);
	findings_add(world->findings, &finding);
}

/* Two files of one zone: the copy with the lower serial is not taken by who has the other. */
static void judge_copies(const struct zone_world *world, const struct zone *zone,
			 const struct zone *other)
{
	struct finding finding;

	if (!other->soa || strcmp(zone->origin, other->origin) ||
	    !strcmp(zone->file, other->file) || (zone->view && other->view) ||
	    !is_later(other->soa->data.soa->serial, zone->soa->data.soa->serial))
		return;
	finding = begin(world, zone);
	finding.title = findings_printf(
		world->findings,
		"the zone %s is older here than in %s: serial %u, not %u", zone->origin,
		other->file, zone->soa->data.soa->serial, other->soa->data.soa->serial);
	finding.expected = findings_printf(world->findings, "more than %u",
					   other->soa->data.soa->serial);
	finding.why = "a server that has the other copy does not take this one";
	finding.other = zone_where(other, other->soa);
	finding.other_says = "the other copy";
	finding.fix[0] = findings_printf(world->findings, "%u ; serial",
					 other->soa->data.soa->serial + 1);
	finding.fix[1] = findings_printf(world->findings, "rndc reload %s", zone->origin);
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
		judge_date(&world, zone);
		for (size_t j = 0; j < world.zones->count; j++) {
			if (j != i)
				judge_copies(&world, zone, world.zones->items[j]);
		}
	}
}

const struct probe probe_lint_zone_serial = {
	.id = "lint.zone-serial",
	.title = "the serials of the zones can be raised, and were",
	.why = "secondary servers take a changed zone only if its serial went up",
	.symptom = "one name server knows the cluster's names, the other does not",
	.fix = "raise the serial with every change, as YYYYMMDDnn\nrndc reload ZONE",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
