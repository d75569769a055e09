#include "_zone_domain.h"

#include <string.h>

static bool is_in(const struct zone *zone, const char *name)
{
	return zone_is_below(name, zone->origin) && zone_find(zone, name, ZONE_ANY);
}

static bool has_own_names(const struct inventory *inventory)
{
	const struct zones *zones = inventory->sources->zones;

	for (size_t z = 0; z < zones->count; z++) {
		const struct zone *zone = zones->items[z];

		if (is_in(zone, inventory->api.fqdn) ||
		    is_in(zone, inventory->api_int.fqdn) ||
		    is_in(zone, inventory->ingress.fqdn))
			return true;
		for (size_t i = 0; i < inventory->node_count; i++) {
			if (is_in(zone, inventory->nodes[i].fqdn))
				return true;
		}
	}
	return false;
}

/* A node has its address there, by its first label. */
static bool has_a_node(const struct inventory *inventory, struct findings *findings,
		       const struct zone *zone, const char *domain)
{
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];
		const char *name = findings_printf(findings, "%.*s.%s",
						   (int)strcspn(node->fqdn, "."),
						   node->fqdn, domain);
		const struct zone_record *record = zone_find(zone, name, ZONE_A);
		struct addr addr;

		if (!record)
			record = zone_find(zone, name, ZONE_AAAA);
		if (!record)
			continue;
		addr = zone_address(record);
		if (addr_is_in(&addr, node->addresses.items, node->addresses.count))
			return true;
	}
	return false;
}

static bool is_other(const struct inventory *inventory, struct findings *findings,
		     const struct zone *zone, const char *domain)
{
	return zone_find(zone, findings_printf(findings, "api.%s", domain), ZONE_ANY) &&
	       has_a_node(inventory, findings, zone, domain);
}

struct zone_other_domain zone_other_domain(const struct inventory *inventory,
					   struct findings *findings)
{
	static const char label[] = "api-int.";
	const struct zones *zones = inventory->sources->zones;

	if (!zones || !inventory->cluster_domain || has_own_names(inventory))
		return (struct zone_other_domain){ 0 };
	for (size_t z = 0; z < zones->count; z++) {
		const struct zone *zone = zones->items[z];

		for (size_t i = 0; !zone->origin_guessed && i < zone->name_count; i++) {
			const struct zone_record *record;
			const char *name = zone_name_at(zone, i, &record), *domain;

			if (!record || strncmp(name, label, strlen(label)))
				continue;
			domain = name + strlen(label);
			if (is_other(inventory, findings, zone, domain))
				return (struct zone_other_domain){
					.domain = domain,
					.zone = zone,
					.record = record,
					.is_left_out = !strcmp(domain,
							       inventory->cluster_domain),
				};
		}
	}
	return (struct zone_other_domain){ 0 };
}
