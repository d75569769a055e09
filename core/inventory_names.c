#include <string.h>

#include "arena.h"
#include "diag.h"
#include "index.h"
#include "inventory_build.h"
#include "sources/dhcpd.h"
#include "sources/ipxe.h"
#include "text.h"

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

static void name_by_dhcp(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	const struct dhcpd *dhcpd = builder->inventory->sources->dhcpd;
	struct index *macs = index_new(builder->arena, inventory->node_count);

	for (size_t i = 0; i < inventory->node_count; i++) {
		struct node *node = &inventory->nodes[i];

		if (node->mac)
			index_add(macs, node->mac, strlen(node->mac), node);
	}
	for (size_t i = 0; dhcpd && i < dhcpd->count; i++) {
		const struct dhcpd_host *host = &dhcpd->hosts[i];
		struct node *node = NULL;

		if (!host->host_name || !*host->host_name)
			continue;
		if (host->mac)
			node = index_find(macs, host->mac, strlen(host->mac));
		for (size_t a = 0; !node && a < host->addresses.count; a++)
			node = find_at(builder, &host->addresses.items[a]);
		if (node)
			set_named_by(builder, node, host->host_name,
				     host->host_name == host->name ? "use-host-decl-names"
								   : "option host-name",
				     host->name_where);
	}
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

void builder_name_nodes(struct builder *builder)
{
	const struct ipxe *ipxe = builder->inventory->sources->ipxe;

	name_by_dhcp(builder);
	for (size_t i = 0; ipxe && i < ipxe->count; i++) {
		const struct ipxe_name *name = &ipxe->names[i];
		bool has_client = name->client.family != 0;
		struct node *node = has_client ? find_at(builder, &name->client)
					       : find_named(builder, name->host_name);

		if (node)
			set_named_by(builder, node, name->host_name,
				     has_client ? "ip=" : "a kernel argument",
				     name->where);
	}
}
