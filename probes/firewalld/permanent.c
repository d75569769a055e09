/*
 * What is open now, will it be open after the next reload or reboot?
 */
#include <string.h>

#include "_firewalld.h"

struct state {
	const struct firewall *now;
	enum firewall_extent extent;
};

static void load(struct run *run, enum firewall_extent extent);
static void loaded_now(const struct firewall_loaded *loaded, void *arg);
static void loaded_permanent(const struct firewall_loaded *loaded, void *arg);
static void not_loaded(struct run *run, const struct firewall_loaded *loaded);
static void closed_now(struct run *run, bool permanent);
static void lost_later(struct run *run, const struct opening_need *need,
		       const struct opening_verdict *verdict,
		       const struct firewall *permanent);

static void start(struct run *run)
{
	const struct result *cause;

	if (!run_is_here(run))
		return;
	cause = state_in_the_way(run);
	if (cause)
		run_blocked(run, cause);
	else
		load(run, FIREWALL_USED);
}

static void load(struct run *run, enum firewall_extent extent)
{
	struct state *state = run_state(run);

	state->extent = extent;
	firewall_bus_load(run, FIREWALL_RUNTIME, extent, loaded_now, run);
}

static void loaded_now(const struct firewall_loaded *loaded, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->now = loaded->firewall;
	if (loaded->outcome == FIREWALL_LOADED)
		firewall_bus_load(run, FIREWALL_PERMANENT, state->extent,
				  loaded_permanent, run);
	else
		not_loaded(run, loaded);
}

static void loaded_permanent(const struct firewall_loaded *loaded, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	struct opening_need need;
	struct opening_verdict runtime, permanent;

	if (loaded->outcome != FIREWALL_LOADED) {
		not_loaded(run, loaded);
		return;
	}
	opening_need(run, opening_of(run), state->now, loaded->firewall, &need);
	runtime = opening_judge(run, state->now, NULL, NULL, &need);
	permanent = opening_judge(run, loaded->firewall, state->now, NULL, &need);
	if (runtime.open && permanent.open)
		run_pass(run, "%s is open now, and will be after a reload",
			 need.opening->name);
	else if (state->extent == FIREWALL_USED)
		load(run, FIREWALL_WHOLE);
	else if (!runtime.open)
		closed_now(run, permanent.open);
	else
		lost_later(run, &need, &permanent, loaded->firewall);
}

static void not_loaded(struct run *run, const struct firewall_loaded *loaded)
{
	if (loaded->outcome == FIREWALL_NOT_RUNNING) {
		run_skip(run, "firewalld does not run here: its files are all there is");
		return;
	}
	run_observedf(run, "%s", loaded->message ? loaded->message : "no answer");
	run_error(run, "could not ask firewalld about %s: %s", run_subject(run)->name,
		  loaded->outcome == FIREWALL_DENIED ? "run ocp-preflight with sudo"
						     : "it did not answer");
}

/* That is firewalld.service's to say. */
static void closed_now(struct run *run, bool permanent)
{
	const char *name = run_subject(run)->name;
	const struct result *cause = run_other(run, "firewalld.service", name);

	if (cause && cause->status != STATUS_PASS)
		run_blocked(run, cause);
	else if (permanent)
		run_skip(run, "%s is open in the permanent configuration only", name);
	else
		run_skip(run, "%s is closed, now and in the permanent configuration",
			 name);
}

static void lost_later(struct run *run, const struct opening_need *need,
		       const struct opening_verdict *verdict,
		       const struct firewall *permanent)
{
	const char *name = need->opening->name;
	const char *by = verdict->answer.by;

	run_reason(run, "firewalld-runtime-only");
	run_expectedf(run, "%s open in the permanent configuration too", name);
	run_observedf(run, "runtime: open; permanent: closed%s%s", by ? ", " : "",
		      by ? by : "");
	if (verdict->answer.rule)
		run_fixf(run,
			 "firewall-cmd --permanent --zone=%s --remove-rich-rule='%s'",
			 verdict->answer.zone, verdict->answer.rule->text);
	else
		fix_by_opening(run, permanent, verdict->answer.zone, need);
	run_warn(run, "%s is open now, and closed after the next reload or reboot", name);
}

const struct probe probe_firewalld_permanent = {
	.id = "firewalld.permanent",
	.title = "runtime and permanent configuration agree",
	.why = "what was opened without --permanent is gone after the next reload or reboot",
	.symptom = "the install works today; workers that are added months later hang at "
		   "api-int:22623",
	.fix = "firewall-cmd --runtime-to-permanent",
	.requires = "root, on the host",
	.phases = PHASE_PREBOOT,
	.needs =
		(const struct need[]){
				      { "firewalld.state", NEED_AFTER },
				      { "firewalld.service", NEED_AFTER_SUBJECT },
				      { NULL, 0 },
				      },
	.state_size = sizeof(struct state),
	.subjects = opening_subjects,
	.start = start,
};
