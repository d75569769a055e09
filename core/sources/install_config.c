#include "core/sources/install_config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/text.h"
#include "files.h"
#include "install_config_part.h"

static void read_cluster(struct install_config_reader *reader, const struct yaml *root);
static void read_pools(struct install_config_reader *reader, const struct yaml *root);
static void read_platform(struct install_config_reader *reader,
			  const struct yaml *platform);
static void find_unknown(struct install_config_reader *reader, const struct yaml *root);

void install_config_read(struct arena *arena, struct source_file *file,
			 struct diagnostics *diagnostics,
			 struct install_config *ret_install_config)
{
	struct install_config_reader reader = {
		.arena = arena,
		.scratch = arena_new(),
		.diagnostics = diagnostics,
		.file = file,
		.result = ret_install_config,
	};
	const struct yaml *root;

	*ret_install_config = (struct install_config){ .file = file->name };
	root = install_config_tree(&reader);
	install_config_secrets(&reader, root);
	if (root && root->kind != YAML_MAP && !ret_install_config->incomplete)
		diag_error(diagnostics, root->where, NULL,
			   "expected the keys of an install-config, found %s",
			   yaml_kind_name(root->kind));
	read_cluster(&reader, root);
	read_pools(&reader, root);
	install_config_networking(&reader, yaml_get(root, "networking"));
	read_platform(&reader, yaml_get(root, "platform"));
	install_config_egress(&reader, root);
	find_unknown(&reader, root);
	arena_free(reader.scratch);
}

void install_config_text(struct install_config_reader *reader, const struct yaml *value,
			 const char *key, const struct value_kind *kind,
			 struct config_text *ret_text)
{
	if (yaml_is_null(value) || (value->kind == YAML_TEXT && !*value->text))
		return;
	if (value->kind != YAML_TEXT) {
		diag_error(reader->diagnostics, value->where, NULL,
			   "%s: expected text, found %s", key,
			   yaml_kind_name(value->kind));
	} else if (kind && !value_fits(kind, value->text)) {
		diag_error(reader->diagnostics, value->where,
			   value_help(reader->arena, kind, value->text), "%s: %s", key,
			   value_message(reader->arena, kind, value->text));
	} else {
		ret_text->value =
			text_clean(reader->arena, value->text, strlen(value->text), 4096);
		ret_text->where = value->where;
	}
}

void install_config_number(struct install_config_reader *reader, const struct yaml *value,
			   const char *key, struct install_config_number *ret_number)
{
	char *end;
	long number;

	if (yaml_is_null(value))
		return;
	ret_number->where = value->where;
	if (value->kind == YAML_TEXT && *value->text) {
		errno = 0;
		number = strtol(value->text, &end, 10);
		if (!*end && !errno && value->plain) {
			ret_number->value = number;
			ret_number->given = true;
			return;
		}
	}
	diag_error(reader->diagnostics, value->where, NULL,
		   "%s: expected a number%s, found %s", key,
		   value->kind == YAML_TEXT && !value->plain ? " without quotes" : "",
		   yaml_kind_name(value->kind));
}

bool install_config_is_list(struct install_config_reader *reader,
			    const struct yaml *value, const char *key)
{
	if (yaml_is_null(value))
		return false;
	if (value->kind == YAML_LIST)
		return true;
	diag_error(reader->diagnostics, value->where, "each entry begins with a hyphen",
		   "%s: expected a list, found %s", key, yaml_kind_name(value->kind));
	return false;
}

static void read_cluster(struct install_config_reader *reader, const struct yaml *root)
{
	struct install_config *result = reader->result;

	install_config_text(reader, yaml_get(root, "apiVersion"), "apiVersion", NULL,
			    &result->api_version);
	install_config_text(reader, yaml_get(yaml_get(root, "metadata"), "name"),
			    "metadata.name", &value_cluster_name, &result->name);
	install_config_text(reader, yaml_get(root, "baseDomain"), "baseDomain",
			    &value_dns_name, &result->base_domain);
	install_config_text(reader, yaml_get(root, "publish"), "publish", NULL,
			    &result->publish);
	install_config_text(reader, yaml_get(root, "fips"), "fips", NULL, &result->fips);
	install_config_text(reader, yaml_get(root, "featureSet"), "featureSet", NULL,
			    &result->feature_set);
	install_config_text(reader, yaml_get(root, "credentialsMode"), "credentialsMode",
			    NULL, &result->credentials_mode);
	install_config_text(reader, yaml_get(root, "cpuPartitioningMode"),
			    "cpuPartitioningMode", NULL, &result->cpu_partitioning);
}

static void read_pool(struct install_config_reader *reader, const struct yaml *from,
		      const char *key, struct install_config_pool *pool)
{
	if (from->kind != YAML_MAP) {
		diag_error(reader->diagnostics, from->where, NULL,
			   "%s: expected a mapping, found %s", key,
			   yaml_kind_name(from->kind));
		return;
	}
	pool->given = true;
	pool->where = from->key ? from->key->where : from->where;
	install_config_text(reader, yaml_get(from, "name"),
			    arena_printf(reader->arena, "%s.name", key), NULL,
			    &pool->name);
	install_config_text(reader, yaml_get(from, "hyperthreading"),
			    arena_printf(reader->arena, "%s.hyperthreading", key), NULL,
			    &pool->hyperthreading);
	install_config_text(reader, yaml_get(from, "architecture"),
			    arena_printf(reader->arena, "%s.architecture", key), NULL,
			    &pool->architecture);
	install_config_number(reader, yaml_get(from, "replicas"),
			      arena_printf(reader->arena, "%s.replicas", key),
			      &pool->replicas);
}

