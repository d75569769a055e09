#include "_boot_host.h"

#include "_dhcp_text.h"

static bool has_near(const struct host *host, const struct addr *addr)
{
	for (size_t i = 0; i < host->addresses.count; i++) {
		if (dhcp_is_near(&host->addresses.items[i], addr))
			return true;
	}
	return false;
}

/* The only host that fits; NULL: there is none, or more than one. */
static const struct host *only_host(const struct inventory *inventory,
				    const struct addr *near, unsigned roles)
{
	const struct host *found = NULL;

	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if ((roles && !(host->roles & roles)) || !host->addresses.count ||
		    (near && !has_near(host, near)))
			continue;
		if (found)
			return NULL;
		found = host;
	}
	return found;
}

static bool knows_servers(const struct inventory *inventory, unsigned roles)
{
	for (size_t i = 0; i < inventory->host_count; i++) {
		if (inventory->hosts[i].roles & roles)
			return true;
	}
	return false;
}

bool boot_is_stranger(const struct inventory *inventory, const struct addr *addr,
		      unsigned roles, struct boot_stranger *ret_stranger)
{
	struct boot_stranger stranger = { .node = inventory_node_at(inventory, addr) };

	if (inventory_host_at(inventory, addr))
		return false;
	stranger.host = only_host(inventory, addr, roles);
	if (!stranger.host)
		stranger.host = only_host(inventory, addr, 0);
	stranger.is_near = stranger.host != NULL;
	if (!stranger.host)
		stranger.host = only_host(inventory, NULL, roles);
	*ret_stranger = stranger;
	return stranger.node || stranger.is_near || knows_servers(inventory, roles);
}

struct finding boot_stranger_finding(struct findings *findings,
				     const struct boot_stranger *stranger,
				     const char *text, const struct addr *addr,
				     const char *sentence)
{
	const struct host *host = stranger->host;
	const char *right =
		host ? dhcp_addresses_text(findings_arena(findings), &host->addresses)
		     : NULL;

	return (struct finding){
		.status = stranger->is_near || stranger->node ? STATUS_FAIL : STATUS_WARN,
		.title =
			stranger->node
				? findings_printf(findings, "%s, and that is the node %s",
						  sentence, stranger->node->fqdn)
				: findings_printf(findings,
						  "%s, which is no host of the plan",
						  sentence),
		.observed =
			findings_printf(findings, "%s%s", text,
					dhcp_is_public(addr) ? ", a public address" : ""),
		.expected = host ? findings_printf(findings, "%s (%s)", right, host->fqdn)
				 : "the address of a host that serves files",
		.why = "machines ask there for what they boot, and wait",
		.fix = { host ? findings_printf(findings, "put %s in the place of %s",
						right, text)
			      : "name the host that serves the files, or add it to the hosts "
				"of the configuration" },
		.other = host ? host->where : (struct where){ 0 },
		.other_says =
			host ? findings_printf(findings, "%s is here", host->fqdn) : NULL,
	};
}
