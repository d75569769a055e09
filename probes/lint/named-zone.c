/*
 * lint.named-zone: named.conf has a zone for the names of the cluster and one for its addresses,
 * each with a file that is there.
 */
#include <stdint.h>
#include <string.h>

#include "_named.h"
#include "_zone_domain.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/text.h"

static bool is_primary(const struct named_zone *zone)
{
	return zone->type == NAMED_PRIMARY;
}

/* Files of other people do not matter here. */
static bool is_clusters(const struct zone_world *world, const struct named_zone *zone)
{
	struct zone_bearer *bearers;
	char reverse[ADDR_REVERSE_LEN];
	size_t count;

	if (!*zone->name || (world->view && zone->view && zone->view != world->view))
		return false;
	if (zone_is_below(world->inventory->api.fqdn, zone->name) ||
	    zone_is_below(zone->name, world->inventory->cluster_domain))
		return true;
	count = zone_is_below(zone->name, "arpa") ? zone_world_bearers(world, &bearers)
						  : 0;
	for (size_t i = 0; i < count; i++) {
		const char *above = strchr(addr_reverse(&bearers[i].addr, reverse), '.');
		const char *parent = strchr(zone->name, '.');

		/* Or of a part of the network that was handed on (RFC 2317). */
		if (zone_is_below(reverse, zone->name) ||
		    (parent && above &&
		     strcspn(zone->name, "-/") < strcspn(zone->name, ".") &&
		     !strcmp(parent, above)))
			return true;
	}
	return false;
}

static struct finding begin(const struct named_zone *zone)
{
	return (struct finding){
		.status = STATUS_FAIL,
		.subject = zone->name,
		.where = zone->name_where,
		.width = zone->name_width,
		.fix = {NULL, NAMED_RESTART}
	};
}

/* A file of that folder which no zone statement has, by nearly that name; or NULL. */
static const char *near_file(const struct zone_world *world, const struct zone_file *file)
{
	const char *slash = strrchr(file->neighbour, '/'), **names;
	const char *folder =
		slash ? findings_printf(world->findings, "%.*s",
					(int)(slash - file->neighbour), file->neighbour)
		      : ".";
	const char *said = file->statement->file.value, *base = strrchr(said, '/');
	const struct zones *zones = world->zones;
	struct index *used = index_new(world->arena, zones->count);
	const char *const *all;
	size_t count, free = 0;

	all = source_files_folder(world->inventory->sources->files, folder, &count);
	if (!all)
		return NULL;
	for (size_t i = 0; i < zones->count; i++) {
		const char *name = strrchr(zones->items[i]->file, '/');

		name = name ? name + 1 : zones->items[i]->file;
		index_add(used, name, strlen(name), used);
	}
	names = arena_alloc(world->arena, (count + 1) * sizeof *names);
	for (size_t i = 0; i < count; i++) {
		if (!index_find(used, all[i], strlen(all[i])))
			names[free++] = all[i];
	}
	return text_nearest(base ? base + 1 : said, names);
}

/* A copy may be of some of the files only, unless the file is here by nearly that name. */
static void judge_left_out(const struct zone_world *world, const struct zone_file *file,
			   struct finding *finding)
{
	const struct named_zone *zone = file->statement;
	const char *near = near_file(world, file);

	finding->title = findings_printf(
		world->findings,
		"the file of zone %s, %s, is not beside the files of the other zones",
		zone->name, zone->file.value);
	finding->other_says = "another zone of that folder";
	finding->other = (struct where){ .file = file->neighbour };
	if (!near) {
		finding->status = STATUS_WARN;
		finding->fix[0] = "correct the name, or copy that file too";
		return;
	}
	near = text_clean(world->arena, near, strlen(near), 200);
	finding->expected = near;
	finding->fix[0] = findings_printf(world->findings, "did you mean %s?", near);
}

static void judge_file(const struct zone_world *world, const struct zone_file *file)
{
	const struct named_zone *zone = file->statement;
	struct finding finding = begin(zone);

	if (file->state != ZONE_FILE_MISSING && file->state != ZONE_FILE_LEFT_OUT)
		return;
	finding.where = zone->file.where;
	finding.width = zone->file.width;
	finding.observed = "no such file";
	finding.why = "named serves every other zone and answers SERVFAIL for this one";
	if (file->state == ZONE_FILE_LEFT_OUT) {
		judge_left_out(world, file, &finding);
	} else {
		finding.title = findings_printf(world->findings,
						"the file of zone %s is not there: %s",
						zone->name, file->path);
		finding.fix[0] = findings_printf(world->findings, "write the zone to %s",
						 file->path);
	}
	findings_add(world->findings, &finding);
}

static void judge_type(const struct zone_world *world, const struct named_zone *zone)
{
	struct finding finding = begin(zone);

	/* A word that is no type has been said where the file is read. */
	if (zone->type == NAMED_UNTYPED && !zone->type_said.value) {
		finding.title = findings_printf(
			world->findings, "the zone %s has no type: named does not start",
			zone->name);
		finding.observed = "no type";
		finding.fix[0] = "type primary;";
	} else if (is_primary(zone) && !zone->file.value && !zone->database) {
		finding.title = findings_printf(
			world->findings, "the zone %s has no file: named does not start",
			zone->name);
		finding.observed = "no file";
		finding.fix[0] =
			findings_printf(world->findings, "file \"%s.zone\";", zone->name);
	} else if (zone->type == NAMED_HINT && *zone->name) {
		finding.title = findings_printf(
			world->findings,
			"the zone %s is of type hint, which only the root can be",
			zone->name);
		finding.observed = "type hint";
		finding.fix[0] = "type primary;";
	} else {
		return;
	}
	findings_add(world->findings, &finding);
}

