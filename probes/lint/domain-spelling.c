/*
 * lint.domain-spelling: the cluster's domain is spelt in one way in all files. A domain that differs
 * from it by a letter or two, or by the end of a label, is hardly ever another one.
 */
#include <ctype.h>
#include <string.h>

#include "_dhcp_names.h"
#include "_zone_domain.h"
#include "core/addr.h"
#include "core/index.h"
#include "core/sources/haproxy.h"
#include "core/sources/hosts.h"
#include "core/sources/install_config.h"

#define LABEL_MIN 4 /* shorter ones are too near to each other */

struct spelling {
	const char *domain;
	struct where first;
	unsigned width;
	const char *name; /* as it stands there */
	size_t count;
	bool matters; /* a name that is looked up */
};

struct spellings {
	const struct zone_world *world;
	struct index *seen; /* names that were judged */
	struct spelling *items;
	size_t count;
};

static size_t labels(const char *name)
{
	size_t count = *name != '\0';

	for (; *name; name++)
		count += *name == '.';
	return count;
}

static bool differ_in_digits_only(const char *a, const char *b)
{
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			a++;
			b++;
		} else if (*a++ != *b++) {
			return false;
		}
	}
	for (; *a || *b; a += *a != 0, b += *b != 0) {
		if ((*a && !isdigit((unsigned char)*a)) ||
		    (*b && !isdigit((unsigned char)*b)))
			return false;
	}
	return true;
}

/* One letter too many, too few or another one, or two that changed places. */
static bool is_one_slip(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	while (la && lb && a[la - 1] == b[lb - 1]) {
		la--;
		lb--;
	}
	while (la && lb && *a == *b) {
		a++;
		b++;
		la--;
		lb--;
	}
	return (la <= 1 && lb <= 1) ||
	       (la == 2 && lb == 2 && a[0] == b[1] && a[1] == b[0]);
}

/* "exmaple" and "example", "local" and "localdomain". */
static bool near_label(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), shorter = la < lb ? la : lb;

	if (shorter < LABEL_MIN || differ_in_digits_only(a, b))
		return false;
	return !strncmp(a, b, shorter) || is_one_slip(a, b);
}

/* One label of the domains differs, and only a little. */
static bool is_near(struct arena *arena, const char *domain, const char *right)
{
	size_t different = 0;

	while (*domain && *right) {
		size_t a = strcspn(domain, "."), b = strcspn(right, ".");
		const char *label = arena_strndup(arena, domain, a);
		const char *wanted = arena_strndup(arena, right, b);

		if (strcmp(label, wanted)) {
			if (!near_label(label, wanted))
				return false;
			different++;
		}
		domain += a + (domain[a] == '.');
		right += b + (right[b] == '.');
	}
	return different == 1 && !*domain && !*right;
}

/* A domain with a zone of its own, or with a host of the configuration in it, is meant. */
static bool is_known(const struct spellings *spellings, const char *domain)
{
	const struct inventory *inventory = spellings->world->inventory;
	const struct zones *zones = inventory->sources->zones;

	for (size_t i = 0; zones && i < zones->count; i++) {
		if (*zones->items[i]->origin &&
		    zone_is_below(domain, zones->items[i]->origin) &&
		    !zone_is_below(inventory->base_domain, zones->items[i]->origin))
			return true;
	}
	for (size_t i = 0; i < inventory->host_count; i++) {
		if (zone_is_below(inventory->hosts[i].fqdn, domain))
			return true;
	}
	return false;
}

/* The last labels of `name`, as many as the base domain has. */
static const char *domain_of(const char *name, const char *base)
{
	size_t wanted = labels(base), have = labels(name);

	for (; have > wanted; have--)
		name = strchr(name, '.') + 1;
	return have == wanted ? name : NULL;
}

static struct spelling *find_spelling(struct spellings *spellings, const char *domain)
{
	struct arena *arena = spellings->world->arena;

	for (size_t i = 0; i < spellings->count; i++) {
		if (!strcmp(spellings->items[i].domain, domain))
			return &spellings->items[i];
	}
	spellings->items = arena_grow(arena, spellings->items, spellings->count,
				      sizeof *spellings->items);
	spellings->items[spellings->count].domain = domain;
	return &spellings->items[spellings->count++];
}

static void look_at(struct spellings *spellings, const char *name, struct where where,
		    unsigned width, bool matters)
{
	const struct inventory *inventory = spellings->world->inventory;
	const char *domain;
	struct spelling *spelling;
	struct addr addr;

	if (!name || zone_is_below(name, inventory->base_domain) ||
	    addr_parse(name, &addr) >= 0)
		return;
	domain = domain_of(name, inventory->base_domain);
	if (!domain ||
	    !is_near(spellings->world->arena, domain, inventory->base_domain) ||
	    is_known(spellings, domain))
		return;
	spelling = find_spelling(spellings, domain);
	if (!spelling->count++) {
		spelling->first = where;
		spelling->width = width;
		spelling->name = name;
	}
	spelling->matters = spelling->matters || matters;
}

