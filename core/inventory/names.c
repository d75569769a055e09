#include <string.h>

#include "build.h"
#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/boot_entry.h"
#include "core/sources/dhcpd_ask.h"
#include "core/sources/dnsmasq.h"
#include "core/text.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void set_named_by(struct builder *builder, struct node *node, const char *name,
			 const char *what, struct where where)
{
	const char *given = text_dns_name(builder->arena, name);
	size_t label = strcspn(node->fqdn, ".");

	if (node->named_by)
		return;
	node->named_by = arena_printf(builder->arena, "%s in %s:%u", what,
				      base_name(where.file), where.line);
	if (strcmp(given, node->fqdn) &&
	    (strlen(given) != label || strncmp(given, node->fqdn, label)))
		diag_warning(builder->diagnostics, where, NULL,
			     "%s names this node '%s'; its name is %s", what, given,
			     node->fqdn);
}

static struct node *find_at(struct builder *builder, const struct addr *addr)
{
	unsigned char key[INVENTORY_KEY_LEN];

	inventory_address_key(addr, key);
	return index_find(builder->nodes_by_address, key, sizeof key);
}

/* A client of which nothing is known; it does not boot from the network. */
static const struct dhcp_client installed = { .arch = -1 };

static struct index *index_macs(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	struct index *macs = index_new(builder->arena, inventory->node_count);

	for (size_t i = 0; i < inventory->node_count; i++) {
		struct node *node = &inventory->nodes[i];

		if (node->mac)
			index_add(macs, node->mac, strlen(node->mac), node);
	}
	return macs;
}

static struct node *find_at_text(struct builder *builder, const char *text)
{
	struct addr addr;

	return addr_parse(text, &addr) < 0 ? NULL : find_at(builder, &addr);
}

static void name_by_dhcpd(struct builder *builder, const struct dhcpd *dhcpd,
			  const struct index *macs)
{
	const struct dhcpd_view *view = dhcpd_view_new(builder->arena, dhcpd, &installed);

	for (size_t i = 0; i < dhcpd->count; i++) {
		const struct dhcpd_host *host = &dhcpd->hosts[i];
		struct node *node = NULL;
		const char *name, *what;
		struct where where;

		name = dhcpd_host_name(view, host, &what, &where);
		if (!name || !*name)
			continue;
		if (host->mac)
			node = index_find(macs, host->mac, strlen(host->mac));
		for (size_t a = 0; !node && a < host->address_count; a++)
			node = find_at_text(builder, host->addresses[a].text);
		if (node)
			set_named_by(builder, node, name, what, where);
	}
}

static void name_by_dnsmasq(struct builder *builder, const struct dnsmasq *dnsmasq,
			    const struct index *macs)
{
	for (size_t i = 0; i < dnsmasq->host_count; i++) {
		const struct dnsmasq_host *host = &dnsmasq->hosts[i];
		struct node *node = NULL;

		if (!host->name || host->ignored)
			continue;
		for (size_t m = 0; !node && m < host->mac_count; m++)
			node = index_find(macs, host->macs[m], strlen(host->macs[m]));
		for (size_t a = 0; !node && a < host->address_count; a++)
			node = find_at_text(builder, host->addresses[a].text);
		if (node)
			set_named_by(builder, node, host->name, "dhcp-host",
				     host->name_where);
	}
}

static void name_by_dhcp(struct builder *builder)
{
	const struct sources *sources = builder->inventory->sources;
	const struct index *macs = index_macs(builder);

	if (sources->dhcpd)
		name_by_dhcpd(builder, sources->dhcpd, macs);
	if (sources->dnsmasq)
		name_by_dnsmasq(builder, sources->dnsmasq, macs);
}

/* The node that a kernel argument names: "m1" or "m1.ocp45.example.localdomain". */
static struct node *find_named(struct builder *builder, const char *name)
{
	const char *fqdn = text_dns_name(builder->arena, name);

	if (!strchr(fqdn, '.'))
		fqdn = arena_printf(builder->arena, "%s.%s", fqdn,
				    builder->inventory->cluster_domain);
	return index_find(builder->nodes_by_name, fqdn, strlen(fqdn));
}

static void name_by_boot(struct builder *builder, const struct boot_config *boot)
{
	for (size_t i = 0; i < boot->name_count; i++) {
		const struct boot_name *name = &boot->names[i];
		bool has_client = name->client.family != 0;
		struct node *node = has_client ? find_at(builder, &name->client)
					       : find_named(builder, name->host_name);

		if (node)
			set_named_by(builder, node, name->host_name,
				     has_client ? "ip=" : "a kernel argument",
				     name->where);
	}
}

void builder_name_nodes(struct builder *builder)
{
	const struct sources *sources = builder->inventory->sources;

	name_by_dhcp(builder);
	for (size_t i = 0; i < sources->boot_count; i++)
		name_by_boot(builder, sources->boot[i]);
}