/* In the same view. */
static void judge_twice(const struct zone_world *world, const struct named_zone *zone,
			struct index *seen)
{
	const char *key = findings_printf(world->findings, "%s %s",
					  zone->view ? zone->view->name : "", zone->name);
	const struct named_zone *other =
		index_add(seen, key, strlen(key), (void *)(uintptr_t)zone);
	struct finding finding = begin(zone);

	if (!other)
		return;
	finding.title = findings_printf(
		world->findings, "the zone %s is there twice: named does not start",
		zone->name);
	finding.observed = "a second zone statement";
	finding.fix[0] = "delete one of them";
	finding.other = other->name_where;
	finding.other_says = "the first one";
	findings_add(world->findings, &finding);
}

/* The cluster's names: some zone must have them, of whatever type. */
static void judge_names(const struct zone_world *world)
{
	const struct inventory *inventory = world->inventory;
	struct finding finding = { .status = STATUS_FAIL,
				   .subject = inventory->cluster_domain,
				   .where = { .file = world->named->file } };

	/*
	 * A public domain is found wherever its servers are. Of names that all are in another domain
	 * lint.cluster-domain speaks.
	 */
	if (zone_other_domain(inventory, world->findings).domain ||
	    zone_world_statement(world, inventory->api.fqdn) || named_forwards(world) ||
	    !named_domain_is_private(inventory->base_domain))
		return;
	finding.title = findings_printf(world->findings, "named.conf has no zone for %s",
					inventory->cluster_domain);
	finding.observed =
		findings_printf(world->findings, "no zone %s and none above it",
				inventory->cluster_domain);
	finding.why =
		"the server asks the Internet for the cluster's names and denies them";
	finding.fix[0] = findings_printf(
		world->findings, "zone \"%s\" IN { type primary; file \"%s.zone\"; };",
		inventory->base_domain, inventory->base_domain);
	finding.fix[1] = NAMED_RESTART;
	findings_add(world->findings, &finding);
}

/* A reverse zone that is missing altogether is said once, not for each address. */
static void judge_addresses(const struct zone_world *world)
{
	const char *last = NULL;
	struct zone_bearer *bearers;
	char reverse[ADDR_REVERSE_LEN], text[ADDR_STRLEN];
	size_t count = zone_world_bearers(world, &bearers);

	for (size_t i = 0; i < count && !named_forwards(world); i++) {
		const struct zone_bearer *bearer = &bearers[i];
		const char *zone = zone_reverse_usual(world->arena, &bearer->addr);
		struct finding finding = { .subject = zone,
					   .where = { .file = world->named->file } };

		if (!named_address_is_private(&bearer->addr) ||
		    zone_world_statement(world, addr_reverse(&bearer->addr, reverse)) ||
		    zones_holding(world->zones, world->view, reverse) ||
		    (last && !strcmp(last, zone)))
			continue;
		last = zone;
		finding.status = bearer->node && !bearer->node->named_by ? STATUS_FAIL
									 : STATUS_WARN;
		finding.title = findings_printf(
			world->findings,
			"named.conf has no reverse zone for %s (%s): it has no PTR record",
			addr_str(&bearer->addr, text), bearer->fqdn);
		finding.observed = findings_printf(world->findings,
						   "no zone %s and none above it", zone);
		finding.why = bearer->node ? "a node without a PTR record names itself "
					     "localhost, unless DHCP names it"
					   : "the documentation asks for PTR records of "
					     "api and api-int";
		finding.fix[0] = findings_printf(
			world->findings,
			"zone \"%s\" IN { type primary; file \"%s.zone\"; };", zone,
			zone);
		finding.fix[1] = NAMED_RESTART;
		findings_add(world->findings, &finding);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct zone_world world;
	struct index *seen;

	if (!zone_world_init(&world, inventory, findings) || !world.named)
		return;
	seen = index_new(world.arena, world.named->zone_count);
	findings_saw(findings, world.named->file);
	for (size_t i = 0; i < world.named->zone_count; i++) {
		const struct named_zone *zone = world.named->zones[i];

		/* With these named does not start, whosever zone it is. */
		judge_type(&world, zone);
		judge_twice(&world, zone, seen);
		if (is_clusters(&world, zone))
			judge_file(&world, &world.zones->files[i]);
	}
	/* The zone may be in a file that was not read, or in another view than we think. */
	if (world.named->partial || (world.named->view_count && !world.view))
		return;
	judge_names(&world);
	judge_addresses(&world);
}

const struct probe probe_lint_named_zone = {
	.id = "lint.named-zone",
	.title =
		"named.conf has a zone for the cluster's names and addresses, with its file",
	.why = "a zone that no statement names is not served, however right its file is",
	.symptom = "NXDOMAIN for names that stand in a zone file; nodes called localhost",
	.fix = "zone \"example.com\" IN { type primary; file \"example.com.zone\"; };\n"
	       "named-checkconf -z && rndc reconfig",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
