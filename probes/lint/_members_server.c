/* What one server line of the cluster may be wrong about. */
#include <string.h>
#include <strings.h>

#include "_members.h"
#include "core/addr.h"
#include "core/text.h"

struct context {
	const struct balancer *balancer;
	struct findings *findings;
	const struct balancer_pair *pair;
	const struct haproxy_server *server;
	const struct node *node;
};

static const char *service_of(const struct context *context)
{
	return balancer_service_name(context->pair->entry->service);
}

static struct finding finding_of(const struct context *context, enum status status)
{
	return (struct finding){
		.status = status,
		.subject =
			balancer_subject(context->findings, context->pair->back->section,
					 context->server->name),
		.where = context->server->address,
		.width = context->server->address_width,
		.fix = {findings_printf(context->findings,
			 "delete the line of server '%s'", context->server->name),
			 balancer_reload(context->findings,
			 context->balancer->inventory) },
		.other = context->node ? context->node->where : (struct where){ 0	  },
		.other_says = "the node",
	};
}

static void bootstrap_left(const struct context *context)
{
	bool ready = context->balancer->inventory->phase == PHASE_READY;
	struct finding finding = finding_of(context, ready ? STATUS_WARN : STATUS_FAIL);

	finding.title = findings_printf(
		context->findings,
		"bootstrap is complete, and its node is still behind %s (server '%s' of '%s')",
		service_of(context), context->server->name,
		context->pair->back->section->name);
	finding.expected = "the masters only";
	finding.why =
		ready ? "a server that is gone for ever stays in the pool"
		      : "the bootstrap's machine config server answers workers with an error "
			"500, and its API with old data";
	findings_add(context->findings, &finding);
}

/* The line as it is for that node. */
static const char *line_for(const struct context *context, const struct node *node)
{
	const struct haproxy_server *server = context->server;
	const char *right = balancer_node_address(context->findings, node);
	struct addr addr;

	if (addr_parse(server->host, &addr) < 0)
		right = node->fqdn;
	if (server->has_port)
		right = findings_printf(
			context->findings, "%s:%u", right,
			haproxy_server_port(server, context->pair->entry->port));
	return lint_corrected(context->findings, context->balancer->inventory,
			      &server->address, server->address_width, right);
}

/* The only node that has no line, where this is the only one that leads to nobody. */
static const struct node *meant_by(const struct context *context)
{
	struct member_set set;

	/* Of two such lines none is meant; so the front end's lines are gone through only once. */
	if (!findings_is_new(context->findings, "stranger",
			     context->pair->entry->bind->where))
		return NULL;
	member_set_fill(context->findings, context->balancer, context->pair->entry, &set);
	return member_meant(context->balancer, &set);
}

/* A node that serves something else: dead weight where checks find out, else lost connections. */
static void wrong_role(const struct context *context)
{
	const struct haproxy_server_options *options = &context->server->options;
	bool control = balancer_is_control(context->pair->entry->service);
	const struct node *meant = meant_by(context);
	struct finding finding = finding_of(
		context, control && !options->check ? STATUS_FAIL : STATUS_WARN);

	finding.title = findings_printf(
		context->findings,
		"server '%s' of '%s' is a %s node, and %s does not run there",
		context->server->name, context->pair->back->section->name,
		node_role_name(context->node->role), service_of(context));
	finding.observed =
		findings_printf(context->findings, "%s, role %s", context->node->fqdn,
				node_role_name(context->node->role));
	finding.expected = control ? "bootstrap and masters"
			   : member_is_compact(context->balancer->inventory)
				   ? "the masters"
				   : "workers and infra nodes";
	finding.why =
		options->check
			? "its check never succeeds: the file says more servers than "
			  "there are"
			: "without a check a share of all connections is sent there "
			  "and refused";
	if (meant) {
		finding.expected = findings_printf(context->findings, "%s?", meant->fqdn);
		finding.fix[0] = line_for(context, meant);
	}
	findings_add(context->findings, &finding);
}

static void judge_node(const struct context *context)
{
	enum balancer_service service = context->pair->entry->service;
	enum node_role role = context->node->role;

	if (member_is_misplaced(context->balancer, service, role))
		wrong_role(context);
	else if (balancer_is_control(service) && role == NODE_BOOTSTRAP &&
		 !member_bootstrap_is_due(context->balancer->inventory))
		bootstrap_left(context);
}

static const char *addresses_text(const struct context *context)
{
	const struct addresses *addresses = &context->node->addresses;
	const char *text = "";

	for (size_t i = 0; i < addresses->count; i++)
		text = findings_printf(
			context->findings, "%s%s%s", text, i ? ", " : "",
			addr_str(&addresses->items[i], (char[ADDR_STRLEN]){ 0 }));
	return text;
}

static bool is_in_base_domain(const struct context *context, const char *name)
{
	const char *base = context->balancer->inventory->base_domain;
	size_t length = strlen(name), tail = base ? strlen(base) : 0;

	return tail && length > tail && !strcasecmp(name + length - tail, base);
}

