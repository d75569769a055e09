/*
 * lint.haproxy-check: each server of the cluster is checked, in a way that can succeed.
 */
#include <string.h>

#include "_balancer.h"

#define DEFAULT_INTER 2000 /* milliseconds, and how many failures: HAProxy's own */
#define DEFAULT_FALL  3
#define DRAIN_TIME    30000 /* so long an API server that goes serves on */

struct context {
	const struct balancer *balancer;
	struct findings *findings;
	const struct balancer_pair *pair;
	const struct haproxy_section *section;
};

static struct finding finding_of(const struct context *context, enum status status,
				 const struct haproxy_server *server)
{
	return (struct finding){
		.status = status,
		.subject = server ? balancer_subject(context->findings, context->section,
						     server->name)
				  : context->section->name,
		.where = server ? server->address : context->section->where,
		.width = server ? server->address_width
				: (unsigned)strlen(context->section->name),
		.fix = {NULL, NULL},
	};
}

/* One finding for the section where no server has one. */
static bool judge_none(const struct context *context)
{
	struct finding finding = finding_of(context, STATUS_WARN, NULL);
	size_t without = 0, judged = 0;

	for (size_t i = 0; i < context->section->server_count; i++) {
		judged += balancer_is_judged(&context->section->servers[i]);
		without += balancer_is_judged(&context->section->servers[i]) &&
			   !context->section->servers[i].options.check &&
			   !context->section->servers[i].options.check_elsewhere;
	}
	if (without < 2 || without < judged)
		return false;
	finding.title = findings_printf(context->findings, "no server of '%s' is checked",
					context->section->name);
	finding.expected = "server ... check";
	finding.why =
		"connections go on to a node that is down: each waits for 'timeout connect' "
		"as often as 'retries' says, and is closed";
	finding.fix[0] = "default-server check";
	finding.fix[1] = balancer_reload(context->findings, context->balancer->inventory);
	findings_add(context->findings, &finding);
	return true;
}

static void no_check(const struct context *context, const struct haproxy_server *server)
{
	struct finding finding = finding_of(context, STATUS_WARN, server);

	finding.title =
		findings_printf(context->findings, "server '%s' of '%s' is not checked",
				server->name, context->section->name);
	finding.expected = "server ... check";
	finding.why =
		"connections go on to a node that is down: each waits for 'timeout connect' "
		"as often as 'retries' says, and is closed";
	finding.fix[0] = findings_printf(context->findings, "add 'check' to server '%s'",
					 server->name);
	finding.fix[1] = balancer_reload(context->findings, context->balancer->inventory);
	findings_add(context->findings, &finding);
}

/* 0: nothing can be said about what listens there. 1: TLS, -1: plain. */
static int speaks_tls(in_port_t port)
{
	switch (port) {
	case 6443:
	case 22623:
	case 443:
		return 1;
	case 80:
	case 1936:
	case 6080:
	case 22624:
		return -1;
	default:
		return 0;
	}
}

/* NULL: it can succeed, as far as we know. Else what is wrong with it. */
static const char *broken(const struct context *context,
			  const struct haproxy_server *server, const char **ret_fix)
{
	const struct haproxy_settings *settings = &context->section->settings;
	const struct haproxy_server_options *options = &server->options;
	in_port_t port =
		options->check_port
			? options->check_port
			: haproxy_server_port(server, context->pair->entry->port);
	int tls = speaks_tls(port);
	bool asks_tls = options->check_ssl || (options->ssl && !options->check_port);
	const char *uri = settings->check_uri;

	if (settings->check_connect.value)
		return NULL; /* a dialogue of its own */
	if (settings->check == HAPROXY_CHECK_HTTP && tls > 0 && !asks_tls) {
		*ret_fix = "server ... check check-ssl verify none";
		return findings_printf(
			context->findings,
			"'option httpchk' speaks plain HTTP to port %u, where TLS "
			"is expected",
			port);
	}
	if (settings->check == HAPROXY_CHECK_SSL_HELLO && tls < 0) {
		*ret_fix = "take 'option ssl-hello-chk' away";
		return findings_printf(
			context->findings,
			"'option ssl-hello-chk' speaks TLS to port %u, where "
			"there is none",
			port);
	}
	if (asks_tls && tls < 0) {
		*ret_fix = "take 'check-ssl' away";
		return findings_printf(
			context->findings,
			"'check-ssl' speaks TLS to port %u, where there is none", port);
	}
	if (settings->check == HAPROXY_CHECK_HTTP && !settings->check_expect.value &&
	    (!uri || !strcmp(uri, "/")) && (port == 6443 || port == 22623)) {
		*ret_fix = port == 6443 ? "option httpchk GET /readyz HTTP/1.0"
					: "option httpchk GET /healthz HTTP/1.0";
		return findings_printf(
			context->findings,
			"'option httpchk' asks for '/', which is answered with "
			"an error %s",
			port == 6443 ? "403" : "404");
	}
	return NULL;
}

