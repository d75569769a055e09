/* What findings about the balancer say. */
#include <ctype.h>
#include <string.h>

#include "_balancer.h"
#include "core/addr.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"

const char *balancer_subject(struct findings *findings,
			     const struct haproxy_section *section, const char *name)
{
	return findings_printf(findings, "%s/%s", section->name, name);
}

const char *balancer_corrected(struct findings *findings,
			       const struct inventory *inventory,
			       const struct where *where, size_t width,
			       const char *replacement)
{
	const char *line, *end;
	size_t length, before = where->column ? where->column - 1 : 0;

	if (!source_files_line(inventory->sources->files, where, &line, &length) ||
	    before + width > length)
		return NULL;
	end = line + length;
	while (end > line + before + width && isspace((unsigned char)end[-1]))
		end--;
	while (before && isspace((unsigned char)*line)) {
		line++;
		before--;
	}
	return findings_printf(findings, "%.*s%s%.*s", (int)before, line, replacement,
			       (int)(end - line - (long)(before + width)),
			       line + before + width);
}

const char *balancer_reload(struct findings *findings, const struct inventory *inventory)
{
	return findings_printf(findings, "haproxy -c -f %s && systemctl reload haproxy",
			       inventory->sources->haproxy_file);
}

const char *balancer_node_address(struct findings *findings, const struct node *node)
{
	char text[ADDR_STRLEN];

	if (!node->addresses.count)
		return node->fqdn;
	addr_str(&node->addresses.items[0], text);
	return findings_printf(
		findings, node->addresses.items[0].family == AF_INET6 ? "[%s]" : "%s",
		text);
}
