/*
 * The parts of inventory_derive(), for core/inventory_derive*.c alone.
 */
#pragma once

#include "core/config.h"
#include "core/sources/sources.h"
#include "derive.h"
#include "facts.h"

struct deriving {
	struct arena *arena;
	struct config *config; /* what is completed */
	const struct sources *sources;
	const struct facts *facts;
	const char *cluster_domain; /* NULL: not known */
};

/* inventory/derive_cluster.c */
void derive_cluster(struct deriving *deriving);
/* inventory/derive_release.c */
void derive_release(struct deriving *deriving);
/* inventory/derive_endpoints.c */
void derive_endpoints(struct deriving *deriving);
/* inventory/derive_dns.c */
void derive_name_servers(struct deriving *deriving);
/* inventory/derive_nodes.c; after the facts */
void derive_nodes(struct deriving *deriving);
/* inventory/derive_artifacts.c */
void derive_artifacts(struct deriving *deriving);
/* inventory/derive_hosts.c; after the nodes */
void derive_hosts(struct deriving *deriving);

/* Adds a text to a list of the configuration, unless it is in it. */
void derive_add(struct arena *arena, struct config_list *list, const char *value,
		struct where where);