/* One finding for the section: its servers are alike, and the option is one line. */
static bool judge_broken(const struct context *context)
{
	const struct haproxy_settings *settings = &context->section->settings;

	for (size_t i = 0; i < context->section->server_count; i++) {
		const struct haproxy_server *server = &context->section->servers[i];
		struct finding finding = finding_of(context, STATUS_FAIL, NULL);
		const char *fix, *what;

		if (!server->options.check || !balancer_is_judged(server) ||
		    server->options.check_elsewhere)
			continue;
		what = broken(context, server, &fix);
		if (!what)
			continue;
		if (settings->check_option.value) {
			finding.where = settings->check_option.where;
			finding.width = (unsigned)strlen(settings->check_option.value);
		} else {
			finding.where = server->options.check_ssl_where;
			finding.width = strlen("check-ssl");
		}
		finding.title = findings_printf(
			context->findings,
			"the check of '%s' cannot succeed: server '%s' stays DOWN",
			context->section->name, server->name);
		finding.observed = what;
		finding.expected = fix;
		finding.why =
			"HAProxy takes every server for dead and closes each connection at "
			"once";
		finding.fix[0] = fix;
		finding.fix[1] =
			balancer_reload(context->findings, context->balancer->inventory);
		finding.other = server->address;
		finding.other_says = "the server that is checked";
		findings_add(context->findings, &finding);
		return true;
	}
	return false;
}

static void judge_hello(const struct context *context)
{
	const struct haproxy_settings *settings = &context->section->settings;
	struct finding finding = finding_of(context, STATUS_WARN, NULL);

	if (context->pair->entry->service != BALANCER_API ||
	    settings->check != HAPROXY_CHECK_SSL_HELLO)
		return;
	finding.where = settings->check_option.where;
	finding.width = strlen("ssl-hello-chk");
	finding.title = findings_printf(
		context->findings,
		"'%s' only checks that the API servers speak TLS, not that they are ready",
		context->section->name);
	finding.observed = "option ssl-hello-chk";
	finding.expected =
		"option httpchk GET /readyz HTTP/1.0, and 'check-ssl verify none'";
	finding.why =
		"an API server that starts or goes down says so under /readyz alone: until "
		"then it gets requests that fail";
	finding.fix[0] = "option httpchk GET /readyz HTTP/1.0";
	finding.fix[1] =
		"default-server check check-ssl verify none inter 10s fall 2 rise 3";
	finding.fix[2] = balancer_reload(context->findings, context->balancer->inventory);
	findings_add(context->findings, &finding);
}

static void judge_slow(const struct context *context)
{
	if (context->pair->entry->service != BALANCER_API)
		return;
	for (size_t i = 0; i < context->section->server_count; i++) {
		const struct haproxy_server *server = &context->section->servers[i];
		const struct haproxy_server_options *options = &server->options;
		unsigned long inter =
			options->inter_ms ? options->inter_ms : DEFAULT_INTER;
		unsigned long fall = options->fall ? options->fall : DEFAULT_FALL;
		struct finding finding;

		if (!options->check || !balancer_is_judged(server) ||
		    inter * fall <= DRAIN_TIME)
			continue;
		finding = finding_of(context, STATUS_WARN, NULL);
		finding.where = server->where;
		finding.width = strlen("server");
		finding.title = findings_printf(
			context->findings,
			"'%s' notices after %lu s that an API server is gone",
			context->section->name, inter * fall / 1000);
		finding.observed = findings_printf(
			context->findings, "inter %lu s, fall %lu", inter / 1000, fall);
		finding.expected = "within 30 s: inter 10s fall 2 rise 3";
		finding.why =
			"an API server that goes down serves for half a minute more; after "
			"that its share of connections fails";
		finding.fix[0] = "server ... check inter 10s fall 2 rise 3";
		finding.fix[1] =
			balancer_reload(context->findings, context->balancer->inventory);
		findings_add(context->findings, &finding);
		return;
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);

	for (size_t p = 0; balancer && p < balancer->pair_count; p++) {
		const struct balancer_pair *pair = &balancer->pairs[p];
		struct context context = { balancer, findings, pair,
					   pair->back->section };

		if (!judge_none(&context)) {
			for (size_t i = 0; i < context.section->server_count; i++) {
				const struct haproxy_server *server =
					&context.section->servers[i];

				if (balancer_is_judged(server) &&
				    !server->options.check &&
				    !server->options.check_elsewhere)
					no_check(&context, server);
			}
		}
		if (!judge_broken(&context))
			judge_hello(&context);
		judge_slow(&context);
	}
}

const struct probe probe_lint_haproxy_check = {
	.id = "lint.haproxy-check",
	.title = "HAProxy checks each server of the cluster, in a way that can succeed",
	.why = "without a check a node that is down gets its share of connections; with one that "
	       "never succeeds no node gets any",
	.symptom =
		"connections hang for half a minute now and then; or all servers are DOWN while "
		"the nodes are up",
	.fix = "option httpchk GET /readyz HTTP/1.0 and 'check check-ssl verify none inter 10s fall "
	       "2 rise 3' behind 6443; 'check inter 1s' behind the others",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