static void read_pools(struct install_config_reader *reader, const struct yaml *root)
{
	const struct yaml *master = yaml_get(root, "controlPlane");
	const struct yaml *compute = yaml_get(root, "compute");
	struct install_config *result = reader->result;

	if (!yaml_is_null(master) && master->kind == YAML_LIST)
		result->control_plane_is_list = true;
	if (!yaml_is_null(master))
		read_pool(reader, master, "controlPlane", &result->control_plane);
	if (yaml_is_null(compute))
		return;
	result->compute_is_map = compute->kind == YAML_MAP;
	if (!install_config_is_list(reader, compute, "compute"))
		return;
	for (const struct yaml *item = compute->first; item; item = item->next) {
		struct install_config_pool pool = { 0 };

		read_pool(reader, item, "compute", &pool);
		result->compute = arena_grow(reader->arena, result->compute,
					     result->compute_count, sizeof pool);
		result->compute[result->compute_count++] = pool;
	}
}

static void read_platform(struct install_config_reader *reader,
			  const struct yaml *platform)
{
	if (yaml_is_null(platform))
		return;
	if (platform->kind != YAML_MAP) {
		diag_error(reader->diagnostics, platform->where, "write none: {}",
			   "platform: expected a mapping, found %s",
			   yaml_kind_name(platform->kind));
		return;
	}
	reader->result->platform_count = platform->count;
	if (platform->first)
		reader->result->platform = (struct config_text){
			text_clean(reader->arena, platform->first->key->text,
				   strlen(platform->first->key->text), 64),
			platform->first->key->where,
		};
	/* Nothing behind the colon is no platform at all to openshift-install. */
	if (platform->count == 1 && yaml_is_null(platform->first))
		diag_error(reader->diagnostics, platform->first->key->where,
			   arena_printf(reader->arena, "write %s: {}",
					reader->result->platform.value),
			   "platform.%s: nothing stands behind it",
			   reader->result->platform.value);
}

/* One or two letters off, at one place: a slip of the hand, and no key of a newer installer. */
static bool is_slip(const char *key, const char *known)
{
	size_t length = strlen(key), other = strlen(known), start = 0, end = 0;
	size_t longer = length > other ? length : other;

	if (!strcasecmp(key, known))
		return true;
	while (key[start] && key[start] == known[start])
		start++;
	while (end < length - start && end < other - start &&
	       key[length - 1 - end] == known[other - 1 - end])
		end++;
	return start + end + 2 >= longer && longer > 4;
}

static void unknown_in(struct install_config_reader *reader, const struct yaml *map,
		       const char *const *known)
{
	struct install_config *result = reader->result;

	if (!map || map->kind != YAML_MAP)
		return;
	for (const struct yaml *value = map->first; value; value = value->next) {
		const char *key = value->key->text, *near;
		size_t i = 0;

		while (known[i] && strcmp(known[i], key))
			i++;
		/* A newer installer may know more: only what is nearly a known key is said. */
		near = known[i] ? NULL : text_nearest(key, known);
		if (!near || !is_slip(key, near))
			continue;
		result->unknown =
			arena_grow(reader->arena, result->unknown, result->unknown_count,
				   sizeof *result->unknown);
		result->unknown[result->unknown_count++] =
			(struct install_config_unknown){ text_clean(reader->arena, key,
								    strlen(key), 64),
							 near, value->key->where };
	}
}

static void find_unknown(struct install_config_reader *reader, const struct yaml *root)
{
	static const char *const top[] = {
		"kind",
		"apiVersion",
		"metadata",
		"additionalTrustBundle",
		"additionalTrustBundlePolicy",
		"sshKey",
		"baseDomain",
		"networking",
		"controlPlane",
		"compute",
		"arbiter",
		"platform",
		"pullSecret",
		"proxy",
		"imageContentSources",
		"imageDigestSources",
		"publish",
		"fips",
		"cpuPartitioningMode",
		"credentialsMode",
		"bootstrapInPlace",
		"capabilities",
		"featureSet",
		"featureGates",
		"operatorPublishingStrategy",
		NULL,
	};
	static const char *const networking[] = {
		"networkType",	       "machineNetwork",
		"clusterNetwork",      "serviceNetwork",
		"ovnKubernetesConfig", "clusterNetworkMTU",
		"machineCIDR",	       "type",
		"serviceCIDR",	       "clusterNetworks",
		"networkPolicy",       NULL,
	};
	static const char *const pool[] = {
		"name",	   "replicas",	"hyperthreading", "architecture", "platform",
		"fencing", "diskSetup", "management",	  NULL,
	};
	static const char *const proxy[] = { "httpProxy", "httpsProxy", "noProxy", NULL };
	const struct yaml *compute = yaml_get(root, "compute");

	unknown_in(reader, root, top);
	unknown_in(reader, yaml_get(root, "networking"), networking);
	unknown_in(reader, yaml_get(root, "controlPlane"), pool);
	unknown_in(reader, yaml_get(root, "proxy"), proxy);
	if (!compute || compute->kind != YAML_LIST)
		return;
	for (const struct yaml *item = compute->first; item; item = item->next)
		unknown_in(reader, item, pool);
}
