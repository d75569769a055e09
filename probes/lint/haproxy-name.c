/*
 * lint.haproxy-name: HAProxy starts while name service is down.
 */
#include <string.h>

#include "_balancer.h"
#include "core/addr.h"
#include "core/sources/sources.h"

static bool needs_dns(const struct haproxy_server *server)
{
	struct addr addr;

	return balancer_is_judged(server) && !server->options.init_addr_none &&
	       addr_parse(server->host, &addr) < 0 && strcmp(server->host, "*") &&
	       *server->host;
}

/* One word for the file: it is one decision. */
static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);
	const struct haproxy_server *first = NULL;
	size_t count = 0;

	for (size_t p = 0; balancer && p < balancer->pair_count; p++) {
		const struct haproxy_section *section = balancer->pairs[p].back->section;

		for (size_t i = 0; i < section->server_count; i++) {
			const struct haproxy_server *server = &section->servers[i];

			if (!needs_dns(server))
				continue;
			first = first ? first : server;
			count++;
		}
	}
	if (!first)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = "server names",
			.where = first->address,
			.width = first->address_width,
			.title = findings_printf(
				findings,
				"HAProxy does not start unless it can resolve %zu server name%s",
				count, count == 1 ? "" : "s"),
			.observed = findings_printf(findings, "%s%s", first->host,
						    count == 1 ? "" : ", ..."),
			.expected =
				"addresses, or 'default-server init-addr last,libc,none'",
			.why = "one name that does not resolve, and HAProxy ends with 'could not "
			       "resolve address': after a power cut the balancer waits for DNS",
			.fix = {"write addresses in the server lines",
				 "or in 'defaults': default-server init-addr last,libc,none, "
				 "with a 'resolvers' section", balancer_reload(findings, inventory)},
	});
}

const struct probe probe_lint_haproxy_name = {
	.id = "lint.haproxy-name",
	.title = "HAProxy starts while name service is down",
	.why = "HAProxy resolves server names when it starts, and ends where one fails",
	.symptom =
		"'could not resolve address' in the journal; no port of the balancer answers",
	.fix = "addresses in the server lines, or 'init-addr last,libc,none' with resolvers",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