/* "server m1 172.16.0.99:6443", and m1 is 172.16.0.21. */
static void other_address(const struct context *context)
{
	const struct haproxy_server *server = context->server;
	struct finding finding = finding_of(context, STATUS_FAIL);
	struct addr addr;
	const char *right = balancer_node_address(context->findings, context->node);

	if (addr_parse(server->host, &addr) < 0) {
		const char *domain = strchr(server->host, '.');
		const char *const domains[] = {
			context->balancer->inventory->cluster_domain, NULL
		};

		/*
		 * A name in another domain may well be the node's; a misspelt one is not. Where
		 * it is the base domain that is, lint.domain-spelling says so of all files.
		 */
		if (!domain || !is_in_base_domain(context, server->host) ||
		    !text_nearest(domain + 1, domains))
			return;
		right = context->node->fqdn;
	}
	finding.title = findings_printf(
		context->findings, "server '%s' of '%s' goes to %s, and that is not %s",
		server->name, context->pair->back->section->name, server->host,
		context->node->fqdn);
	finding.observed = server->host;
	finding.expected =
		context->node->addresses.count
			? findings_printf(context->findings, "%s (%s)",
					  context->node->fqdn, addresses_text(context))
			: context->node->fqdn;
	finding.why =
		"one of the two places is wrong; the node does not get its share, or "
		"another machine does";
	if (server->has_port)
		right = findings_printf(
			context->findings, "%s:%u", right,
			haproxy_server_port(server, context->pair->entry->port));
	finding.fix[0] = lint_corrected(context->findings, context->balancer->inventory,
					&server->address, server->address_width, right);
	findings_add(context->findings, &finding);
}

static const char *nearest_node(const struct context *context)
{
	const struct inventory *inventory = context->balancer->inventory;
	const char *words[65] = { 0 };

	for (size_t i = 0; i < inventory->node_count && i < 64; i++)
		words[i] = inventory->nodes[i].fqdn;
	return text_nearest(context->server->host, words);
}

static void stranger(const struct context *context, const struct host *host)
{
	bool control = balancer_is_control(context->pair->entry->service);
	struct finding finding =
		finding_of(context, host && control ? STATUS_FAIL : STATUS_WARN);
	const struct node *meant = meant_by(context);
	const char *near = meant ? meant->fqdn : host ? NULL : nearest_node(context);

	finding.title = findings_printf(
		context->findings, "server '%s' of '%s' is %s, not a node of the cluster",
		context->server->name, context->pair->back->section->name,
		host ? findings_printf(context->findings, "the host %s", host->fqdn)
		     : context->server->host);
	finding.observed = context->server->host;
	finding.expected = near ? findings_printf(context->findings, "%s?", near)
				: "a node of the inventory";
	finding.why = "clients that are sent there meet nobody, or somebody else";
	finding.fix[0] = "correct the address, or add the node to the configuration "
			 "(ocp-preflight.yaml)";
	if (meant)
		finding.fix[0] = line_for(context, meant);
	if (host) {
		finding.other = host->where;
		finding.other_says = "the host";
	}
	findings_add(context->findings, &finding);
}

/* Can a stranger be told from a node? Not while the addresses of nodes are not known. */
static bool nodes_are_known(const struct context *context)
{
	const struct inventory *inventory = context->balancer->inventory;
	bool control = balancer_is_control(context->pair->entry->service);
	bool some = false;

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (control && node->role != NODE_MASTER)
			continue;
		if (!node->addresses.count)
			return false;
		some |= control || node->role != NODE_BOOTSTRAP;
	}
	return some;
}

void member_judge_mixed_up(const struct balancer *balancer, struct findings *findings,
			   const struct balancer_pair *pair,
			   const struct haproxy_server *server)
{
	struct context context = { balancer, findings, pair, server,
				   balancer_named(balancer->inventory, server) };

	other_address(&context);
}

void member_judge_server(const struct balancer *balancer, struct findings *findings,
			 const struct balancer_pair *pair,
			 const struct haproxy_server *server)
{
	struct balancer_member member = balancer_member(balancer->inventory, server);
	struct context context = { balancer, findings, pair, server, member.node };
	struct addr addr;

	switch (member.whose) {
	case BALANCER_NODE:
		judge_node(&context);
		break;
	case BALANCER_NODE_BY_NAME:
		other_address(&context);
		break;
	case BALANCER_LOST:
		context.node = NULL;
		if (balancer->inventory->node_count)
			stranger(&context, NULL);
		break;
	case BALANCER_HOST:
		context.node = NULL;
		stranger(&context, member.host);
		break;
	case BALANCER_FOREIGN:
		context.node = NULL;
		if (addr_parse(server->host, &addr) >= 0 && !pair->back->conditional &&
		    nodes_are_known(&context))
			stranger(&context, NULL);
		break;
	case BALANCER_HIDDEN:
		break;
	}
}
