/*
 * api.routers: the balancer sends 80 and 443 to nodes on which a router runs.
 *
 * It asks the cluster on its own and not after api.reachable: lb.backend and lb.port wait for what it
 * finds, since routers on the wrong nodes are why nobody serves behind them.
 */
#include <string.h>

#include "_api.h"
#include "core/sources/kubeconfig.h"
#include "probes/lb/_backend.h"

static void judge(struct run *run, const struct cluster_state *state);

/* Ports of the ingress in the order of the report. */
static const in_port_t ports[] = { 80, 443 };

struct found {
	size_t ready, listed;
	const char *unlisted; /* names of the nodes, joined */
	const char *first;
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

static struct found look(struct run *run, const struct cluster_state *state,
			 in_port_t port)
{
	const struct inventory *inventory = run_inventory(run);
	struct found found = { 0 };

	for (size_t i = 0; i < state->routers.count; i++) {
		const struct cluster_router *router = &state->routers.items[i];
		const struct node *node = api_planned(inventory, router->node);

		if (!router->ready)
			continue;
		found.ready++;
		if (node && lb_is_listed(inventory, node, port)) {
			found.listed++;
			continue;
		}
		found.first = found.first ? found.first : router->node;
		found.unlisted = found.unlisted
					 ? arena_printf(run_arena(run), "%s, %s",
							found.unlisted, router->node)
					 : router->node;
	}
	return found;
}

static void explain(struct run *run, const struct found *found, in_port_t port)
{
	const struct inventory *inventory = run_inventory(run);

	run_reason(run, "router-not-listed");
	for (size_t i = 0; i < inventory->front_count; i++) {
		const struct balancer_front *front = &inventory->fronts[i];

		if (front->port == port && front->server_count) {
			run_source(run, front->servers[0].where);
			break;
		}
	}
	run_observedf(run, "routers on %s; %zu of %zu behind port %u", found->unlisted,
		      found->listed, found->ready, port);
	run_whyf(
		run,
		"connections to routes reach a router only on the nodes that the balancer "
		"knows: console and authentication stay unavailable without");
	run_fixf(run, "in %s, back end of port %u: server %.*s %s:%u check",
		 inventory->haproxy_file ? inventory->haproxy_file : "haproxy.cfg", port,
		 (int)strcspn(found->first, "."), found->first, found->first, port);
	run_fixf(
		run,
		"or move the routers: oc -n openshift-ingress-operator edit ingresscontroller "
		"default    (nodePlacement, replicas)");
	api_reproducef(run, "-n openshift-ingress get pods -o wide");
}

static void judge(struct run *run, const struct cluster_state *state)
{
	const struct inventory *inventory = run_inventory(run);
	bool unsure = false;

	if (!state || state->routers.seen.knowledge != CLUSTER_KNOWN) {
		run_skip(run, "the cluster does not tell where its routers run%s%s",
			 state && *state->connection_text ? ": " : "",
			 state ? state->connection_text : "");
		return;
	}
	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
		struct found found = look(run, state, ports[i]);

		if (!found.ready) {
			run_skip(run, "no router is ready yet");
			return;
		}
		if (!found.unlisted || !is_known(inventory, ports[i]))
			continue;
		if (has_strangers(inventory, ports[i])) {
			unsure = true;
			continue;
		}
		explain(run, &found, ports[i]);
		if (found.listed)
			run_warn(
				run,
				"a router runs on %s, where the balancer sends nobody who "
				"asks for port %u",
				found.unlisted, ports[i]);
		else
			run_fail(run,
				 "the routers run on %s, and the balancer sends port %u "
				 "elsewhere",
				 found.unlisted, ports[i]);
		return;
	}
	if (unsure)
		run_skip(
			run,
			"haproxy.cfg names servers that are no planned nodes: who they are is "
			"not known");
	else
		run_pass(run, "all %zu routers run behind the balancer",
			 state->routers.count);
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
