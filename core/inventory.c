#include "inventory.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "diag.h"
#include "index.h"
#include "inventory/build.h"
#include "inventory/derive.h"
#include "sources/haproxy.h"

/* What inventory.index points to. */
struct inventory_index {
	struct index *nodes_by_name, *hosts_by_name;
	struct index *nodes_by_address, *hosts_by_address;
};

static void read_sources(struct builder *builder)
{
	static const struct install_config none;
	struct inventory *inventory = builder->inventory;
	const struct sources *sources =
		sources_read(builder->arena, builder->config, builder->options->root,
			     builder->diagnostics);

	inventory->sources = sources;
	builder->install_config =
		sources->install_config ? sources->install_config : &none;
	inventory->haproxy_file = sources->haproxy_file;
	if (sources->haproxy) {
		inventory->fronts = sources->haproxy->fronts;
		inventory->front_count = sources->haproxy->count;
	}
}

int inventory_build(struct arena *arena, const struct config *config,
		    const struct inventory_options *options,
		    struct diagnostics *diagnostics,
		    const struct inventory **ret_inventory)
{
	struct builder builder = {
		.arena = arena,
		.config = config,
		.options = options,
		.diagnostics = diagnostics,
		.inventory = arena_alloc(arena, sizeof(struct inventory)),
		.nodes_by_name = index_new(arena, config->node_count),
		.hosts_by_name = index_new(arena, config->host_count),
		.nodes_by_address = index_new(arena, config->node_count),
		.hosts_by_address = index_new(arena, config->host_count),
	};
	struct inventory_index *index = arena_alloc(arena, sizeof *index);
	struct config *complete;
	size_t errors = diagnostics->errors;

	builder.inventory->phase = options->phase;
	builder.inventory->timeout = options->timeout;
	read_sources(&builder);
	complete = inventory_derive(arena, config, builder.inventory->sources,
				    &builder.inventory->facts);
	builder.config = complete;
	builder_cluster(&builder);
	builder_kubeconfig(&builder);
	builder_nodes(&builder);
	builder_hosts(&builder);
	if (!config->node_count)
		config_drop_nodes(complete);
	builder_name_nodes(&builder);
	builder_name_servers(&builder);
	builder_locals(&builder);
	builder_artifacts(&builder);
	builder_egress(&builder);
	builder_vantage(&builder);
	builder_openings(&builder);
	builder_silences(&builder);
	if (diagnostics->errors > errors) {
		/* What could not be read may be why something is not known. */
		diag_append(diagnostics, builder.inventory->sources->diagnostics);
		return -EINVAL;
	}
	index->nodes_by_name = builder.nodes_by_name;
	index->hosts_by_name = builder.hosts_by_name;
	index->nodes_by_address = builder.nodes_by_address;
	index->hosts_by_address = builder.hosts_by_address;
	builder.inventory->index = index;
	*ret_inventory = builder.inventory;
	return 0;
}

void inventory_address_key(const struct addr *addr, unsigned char *key)
{
	key[0] = addr->family == AF_INET6;
	memcpy(key + 1, addr->bytes, 16);
	memcpy(key + 17, &addr->scope_id, 4);
}

const struct node *inventory_node(const struct inventory *inventory, const char *fqdn)
{
	const struct inventory_index *index = inventory->index;

	if (index)
		return index_find(index->nodes_by_name, fqdn, strlen(fqdn));
	for (size_t i = 0; i < inventory->node_count; i++) {
		if (!strcmp(inventory->nodes[i].fqdn, fqdn))
			return &inventory->nodes[i];
	}
	return NULL;
}

const struct host *inventory_host(const struct inventory *inventory, const char *fqdn)
{
	const struct inventory_index *index = inventory->index;

	if (index)
		return index_find(index->hosts_by_name, fqdn, strlen(fqdn));
	for (size_t i = 0; i < inventory->host_count; i++) {
		if (!strcmp(inventory->hosts[i].fqdn, fqdn))
			return &inventory->hosts[i];
	}
	return NULL;
}

const struct node *inventory_node_at(const struct inventory *inventory,
				     const struct addr *addr)
{
	const struct inventory_index *index = inventory->index;

	if (index) {
		unsigned char key[INVENTORY_KEY_LEN];

		inventory_address_key(addr, key);
		return index_find(index->nodes_by_address, key, sizeof key);
	}
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct addresses *list = &inventory->nodes[i].addresses;

		if (addr_is_in(addr, list->items, list->count))
			return &inventory->nodes[i];
	}
	return NULL;
}

const struct host *inventory_host_at(const struct inventory *inventory,
				     const struct addr *addr)
{
	const struct inventory_index *index = inventory->index;

	if (index) {
		unsigned char key[INVENTORY_KEY_LEN];

		inventory_address_key(addr, key);
		return index_find(index->hosts_by_address, key, sizeof key);
	}
	for (size_t i = 0; i < inventory->host_count; i++) {
		const struct addresses *list = &inventory->hosts[i].addresses;

		if (addr_is_in(addr, list->items, list->count))
			return &inventory->hosts[i];
	}
	return NULL;
}

const char *node_role_name(enum node_role role)
{
	switch (role) {
	case NODE_BOOTSTRAP:
		return "bootstrap";
	case NODE_MASTER:
		return "master";
	case NODE_WORKER:
		return "worker";
	case NODE_INFRA:
		return "infra";
	}
	return "?";
}

const char *host_roles_name(struct arena *arena, unsigned roles)
{
	static const char *const names[] = {
		"bastion", "dns", "dhcp", "loadbalancer", "http", "ntp",
	};
	const char *text = NULL;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!(roles & 1U << i))
			continue;
		text = text ? arena_printf(arena, "%s, %s", text, names[i]) : names[i];
	}
	return text ? text : "none";
}

const char *phase_name(enum phase phase)
{
	switch (phase) {
	case PHASE_PREBOOT:
		return "preboot";
	case PHASE_BOOTSTRAP:
		return "bootstrap";
	case PHASE_INSTALL:
		return "install";
	case PHASE_READY:
		return "ready";
	case PHASE_ALL:
		return "all";
	}
	return "?";
}

int phase_parse(const char *name, enum phase *ret_phase)
{
	for (unsigned phase = PHASE_PREBOOT; phase <= PHASE_READY; phase <<= 1) {
		if (!strcmp(name, phase_name((enum phase)phase))) {
			*ret_phase = (enum phase)phase;
			return 0;
		}
	}
	return -EINVAL;
}
