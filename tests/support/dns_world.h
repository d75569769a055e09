/*
 * A small cluster and its name servers, for tests of what asks DNS: an inventory that a test
 * fills, scripted servers, and one run of the program over a table of checks.
 */
#pragma once

#include "core/arena.h"
#include "core/engine.h"
#include "core/inventory.h"
#include "core/probe.h"
#include "dns_server.h"

#define WORLD_MAX 8

struct world {
	struct arena *arena;
	struct inventory inventory;
	struct name_server name_servers[WORLD_MAX];
	struct dns_server *servers[WORLD_MAX]; /* NULL: nobody there */
	struct node nodes[WORLD_MAX];
	struct host hosts[WORLD_MAX];
	struct egress_target targets[WORLD_MAX];
	struct engine *engine;
	double deadline;
};

/*
 * Cluster ocp45.example.localdomain with api 172.16.0.111, api-int 172.16.0.110, ingress
 * 172.16.0.111, master m1 172.16.0.21 and worker w1 172.16.0.31; no name server yet.
 * A time-out is 0.3 s.
 */
void world_open(struct world *world);
/* Ends the engine and the servers. */
void world_close(struct world *world);

/* A server that knows all names of the cluster, and quay.io and registry.test as outside names. */
struct dns_server *world_serve(struct world *world, enum dns_transports transports);
/* A server that knows nothing yet. */
struct dns_server *world_serve_empty(struct world *world, enum dns_transports transports);
/* A name server in the list at this port where the test has none. */
void world_serve_nobody(struct world *world, in_port_t port);
void world_target(struct world *world, const char *url);

struct node *world_node(struct world *world, const char *fqdn, enum node_role role,
			const char *address);
struct host *world_host(struct world *world, const char *fqdn, const char *address);
/* A list of one address; NULL: an empty list. */
struct addresses world_addresses(struct world *world, const char *address);
void world_add_address(struct world *world, struct addresses *addresses,
		       const char *address);

/* Runs the NULL-terminated table. */
void world_run(struct world *world, const struct probe *const *table);
/* The result; the test fails where there is none. */
const struct result *world_result(const struct world *world, const char *id,
				  const char *subject);
/* All text of a result in one string, for strstr(). */
const char *world_text(const struct world *world, const struct result *result);
/* The test fails, and shows the result, unless it has this status. */
void world_expect(const struct world *world, const char *id, const char *subject,
		  enum status status);
/* The same, and its text must have `part` in it. */
void world_expect_text(const struct world *world, const char *id, const char *subject,
		       enum status status, const char *part);
