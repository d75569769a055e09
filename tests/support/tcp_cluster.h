/*
 * A cluster for tests of the balancer's checks: an inventory that the test fills, the checks run
 * on it, and their results.
 */
#pragma once

#include "core/arena.h"
#include "core/engine.h"
#include "core/inventory.h"
#include "core/probe.h"

/* Wide enough for what the tests need. */
struct cluster {
	struct inventory inventory;
	struct node nodes[8];
	struct host hosts[4];
	struct balancer_front fronts[8];
	struct arena *arena;
	const struct plan *plan;
	struct engine *engine;
	const struct result *results;
	double ms;
};

/* ocp45.example.localdomain, with no node, no host and no address. Timeout 0.5 s. */
void cluster_init(struct cluster *cluster, enum phase phase);
void cluster_address(struct cluster *cluster, struct addresses *addresses,
		     const char *text);
void cluster_node(struct cluster *cluster, const char *fqdn, enum node_role role,
		  const char *address);
struct host *cluster_host(struct cluster *cluster, const char *fqdn, const char *address);

/* Runs the check, with dns.forward and dns.wildcard that ask nothing and the checks in `also`. */
void cluster_run(struct cluster *cluster, const struct probe *probe,
		 const struct probe *also, const struct probe *further);
/* The result; the test fails where there is none. */
const struct result *cluster_result(const struct cluster *cluster, const char *id,
				    const char *subject);
/* How many results of the status there are. */
unsigned cluster_count(const struct cluster *cluster, enum status status);
/* All lines of the fix, joined by line feeds. */
const char *cluster_fix(struct cluster *cluster, const struct result *result);
/* Prints all results, for a person who looks at a failed test. */
void cluster_show(const struct cluster *cluster);
void cluster_free(struct cluster *cluster);
