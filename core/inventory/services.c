#include <ctype.h>
#include <string.h>

#include "build.h"
#include "core/arena.h"
#include "core/diag.h"
#include "core/http/url.h"
#include "core/index.h"
#include "core/web_url.h"

#define DEFAULT_TARGET "https://quay.io/v2/"

/* Percent-encodes what may not stand in a path (RFC 3986, 3.3). */
static const char *encode_path(struct arena *arena, const char *path)
{
	char *text = arena_alloc(arena, strlen(path) * 3 + 1);
	char *out = text;

	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (isalnum(c) || strchr("-._~!$&'()*+,;=:@/", c)) {
			*out++ = (char)c;
		} else {
			*out++ = '%';
			*out++ = "0123456789ABCDEF"[c >> 4];
			*out++ = "0123456789ABCDEF"[c & 0xf];
		}
	}
	return text;
}

/* Two parts of a path with exactly one slash between them. */
static const char *join(struct arena *arena, const char *left, const char *right)
{
	size_t length = strlen(left);

	while (length && left[length - 1] == '/')
		length--;
	while (*right == '/')
		right++;
	return arena_printf(arena, "%.*s/%s", (int)length, left, right);
}

/*
 * Where the files of the base URL lie: below the web server's root, unless `docroot` is that very
 * folder already (http://h/ocp/ and /srv/www/ocp).
 */
static const char *artifact_folder(struct arena *arena, const char *docroot,
				   const char *path)
{
	size_t root_length = strlen(docroot), length;

	while (*path == '/')
		path++;
	length = strlen(path);
	while (length && path[length - 1] == '/')
		length--;
	while (root_length && docroot[root_length - 1] == '/')
		root_length--;
	if (length && root_length > length && docroot[root_length - length - 1] == '/' &&
	    !strncmp(docroot + root_length - length, path, length))
		return docroot;
	return join(arena, docroot, path);
}

/* Where the web server's configuration has the file of a URL. */
static void ask_server(struct builder *builder, struct artifact *artifact)
{
	struct inventory *inventory = builder->inventory;
	const struct web_server *server;
	struct web_answer answer;
	struct http_url url;

	if (http_url_parse(builder->arena, artifact->url, &url) < 0)
		return;
	answer = web_ask(builder->arena, inventory, &url, &server);
	/* A file of another tree is not the one that is served from here. */
	if (!server || builder->options->root)
		return;
	artifact->path = answer.path;
	if (answer.outcome == WEB_FORBIDDEN) {
		artifact->denied = answer.says;
		artifact->denied_where = answer.where;
	}
	if (!inventory->docroot && answer.path)
		inventory->docroot = answer.folder;
}

/* Where the configuration says that the files are, if it does. */
static void find_docroot(struct builder *builder)
{
	const struct config *config = builder->config;
	struct inventory *inventory = builder->inventory;
	struct http_url url;

	if (!config->docroot.value)
		return;
	inventory->docroot = config_path(builder->arena, config, config->docroot.value);
	if (config->base_url.value &&
	    http_url_parse(builder->arena, config->base_url.value, &url) >= 0)
		inventory->artifact_folder =
			artifact_folder(builder->arena, inventory->docroot,
					http_url_decode(builder->arena, url.path));
}

static void add_artifacts(struct builder *builder, const struct config_list *files)
{
	struct inventory *inventory = builder->inventory;
	struct index *urls = index_new(builder->arena, files->count);
	const char *base = inventory->artifact_base_url;

	inventory->artifacts =
		arena_alloc(builder->arena, files->count * sizeof *inventory->artifacts);
	for (size_t i = 0; i < files->count; i++) {
		struct artifact *artifact =
			&inventory->artifacts[inventory->artifact_count];

		artifact->file = files->items[i].value;
		artifact->url = join(builder->arena, base,
				     encode_path(builder->arena, artifact->file));
		artifact->where = files->items[i].where;
		/* "a" and "/a" are one file. */
		if (index_add(urls, artifact->url, strlen(artifact->url), artifact))
			continue;
		inventory->artifact_count++;
		if (inventory->artifact_folder)
			artifact->path = join(builder->arena, inventory->artifact_folder,
					      artifact->file);
		else
			ask_server(builder, artifact);
	}
}

void builder_artifacts(struct builder *builder)
{
	const struct config *config = builder->config;
	struct inventory *inventory = builder->inventory;
	const struct config_list *files = &config->artifact_files;

	inventory->artifact_base_url = config->base_url.value;
	inventory->artifact_where = config->base_url.where;
	inventory->artifacts_derived = config->base_url_derived;
	find_docroot(builder);
	if (!files->count)
		return;
	if (!config->base_url.value) {
		diag_error(builder->diagnostics, files->items[0].where,
			   "set artifacts.baseUrl: where the nodes fetch these files",
			   "files without a base URL");
		return;
	}
	add_artifacts(builder, files);
}

