#include <string.h>

#include "core/arena.h"
#include "core/sources/zones.h"
#include "core/text.h"
#include "derive_part.h"

struct listing {
	struct deriving *deriving;
	struct config_host *items;
	size_t count;
};

static struct config_host *host_named(struct listing *listing, const char *name,
				      struct where where)
{
	struct arena *arena = listing->deriving->arena;

	for (size_t i = 0; i < listing->count; i++) {
		if (!strcmp(listing->items[i].name.value, name))
			return &listing->items[i];
	}
	listing->items =
		arena_grow(arena, listing->items, listing->count, sizeof *listing->items);
	listing->items[listing->count] = (struct config_host){
		.name = {name, where},
			 .where = where
	};
	return &listing->items[listing->count++];
}

static void add_address(struct listing *listing, struct config_host *host,
			const struct addr *addr, struct where where)
{
	struct arena *arena = listing->deriving->arena;
	char text[ADDR_STRLEN];

	derive_add(arena, &host->addresses, arena_strdup(arena, addr_str(addr, text)),
		   where);
}

static bool is_node(const struct listing *listing, const char *name)
{
	const char *domain = listing->deriving->cluster_domain;
	const struct config *config = listing->deriving->config;

	for (size_t i = 0; i < config->node_count; i++) {
		const char *node = config->nodes[i].name.value;
		size_t length = strlen(node);

		if (!strcmp(node, name) ||
		    (!strncmp(node, name, length) && name[length] == '.' &&
		     !strcmp(name + length + 1, domain)))
			return true;
	}
	return false;
}

/* Whoever bears an address of the balancer, under a name of its own. */
static void add_balancers(struct listing *listing, const struct config_list *addresses)
{
	struct deriving *deriving = listing->deriving;
	const struct facts *facts = deriving->facts;

	for (size_t a = 0; a < addresses->count; a++) {
		struct addr addr;

		if (addr_parse(addresses->items[a].value, &addr) < 0)
			continue;
		for (size_t i = 0; i < facts->count; i++) {
			const struct fact *fact = &facts->items[i];
			struct config_host *host;

			if (fact->source != FACT_ZONE ||
			    !addr_equal(&fact->addr, &addr) ||
			    is_node(listing, fact->name))
				continue;
			host = host_named(listing, fact->name, fact->where);
			add_address(listing, host, &addr, fact->where);
			derive_add(deriving->arena, &host->roles, "loadbalancer",
				   fact->where);
			break;
		}
	}
}

/* The name servers of the zone that the cluster's names are in. */
static void add_name_servers(struct listing *listing)
{
	struct deriving *deriving = listing->deriving;
	const struct zones *zones = deriving->sources->zones;
	const struct zone *zone =
		zones ? zones_holding(zones, NULL, deriving->cluster_domain) : NULL;
	const struct zone_record *record =
		zone ? zone_find(zone, zone->origin, ZONE_NS) : NULL;

	for (; record; record = zone_next(zone, record, ZONE_NS)) {
		const char *name = record->data.target;
		const struct where where = zone_where(zone, record);
		struct addresses addresses =
			zones_addresses(deriving->arena, zones, NULL, name);
		struct config_host *host;

		if (!addresses.count || !text_is_host_name(name) ||
		    is_node(listing, name))
			continue;
		host = host_named(listing, arena_strdup(deriving->arena, name), where);
		derive_add(deriving->arena, &host->roles, "dns", where);
		for (size_t i = 0; i < addresses.count; i++)
			add_address(listing, host, &addresses.items[i], where);
	}
}

void derive_hosts(struct deriving *deriving)
{
	struct config *config = deriving->config;
	struct listing listing = { .deriving = deriving };

	if (config->host_count || !deriving->cluster_domain)
		return;
	add_balancers(&listing, &config->api);
	add_balancers(&listing, &config->api_int);
	add_balancers(&listing, &config->ingress);
	add_name_servers(&listing);
	config->hosts = listing.items;
	config->host_count = listing.count;
}
