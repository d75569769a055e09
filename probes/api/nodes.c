/*
 * api.nodes: every planned node has joined under its name and address, and is Ready.
 */
#include <string.h>

#include "_api.h"
#include "core/cluster/lookup.h"

#define PATIENCE_NODE (10 * 60) /* seconds from joining to Ready: image pulls, CNI */

static void judge(struct run *run, const struct cluster_state *state);

static void start(struct run *run)
{
	run_expectedf(run, "joined as %s, Ready", run_subject(run)->name);
	api_ask(run, CLUSTER_NODES, judge);
}

static bool bears(const struct cluster_node *found, const struct addresses *addresses)
{
	for (size_t i = 0; i < addresses->count; i++) {
		if (addr_is_in(&addresses->items[i], found->addresses.items,
			       found->addresses.count))
			return true;
	}
	return false;
}

static const char *addresses_text(struct arena *arena, const struct addresses *addresses)
{
	const char *text = NULL;
	char one[ADDR_STRLEN];

	for (size_t i = 0; i < addresses->count; i++) {
		addr_str(&addresses->items[i], one);
		text = text ? arena_printf(arena, "%s, %s", text, one)
			    : arena_strdup(arena, one);
	}
	return text ? text : "none";
}

/* A node under a name that nobody planned, with the address of this one. */
static const struct cluster_node *misnamed(const struct run *run,
					   const struct cluster_state *state)
{
	const struct node *node = run_subject(run)->item;

	for (size_t i = 0; i < node->addresses.count; i++) {
		const struct cluster_node *found =
			cluster_node_at(state, &node->addresses.items[i]);

		if (found && !api_planned(run_inventory(run), found->name))
			return found;
	}
	return NULL;
}

static void fail_name(struct run *run, const struct cluster_node *found)
{
	const struct node *node = run_subject(run)->item;
	char text[ADDR_STRLEN];

	addr_str(&node->addresses.items[0], text);
	run_reason(run, "node-name");
	run_observedf(run, "%s has joined as %s", text, found->name);
	run_whyf(
		run,
		"a node keeps its first name for good: certificates and pods are bound to it, "
		"and it never is %s",
		node->fqdn);
	run_fixf(run, "give it a PTR record (or its name by DHCP): %s is %s", text,
		 node->fqdn);
	run_fixf(run, "oc delete node %s, and install the machine anew", found->name);
	api_reproducef(run, "get nodes -o wide");
	run_fail(run, "%s has joined the cluster as %s", node->fqdn, found->name);
}

static bool is_early(const struct run *run)
{
	const struct node *node = run_subject(run)->item;
	enum phase phase = run_inventory(run)->phase;

	return phase == PHASE_BOOTSTRAP ||
	       (phase == PHASE_INSTALL && node->role != NODE_MASTER);
}

static void judge_absent(struct run *run)
{
	const char *name = run_subject(run)->name;
	const struct result *request = run_other(run, "api.csr", name);

	run_observedf(run, "no such node");
	if (request &&
	    (request->status == STATUS_FAIL || request->status == STATUS_WARN)) {
		run_blocked(run, request);
		return;
	}
	if (is_early(run)) {
		run_skip(run, "%s has not joined yet", name);
		return;
	}
	run_reason(run, "node-absent");
	run_whyf(run, "what shall run there waits for it");
	run_fixf(
		run,
		"look at its console: did it fetch its configuration from port 22623, and does "
		"its kubelet reach the API? journalctl -u kubelet");
	run_fixf(run, "oc get csr");
	api_reproducef(run, "get nodes");
	run_fail(run, "%s has not joined the cluster, and asks for nothing", name);
}

