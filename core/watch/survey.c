#include "survey.h"

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

/* The evidence is a line for each thing that serves, so that it tells also what is cut short. */
static const char *name_of(const struct ask *ask)
{
	bool is_config = ask->port == CONFIG_PORT;

	if (ask->port == INGRESS_PORT)
		return "ingress";
	if (!ask->node)
		return is_config ? "balancer-config" : "balancer-api";
	if (ask->node->role == NODE_BOOTSTRAP)
		return is_config ? "bootstrap-config" : "bootstrap-api";
	return is_config ? "master-config" : "master-api";
}

static void note_serves(struct ask *ask)
{
	if (!ask->serves)
		run_evidencef(ask->run, name_of(ask), "%s", ask->host);
	ask->serves = true;
}

static unsigned count(const struct result *result, const char *name)
{
	unsigned found = 0;

	for (unsigned i = 0; i < result->evidence_count; i++)
		found += !strcmp(result->evidence[i].key, name);
	return found;
}

bool survey_read(const struct result *result, struct phase_look *ret_look)
{
	if (result->status != STATUS_PASS)
		return false;
	*ret_look = (struct phase_look){
		.bootstrap_config = count(result, "bootstrap-config"),
		.bootstrap_api = count(result, "bootstrap-api"),
		.balancer_config = count(result, "balancer-config"),
		.balancer_api = count(result, "balancer-api"),
		.ingress = count(result, "ingress"),
		.masters_config = count(result, "master-config"),
		.masters_api = count(result, "master-api"),
	};
	return true;
}

bool survey_saw_something(const struct result *result)
{
	return result->status != STATUS_PASS && result->evidence_count;
}

/* One thing less to wait for. */
static void less(struct run *run)
{
	struct state *state = run_state(run);

	if (!--state->pending)
		run_pass(run, "looked at what serves");
}

static void node_answered(const struct tcp_answer *answer, void *arg)
{
	struct ask *ask = arg;

	if (answer->outcome <= TCP_TALKS)
		note_serves(ask);
	less(ask->run);
}

/*
 * A balancer that ends TLS itself, and a router that does not know the name yet, answer too: with
 * a server's error.
 */
static void balancer_answered(const struct http_answer *answer, void *arg)
{
	struct ask *ask = arg;

	if (answer->chain_count && answer->status && answer->status < 500)
		note_serves(ask);
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
