/*
 * api.reachable: the API server answers to the kubeconfig, and its certificate is of the cluster
 * that the kubeconfig was made for.
 */
#include "_api.h"
#include "core/sources/kubeconfig.h"

static void judge(struct run *run, const struct cluster_state *state);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	if (inventory->kubeconfig)
		subject_add(list,
			    &(struct subject){
				    .name = api_server(subjects_arena(list), inventory),
				    .where = inventory->kubeconfig->server.where });
}

static void start(struct run *run)
{
	run_evidencef(run, "kubeconfig", "%s", run_inventory(run)->kubeconfig->file);
	run_expectedf(run,
		      "an answer, with a certificate of the kubeconfig's authorities");
	api_try(run, CLUSTER_VERSION, judge);
}

static void fail_tls(struct run *run, const struct cluster_state *state)
{
	run_reason(run, "tls-untrusted");
	run_whyf(
		run,
		"openshift-install and oc say \"x509: certificate signed by unknown "
		"authority\": the kubeconfig is of another cluster or of another run of the "
		"installer, or something in between ends TLS");
	run_fixf(
		run,
		"take auth/kubeconfig of the run of openshift-install whose ignition files the "
		"nodes booted with: --kubeconfig FILE");
	run_fixf(run, "or let the balancer pass TLS through (mode tcp)");
	run_fail(run, "%s does not show a certificate of the kubeconfig's cluster: %s",
		 run_subject(run)->name, state->connection_text);
}

static void judge_unreachable(struct run *run, const struct cluster_state *state)
{
	/* Before the control plane stands alone the API comes and goes. */
	if (run_inventory(run)->phase == PHASE_BOOTSTRAP) {
		run_skip(run, "%s does not answer yet: %s", run_subject(run)->name,
			 state->connection_text);
		return;
	}
	run_reason(run,
		   state->connection == CLUSTER_FAILING ? "http-status" : "tcp-failed");
	run_whyf(run, "nodes, operators and openshift-install all work through the API");
	run_fixf(run, "on a master: crictl ps -a --name 'kube-apiserver|etcd'; "
		      "journalctl -u kubelet");
	run_fixf(
		run,
		"on the balancer: who is behind port 6443, and how its health checks end");
	run_fail(run, "%s accepts connections, but does not answer as an API server: %s",
		 run_subject(run)->name, state->connection_text);
}

static void judge(struct run *run, const struct cluster_state *state)
{
	const char *name = run_subject(run)->name;

	if (!state) {
		run_error(run,
			  "%s of the kubeconfig cannot be asked: its name has no address",
			  name);
		return;
	}
	run_observedf(run, "%s",
		      *state->connection_text ? state->connection_text : "an answer");
	api_reproducef(run, "version");
	switch (state->connection) {
	case CLUSTER_NOT_ASKED:
	case CLUSTER_OK:
		run_pass(run, "%s answers to the kubeconfig", name);
		break;
	case CLUSTER_UNAUTHORIZED:
		run_reason(run, "http-status");
		run_fixf(
			run,
			"take the kubeconfig that openshift-install wrote to auth/, or log in "
			"again: oc login");
		run_error(run,
			  "%s does not know the user of the kubeconfig (HTTP 401): its "
			  "certificate or token has expired, or is another cluster's",
			  name);
		break;
	case CLUSTER_FORBIDDEN:
		/* It serves, and knows the user: what he may not read says so itself. */
		run_pass(
			run,
			"%s answers to the kubeconfig; its user may not read the version",
			name);
		break;
	case CLUSTER_TLS:
		fail_tls(run, state);
		break;
	case CLUSTER_UNREACHABLE:
	case CLUSTER_FAILING:
		judge_unreachable(run, state);
		break;
	case CLUSTER_LOCAL:
		run_error(run, "%s could not be asked: %s", name, state->connection_text);
		break;
	}
}

static const struct need needs[] = {
	{"lb.port", NEED_SUBJECT},
	{ "lb.tls", NEED_SUBJECT},
	{ NULL,	0		  },
};

const struct probe probe_api_reachable = {
	.id = "api.reachable",
	.title = "the API server answers to the kubeconfig, and is the cluster's",
	.why = "openshift-install, oc and what follows here ask the cluster with it",
	.symptom = "openshift-install wait-for: \"Unable to connect to the server\", "
		   "\"certificate signed by unknown authority\", \"Unauthorized\"",
	.fix = "export KUBECONFIG=INSTALL_DIR/auth/kubeconfig; oc version",
	.requires = "kubeconfig",
	.phases = PHASE_BOOTSTRAP | PHASE_INSTALL | PHASE_READY,
	.restless = PHASE_BOOTSTRAP | PHASE_INSTALL,
	.needs = needs,
	.subjects = subjects,
	.start = start,
};
