#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/ignition_files.h"
#include "core/sources/install_config.h"
#include "core/sources/zones.h"
#include "core/text.h"
#include "derive_part.h"

/* "ocp45.example.localdomain": the name of the cluster and its base domain. */
static bool take_domain(struct deriving *deriving, const char *domain, struct where where)
{
	struct config *config = deriving->config;
	const char *dot = domain ? strchr(domain, '.') : NULL;

	if (!dot)
		return false;
	config->cluster_name = (struct config_text){
		arena_strndup(deriving->arena, domain, (size_t)(dot - domain)), where
	};
	config->base_domain = (struct config_text){ dot + 1, where };
	return true;
}

static void from_ignition(struct deriving *deriving)
{
	const struct ignition_files *files = deriving->sources->ignition_files;

	for (size_t i = 0; files && i < files->count; i++) {
		if (take_domain(deriving, files->items[i].cluster_domain,
				files->items[i].where))
			return;
	}
}

/* Whether what is known of the cluster allows for this domain. */
static bool is_possible(const struct config *config, const char *domain)
{
	size_t label = strcspn(domain, ".");

	if (!domain[label])
		return false;
	if (config->cluster_name.value &&
	    (strlen(config->cluster_name.value) != label ||
	     strncasecmp(config->cluster_name.value, domain, label) != 0))
		return false;
	return !config->base_domain.value ||
	       !strcasecmp(config->base_domain.value, domain + label + 1);
}

/* A zone that has api-int.<domain> is that of a cluster; of two clusters none is taken. */
static void from_zones(struct deriving *deriving)
{
	static const char prefix[] = "api-int.";
	const struct zones *zones = deriving->sources->zones;
	const char *found = NULL;
	struct where where = { 0 };

	for (size_t z = 0; zones && z < zones->count; z++) {
		const struct zone *zone = zones->items[z];

		for (size_t i = 0; i < zone->name_count; i++) {
			const struct zone_record *first;
			const char *name = zone_name_at(zone, i, &first), *domain;

			if (!first || strncmp(name, prefix, sizeof prefix - 1) != 0)
				continue;
			domain = name + sizeof prefix - 1;
			if (!is_possible(deriving->config, domain) ||
			    (found && !strcmp(found, domain)))
				continue;
			if (found)
				return;
			found = arena_strdup(deriving->arena, domain);
			where = zone_where(zone, first);
		}
	}
	take_domain(deriving, found, where);
}

void derive_cluster(struct deriving *deriving)
{
	const struct install_config *installer = deriving->sources->install_config;
	struct config *config = deriving->config;

	if (installer && !config->cluster_name.value)
		config->cluster_name = installer->name;
	if (installer && !config->base_domain.value)
		config->base_domain = installer->base_domain;
	if (!config->cluster_name.value && !config->base_domain.value)
		from_ignition(deriving);
	if (!config->cluster_name.value || !config->base_domain.value)
		from_zones(deriving);
	if (config->cluster_name.value && config->base_domain.value)
		deriving->cluster_domain = arena_printf(
			deriving->arena, "%s.%s",
			text_dns_name(deriving->arena, config->cluster_name.value),
			text_dns_name(deriving->arena, config->base_domain.value));
}
