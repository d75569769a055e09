#include "_names.h"

#include <string.h>

static void add(struct subjects *list, const char *fqdn, struct where where,
		enum cluster_name_kind kind, const struct addresses *addresses)
{
	struct cluster_name *name = arena_alloc(subjects_arena(list), sizeof *name);

	*name = (struct cluster_name){ .kind = kind, .addresses = addresses };
	subject_add(list, &(struct subject){
				  .name = fqdn,
				  .host = fqdn,
				  .item = name,
				  .where = where,
			  });
}

static bool is_endpoint(const struct inventory *inventory, const char *fqdn)
{
	return strcmp(fqdn, inventory->api.fqdn) == 0 ||
	       strcmp(fqdn, inventory->api_int.fqdn) == 0;
}

void cluster_names(const struct inventory *inventory, struct subjects *list)
{
	add(list, inventory->api.fqdn, inventory->api.where, NAME_API,
	    &inventory->api.addresses);
	add(list, inventory->api_int.fqdn, inventory->api_int.where, NAME_API_INT,
	    &inventory->api_int.addresses);
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (!is_endpoint(inventory, node->fqdn) &&
		    inventory_node(inventory, node->fqdn) == node)
			add(list, node->fqdn, node->where, NAME_NODE, &node->addresses);
	}
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct host *host = &inventory->hosts[i];

		if (!is_endpoint(inventory, host->fqdn) &&
		    !inventory_node(inventory, host->fqdn) &&
		    inventory_host(inventory, host->fqdn) == host)
			add(list, host->fqdn, host->where, NAME_HOST, &host->addresses);
	}
}
