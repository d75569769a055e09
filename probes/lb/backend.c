/*
 * lb.backend: each node behind the balancer serves what the phase expects, asked directly and so
 * without the balancer's opinion.
 */
#include <string.h>

#include "_backend.h"
#include "core/io_http.h"

#define ROUTERS_LEAST 2

struct state {
	const struct backend *backend;
	struct addresses addresses;
	/* BACKEND_ROUTER. */
	const struct tcp_answer *own;
	const struct tcp_answer *const *routers; /* as in backend->routers */
	/*
	 * The others: each address is reached for, then those that accept are asked over TLS until
	 * one serves. One is enough.
	 */
	const struct tcp_answer **reached; /* of our port, then of the API port */
	size_t reach_pending;
	const struct http_answer *best; /* NULL: no address accepts */
	struct addr best_addr;
	in_port_t port; /* being asked: our own, then perhaps that of the API */
	size_t asked;
};

static void found(struct run *run, const struct addresses *addresses);
static void reach_node(struct run *run);
static void node_reached(const struct tcp_answer *answer, void *arg);
static void ask_node(struct run *run);
static void node_answered(const struct http_answer *answer, void *arg);
static void judge_node(struct run *run);
static void ask_routers(struct run *run);
static void router_answered(const struct tcp_answer *answer, void *arg);
static void routers_surveyed(const struct tcp_answer *const *answers, void *arg);
static void judge_router(struct run *run);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	struct backends backends;

	lb_backends(subjects_arena(list), inventory, &backends);
	for (size_t i = 0; i < backends.count; i++) {
		const struct backend *backend = &backends.items[i];
		bool is_known = backend->node->addresses.count;

		subject_add(list, &(struct subject){
					  .name = backend->name,
					  .host = is_known ? NULL : backend->node->fqdn,
					  .item = backend,
					  .where = backend->node->where,
				  });
	}
}

static void start(struct run *run)
{
	struct state *state = run_state(run);
	const struct backend *backend = run_subject(run)->item;

	state->backend = backend;
	run_expectedf(run, "%s",
		      backend->kind == BACKEND_GONE	? "serves no more"
		      : backend->kind == BACKEND_ROUTER ? "accepts connections"
		      : backend->port == LB_API_PORT	? "serves TLS"
						     : "serves TLS, /healthz gives 200");
	lb_find(run, backend->node->fqdn, &backend->node->addresses, found);
}

static void found(struct run *run, const struct addresses *addresses)
{
	struct state *state = run_state(run);

	state->addresses = *addresses;
	state->port = state->backend->port;
	if (state->backend->kind == BACKEND_ROUTER)
		ask_routers(run);
	else
		reach_node(run);
}

/*
 * The API port's answers are awaited by the machine config port's run too: they are shared with
 * the API port's own run, which so ends before us and can be named as the cause.
 */
static void reach_node(struct run *run)
{
	struct state *state = run_state(run);
	size_t count = state->addresses.count;
	in_port_t ports[] = { LB_API_PORT, state->port };
	size_t port_count = state->port == LB_API_PORT ? 1 : 2;

	state->reached = arena_alloc(run_arena(run), count * sizeof *state->reached);
	state->reach_pending = count * port_count;
	for (size_t p = 0; p < port_count; p++) {
		for (size_t i = 0; i < count; i++) {
			struct addr addr =
				addr_with_port(state->addresses.items[i], ports[p]);

			tcp_reach(run, &addr, node_reached, run);
		}
	}
}

static void node_reached(const struct tcp_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	for (size_t i = 0; i < state->addresses.count; i++) {
		if (answer->addr.port == state->port &&
		    addr_equal(&answer->addr, &state->addresses.items[i]))
			state->reached[i] = answer;
	}
	if (!--state->reach_pending)
		ask_node(run);
}

/* The next address that accepts; when there is none left, the verdict. */
static void ask_node(struct run *run)
{
	struct state *state = run_state(run);
	bool is_own = state->port == state->backend->port;
	struct http_request request = { .insecure = true, .max_body = 64 };

	while (is_own && state->asked < state->addresses.count &&
	       !lb_is_accepted(state->reached[state->asked]))
		state->asked++;
	if (state->asked == state->addresses.count) {
		judge_node(run);
		return;
	}
	request.url = arena_printf(run_arena(run), "https://%s:%u/%s",
				   state->backend->node->fqdn, state->port,
				   state->port == LB_API_PORT ? "readyz" : "healthz");
	request.address =
		addr_with_port(state->addresses.items[state->asked], state->port);
	http_ask(run, &request, node_answered, run);
}

static bool is_alive(const struct http_answer *answer)
{
	return answer && answer->outcome == HTTP_ANSWER && answer->chain_count;
}

static bool has_accepted(const struct run *run, in_port_t port)
{
	const struct state *state = run_state(run);
	const struct result *other = run_other(
		run, "lb.backend",
		arena_printf(run_arena(run), "%s:%u", state->backend->node->fqdn, port));

	return !other || (other->reason && strncmp(other->reason, "tcp-", 4) != 0);
}

