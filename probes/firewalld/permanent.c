/*
 * What is open now, will it be open after the next reload or reboot?
 */
#include <string.h>

#include "_firewalld.h"

static void loaded_now(const struct firewall_loaded *loaded, void *arg);
static void loaded_permanent(const struct firewall_loaded *loaded, void *arg);
static void not_loaded(struct run *run, const struct firewall_loaded *loaded);
static void closed_now(struct run *run, bool permanent);
static void lost_later(struct run *run, const struct opening_need *need,
		       const struct opening_verdict *verdict,
		       const struct firewall *permanent);

static void start(struct run *run)
{
	opening_start(run, loaded_now);
}

static void loaded_now(const struct firewall_loaded *loaded, void *arg)
{
	struct run *run = arg;
	struct opening_state *state = run_state(run);

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
	struct opening_state *state = run_state(run);
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
		opening_load(run, FIREWALL_WHOLE, loaded_now);
	else if (!runtime.open)
		closed_now(run, permanent.open);
	else
		lost_later(run, &need, &permanent, loaded->firewall);
}

static void not_loaded(struct run *run, const struct firewall_loaded *loaded)
{
	if (loaded->outcome == FIREWALL_NOT_RUNNING)
		run_skip(run, "firewalld does not run here: its files are all there is");
	else
		opening_not_told(run, loaded);
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
	.state_size = sizeof(struct opening_state),
	.subjects = opening_subjects,
	.prepare = firewall_bus_prepare,
	.start = start,
};
