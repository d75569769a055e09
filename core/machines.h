/*
 * The facts put together: one machine for each name, with all that is said of it. Made of what
 * files say (inventory/facts.h), for the inventory to be derived from, and for lint to find where they
 * disagree.
 */
#pragma once

#include "inventory/facts.h"

struct machine {
	const char *fqdn;
	unsigned roles; /* what its services and its name say: enum fact_role */
	const struct fact **facts;
	size_t count;
};

struct machines {
	struct machine **items; /* in the order in which they are first spoken of */
	size_t count;
};

/*
 * Facts are about the machine that they name; those without a name, about the one that has their
 * address. A server of the balancer that nobody else knows gets the name that the balancer gives
 * it, unless that is only a number ("server1").
 */
struct machines machines_join(struct arena *arena, const struct facts *facts,
			      const char *cluster_domain);

/* True, and its role, if it is a node of the cluster. */
bool machine_is_node(const struct machine *machine, const char *cluster_domain,
		     enum node_role *ret_role);
/*
 * The addresses of one family that the most files agree upon; of as many, those of the file most
 * believed.
 */
struct addresses machine_addresses(struct arena *arena, const struct machine *machine,
				   sa_family_t family);
/* The fact that says this first; NULL: none does. */
const struct fact *machine_fact_at(const struct machine *machine,
				   const struct addr *addr);
