#include "survey.h"

#include <stdlib.h>
#include <string.h>

#include "core/io_http.h"
#include "core/io_tcp.h"
#include "core/resolve.h"

#define CONFIG_PORT  22623
#define API_PORT     6443
#define INGRESS_PORT 443

/* What is asked of one node or of the balancer. */
struct ask {
	struct run *run;
	const struct node *node; /* or NULL: the balancer */
	const char *host;
	const char *path; /* of the balancer's service */
	in_port_t port;
	bool serves;
};

struct state {
	struct ask *asks;
	size_t count;
	size_t pending; /* answers and names */
};

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	(void)inventory;
	subject_add(list, &(struct subject){ .name = "what serves" });
}

static void finish(struct run *run)
{
	struct state *state = run_state(run);
	struct phase_look look = { 0 };

	for (size_t i = 0; i < state->count; i++) {
		const struct ask *ask = &state->asks[i];

		if (!ask->serves)
			continue;
		if (!ask->node) {
			look.balancer_config |= ask->port == CONFIG_PORT;
			look.balancer_api |= ask->port == API_PORT;
			look.ingress |= ask->port == INGRESS_PORT;
		} else if (ask->node->role == NODE_BOOTSTRAP) {
			look.bootstrap_config |= ask->port == CONFIG_PORT;
			look.bootstrap_api |= ask->port == API_PORT;
		} else {
			look.masters_config += ask->port == CONFIG_PORT;
			look.masters_api += ask->port == API_PORT;
		}
	}
	run_evidencef(run, "bootstrap-config", "%u", look.bootstrap_config);
	run_evidencef(run, "bootstrap-api", "%u", look.bootstrap_api);
	run_evidencef(run, "balancer-config", "%u", look.balancer_config);
	run_evidencef(run, "balancer-api", "%u", look.balancer_api);
	run_evidencef(run, "ingress", "%u", look.ingress);
	run_evidencef(run, "masters-config", "%u", look.masters_config);
	run_evidencef(run, "masters-api", "%u", look.masters_api);
	run_pass(run, "looked at what serves");
}

bool survey_read(const struct result *result, struct phase_look *ret_look)
{
	const struct evidence *evidence = result->evidence;
	unsigned values[7];

	if (result->status != STATUS_PASS || result->evidence_count != 7)
		return false;
	for (size_t i = 0; i < 7; i++)
		values[i] = (unsigned)strtoul(evidence[i].value, NULL, 10);
	*ret_look = (struct phase_look){
		.bootstrap_config = values[0] > 0,
		.bootstrap_api = values[1] > 0,
		.balancer_config = values[2] > 0,
		.balancer_api = values[3] > 0,
		.ingress = values[4] > 0,
		.masters_config = values[5],
		.masters_api = values[6],
	};
	return true;
}

/* One thing less to wait for. */
static void less(struct run *run)
{
	struct state *state = run_state(run);

	if (!--state->pending)
		finish(run);
}

static void node_answered(const struct tcp_answer *answer, void *arg)
{
	struct ask *ask = arg;

	ask->serves |= answer->outcome <= TCP_TALKS;
	less(ask->run);
}

/*
 * A balancer that ends TLS itself, and a router that does not know the name yet, answer too: with
 * a server's error.
 */
static void balancer_answered(const struct http_answer *answer, void *arg)
{
	struct ask *ask = arg;

	ask->serves |= answer->chain_count && answer->status && answer->status < 500;
	less(ask->run);
}

static void ask_at(struct ask *ask, const struct addr *at)
{
	struct state *state = run_state(ask->run);
	struct http_request request = { .insecure = true, .method = HTTP_HEAD };
	struct addr addr = addr_with_port(*at, ask->port);

	state->pending++;
	if (ask->node) {
		tcp_reach(ask->run, &addr, node_answered, ask);
		return;
	}
	request.address = addr;
	request.url = arena_printf(run_arena(ask->run), "https://%s:%u/%s", ask->host,
				   ask->port, ask->path);
	http_ask(ask->run, &request, balancer_answered, ask);
}

static void resolved(const struct resolution *resolution, void *arg)
{
	struct ask *ask = arg;

	/* Several addresses of one name lead to the same balancer; of a node one will do. */
	if (resolution->addresses.count)
		ask_at(ask, &resolution->addresses.items[0]);
	less(ask->run);
}

static void begin(struct ask *ask, const struct addresses *known)
{
	struct state *state = run_state(ask->run);

	if (known->count) {
		for (size_t i = 0; i < (ask->node ? known->count : 1); i++)
			ask_at(ask, &known->items[i]);
		return;
	}
	state->pending++;
	resolve(ask->run, ask->host, resolved, ask);
}

static struct ask *add(struct run *run, const char *host, in_port_t port)
{
	struct state *state = run_state(run);
	struct ask *ask = &state->asks[state->count++];

	*ask = (struct ask){ .run = run, .host = host, .port = port };
	return ask;
}

static void begin_balancer(struct run *run, const struct endpoint *endpoint,
			   const char *host, in_port_t port, const char *path)
{
	struct ask *ask;

	if (!host)
		return;
	ask = add(run, host, port);
	ask->path = path;
	begin(ask, &endpoint->addresses);
}

static void begin_node(struct run *run, const struct node *node, in_port_t port)
{
	struct ask *ask = add(run, node->fqdn, port);

	ask->node = node;
	begin(ask, &node->addresses);
}

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	struct state *state = run_state(run);
	/* Names that a router knows as soon as its operators have run; the first since 4.7. */
	static const char *const routes[] = { "canary-openshift-ingress-canary",
					      "console-openshift-console" };

	state->asks = arena_alloc(run_arena(run),
				  (2 * inventory->node_count + 4) * sizeof *state->asks);
	state->pending = 1; /* ourselves, until all is under way */
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (node->role != NODE_BOOTSTRAP && node->role != NODE_MASTER)
			continue;
		begin_node(run, node, CONFIG_PORT);
		begin_node(run, node, API_PORT);
	}
	begin_balancer(run, &inventory->api_int, inventory->api_int.fqdn, CONFIG_PORT,
		       "healthz");
	begin_balancer(run, &inventory->api_int, inventory->api_int.fqdn, API_PORT,
		       "readyz");
	for (size_t i = 0; inventory->cluster_domain && i < 2; i++)
		begin_balancer(run, &inventory->ingress,
			       arena_printf(run_arena(run), "%s.apps.%s", routes[i],
					    inventory->cluster_domain),
			       INGRESS_PORT, "");
	less(run);
}

static const struct need needs[] = {
	{"dns.server", NEED_AFTER},
	{ NULL,	0	  },
};

const struct probe watch_survey = {
	.id = "watch.survey",
	.title = "what serves",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.start = start,
};
