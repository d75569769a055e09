/*
 * api.bootstrap: the bootstrap is complete before anything is done as if it were.
 */
#include "_api.h"

static void judge(struct run *run, const struct cluster_state *state);

static void start(struct run *run)
{
	run_expectedf(run, "kube-system/bootstrap: complete");
	api_ask(run, CLUSTER_BOOTSTRAP, judge);
}

static void judge(struct run *run, const struct cluster_state *state)
{
	bool is_early = run_inventory(run)->phase == PHASE_BOOTSTRAP;

	run_observedf(run, "kube-system/bootstrap: %s",
		      state->bootstrap.complete ? "complete" : "not complete");
	api_reproducef(run, "-n kube-system get configmap bootstrap -o yaml");
	if (state->bootstrap.complete) {
		run_pass(
			run,
			is_early
				? "the bootstrap is complete: take it out of the balancer, and "
				  "go on with --phase install"
				: "the bootstrap is complete");
	} else if (is_early) {
		run_skip(run, "the bootstrap is not complete yet");
	} else {
		run_reason(run, "bootstrap-not-complete");
		run_whyf(
			run,
			"the control plane does not stand alone yet: without the bootstrap node, "
			"or its place in the balancer, it never will");
		run_fixf(run, "leave the bootstrap node on and in the balancer; "
			      "openshift-install wait-for bootstrap-complete");
		run_fixf(run, "until then: --phase bootstrap");
		run_fail(run, "the bootstrap is not complete");
	}
}

static const struct need needs[] = {
	{"api.reachable", NEED_ANY},
	{ NULL,		0	  },
};

const struct probe probe_api_bootstrap = {
	.id = "api.bootstrap",
	.title = "the bootstrap is complete before its node is taken away",
	.why = "the bootstrap node carries the control plane until the masters have taken over",
	.symptom =
		"openshift-install wait-for bootstrap-complete does not return; the API is gone once "
		"the bootstrap node is switched off",
	.fix = "openshift-install wait-for bootstrap-complete --log-level debug",
	.requires = "kubeconfig",
	.phases = PHASE_BOOTSTRAP | PHASE_INSTALL,
	.needs = needs,
	.subjects = api_subject_add,
	.start = start,
};
