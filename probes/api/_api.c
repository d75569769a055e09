#include "_api.h"

#include <stdarg.h>
#include <string.h>

#include "core/cluster/lookup.h"
#include "core/http/url.h"
#include "core/resolve.h"
#include "core/sources/kubeconfig.h"

struct asking {
	struct run *run;
	enum cluster_part part;
	api_known_fn *known;
	bool always; /* api_try() */
	struct addresses addresses;
};

static void answered(const struct cluster_state *state, enum cluster_part part,
		     void *arg);

void api_subject_add(const struct inventory *inventory, struct subjects *subjects)
{
	if (inventory->kubeconfig)
		subject_add(subjects,
			    &(struct subject){
				    .name = inventory->cluster_domain,
				    .where = inventory->kubeconfig->server.where });
}

void api_node_subjects_add(const struct inventory *inventory, struct subjects *subjects)
{
	for (size_t i = 0; inventory->kubeconfig && i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (node->role != NODE_BOOTSTRAP)
			subject_add(subjects, &(struct subject){ .name = node->fqdn,
								 .item = node,
								 .where = node->where });
	}
}

static struct http_url server_url(struct arena *arena, const struct inventory *inventory)
{
	struct http_url url = { 0 };

	/* The parser of kubeconfigs has seen that it is one. */
	if (http_url_parse(arena, inventory->kubeconfig->server.value, &url))
		url.host = "";
	return url;
}

const char *api_server(struct arena *arena, const struct inventory *inventory)
{
	struct http_url url = server_url(arena, inventory);

	return arena_printf(arena, strchr(url.host, ':') ? "[%s]:%u" : "%s:%u", url.host,
			    url.port);
}

static void resolved(const struct resolution *resolution, void *arg)
{
	struct asking *asking = arg;
	struct run *run = asking->run;

	asking->addresses = resolution->addresses;
	if (asking->addresses.count) {
		cluster_ask(run, &asking->addresses, asking->part, answered, asking);
		return;
	}
	if (asking->always) {
		asking->known(run, NULL);
		return;
	}
	run_reason(run, resolution->failure ? dns_answer_reason(resolution->failure)
					    : "dns-timeout");
	run_error(run, "%s of the kubeconfig cannot be asked: its name has no address",
		  resolution->host);
}

static void ask(struct run *run, enum cluster_part part, api_known_fn *known, bool always)
{
	const struct inventory *inventory = run_inventory(run);
	struct asking *asking = arena_alloc(run_arena(run), sizeof *asking);
	struct http_url url = server_url(run_arena(run), inventory);
	const struct endpoint *endpoint = !strcmp(url.host, inventory->api_int.fqdn)
						  ? &inventory->api_int
						  : &inventory->api;

	*asking = (struct asking){ run, part, known, always, endpoint->addresses };
	if (!strcmp(url.host, endpoint->fqdn) && endpoint->addresses.count)
		cluster_ask(run, &asking->addresses, part, answered, asking);
	else
		resolve(run, url.host, resolved, asking);
}

void api_ask(struct run *run, enum cluster_part part, api_known_fn *known)
{
	ask(run, part, known, false);
}

void api_try(struct run *run, enum cluster_part part, api_known_fn *known)
{
	ask(run, part, known, true);
}

/* What keeps a part from us is said once, though many are asked about. */
static const struct result *said_before(const struct run *run, enum cluster_part part)
{
	const struct inventory *inventory = run_inventory(run);
	const char *id = part == CLUSTER_NODES ? "api.nodes" : "api.csr";

	for (size_t i = 0; i < inventory->node_count; i++) {
		const char *fqdn = inventory->nodes[i].fqdn;
		const struct result *result = run_other(run, id, fqdn);

		if (run_subject(run)->item == &inventory->nodes[i])
			return NULL;
		if (result && result->status == STATUS_ERROR)
			return result;
	}
	return NULL;
}

static void without(struct run *run, const struct cluster_state *state,
		    enum cluster_part part)
{
	bool is_of_nodes = part == CLUSTER_NODES || part == CLUSTER_CSRS;
	const struct result *before = is_of_nodes ? said_before(run, part) : NULL;

	if (before) {
		run_blocked(run, before);
	} else if (cluster_seen(state, part)->knowledge == CLUSTER_REFUSED) {
		run_reason(run, "http-status");
		run_error(run, "the user of the kubeconfig may not read %s (HTTP 403)",
			  cluster_part_name(part));
	} else {
		run_error(run, "%s cannot be read: %s", cluster_part_name(part),
			  state->connection_text);
	}
}

static void answered(const struct cluster_state *state, enum cluster_part part, void *arg)
{
	struct asking *asking = arg;
	enum cluster_knowledge knowledge = cluster_seen(state, part)->knowledge;

	if (asking->always || knowledge == CLUSTER_KNOWN)
		asking->known(asking->run, state);
	else if (knowledge == CLUSTER_ABSENT)
		run_skip(asking->run, "the cluster does not show %s yet",
			 cluster_part_name(part));
	else
		without(asking->run, state, part);
}

const struct cluster_node *api_node(const struct cluster_state *state,
				    const struct node *node)
{
	const char *name = node->fqdn;
	const struct cluster_node *found = cluster_node_named(state, name, strlen(name));

	return found ? found : cluster_node_named(state, name, strcspn(name, "."));
}

const struct node *api_planned(const struct inventory *inventory, const char *name)
{
	const struct node *node = inventory_node(inventory, name);
	size_t length = strlen(name);

	for (size_t i = 0; !node && !strchr(name, '.') && i < inventory->node_count;
	     i++) {
		const char *fqdn = inventory->nodes[i].fqdn;

		if (length == strcspn(fqdn, ".") && !strncmp(name, fqdn, length))
			node = &inventory->nodes[i];
	}
	return node;
}

bool api_is_longer_than(time_t since, long seconds)
{
	return since && time(NULL) - since > seconds;
}

const char *api_since(struct arena *arena, time_t since)
{
	long minutes = (long)(time(NULL) - since) / 60;
	char text[32];
	struct tm tm;

	if (!since || !gmtime_r(&since, &tm))
		return "";
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm);
	return arena_printf(arena, "since %s (%ld min)", text, minutes);
}

void api_reproducef(struct run *run, const char *format, ...)
{
	const char *file = run_inventory(run)->kubeconfig->file;
	const char *command;
	va_list args;

	va_start(args, format);
	command = arena_vprintf(run_arena(run), format, args);
	va_end(args);
	run_reproducef(run, "oc --kubeconfig %s %s", file, command);
}