static void judge_not_ready(struct run *run, const struct cluster_node *found)
{
	struct arena *arena = run_arena(run);
	bool late = api_is_longer_than(found->since, PATIENCE_NODE);

	run_reason(run, "node-not-ready");
	run_observedf(run, "%s %s: %s",
		      found->ready == CLUSTER_UNSAID ? "its kubelet is silent"
						     : "not Ready",
		      api_since(arena, found->since), found->message);
	if (is_early(run) && !late) {
		run_skip(run, "%s has joined and is not Ready yet: %s", found->name,
			 found->message);
		return;
	}
	run_whyf(
		run,
		"no pod is started on a node that is not Ready, and operators that need it "
		"degrade");
	run_fixf(run, "oc describe node %s", found->name);
	run_fixf(run, "on the node: journalctl -u kubelet -u crio");
	api_reproducef(run, "get node %s -o wide", found->name);
	if (is_early(run))
		run_warn(run, "%s has joined, but is not Ready %s: %s", found->name,
			 api_since(arena, found->since), found->message);
	else
		run_fail(run, "%s is not Ready%s%s", found->name,
			 *found->message ? ": " : "", found->message);
}

static void judge_found(struct run *run, const struct cluster_node *found)
{
	const struct node *node = run_subject(run)->item;
	struct arena *arena = run_arena(run);

	run_evidencef(run, "node", "%s, roles %s, InternalIP %s", found->name,
		      *found->roles ? found->roles : "none",
		      addresses_text(arena, &found->addresses));
	if (node->addresses.count && found->addresses.count &&
	    !bears(found, &node->addresses)) {
		run_reason(run, "node-address");
		run_observedf(run, "InternalIP %s",
			      addresses_text(arena, &found->addresses));
		run_expectedf(run, "InternalIP %s",
			      addresses_text(arena, &node->addresses));
		run_whyf(
			run,
			"balancer, DNS and firewalls know the node by the planned address");
		run_fixf(
			run,
			"give the machine its planned address (DHCP reservation, ip=), or plan "
			"with the one it has");
		api_reproducef(run, "get node %s -o wide", found->name);
		run_fail(run, "%s has the address %s, planned is %s", found->name,
			 addresses_text(arena, &found->addresses),
			 addresses_text(arena, &node->addresses));
	} else if (found->ready != CLUSTER_YES) {
		judge_not_ready(run, found);
	} else if (found->unschedulable && !is_early(run)) {
		run_reason(run, "node-cordoned");
		run_observedf(run, "Ready, SchedulingDisabled");
		run_whyf(run, "no pod is started on a node that is cordoned");
		run_fixf(
			run,
			"wait while the machine config operator drains and reboots it; else: oc "
			"adm uncordon %s",
			found->name);
		api_reproducef(run, "get node %s", found->name);
		run_warn(run, "%s is Ready, but cordoned", found->name);
	} else {
		run_observedf(run, "joined as %s, Ready", found->name);
		run_pass(run, "%s has joined and is Ready", found->name);
	}
}

static void judge(struct run *run, const struct cluster_state *state)
{
	const struct cluster_node *found = api_node(state, run_subject(run)->item);
	const struct cluster_node *other = found ? NULL : misnamed(run, state);

	if (found)
		judge_found(run, found);
	else if (other)
		fail_name(run, other);
	else
		judge_absent(run);
}

static const struct need needs[] = {
	{"api.reachable", NEED_ANY	    },
	{ "api.csr",	     NEED_AFTER_SUBJECT},
	{ NULL,		0		  },
};

const struct probe probe_api_nodes = {
	.id = "api.nodes",
	.title = "every planned node has joined under its name and address, and is Ready",
	.why = "the installation completes when the nodes that it needs are Ready",
	.symptom = "oc get nodes: missing, NotReady, or a node called localhost",
	.fix = "oc get nodes -o wide; oc describe node NAME",
	.requires = "kubeconfig",
	.phases = PHASE_BOOTSTRAP | PHASE_INSTALL | PHASE_READY,
	.needs = needs,
	.subjects = api_node_subjects_add,
	.start = start,
};
