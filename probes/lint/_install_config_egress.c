#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "_install_config.h"
#include "_network.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"
#include "core/text.h"

static void judge_http_proxy(const struct installer *installer)
{
	const struct config_text *proxy = &installer->config->http_proxy;

	if (!proxy->value || !strncasecmp(proxy->value, "http://", 7))
		return;
	findings_add(
		installer->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = "proxy.httpProxy",
			.where = proxy->where,
			.title = "proxy.httpProxy does not begin with http://",
			.observed = "https://...",
			.expected = "http://...",
			.why = "openshift-install refuses the file: this is how the proxy is "
			       "asked, and not what for",
			.fix = { "httpProxy: http://..." },
		});
}

/* An address, a network, a domain with or without a leading dot, or all. */
static bool is_exception(struct arena *arena, const char *entry)
{
	struct network network;
	struct addr addr;

	if (!strcmp(entry, "*") || addr_parse(entry, &addr) >= 0 ||
	    network_parse(arena, entry, &network))
		return true;
	return text_is_host_name(entry + (*entry == '.'));
}

/* A quote stands in front of the value. */
static bool is_quoted(const struct installer *installer, const struct where *where)
{
	const char *line;
	size_t length;

	return source_files_line(installer->inventory->sources->files, where, &line,
				 &length) &&
	       where->column && where->column <= length &&
	       strchr("'\"", line[where->column - 1]);
}

static void bad_exception(const struct installer *installer, size_t offset,
			  const char *entry, const char *why, const char *fixed)
{
	const struct config_text *text = &installer->config->no_proxy;
	struct where where = text->where;

	where.column += (unsigned)offset + is_quoted(installer, &text->where);
	findings_add(
		installer->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(installer->findings,
						   "proxy.noProxy/%s", entry),
			.where = where,
			.width = (unsigned)strlen(entry),
			.title = findings_printf(installer->findings,
						 "proxy.noProxy: '%s' is no exception "
						 "that is understood",
						 entry),
			.observed = entry,
			.expected = "addresses, networks and domains with commas and "
				    "without spaces between them; .example.com is all "
				    "below it",
			.why = why,
			.fix = { fixed },
		});
}

static void judge_exception(const struct installer *installer, const char *entry,
			    size_t offset)
{
	struct arena *arena = findings_arena(installer->findings);
	const char *bare = entry + strspn(entry, " \t");
	size_t length = strlen(bare);

	while (length && isspace((unsigned char)bare[length - 1]))
		length--;
	bare = arena_strndup(arena, bare, length);
	if (!strncmp(bare, "*.", 2))
		bad_exception(
			installer, offset, entry,
			"openshift-install refuses it: a domain is written with a leading "
			"dot, without a star",
			findings_printf(installer->findings, "%s", bare + 1));
	else if (strcmp(bare, entry) != 0)
		bad_exception(installer, offset, entry,
			      "openshift-install refuses it: there is a space in it",
			      bare);
	else if (*entry && !is_exception(arena, entry))
		bad_exception(installer, offset, entry,
			      "openshift-install refuses the file",
			      "noProxy: without it");
}

static void judge_no_proxy(const struct installer *installer)
{
	struct arena *arena = findings_arena(installer->findings);
	const char *text = installer->config->no_proxy.value;

	for (const char *p = text; p && *p;) {
		size_t length = strcspn(p, ",");

		judge_exception(installer, arena_strndup(arena, p, length),
				(size_t)(p - text));
		p += length + (p[length] == ',');
	}
}

static void judge_spellings(const struct installer *installer)
{
	const struct install_config *config = installer->config;

	if (!config->content_sources.given || !config->digest_sources.given)
		return;
	findings_add(
		installer->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = "imageContentSources",
			.where = config->content_sources.where,
			.width = 19,
			.title =
				"imageContentSources and imageDigestSources exclude each "
				"other",
			.observed = "both are there",
			.why = "openshift-install refuses the file: they are the old and the "
			       "new name of one thing",
			.fix = { "move the entries to imageDigestSources" },
			.other = config->digest_sources.where,
			.other_says = "the new name",
		});
}

void judge_egress(const struct installer *installer)
{
	judge_http_proxy(installer);
	judge_no_proxy(installer);
	judge_spellings(installer);
}
