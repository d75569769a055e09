#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/text.h"
#include "install_config_part.h"

/* "mirror.example:5000/ocp4/openshift4" -> "mirror.example:5000". */
static void add_mirror(struct install_config_reader *reader, const struct yaml *mirror)
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
		diag_error(reader->diagnostics, mirror->where,
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

static void read_mirrors(struct install_config_reader *reader, const struct yaml *root,
			 const char *key, struct install_config_mirror_list *spelling)
{
	const struct yaml *sources = yaml_get(root, key);

	if (!install_config_is_list(reader, sources, key))
		return;
	spelling->given = true;
	spelling->where = sources->key->where;
	for (const struct yaml *source = sources->first; source; source = source->next) {
		const struct yaml *mirrors = yaml_get(source, "mirrors");

		if (!mirrors || mirrors->kind != YAML_LIST)
			continue;
		for (const struct yaml *mirror = mirrors->first; mirror;
		     mirror = mirror->next)
			add_mirror(reader, mirror);
	}
}

/* What Go's pem package would be left with behind the last block. */
static bool has_trailing_text(const char *pem)
{
	const char *last = NULL;

	for (const char *p = pem; (p = strstr(p, "-----END ")); p++)
		last = p;
	if (!last)
		return false;
	last += strcspn(last, "\n");
	return last[strspn(last, " \t\r\n")] != '\0';
}

/* A block whose label is another than CERTIFICATE. */
static bool has_other_block(const char *pem)
{
	static const char begin[] = "-----BEGIN ", wanted[] = "CERTIFICATE-----";

	for (const char *p = pem; (p = strstr(p, begin));) {
		p += sizeof begin - 1;
		if (strncmp(p, wanted, sizeof wanted - 1))
			return true;
	}
	return false;
}

static void read_bundle(struct install_config_reader *reader, const struct yaml *bundle)
{
	struct install_config *result = reader->result;
	int r;

	if (yaml_is_null(bundle) || (bundle->kind == YAML_TEXT && !*bundle->text))
		return;
	result->bundle_where = bundle->key->where;
	result->bundle = BUNDLE_NO_PEM;
	if (bundle->kind != YAML_TEXT)
		return;
	r = x509_parse_pem(reader->arena, bundle->text, strlen(bundle->text),
			   &result->bundle_certificates);
	if (has_other_block(bundle->text))
		result->bundle = BUNDLE_OTHER_BLOCK;
	else if (r < 0)
		result->bundle = strstr(bundle->text, "-----BEGIN ") ? BUNDLE_BROKEN
								     : BUNDLE_NO_PEM;
	else
		result->bundle =
			has_trailing_text(bundle->text) ? BUNDLE_TRAILING : BUNDLE_OK;
}

static void read_proxy(struct install_config_reader *reader, const struct yaml *value,
		       const char *key, struct config_text *ret_text)
{
	install_config_text(reader, value, key, &value_proxy, ret_text);
	/* A user and a password may stand in it. */
	if (value && value->kind == YAML_TEXT && strchr(value->text, '@'))
		install_config_hide(reader, value);
}

void install_config_egress(struct install_config_reader *reader, const struct yaml *root)
{
	const struct yaml *proxy = yaml_get(root, "proxy");
	struct install_config *result = reader->result;

	read_proxy(reader, yaml_get(proxy, "httpProxy"), "proxy.httpProxy",
		   &result->http_proxy);
	read_proxy(reader, yaml_get(proxy, "httpsProxy"), "proxy.httpsProxy",
		   &result->https_proxy);
	install_config_text(reader, yaml_get(proxy, "noProxy"), "proxy.noProxy", NULL,
			    &result->no_proxy);
	read_mirrors(reader, root, "imageContentSources", &result->content_sources);
	read_mirrors(reader, root, "imageDigestSources", &result->digest_sources);
	read_bundle(reader, yaml_get(root, "additionalTrustBundle"));
	install_config_text(reader, yaml_get(root, "additionalTrustBundlePolicy"),
			    "additionalTrustBundlePolicy", NULL, &result->bundle_policy);
}