static void add_target(struct builder *builder, const char *url, struct where where)
{
	struct inventory *inventory = builder->inventory;

	for (size_t i = 0; i < inventory->egress_target_count; i++) {
		if (!strcmp(inventory->egress_targets[i].url, url))
			return;
	}
	inventory->egress_targets = arena_grow(builder->arena, inventory->egress_targets,
					       inventory->egress_target_count,
					       sizeof *inventory->egress_targets);
	inventory->egress_targets[inventory->egress_target_count++] =
		(struct egress_target){ url, where };
}

void builder_egress(struct builder *builder)
{
	const struct config *config = builder->config;
	const struct install_config *installer = builder->install_config;
	struct inventory *inventory = builder->inventory;

	inventory->egress_proxy = config->egress_proxy.value ? config->egress_proxy.value
				  : installer->https_proxy.value
					  ? installer->https_proxy.value
					  : installer->http_proxy.value;
	if (config->egress_ca_file.value)
		inventory->egress_ca_file = config_path(builder->arena, builder->config,
							config->egress_ca_file.value);
	for (size_t i = 0; i < config->egress_targets.count; i++)
		add_target(builder, config->egress_targets.items[i].value,
			   config->egress_targets.items[i].where);
	if (config->egress_targets.given)
		return;
	/* A mirrored install fetches everything from its mirrors. */
	for (size_t i = 0; i < installer->mirror_count; i++)
		add_target(builder,
			   arena_printf(builder->arena, "https://%s/v2/",
					installer->mirrors[i].value),
			   installer->mirrors[i].where);
	if (!installer->mirror_count)
		add_target(builder, DEFAULT_TARGET, (struct where){ 0 });
}

static void add_opening(struct builder *builder, const char *name, unsigned roles,
			struct where where)
{
	struct inventory *inventory = builder->inventory;

	for (size_t i = 0; i < inventory->opening_count; i++) {
		if (!strcmp(inventory->openings[i].name, name)) {
			inventory->openings[i].roles |= roles;
			return;
		}
	}
	inventory->openings =
		arena_grow(builder->arena, inventory->openings, inventory->opening_count,
			   sizeof *inventory->openings);
	inventory->openings[inventory->opening_count++] =
		(struct opening){ name, roles, where };
}

/* Whether some host has the role, and which place says so. */
static bool has_role(const struct inventory *inventory, unsigned role,
		     struct where *ret_where)
{
	*ret_where = (struct where){ 0 };
	for (size_t i = 0; i < inventory->host_count; i++) {
		if (inventory->hosts[i].roles & role) {
			*ret_where = inventory->hosts[i].where;
			return true;
		}
	}
	return inventory->vantage.roles & role;
}

static void open_for_http(struct builder *builder, struct where where)
{
	struct http_url url;
	const char *base = builder->inventory->artifact_base_url;

	if (!base || http_url_parse(builder->arena, base, &url) < 0 || url.port == 80)
		add_opening(builder, "http", HOST_HTTP, where);
	else if (url.port == 443)
		add_opening(builder, "https", HOST_HTTP, where);
	else
		add_opening(builder, arena_printf(builder->arena, "%u/tcp", url.port),
			    HOST_HTTP, where);
}

void builder_openings(struct builder *builder)
{
	static const char *const balanced[] = { "6443/tcp", "22623/tcp", "80/tcp",
						"443/tcp" };
	const struct config_list *services = &builder->config->firewalld_services;
	struct inventory *inventory = builder->inventory;
	struct where where;

	inventory->firewalld_zone = builder->config->firewalld_zone.value;
	for (size_t i = 0; i < services->count; i++)
		add_opening(builder, services->items[i].value, HOST_LOADBALANCER,
			    services->items[i].where);
	if (!services->given && has_role(inventory, HOST_LOADBALANCER, &where)) {
		for (size_t i = 0; i < sizeof balanced / sizeof balanced[0]; i++)
			add_opening(builder, balanced[i], HOST_LOADBALANCER, where);
	}
	if (has_role(inventory, HOST_DNS, &where))
		add_opening(builder, "dns", HOST_DNS, where);
	if (has_role(inventory, HOST_HTTP, &where))
		open_for_http(builder, where);
	if (has_role(inventory, HOST_NTP, &where))
		add_opening(builder, "ntp", HOST_NTP, where);
}
