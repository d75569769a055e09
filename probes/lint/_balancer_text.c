/* What findings about the balancer say. */
#include <string.h>

#include "_balancer.h"
#include "core/addr.h"
#include "core/sources/sources.h"

const char *balancer_subject(struct findings *findings,
			     const struct haproxy_section *section, const char *name)
{
	return findings_printf(findings, "%s/%s", section->name, name);
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
