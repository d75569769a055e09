/*
 * api.operators: the cluster's operators are available, not degraded and have settled.
 */
#include <string.h>

#include "_api.h"
#include "probes/lb/_lb.h"

#define SHOWN_MAX 8

enum trouble { SETTLED, PROGRESSING, DEGRADED, UNAVAILABLE };

static void judge(struct run *run, const struct cluster_state *state);

static void start(struct run *run)
{
	run_expectedf(run, "every operator Available, not Degraded, not Progressing");
	api_ask(run, CLUSTER_OPERATORS, judge);
}

static enum trouble trouble_of(const struct cluster_operator *item)
{
	if (item->available.status != CLUSTER_YES)
		return UNAVAILABLE;
	if (item->degraded.status == CLUSTER_YES)
		return DEGRADED;
	return item->progressing.status == CLUSTER_YES ? PROGRESSING : SETTLED;
}

static const struct cluster_condition *condition_of(const struct cluster_operator *item)
{
	switch (trouble_of(item)) {
	case UNAVAILABLE:
		/* What keeps it is often said only there. */
		if (!*item->available.message && *item->degraded.message)
			return &item->degraded;
		break;
	case DEGRADED:
		return &item->degraded;
	case PROGRESSING:
		return &item->progressing;
	case SETTLED:
		break;
	}
	return &item->available;
}

static const char *trouble_name(enum trouble trouble)
{
	switch (trouble) {
	case UNAVAILABLE:
		return "not available";
	case DEGRADED:
		return "degraded";
	case PROGRESSING:
		return "still progressing";
	case SETTLED:
		return "settled";
	}
	return "?";
}

/* Those that are in trouble as much as any: who, and the words of the first. */
struct found {
	enum trouble worst;
	size_t count, settled;
	const struct cluster_operator *first;
	const char *names;
	bool is_ingress; /* all of them live on routes */
};

