/*
 * lint.haproxy-members: behind each front end of the cluster are the nodes that serve it, each
 * once, and nobody else.
 */
#include <ctype.h>
#include <string.h>

#include "_members.h"
#include "core/arena.h"
#include "core/index.h"

/* One machine twice in one back end gets twice the connections. */
/* Called after another node than it leads to? */
static bool is_mixed_up(const struct balancer *balancer,
			const struct haproxy_server *server)
{
	struct balancer_member member = balancer_member(balancer->inventory, server);
	const struct node *named = balancer_named(balancer->inventory, server);

	return member.whose == BALANCER_NODE && named && named != member.node;
}

static void judge_twice(const struct balancer *balancer, struct findings *findings,
			const struct balancer_pair *pair, struct index *seen,
			const struct haproxy_server *server)
{
	const struct haproxy_section *section = pair->back->section;
	struct balancer_member member = balancer_member(balancer->inventory, server);
	const struct haproxy_server *const *before, **holder;
	char *key;

	if (member.whose == BALANCER_HIDDEN)
		return;
	key = arena_printf(findings_arena(findings), "%s:%u",
			   member.whose == BALANCER_NODE ? member.node->fqdn
							 : server->host,
			   server->port);
	for (char *p = key; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	holder = arena_alloc(findings_arena(findings), sizeof *holder);
	*holder = server;
	before = index_add(seen, key, strlen(key), holder);
	if (!before)
		return;
	if (is_mixed_up(balancer, server) || is_mixed_up(balancer, *before)) {
		member_judge_mixed_up(balancer, findings, pair,
				      is_mixed_up(balancer, server) ? server : *before);
		return;
	}
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = balancer_subject(findings, section, server->name),
			.where = server->address,
			.width = server->address_width,
			.title = findings_printf(
				findings,
				"server '%s' of '%s' is the same machine as "
				"another one",
				server->name, section->name),
			.observed = key,
			.why = "it gets twice its share, and very likely another node is missing",
			.fix = {"correct the address, or delete the line",
				 balancer_reload(findings, balancer->inventory)},
			.other = (*before)->address,
			.other_says = "the other one",
	});
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);

	if (!balancer)
		return;
	for (size_t p = 0; p < balancer->pair_count; p++) {
		const struct balancer_pair *pair = &balancer->pairs[p];
		const struct haproxy_section *section = pair->back->section;
		struct index *seen =
			index_new(findings_arena(findings), section->server_count);

		for (size_t i = 0; i < section->server_count; i++) {
			const struct haproxy_server *server = &section->servers[i];

			if (!balancer_is_judged(server))
				continue;
			member_judge_server(balancer, findings, pair, server);
			judge_twice(balancer, findings, pair, seen, server);
		}
	}
	member_judge_missing(balancer, findings);
}

const struct probe probe_lint_haproxy_members = {
	.id = "lint.haproxy-members",
	.title =
		"the nodes that serve a port are behind it in HAProxy, each once, and nobody else",
	.why = "a node that is missing is not reached; one that does not serve the port gets "
	       "connections that it refuses",
	.symptom =
		"masters wait for ever for their configuration; every third connection fails; "
		"the console cannot be reached",
	.fix = "bootstrap and masters behind 6443 and 22623, the bootstrap only until bootstrap is "
	       "complete; workers or infra nodes behind 80 and 443",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
