/*
 * lint.haproxy-balance: connections to the API are spread, not pinned to one master.
 */
#include <string.h>

#include "_balancer.h"

static void judge_pair(const struct balancer *balancer, struct findings *findings,
		       const struct balancer_pair *pair)
{
	const struct haproxy_section *section = pair->back->section;
	const struct haproxy_text *balance = &section->settings.balance;
	bool stick = section->stick_src.value != NULL;

	if (pair->entry->service != BALANCER_API || section->server_count < 2 ||
	    (!stick && (!balance->value || strcmp(balance->value, "source"))))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = section->name,
			.where = stick ? section->stick_src.where : balance->where,
			.width = stick ? 3 : 6,
			.title = findings_printf(
				findings,
				"'%s' pins each client of the API to one master",
				section->name),
			.observed = stick ? "stick on src" : "balance source",
			.expected = "balance roundrobin, or leastconn",
			.why = "the API needs no persistence; all clients behind one address meet "
			       "the same master, and some stay with the bootstrap node",
			.fix = {stick ? "delete the line" : "balance roundrobin",
				 balancer_reload(findings, balancer->inventory)},
	});
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);

	for (size_t p = 0; balancer && p < balancer->pair_count; p++)
		judge_pair(balancer, findings, &balancer->pairs[p]);
}

const struct probe probe_lint_haproxy_balance = {
	.id = "lint.haproxy-balance",
	.title = "HAProxy spreads connections to the API over the masters",
	.why = "with persistence all clients behind one address meet the same master",
	.symptom =
		"one master carries all the load; some clients stay with the bootstrap node",
	.fix = "balance roundrobin, or leastconn, behind 6443; 'source' is right behind 80 and 443",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