static void look_at_zone(struct spellings *spellings, const struct zone *zone)
{
	const struct zone_world *world = spellings->world;
	unsigned width;

	for (size_t i = 0; i < zone->record_count; i++) {
		const struct zone_record *record = zone_record_at(zone, i);
		const char *target = record->data.target;
		struct where where;

		switch (record->type) {
		case ZONE_SOA:
			target = record->data.soa->primary;
			break;
		case ZONE_NS:
		case ZONE_CNAME:
		case ZONE_PTR:
		case ZONE_SRV:
			break;
		default:
			continue;
		}
		/* Millions of targets are few domains. */
		if (!target || zone_is_below(target, world->inventory->base_domain) ||
		    index_add(spellings->seen, target, strlen(target), spellings))
			continue;
		where = zone_world_name(world, zone, record, target, &width);
		look_at(spellings, target, where, width,
			record->type != ZONE_SOA && record->type != ZONE_NS);
	}
}

static void look_at_dhcp(void *arg, const char *name, struct where where, unsigned width,
			 bool matters)
{
	look_at(arg, name, where, width, matters);
}

static void look_at_balancer(struct spellings *spellings)
{
	const struct haproxy *haproxy = spellings->world->inventory->sources->haproxy;

	for (size_t i = 0; haproxy && i < haproxy->section_count; i++) {
		const struct haproxy_section *section = haproxy->sections[i];

		for (size_t j = 0; j < section->server_count; j++) {
			const struct haproxy_server *server = &section->servers[j];

			/* The name stands in front of the port. */
			look_at(spellings, server->host, server->address,
				(unsigned)strlen(server->host), true);
		}
	}
}

static void look_at_rest(struct spellings *spellings)
{
	const struct inventory *inventory = spellings->world->inventory;
	const struct sources *sources = inventory->sources;

	if (sources->install_config && sources->install_config->base_domain.value)
		look_at(spellings, sources->install_config->base_domain.value,
			sources->install_config->base_domain.where,
			(unsigned)strlen(sources->install_config->base_domain.value),
			true);
	for (size_t i = 0; sources->hosts && i < sources->hosts->count; i++)
		look_at(spellings, sources->hosts->items[i].name,
			sources->hosts->items[i].where, sources->hosts->items[i].width,
			true);
	for (size_t i = 0; sources->named && i < sources->named->zone_count; i++) {
		const struct named_zone *zone = sources->named->zones[i];

		look_at(spellings, zone->name, zone->name_where, zone->name_width, true);
	}
}

static void add(const struct spellings *spellings, const struct spelling *spelling)
{
	const struct zone_world *world = spellings->world;
	const char *right = world->inventory->base_domain, *name;
	struct finding finding = {
		.status = spelling->matters ? STATUS_FAIL : STATUS_WARN,
		.subject = spelling->domain,
		.where = spelling->first,
		.width = spelling->width,
		.expected = right,
		.other = world->inventory->api.where,
		.other_says = "the cluster's domain",
	};

	finding.title = findings_printf(world->findings, "%s is written %s here", right,
					spelling->domain);
	finding.observed = spelling->count > 1
				   ? findings_printf(world->findings,
						     "%s, and %zu more names below %s",
						     spelling->name, spelling->count - 1,
						     spelling->domain)
				   : spelling->name;
	name = findings_printf(world->findings, "%.*s%s",
			       (int)(strlen(spelling->name) - strlen(spelling->domain)),
			       spelling->name, right);
	finding.fix[0] = NULL;
	if (spelling->width == strlen(spelling->name))
		finding.fix[0] = lint_corrected(world->findings, world->inventory,
						&spelling->first, spelling->width, name);
	if (!finding.fix[0])
		finding.fix[0] = findings_printf(world->findings, "%s.", name);
	findings_add(world->findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	struct spellings spellings = { 0 };
	struct zone_world world;
	bool has_zones = zone_world_init(&world, inventory, findings);

	if (!inventory->cluster_domain || !inventory->base_domain ||
	    zone_other_domain(inventory, findings).domain)
		return;
	spellings.world = &world;
	spellings.seen = index_new(world.arena, 64);
	for (size_t i = 0; has_zones && i < world.zones->count; i++) {
		if (zone_world_judges(&world, world.zones->items[i]))
			look_at_zone(&spellings, world.zones->items[i]);
	}
	look_at_balancer(&spellings);
	dhcp_names_each(world.arena, inventory->sources, look_at_dhcp, &spellings);
	look_at_rest(&spellings);
	for (size_t i = 0; i < spellings.count; i++)
		add(&spellings, &spellings.items[i]);
	if (has_zones || inventory->front_count || inventory->sources->dhcpd ||
	    inventory->sources->dnsmasq)
		findings_saw(findings, inventory->base_domain);
}

const struct probe probe_lint_domain_spelling = {
	.id = "lint.domain-spelling",
	.title = "the cluster's domain is spelt in one way in all files",
	.why = "a name in a domain that is a letter off does not exist, or is somebody "
	       "else's",
	.symptom =
		"one machine is not found, or takes a strange name, while its neighbours "
		"are well",
	.fix = "correct the name in the file that is shown",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
