#include "inventory_derive.h"

#include <string.h>

#include "arena.h"
#include "inventory_derive_part.h"
#include "sources/ignition_files.h"
#include "sources/install_config.h"
#include "text.h"

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

/* "api-int.ocp45.example.localdomain" -> "ocp45" and "example.localdomain". */
static void from_ignition(struct deriving *deriving)
{
	const struct ignition_files *files = deriving->sources->ignition_files;
	struct config *config = deriving->config;

	for (size_t i = 0; files && i < files->count; i++) {
		const struct ignition_source *file = &files->items[i];
		const char *domain = file->cluster_domain;
		const char *dot = domain ? strchr(domain, '.') : NULL;

		if (!dot)
			continue;
		config->cluster_name =
			(struct config_text){ arena_strndup(deriving->arena, domain,
							    (size_t)(dot - domain)),
					      file->where };
		config->base_domain = (struct config_text){ dot + 1, file->where };
		return;
	}
}

static void derive_cluster(struct deriving *deriving)
{
	const struct install_config *installer = deriving->sources->install_config;
	struct config *config = deriving->config;

	if (installer && !config->cluster_name.value)
		config->cluster_name = installer->name;
	if (installer && !config->base_domain.value)
		config->base_domain = installer->base_domain;
	if (!config->cluster_name.value && !config->base_domain.value)
		from_ignition(deriving);
	if (config->cluster_name.value && config->base_domain.value)
		deriving->cluster_domain = arena_printf(
			deriving->arena, "%s.%s",
			text_dns_name(deriving->arena, config->cluster_name.value),
			text_dns_name(deriving->arena, config->base_domain.value));
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

	*deriving.config = *config;
	derive_cluster(&deriving);
	deriving.facts = facts_gather(arena, sources, deriving.cluster_domain);
	derive_endpoints(&deriving);
	derive_nodes(&deriving);
	*ret_facts = deriving.facts;
	return deriving.config;
}
