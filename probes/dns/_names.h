/*
 * The names of a cluster that must resolve, with what they must resolve to: the subjects of
 * dns.forward and dns.consistency.
 */
#pragma once

#include "core/probe.h"

enum cluster_name_kind { NAME_API, NAME_API_INT, NAME_NODE, NAME_HOST };

/* The item of such a subject. */
struct cluster_name {
	enum cluster_name_kind kind;
	const struct addresses *addresses; /* expected; count 0: any */
};

/* api, api-int, the nodes and the hosts in the order of the configuration, each name once. */
void cluster_names(const struct inventory *inventory, struct subjects *list);