static void node_answered(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	bool is_own = state->port == state->backend->port;

	if (is_own && (!state->best || is_alive(answer))) {
		state->best = answer;
		state->best_addr =
			addr_with_port(state->addresses.items[state->asked], state->port);
	}
	state->asked++;
	if (is_alive(answer)) {
		judge_node(run);
	} else if (is_own && state->asked == state->addresses.count &&
		   state->port == LB_CONFIG_PORT && has_accepted(run, LB_API_PORT)) {
		/* As above: let the API port's run end first. */
		state->port = LB_API_PORT;
		state->asked = 0;
		ask_node(run);
	} else {
		ask_node(run);
	}
}

static void fix_node(struct run *run)
{
	const struct backend *backend = run_subject(run)->item;
	const char *name = backend->node->fqdn;

	run_fixf(run, "ssh core@%s sudo crictl ps -a", name);
	if (backend->node->role == NODE_BOOTSTRAP)
		run_fixf(run,
			 "ssh core@%s journalctl -b -u release-image.service -u "
			 "bootkube.service",
			 name);
	else
		run_fixf(run, "ssh core@%s journalctl -b -u kubelet.service", name);
	run_fixf(run,
		 "the node's console says where it is stuck: no DHCP lease, no Ignition "
		 "file, no image");
}

/* Where no address accepts, the first one's answer. */
static const char *dead_reason(const struct state *state)
{
	return state->best ? http_answer_reason(state->best)
			   : tcp_answer_reason(state->reached[0]);
}

/* Both ports of a node that is not there fail by one cause: the first says it. */
static const struct result *cause_of(struct run *run)
{
	const struct state *state = run_state(run);
	const struct result *first;

	if (state->backend->port != LB_CONFIG_PORT)
		return NULL;
	first = run_other(run, "lb.backend",
			  arena_printf(run_arena(run), "%s:%u",
				       state->backend->node->fqdn, LB_API_PORT));
	if (!first || first->status != STATUS_FAIL || !first->reason ||
	    strcmp(first->reason, dead_reason(state)) != 0)
		return NULL;
	return first;
}

static void judge_dead(struct run *run)
{
	struct state *state = run_state(run);
	const struct backend *backend = state->backend;
	const struct http_answer *answer = state->best;
	const struct result *cause = cause_of(run);
	bool is_local = answer ? answer->outcome == HTTP_LOCAL_ERROR
			       : state->reached[0]->outcome == TCP_LOCAL_ERROR;
	const char *seen = answer ? http_answer_text(run, answer)
				  : tcp_answer_text(run, state->reached[0]);
	char text[ADDR_STRLEN];

	if (backend->kind == BACKEND_MAY) {
		run_skip(run, "%s does not serve yet; in this phase it need not",
			 backend->name);
		return;
	}
	if (is_local) {
		run_error(run, "%s could not be asked: %s", backend->name, seen);
		return;
	}
	if (cause) {
		run_blocked(run, cause);
		return;
	}
	run_reason(run, dead_reason(state));
	fix_node(run);
	run_reproducef(run, "curl -kv --connect-to ::%s https://%s/%s",
		       addr_str_port(&state->best_addr, text), backend->name,
		       backend->port == LB_API_PORT ? "readyz" : "healthz");
	if (backend->node->role == NODE_BOOTSTRAP)
		run_whyf(run,
			 "until the bootstrap node serves this port no master can start");
	run_fail(run, "%s does not serve: %s", backend->name, seen);
}

static void judge_gone(struct run *run)
{
	const struct state *state = run_state(run);
	const struct backend *backend = state->backend;
	struct where where =
		lb_listed_at(run_inventory(run), backend->node, backend->port);

	if (!is_alive(state->best)) {
		run_pass(run, "%s serves no more", backend->name);
		return;
	}
	run_source(run, where);
	run_reason(run, "bootstrap-still-serves");
	run_whyf(
		run,
		"workers that are sent to the bootstrap node's machine config server get "
		"HTTP 500 and boot loops of Ignition; its API holds a stale state");
	run_fixf(run, "delete the bootstrap's server lines: %s:%u", where.file,
		 where.line);
	run_fixf(run, "systemctl reload haproxy");
	run_fixf(run, "then switch the bootstrap node off");
	run_warn(run, "%s still serves and is still behind the load balancer",
		 backend->name);
}

