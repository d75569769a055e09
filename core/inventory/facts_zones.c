#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/sources.h"
#include "core/sources/zones.h"
#include "core/text.h"
#include "facts.h"

struct taking {
	struct facts *facts;
	const struct zones *zones;
	const char *domain;
	struct index *wanted_names, *wanted_addresses; /* other files speak of them */
	struct index *taken;			       /* names that are facts already */
};

static char present;

/* Family and bytes; into the arena. */
static const unsigned char *key_of(struct arena *arena, const struct addr *addr)
{
	unsigned char *key = arena_alloc(arena, 17);

	key[0] = addr->family == AF_INET6;
	memcpy(key + 1, addr->bytes, 16);
	return key;
}

static bool is_wanted(const struct taking *taking, const struct addr *addr)
{
	unsigned char key[17];

	key[0] = addr->family == AF_INET6;
	memcpy(key + 1, addr->bytes, 16);
	return index_find(taking->wanted_addresses, key, sizeof key);
}

static void want(struct taking *taking, const struct addresses *also)
{
	struct arena *arena = taking->facts->arena;

	for (size_t i = 0; also && i < also->count; i++)
		index_add(taking->wanted_addresses, key_of(arena, &also->items[i]), 17,
			  &present);
	for (size_t i = 0; i < taking->facts->count; i++) {
		const struct fact *fact = &taking->facts->items[i];

		if (fact->addr.family)
			index_add(taking->wanted_addresses, key_of(arena, &fact->addr),
				  17, &present);
		if (fact->name && strchr(fact->name, '.'))
			index_add(taking->wanted_names, fact->name, strlen(fact->name),
				  &present);
	}
}

/* All addresses of a name, each with the place of its record. */
static void take_name(struct taking *taking, const struct zone *zone, const char *name)
{
	static const unsigned types[] = { ZONE_A, ZONE_AAAA };
	struct arena *arena = taking->facts->arena;

	name = arena_strdup(arena, name);
	if (index_add(taking->taken, name, strlen(name), &present))
		return;
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
		for (const struct zone_record *record = zone_find(zone, name, types[t]);
		     record; record = zone_next(zone, record, types[t]))
			facts_add(taking->facts,
				  &(struct fact){ .source = FACT_ZONE,
						  .name = name,
						  .addr = zone_address(record),
						  .where = zone_where(zone, record) });
	}
}

static bool is_machine(const struct taking *taking, const char *name)
{
	return text_is_host_name(name) && !facts_is_service(name, taking->domain);
}

static void add_pointer(struct taking *taking, const struct zone *zone,
			const struct zone_record *record)
{
	struct fact fact = { .source = FACT_REVERSE, .where = zone_where(zone, record) };

	if (addr_parse_reverse(zone_owner(zone, record), &fact.addr) < 0)
		return;
	fact.name = arena_strdup(taking->facts->arena, record->data.target);
	facts_add(taking->facts, &fact);
}

/* A PTR record whose name has an address says which of an address's names is the machine's. */
static void take_pointers(struct taking *taking, const struct zone *zone)
{
	for (size_t i = 0; i < zone->record_count; i++) {
		const struct zone_record *record = zone_record_at(zone, i);
		const struct zone *forward;
		const char *name;

		if (record->type != ZONE_PTR)
			continue;
		name = record->data.target;
		if (!(taking->domain && facts_is_below(name, taking->domain)) &&
		    !index_find(taking->wanted_names, name, strlen(name)))
			continue;
		if (!is_machine(taking, name))
			continue;
		add_pointer(taking, zone, record);
		if (zones_find(taking->zones, name, ZONE_A, &forward) ||
		    zones_find(taking->zones, name, ZONE_AAAA, &forward))
			take_name(taking, forward, name);
	}
}

static bool has_wanted_address(const struct taking *taking, const struct zone *zone,
			       const struct zone_record *first)
{
	for (const struct zone_record *record = first; record;
	     record = zone_next(zone, record, ZONE_ANY)) {
		struct addr addr;

		if (record->type != ZONE_A && record->type != ZONE_AAAA)
			continue;
		addr = zone_address(record);
		if (is_wanted(taking, &addr))
			return true;
	}
	return false;
}

static void take_zone(struct taking *taking, const struct zone *zone)
{
	for (size_t i = 0; i < zone->name_count; i++) {
		const struct zone_record *first;
		const char *name = zone_name_at(zone, i, &first);

		if (!first || !is_machine(taking, name))
			continue;
		if ((taking->domain && facts_is_below(name, taking->domain)) ||
		    index_find(taking->wanted_names, name, strlen(name)) ||
		    has_wanted_address(taking, zone, first))
			take_name(taking, zone, name);
	}
}

/* Names by which others speak of a machine, and that are aliases here. */
static void take_aliases(struct taking *taking, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = taking->facts->items[i].name;
		struct zones_answer answer;

		if (!name || !strchr(name, '.') ||
		    index_find(taking->taken, name, strlen(name)))
			continue;
		answer = zones_ask(taking->zones, NULL, name, ZONE_A);
		if (answer.outcome != ZONES_FOUND)
			continue;
		facts_add(taking->facts,
			  &(struct fact){
				  .source = FACT_ZONE,
				  .name = name,
				  .addr = zone_address(answer.record),
				  .where = zone_where(answer.zone, answer.record) });
	}
}

void facts_from_zones(struct facts *facts, const struct sources *sources,
		      const char *cluster_domain, const struct addresses *also)
{
	struct taking taking = {
		.facts = facts,
		.zones = sources->zones,
		.domain = cluster_domain,
		.wanted_names = index_new(facts->arena, facts->count),
		.wanted_addresses = index_new(facts->arena, facts->count),
		.taken = index_new(facts->arena, 0),
	};
	const size_t count = facts->count;

	if (!sources->zones)
		return;
	want(&taking, also);
	for (size_t i = 0; i < sources->zones->count; i++)
		take_pointers(&taking, sources->zones->items[i]);
	for (size_t i = 0; i < sources->zones->count; i++)
		take_zone(&taking, sources->zones->items[i]);
	take_aliases(&taking, count);
}
