#include "derive.h"

#include <string.h>

#include "core/arena.h"
#include "derive_part.h"

void derive_add(struct arena *arena, struct config_list *list, const char *value,
		struct where where)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->items[i].value, value))
			return;
	}
	list->items = arena_grow(arena, list->items, list->count, sizeof *list->items);
	list->items[list->count++] = (struct config_text){ value, where };
	list->given = true;
}

/* Addresses whose names matter though no file with machines speaks of them. */
static struct addresses endpoint_addresses(const struct deriving *deriving)
{
	const struct config_list *const lists[] = { &deriving->config->api,
						    &deriving->config->api_int,
						    &deriving->config->ingress };
	struct addresses addresses = { 0 };

	for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++) {
		for (size_t i = 0; i < lists[l]->count; i++) {
			struct addr addr;

			if (addr_parse(lists[l]->items[i].value, &addr) < 0)
				continue;
			addresses.items = arena_grow(deriving->arena, addresses.items,
						     addresses.count, sizeof addr);
			addresses.items[addresses.count++] = addr;
		}
	}
	return addresses;
}

struct config *inventory_derive(struct arena *arena, const struct config *config,
				const struct sources *sources,
				const struct facts **ret_facts)
{
	struct deriving deriving = {
		.arena = arena,
		.config = arena_alloc(arena, sizeof *config),
		.sources = sources,
	};
	struct addresses also;

	*deriving.config = *config;
	derive_cluster(&deriving);
	derive_release(&deriving);
	derive_endpoints(&deriving);
	derive_name_servers(&deriving);
	derive_artifacts(&deriving);
	also = endpoint_addresses(&deriving);
	deriving.facts = facts_gather(arena, sources, deriving.cluster_domain, &also);
	derive_nodes(&deriving);
	derive_hosts(&deriving);
	*ret_facts = deriving.facts;
	return deriving.config;
}