static bool lives_on_routes(const char *name)
{
	static const char *const names[] = { "ingress", "authentication", "console",
					     NULL };

	for (size_t i = 0; names[i]; i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

static struct found look(struct run *run, const struct cluster_operators *list)
{
	struct found found = { .names = "", .is_ingress = true };

	for (size_t i = 0; i < list->count; i++) {
		enum trouble trouble = trouble_of(&list->items[i]);

		found.settled += trouble == SETTLED;
		found.worst = trouble > found.worst ? trouble : found.worst;
		found.is_ingress =
			found.is_ingress &&
			(trouble == SETTLED || lives_on_routes(list->items[i].name));
	}
	for (size_t i = 0; found.worst && i < list->count; i++) {
		const struct cluster_operator *item = &list->items[i];

		if (trouble_of(item) != found.worst)
			continue;
		if (found.count++ < SHOWN_MAX)
			found.names = arena_printf(run_arena(run), "%s%s%s", found.names,
						   *found.names ? ", " : "", item->name);
		found.first = found.first ? found.first : item;
	}
	if (found.count > SHOWN_MAX)
		found.names = arena_printf(run_arena(run), "%s and %zu more", found.names,
					   found.count - SHOWN_MAX);
	return found;
}

static void show(struct run *run, const struct cluster_operators *list)
{
	size_t shown = 0;

	for (size_t i = 0; i < list->count && shown < SHOWN_MAX; i++) {
		const struct cluster_operator *item = &list->items[i];
		const struct cluster_condition *condition = condition_of(item);

		if (trouble_of(item) == SETTLED)
			continue;
		shown++;
		run_evidencef(run, "operator", "%s: %s %s: %s", item->name,
			      trouble_name(trouble_of(item)),
			      api_since(run_arena(run), condition->since),
			      condition->message);
	}
}

static const struct result *failed(const struct result *result)
{
	return result && (result->status == STATUS_FAIL || result->blocked_by) ? result
									       : NULL;
}

/* Nodes that are missing or not Ready: whatever shall run on them is degraded. */
static const struct result *by_nodes(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const struct result *cause = NULL;

	for (size_t i = 0; !cause && i < inventory->node_count; i++)
		cause = failed(run_other(run, "api.nodes", inventory->nodes[i].fqdn));
	return cause;
}

/* What lives on routes is not available where routes do not work from outside either. */
static const struct result *by_ingress(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const struct result *cause =
		failed(run_other(run, "dns.wildcard", inventory->ingress.fqdn));
	struct lb_targets targets;

	if (!cause)
		cause = failed(run_other(run, "api.routers", inventory->cluster_domain));
	lb_targets(run_arena(run), inventory, &targets);
	for (size_t i = 0; !cause && i < targets.count; i++) {
		const struct lb_target *target = &targets.items[i];

		if (target->service != LB_HTTP && target->service != LB_HTTPS)
			continue;
		cause = failed(run_other(run, "lb.port", target->name));
		if (!cause)
			cause = failed(run_other(run, "lb.tls", target->name));
	}
	for (size_t i = 0; !cause && i < inventory->node_count; i++) {
		const char *fqdn = inventory->nodes[i].fqdn;

		cause = failed(run_other(run, "lb.backend",
					 arena_printf(run_arena(run), "%s:443", fqdn)));
		if (!cause)
			cause = failed(
				run_other(run, "lb.backend",
					  arena_printf(run_arena(run), "%s:80", fqdn)));
	}
	return cause;
}

/* Workers come by and by, and each wait for them is in order. */
static bool all_nodes_are_ready(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct result *result =
			run_other(run, "api.nodes", inventory->nodes[i].fqdn);

		if (result && result->status != STATUS_PASS)
			return false;
	}
	return true;
}

static void explain(struct run *run, const struct found *found)
{
	run_reason(run, "operator");
	run_whyf(
		run,
		"openshift-install waits until every operator is available and has settled; what "
		"an operator looks after does not work meanwhile");
	run_fixf(run, "oc describe clusteroperator %s", found->first->name);
	run_fixf(run, "oc adm inspect clusteroperator/%s    (its pods, events and logs)",
		 found->first->name);
	api_reproducef(run, "get clusteroperators");
}

static void judge_ready(struct run *run, const struct found *found)
{
	const struct result *cause = by_nodes(run);
	const struct cluster_condition *condition = condition_of(found->first);

	if (!cause && found->is_ingress)
		cause = by_ingress(run);
	if (cause) {
		run_blocked(run, cause);
		return;
	}
	explain(run, found);
	if (found->worst == UNAVAILABLE)
		run_fail(run, "%s: %s: %s", found->names, trouble_name(found->worst),
			 condition->message);
	else
		run_warn(run, "%s: %s: %s", found->names, trouble_name(found->worst),
			 condition->message);
}

/* All of it is still on its way: only what outlasts the installer's own patience is said. */
static void judge_early(struct run *run, const struct cluster_state *state,
			const struct found *found)
{
	const struct cluster_condition *condition = condition_of(found->first);

	if (found->worst >= DEGRADED &&
	    api_is_longer_than(condition->since, API_PATIENCE) &&
	    all_nodes_are_ready(run)) {
		explain(run, found);
		run_warn(run, "%s: %s %s: %s", found->names, trouble_name(found->worst),
			 api_since(run_arena(run), condition->since), condition->message);
		return;
	}
	run_skip(run, "%zu of %zu operators have settled; waiting for %s", found->settled,
		 state->operators.count, found->names);
}

static void judge(struct run *run, const struct cluster_state *state)
{
	struct found found = look(run, &state->operators);

	show(run, &state->operators);
	run_observedf(run, "%zu of %zu settled%s%s", found.settled,
		      state->operators.count, found.count ? "; " : "",
		      found.count ? arena_printf(run_arena(run), "%s %s", found.names,
						 trouble_name(found.worst))
				  : "");
	if (!state->operators.count)
		run_skip(run, "the cluster has no operators yet");
	else if (!found.worst)
		run_pass(run, "all %zu operators are available and have settled",
			 state->operators.count);
	else if (run_inventory(run)->phase == PHASE_READY)
		judge_ready(run, &found);
	else
		judge_early(run, state, &found);
}

static const struct need needs[] = {
	{"api.reachable", NEED_ANY  },
	       { "api.nodes",    NEED_AFTER},
	{ "api.routers",	 NEED_AFTER},
	       { "dns.wildcard", NEED_AFTER},
	{ "lb.port",	     NEED_AFTER},
	       { "lb.tls",	   NEED_AFTER},
	{ "lb.backend",	NEED_AFTER},
	       { NULL,	       0	 },
};

const struct probe probe_api_operators = {
	.id = "api.operators",
	.title = "the cluster's operators are available, not degraded and have settled",
	.why = "each looks after a part of the cluster; the installation is complete when all are "
	       "available",
	.symptom =
		"openshift-install wait-for install-complete: \"Cluster operator console has not yet "
		"reported success\"",
	.fix = "oc get clusteroperators; oc describe clusteroperator NAME",
	.requires = "kubeconfig",
	.phases = PHASE_INSTALL | PHASE_READY,
	.needs = needs,
	.subjects = api_subject_add,
	.start = start,
};
