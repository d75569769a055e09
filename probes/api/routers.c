/*
 * api.routers: the balancer sends 80 and 443 to nodes on which a router runs.
 *
 * It asks the cluster on its own and not after api.reachable: lb.backend and lb.port wait for what it
 * finds, since routers on the wrong nodes are why nobody serves behind them.
 */
#include <stdio.h>
#include <string.h>

#include "_api.h"
#include "core/sources/kubeconfig.h"
#include "probes/lb/_backend.h"

static void judge(struct run *run, const struct cluster_state *state);

/* Ports of the ingress in the order of the report. */
#define PORT_COUNT 2
static const in_port_t ports[PORT_COUNT] = { 80, 443 };

/* How it stands with one of them. */
struct found {
	in_port_t port;
	size_t ready, listed;
	const char *unlisted; /* names of the nodes, joined; NULL: none */
	bool is_unsure;	      /* a server may be any node */
};

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	struct subject subject = { .name = inventory->cluster_domain,
				   .host = inventory->api.fqdn };

	if (!inventory->kubeconfig)
		return;
	subject.where = inventory->kubeconfig->server.where;
	subject_add(list, &subject);
}

/* haproxy.cfg was read here and has servers for the port. */
static bool is_known(const struct inventory *inventory, in_port_t port)
{
	for (size_t i = 0; i < inventory->front_count; i++) {
		if (inventory->fronts[i].port == port &&
		    inventory->fronts[i].server_count)
			return true;
	}
	return false;
}

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);

	run_expectedf(run,
		      "the nodes with a router behind ports 80 and 443 of the balancer");
	if (!is_known(inventory, 80) && !is_known(inventory, 443))
		run_skip(
			run,
			"who stands behind 80 and 443 is not known here: haproxy.cfg was not "
			"read");
	else
		api_try(run, CLUSTER_ROUTERS, judge);
}

/* A server by a name or address that is no planned node's may be any node. */
static bool has_strangers(const struct inventory *inventory, in_port_t port)
{
	for (size_t f = 0; f < inventory->front_count; f++) {
		const struct balancer_front *front = &inventory->fronts[f];

		for (size_t s = 0; front->port == port && s < front->server_count; s++) {
			bool known = false;

			for (size_t n = 0; !known && n < inventory->node_count; n++)
				known = lb_is_server_of(&front->servers[s],
							&inventory->nodes[n]);
			if (!known)
				return true;
		}
	}
	return false;
}

static bool is_listed(const struct inventory *inventory,
		      const struct cluster_router *router, in_port_t port)
{
	const struct node *node = api_planned(inventory, router->node);

	return node && lb_is_listed(inventory, node, port);
}

static struct found look(struct run *run, const struct cluster_state *state,
			 in_port_t port)
{
	const struct inventory *inventory = run_inventory(run);
	struct found found = { .port = port };

	for (size_t i = 0; i < state->routers.count; i++) {
		const struct cluster_router *router = &state->routers.items[i];

		if (!router->ready)
			continue;
		found.ready++;
		if (is_listed(inventory, router, port))
			found.listed++;
		else
			found.unlisted =
				found.unlisted
					? arena_printf(run_arena(run), "%s, %s",
						       found.unlisted, router->node)
					: router->node;
	}
	if (!is_known(inventory, port))
		found.unlisted = NULL;
	found.is_unsure = found.unlisted && has_strangers(inventory, port);
	return found;
}

/* The lines that are missing, and the place where they belong. */
static void fix_port(struct run *run, const struct cluster_state *state, in_port_t port)
{
	const struct inventory *inventory = run_inventory(run);
	char address[ADDR_STRLEN + 8];

	for (size_t i = 0; i < inventory->front_count; i++) {
		const struct balancer_front *front = &inventory->fronts[i];

		if (front->port == port && front->server_count)
			run_source(run, front->servers[0].where);
	}
	run_fixf(run, "in %s, back end of port %u:",
		 inventory->haproxy_file ? inventory->haproxy_file : "haproxy.cfg", port);
	for (size_t i = 0; i < state->routers.count; i++) {
		const struct cluster_router *router = &state->routers.items[i];
		const struct node *node = api_planned(inventory, router->node);
		struct addr addr;

		if (!router->ready || is_listed(inventory, router, port))
			continue;
		snprintf(address, sizeof address, "%s:%u", "ADDRESS", port);
		if (node && node->addresses.count) {
			addr = addr_with_port(node->addresses.items[0], port);
			addr_str_port(&addr, address);
		}
		run_fixf(run, "    server %.*s %s check", (int)strcspn(router->node, "."),
			 router->node, address);
	}
}

static void report(struct run *run, const struct cluster_state *state,
		   const struct found *bad, size_t count)
{
	const struct found *worst = bad;
	const char *which = count == 1
				    ? arena_printf(run_arena(run), "port %u", bad[0].port)
				    : "ports 80 and 443";

	for (size_t i = 0; i < count; i++)
		worst = bad[i].listed < worst->listed ? &bad[i] : worst;
	run_reason(run, "router-not-listed");
	run_observedf(run, "routers on %s; %zu of %zu behind %s", worst->unlisted,
		      worst->listed, worst->ready, which);
	run_whyf(
		run,
		"connections to routes reach a router only on the nodes that the balancer "
		"knows: console and authentication stay unavailable without");
	for (size_t i = 0; i < count; i++)
		fix_port(run, state, bad[i].port);
	run_fixf(
		run,
		"or move the routers: oc -n openshift-ingress-operator edit ingresscontroller "
		"default    (nodePlacement, replicas)");
	api_reproducef(run, "-n openshift-ingress get pods -o wide");
	if (worst->listed)
		run_warn(
			run,
			"a router runs on %s, where the balancer sends nobody who asks for %s",
			worst->unlisted, which);
	else
		run_fail(run,
			 "the routers run on %s, and the balancer sends %s elsewhere",
			 worst->unlisted, which);
}

static void judge(struct run *run, const struct cluster_state *state)
{
	struct found bad[PORT_COUNT];
	size_t count = 0, ready = 0;
	bool unsure = false;

	if (!state || state->routers.seen.knowledge != CLUSTER_KNOWN) {
		run_skip(run, "the cluster does not tell where its routers run%s%s",
			 state && *state->connection_text ? ": " : "",
			 state ? state->connection_text : "");
		return;
	}
	for (size_t i = 0; i < PORT_COUNT; i++) {
		struct found found = look(run, state, ports[i]);

		ready = found.ready;
		unsure = unsure || found.is_unsure;
		if (found.unlisted && !found.is_unsure)
			bad[count++] = found;
	}
	if (!ready)
		run_skip(run, "no router is ready yet");
	else if (count)
		report(run, state, bad, count);
	else if (unsure)
		run_skip(
			run,
			"haproxy.cfg names servers that are no planned nodes: who they are is "
			"not known");
	else
		run_pass(run, "all %zu routers run behind the balancer", ready);
}

static const struct need needs[] = {
	{"dns.forward", NEED_HOST},
	{ NULL,		0	  },
};

const struct probe probe_api_routers = {
	.id = "api.routers",
	.title = "the balancer sends 80 and 443 to the nodes on which the routers run",
	.why = "a router serves only on its own node; the balancer must know which",
	.symptom = "the back ends of 80 and 443 are down in the balancer; console and "
		   "authentication never become available",
	.fix = "oc -n openshift-ingress get pods -o wide; list those nodes in haproxy.cfg",
	.requires = "kubeconfig",
	.phases = PHASE_READY,
	.needs = needs,
	.subjects = subjects,
	.start = start,
};
