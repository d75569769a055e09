/*
 * The steps of inventory_build(), for the files of core/inventory/ and vantage.c alone. Each adds its
 * part to the inventory and says what is wrong; the order is that of inventory.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/config.h"
#include "core/inventory.h"
#include "core/sources/install_config.h"
#include "core/sources/sources.h"

struct index;

struct builder {
	struct arena *arena;
	const struct config *config;
	const struct inventory_options *options;
	struct diagnostics *diagnostics;
	struct inventory *inventory;
	struct index *nodes_by_name, *hosts_by_name;
	struct index *nodes_by_address, *hosts_by_address;
	const struct install_config *install_config; /* empty where there is none */
};

/* inventory/names.c, after the nodes: what gives them their names. */
void builder_name_nodes(struct builder *builder);

/* inventory/cluster.c */
void builder_cluster(struct builder *builder);
void builder_nodes(struct builder *builder);
void builder_hosts(struct builder *builder);
void builder_name_servers(struct builder *builder);

/* inventory/kubeconfig.c: after the cluster. */
void builder_kubeconfig(struct builder *builder);

/* inventory/services.c */
void builder_artifacts(struct builder *builder);
void builder_egress(struct builder *builder);
void builder_openings(struct builder *builder); /* after the vantage */

/* inventory/silences.c */
void builder_silences(struct builder *builder);

/* vantage.c: the addresses of this machine; before all that asks whether a host is this one. */
void builder_locals(struct builder *builder);
/* Where this program runs; after all that bears addresses. */
void builder_vantage(struct builder *builder);

/* The addresses of a list of the configuration, each once. */
struct addresses builder_addresses(struct builder *builder,
				   const struct config_list *list);
/* Family and bytes, as the indexes by address want it. `key` has INVENTORY_KEY_LEN bytes. */
#define INVENTORY_KEY_LEN 21
void inventory_address_key(const struct addr *addr, unsigned char *key);