static void judge_node(struct run *run)
{
	struct state *state = run_state(run);
	const struct backend *backend = state->backend;
	const struct http_answer *answer = state->best;
	char text[ADDR_STRLEN];

	if (answer) {
		run_observedf(run, "%s: %s", addr_str_port(&state->best_addr, text),
			      http_answer_text(run, answer));
	} else {
		state->best_addr = state->reached[0]->addr;
		run_observedf(run, "%s",
			      lb_observed(run, state->reached, state->addresses.count));
	}
	if (answer && answer->chain_count)
		run_evidencef(run, "certificate", "%s, issued by %s",
			      answer->chain[0].subject, answer->chain[0].issuer);
	if (backend->kind == BACKEND_GONE) {
		judge_gone(run);
	} else if (!is_alive(answer)) {
		judge_dead(run);
	} else if (answer->status < 500) {
		run_pass(run, "%s serves (HTTP %d)", backend->name, answer->status);
	} else if (backend->kind == BACKEND_MAY) {
		run_skip(run, "%s serves TLS and is not ready yet (HTTP %d)",
			 backend->name, answer->status);
	} else {
		run_reason(run, "http-status");
		fix_node(run);
		run_warn(run, "%s serves TLS, but says HTTP %d to its health check",
			 backend->name, answer->status);
	}
}

static bool serves(const struct tcp_answer *answer)
{
	return lb_is_accepted(answer) && !lb_is_empty(answer);
}

/*
 * Whether a node without a router matters depends on the others. One survey of them all serves
 * every run; all ask for it when they start, so they end in the order of the report.
 */
static void ask_routers(struct run *run)
{
	struct state *state = run_state(run);
	const struct routers *routers = state->backend->routers;
	struct addr addr =
		addr_with_port(state->addresses.items[0], state->backend->port);

	tcp_connect(run, &addr, router_answered, run);
	tcp_survey(run, routers->addrs, routers->count, routers_surveyed, run);
}

static void router_answered(const struct tcp_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->own = answer;
	run_observedf(run, "%s", lb_observed(run, &answer, 1));
	if (serves(answer))
		run_pass(run, "%s accepts connections", state->backend->name);
	else if (state->routers)
		judge_router(run);
}

static void routers_surveyed(const struct tcp_answer *const *answers, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->routers = answers;
	if (state->own)
		judge_router(run);
}

/* An earlier router node or port that failed for the same lack of routers. */
static const struct result *first_without_router(struct run *run)
{
	const struct state *state = run_state(run);
	const struct routers *routers = state->backend->routers;

	for (size_t i = 0; i < routers->count; i++) {
		const struct result *result;

		if (routers->of[i] == state->backend)
			return NULL;
		if (serves(state->routers[i]))
			continue;
		result = run_other(run, "lb.backend", routers->of[i]->name);
		if (result && result->status == STATUS_FAIL)
			return result;
	}
	return NULL;
}

static void judge_router(struct run *run)
{
	struct state *state = run_state(run);
	const struct backend *backend = state->backend;
	const struct routers *routers = backend->routers;
	const struct tcp_answer *own = state->own;
	/* One whose address only DNS knows is not in the survey. */
	size_t serving = 0, nodes = !backend->node->addresses.count, needed;
	const struct result *first;

	for (size_t i = 0; i < routers->count; i++) {
		if (routers->of[i]->port != backend->port)
			continue;
		nodes++;
		serving += serves(state->routers[i]);
	}
	needed = nodes < ROUTERS_LEAST ? nodes : ROUTERS_LEAST;
	run_evidencef(run, "routers", "%zu of %zu nodes serve port %u", serving, nodes,
		      backend->port);
	if (serving >= needed) {
		run_skip(run, "no router runs on %s; %zu of %zu nodes serve port %u",
			 backend->node->fqdn, serving, nodes, backend->port);
		return;
	}
	/* The cluster itself says that they run where the balancer does not look. */
	first = run_other(run, "api.routers", run_inventory(run)->cluster_domain);
	if (!first || first->status != STATUS_FAIL)
		first = first_without_router(run);
	if (first) {
		run_blocked(run, first);
		return;
	}
	run_reason(run, tcp_answer_reason(own));
	run_whyf(run, "%s", lb_why(backend->port == 80 ? LB_HTTP : LB_HTTPS));
	run_fixf(run, "oc -n openshift-ingress get pods -o wide");
	run_fixf(run, "oc get nodes; oc get csr    (workers join once their requests are "
		      "approved)");
	lb_reproduce(run, &own->addr);
	run_fail(run, "%s does not serve: %s; %zu of %zu router nodes do, %zu are needed",
		 backend->name, tcp_answer_text(run, own), serving, nodes, needed);
}

static const struct need needs[] = {
	{"dns.forward",	 NEED_HOST },
	{ "api.routers", NEED_AFTER},
	{ NULL,		0	  },
};

const struct probe probe_lb_backend = {
	.id = "lb.backend",
	.title = "the node behind the balancer serves what the phase expects",
	.why = "the balancer can only hand connections to nodes that serve",
	.symptom =
		"connections to the API or to routes are closed at once, or time out for a "
		"share of the clients",
	.fix = "look at the node's console and its journal",
	.phases = PHASE_BOOTSTRAP | PHASE_INSTALL | PHASE_READY,
	.restless = PHASE_BOOTSTRAP | PHASE_INSTALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.prepare = http_warm,
	.start = start,
};
