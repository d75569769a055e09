#include "core/sources/install_config.h"

#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/text.h"
#include "core/value.h"
#include "core/yaml.h"

struct reader {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct install_config *result;
};

static void read_text(struct reader *reader, const struct yaml *value, const char *key,
		      const struct value_kind *kind, struct config_text *ret_text);
static void read_mirrors(struct reader *reader, const struct yaml *sources);

void install_config_read(struct arena *arena, const char *file, const char *bytes,
			 size_t length, struct diagnostics *diagnostics,
			 struct install_config *ret_install_config)
{
	struct reader reader = { arena, diagnostics, ret_install_config };
	struct arena *scratch = arena_new(); /* for the tree, secrets in it included */
	struct diagnostics problems;
	struct yaml *root;

	*ret_install_config = (struct install_config){ 0 };
	diag_init(&problems, scratch);
	yaml_parse(scratch, file, bytes, length, &problems, &root);
	/* Not our file to refuse: what was read before the mistake still counts. */
	for (size_t i = 0; i < problems.count; i++)
		diag_warning(diagnostics, problems.items[i].where, problems.items[i].help,
			     "%s", problems.items[i].message);
	read_text(&reader, yaml_get(yaml_get(root, "metadata"), "name"), "metadata.name",
		  &value_cluster_name, &reader.result->name);
	read_text(&reader, yaml_get(root, "baseDomain"), "baseDomain", &value_dns_name,
		  &reader.result->base_domain);
	read_text(&reader, yaml_get(yaml_get(root, "proxy"), "httpProxy"),
		  "proxy.httpProxy", &value_proxy, &reader.result->http_proxy);
	read_text(&reader, yaml_get(yaml_get(root, "proxy"), "httpsProxy"),
		  "proxy.httpsProxy", &value_proxy, &reader.result->https_proxy);
	read_mirrors(&reader, yaml_get(root, "imageContentSources"));
	read_mirrors(&reader, yaml_get(root, "imageDigestSources"));
	arena_free(scratch);
}

static void read_text(struct reader *reader, const struct yaml *value, const char *key,
		      const struct value_kind *kind, struct config_text *ret_text)
{
	if (yaml_is_null(value) || (value->kind == YAML_TEXT && !*value->text))
		return;
	if (value->kind != YAML_TEXT) {
		diag_warning(reader->diagnostics, value->where, NULL,
			     "%s: expected text, found %s", key,
			     yaml_kind_name(value->kind));
	} else if (!value_fits(kind, value->text)) {
		diag_warning(reader->diagnostics, value->where,
			     value_help(reader->arena, kind, value->text), "%s: %s", key,
			     value_message(reader->arena, kind, value->text));
	} else {
		*ret_text =
			(struct config_text){ arena_strdup(reader->arena, value->text),
					      value->where };
	}
}

/* "mirror.example:5000/ocp4/openshift4" -> "mirror.example:5000". */
static void add_mirror(struct reader *reader, const struct yaml *mirror)
{
	struct install_config *result = reader->result;
	struct config_text text = { .where = mirror->where };
	const char *url;

	if (mirror->kind != YAML_TEXT || !*mirror->text)
		return;
	text.value =
		text_dns_name(reader->arena, arena_strndup(reader->arena, mirror->text,
							   strcspn(mirror->text, "/")));
	url = arena_printf(reader->arena, "https://%s/v2/", text.value);
	if (!value_fits(&value_url, url)) {
		diag_warning(reader->diagnostics, mirror->where,
			     "expected HOST[:PORT]/PATH without https://",
			     "this mirror has no host that could be asked");
		return;
	}
	for (size_t i = 0; i < result->mirror_count; i++) {
		if (!strcmp(result->mirrors[i].value, text.value))
			return;
	}
	result->mirrors = arena_grow(reader->arena, result->mirrors, result->mirror_count,
				     sizeof text);
	result->mirrors[result->mirror_count++] = text;
}

static void read_mirrors(struct reader *reader, const struct yaml *sources)
{
	if (!sources || sources->kind != YAML_LIST)
		return;
	for (const struct yaml *source = sources->first; source; source = source->next) {
		const struct yaml *mirrors = yaml_get(source, "mirrors");

		if (!mirrors || mirrors->kind != YAML_LIST)
			continue;
		for (const struct yaml *mirror = mirrors->first; mirror;
		     mirror = mirror->next)
			add_mirror(reader, mirror);
	}
}
