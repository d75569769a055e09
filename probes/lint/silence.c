/*
 * lint.silence: each silence of the configuration silences something, and its day is not over.
 */
#include <string.h>

#include "_lint.h"
#include "core/arena.h"
#include "core/sources/sources.h"

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	for (size_t i = 0; i < inventory->silence_count; i++) {
		const struct silence *silence = &inventory->silences[i];

		subject_add(list,
			    &(struct subject){ .name = arena_printf(
						       subjects_arena(list), "%s %s",
						       silence->check, silence->subject),
					       .item = silence,
					       .where = silence->where });
	}
}

/* What these find depends on the phase: in another one there may be something to silence. */
static bool is_of_a_phase(const char *check)
{
	return !strcmp(check, "lint.haproxy-members") || !strcmp(check, "lint.ignition");
}

static void end_over(struct run *run, const struct silence *silence)
{
	run_observedf(run, "until: %s", silence->until);
	run_whyf(run, "what it was for counts again");
	if (silence->use->fits)
		run_fixf(run, "repair what it was for, or give it a later date");
	else if (silence->use->asked)
		run_fixf(run,
			 "take it out of the configuration: nothing is found any more");
	else
		run_fixf(run,
			 "take it out of the configuration, or give it a later date");
	run_warn(run, "the silence of %s ended on %s", run_subject(run)->name,
		 silence->until);
}

static void start(struct run *run)
{
	const struct silence *silence = run_subject(run)->item;
	const struct sources *sources = run_inventory(run)->sources;

	run_source(run, silence->where);
	if (silence->over) {
		end_over(run, silence);
	} else if (silence->use->fits) {
		run_pass(run, "%s is silenced until %s", run_subject(run)->name,
			 silence->until);
	} else if (!silence->use->asked || sources->incomplete ||
		   is_of_a_phase(silence->check)) {
		run_skip(run, "nothing is found here for the silence of %s",
			 run_subject(run)->name);
	} else {
		run_observedf(run, "%s finds nothing of that name", silence->check);
		run_warn(run, "the silence of %s is for nothing", run_subject(run)->name);
	}
}

const struct probe probe_lint_silence = {
	.id = "lint.silence",
	.title =
		"what the configuration silences is found, and the day until then is not over",
	.why = "a silence that outlives what it was for hides the next fault of that name",
	.symptom = "none by itself: a fault that comes back is not told",
	.fix = "take it out of the configuration, or correct its subject",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = subjects,
	.start = start,
};
