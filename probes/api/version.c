/*
 * api.version: how far the installation is, in the words of the cluster itself.
 */
#include <string.h>

#include "_api.h"

static void judge(struct run *run, const struct cluster_state *state);

static void start(struct run *run)
{
	run_expectedf(run, "the version is installed, or on its way");
	api_ask(run, CLUSTER_VERSION, judge);
}

static const char *progress(struct run *run, const struct cluster_version *version)
{
	if (version->total)
		return arena_printf(run_arena(run), "%s: %u of %u done (%u%%)",
				    version->version, version->done, version->total,
				    version->percent);
	if (version->percent)
		return arena_printf(run_arena(run), "%s: %u%% done", version->version,
				    version->percent);
	return arena_printf(run_arena(run), "%s: %s", version->version,
			    *version->progressing.message ? version->progressing.message
							  : "nothing said yet");
}

static void explain(struct run *run)
{
	run_reason(run, "version");
	run_whyf(
		run,
		"the cluster version operator brings every part of the release into the cluster; "
		"what it says keeps the installation from its end");
	run_fixf(run, "oc get clusteroperators");
	run_fixf(
		run,
		"openshift-install wait-for install-complete    (waiting does not start anything "
		"anew)");
	api_reproducef(run, "get clusterversion");
}

/* An operator or node that was found at fault is the cause. */
static const struct result *cause_of(struct run *run)
{
	const struct result *result =
		run_other(run, "api.operators", run_inventory(run)->cluster_domain);

	return result && (result->status == STATUS_FAIL ||
			  result->status == STATUS_WARN || result->blocked_by)
		       ? result
		       : NULL;
}

static void judge_failing(struct run *run, const struct cluster_version *version)
{
	const struct result *cause = cause_of(run);

	if (cause) {
		run_blocked(run, cause);
		return;
	}
	explain(run);
	run_warn(run, "%s: failing %s: %s", version->version,
		 api_since(run_arena(run), version->failing.since),
		 version->failing.message);
}

static void judge(struct run *run, const struct cluster_state *state)
{
	const struct cluster_version *version = &state->version;
	bool complete = !strcmp(version->state, "Completed") &&
			version->available.status == CLUSTER_YES;
	bool is_ready = run_inventory(run)->phase == PHASE_READY;
	bool failing =
		version->failing.status == CLUSTER_YES &&
		(is_ready || api_is_longer_than(version->failing.since, API_PATIENCE));
	const struct result *cause;

	run_observedf(run, "%s%s%s", progress(run, version), *version->state ? ", " : "",
		      version->state);
	if (failing) {
		judge_failing(run, version);
	} else if (complete) {
		run_pass(run, "%s is installed", version->version);
	} else if (!is_ready) {
		run_pass(run, "%s", progress(run, version));
	} else if (version->available.status == CLUSTER_YES) {
		run_pass(run, "the cluster is available, and on its way to %s",
			 progress(run, version));
	} else {
		cause = cause_of(run);
		if (cause) {
			run_blocked(run, cause);
			return;
		}
		explain(run);
		run_fail(run, "the installation of %s is not complete: %s",
			 version->version,
			 *version->progressing.message ? version->progressing.message
						       : version->available.message);
	}
}

static const struct need needs[] = {
	{"api.reachable",  NEED_ANY  },
	{ "api.operators", NEED_AFTER},
	{ NULL,		0	  },
};

const struct probe probe_api_version = {
	.id = "api.version",
	.title = "the release is installed, or on its way",
	.why = "the cluster version says how far the installation is, and what holds it up",
	.symptom =
		"openshift-install wait-for install-complete: \"Working towards ...\" for ever",
	.fix = "oc get clusterversion; oc get clusteroperators",
	.requires = "kubeconfig",
	.phases = PHASE_INSTALL | PHASE_READY,
	.needs = needs,
	.subjects = api_subject_add,
	.start = start,
};
