/*
 * api.csr: no certificate request of a planned node waits for somebody to approve it.
 */
#include <string.h>

#include "_api.h"
#include "core/cluster/lookup.h"

static void judge(struct run *run, const struct cluster_state *state);

/* Node by node; then one for the requests that are of no planned node. */
static void subjects(const struct inventory *inventory, struct subjects *list)
{
	api_node_subjects_add(inventory, list);
	api_subject_add(inventory, list);
}

static void start(struct run *run)
{
	run_expectedf(run, "no pending certificate request");
	api_ask(run, CLUSTER_CSRS, judge);
}

static bool is_local_name(const char *name)
{
	return !strncmp(name, "localhost", strlen("localhost"));
}

static const char *kind_name(enum cluster_csr_kind kind)
{
	switch (kind) {
	case CLUSTER_CSR_CLIENT:
		return "to join";
	case CLUSTER_CSR_SERVING:
		return "for its kubelet's server certificate";
	case CLUSTER_CSR_OTHER:
		return "for something else";
	}
	return "?";
}

static void show(struct run *run, const struct cluster_csr *csr)
{
	run_evidencef(
		run, "request", "%s: %s asks for %s, %s%s%s%s", csr->name, csr->requestor,
		csr->node ? csr->node : "no node", kind_name(csr->kind),
		csr->problem ? "; " : "", csr->problem ? csr->problem : "",
		api_is_longer_than(csr->created, 3600) ? "; more than an hour old" : "");
}

/* A request that is not as it should be is nobody's to approve, whatever name it bears. */
static bool is_strangers(const struct cluster_csr *csr, const struct run *run)
{
	return csr->problem || !csr->node || !api_planned(run_inventory(run), csr->node);
}

static bool is_newer(const struct cluster_csr *csr, const struct cluster_csr *than)
{
	return !than || csr->created > than->created ||
	       (csr->created == than->created && strcmp(csr->name, than->name) > 0);
}

/* Pending requests of one kind. Kubelets ask again and again: the newest is enough. */
struct pending {
	const struct cluster_csr *newest;
	size_t count;
};

static void add_pending(const struct cluster_csr *first, enum cluster_csr_kind kind,
			struct pending *pending)
{
	for (const struct cluster_csr *csr = first; csr; csr = csr->next) {
		if (csr->problem || csr->kind != kind)
			continue;
		pending->count++;
		if (is_newer(csr, pending->newest))
			pending->newest = csr;
	}
}

/* Under its name or, as some name themselves, its first label. */
static const char *approve(struct run *run, const struct cluster_state *state,
			   enum cluster_csr_kind kind, size_t *ret_count)
{
	const char *name = run_subject(run)->name;
	size_t length = strlen(name), label = strcspn(name, ".");
	struct pending pending = { 0 };

	add_pending(cluster_csrs_of(state, name, length), kind, &pending);
	if (label < length)
		add_pending(cluster_csrs_of(state, name, label), kind, &pending);
	*ret_count = pending.count;
	if (!pending.newest)
		return NULL;
	show(run, pending.newest);
	return pending.newest->name;
}

static void judge_node(struct run *run, const struct cluster_state *state)
{
	const char *name = run_subject(run)->name;
	size_t joins, servings;
	const char *join = approve(run, state, CLUSTER_CSR_CLIENT, &joins);
	const char *serving = approve(run, state, CLUSTER_CSR_SERVING, &servings);
	bool is_ready = run_inventory(run)->phase == PHASE_READY;

	if (!join && !serving) {
		run_pass(run, "no certificate request of %s is pending", name);
		return;
	}
	run_reason(run, "csr-pending");
	run_observedf(run, "pending: %zu to join, %zu for a server certificate", joins,
		      servings);
	if (join)
		run_fixf(run, "oc adm certificate approve %s", join);
	if (serving)
		run_fixf(run, "oc adm certificate approve %s", serving);
	if (join)
		run_fixf(run,
			 "a moment later the node asks a second time, for its server "
			 "certificate: oc get csr");
	api_reproducef(run, "get csr");
	if (!join) {
		run_whyf(
			run,
			"without it oc logs, oc exec and metrics of the node do not work");
		run_warn(run, "the server certificate of %s waits for approval", name);
		return;
	}
	run_whyf(
		run,
		"the node becomes part of the cluster only when its request is approved");
	if (is_ready)
		run_fail(run,
			 "%s waits to join: nobody has approved its certificate request",
			 name);
	else
		run_warn(run, "%s waits to join: approve its certificate request", name);
}

static void judge_strangers(struct run *run, const struct cluster_state *state)
{
	const struct cluster_csr *first = NULL, *local = NULL;
	size_t count = 0;

	for (size_t i = 0; i < state->csrs.count; i++) {
		const struct cluster_csr *csr = &state->csrs.items[i];

		if (!is_strangers(csr, run))
			continue;
		if (++count <= 8)
			show(run, csr);
		first = first ? first : csr;
		if (csr->node && is_local_name(csr->node))
			local = csr;
	}
	if (!first) {
		run_pass(run, "every pending certificate request is of a planned node");
		return;
	}
	run_reason(run, "csr-unknown");
	run_observedf(run, "%zu pending, of no planned node", count);
	api_reproducef(run, "get csr");
	if (local) {
		run_whyf(
			run,
			"a node that found no name of its own calls itself so for good: it "
			"never becomes the node that it was meant to be");
		run_fixf(
			run,
			"do not approve it; give the node its PTR record (or its name by DHCP) "
			"and boot it anew");
		run_fixf(run, "oc delete csr %s", local->name);
		run_warn(run, "a node that calls itself %s asks to join", local->node);
		return;
	}
	run_whyf(run, "whoever is approved gets the secrets of the cluster");
	run_fixf(
		run,
		"find out which machine it is; do not approve it before: oc describe csr %s",
		first->name);
	run_warn(run, "%s",
		 first->problem && first->node
			 ? first->problem
			 : arena_printf(run_arena(run),
					"%s, which is no planned node, asks %s",
					first->node ? first->node : first->requestor,
					kind_name(first->kind)));
}

static void judge(struct run *run, const struct cluster_state *state)
{
	if (run_subject(run)->item)
		judge_node(run, state);
	else
		judge_strangers(run, state);
}

static const struct need needs[] = {
	{"api.reachable", NEED_ANY},
	{ NULL,		0	  },
};

const struct probe probe_api_csr = {
	.id = "api.csr",
	.title = "no certificate request of a node waits for approval",
	.why = "workers of an installation on machines of one's own join only when a person approves "
	       "their requests, two for each",
	.symptom =
		"oc get nodes shows no worker; ingress, console and authentication never become "
		"available",
	.fix = "oc get csr; oc adm certificate approve NAME",
	.requires = "kubeconfig",
	.phases = PHASE_INSTALL | PHASE_READY,
	.needs = needs,
	.subjects = subjects,
	.start = start,
};
