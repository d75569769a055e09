#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "survey.h"
#include "watch_state.h"

static void round_done(struct round *round, void *arg);

static void round_begins(struct round *round, void *arg)
{
	struct watch *watch = arg;

	if (watch->settings.begins)
		watch->settings.begins(round_engine(round), watch->settings.arg);
}

static void stalled(uv_timer_t *timer);

/* Those that were given count as sealed from the start. */
static void round_goes_on(struct round *round, void *arg)
{
	struct watch *watch = arg;
	size_t given = watch->generation->plan->count - watch->model.round_total;

	if (round != watch->round)
		return;
	watch->model.round_done = round_sealed(round) - given;
	watch->model.serial++;
	if (!watch->opening)
		uv_timer_start(&watch->stall, stalled, WATCH_STALL_MS, WATCH_STALL_MS);
}

static void mark_under_way(struct watch *watch, struct round *round)
{
	for (size_t i = 0; i < watch->generation->plan->count; i++) {
		struct record *record = &watch->records[i];

		if (!record->wanted)
			continue;
		record->round = round;
		record->now = false;
		if (i < watch->generation->shown)
			watch->checks[i].running = true;
	}
}

/* What is not wanted is given: as it was seen last. */
static void start_round(struct watch *watch, int64_t now)
{
	const struct plan *plan = watch->generation->plan;
	struct round_options options = { .loop = &watch->loop,
					 .plan = plan,
					 .cluster = watch->cluster,
					 .deadline = WATCH_ROUND_DEADLINE,
					 .begins = round_begins,
					 .progress = round_goes_on,
					 .done = round_done,
					 .arg = watch };
	struct kept **last = mem_alloc(plan->count * sizeof *last);
	struct result *results = mem_alloc(plan->count * sizeof *results);
	const struct result **given = mem_alloc(plan->count * sizeof *given);
	size_t total = 0;
	void *causes;

	for (size_t i = 0; i < plan->count; i++) {
		struct record *record = &watch->records[i];

		last[i] = record->last;
		/* What nobody has looked at is given without an answer, to whoever does not need
		   it: the survey that is not wanted; the checks while the phase is found out. */
		given[i] = record->wanted ? NULL : &results[i];
		total += record->wanted;
	}
	causes = kept_join(last, plan->count, results);
	options.given = given;
	watch->round = round_start(&options);
	mark_under_way(watch, watch->round);
	if (!watch->opening)
		uv_timer_start(&watch->stall, stalled, WATCH_STALL_MS, WATCH_STALL_MS);
	watch->round_ms = now;
	watch->model.running = true;
	watch->model.round_total = total;
	watch->model.round_done = 0;
	watch->model.serial++;
	free(causes);
	free(results);
	free(given);
	free(last);
}

static void time_for_round(uv_timer_t *timer)
{
	struct watch *watch = timer->data;

	if (watch->round && watch->opening)
		round_interrupt(watch->round);
	else
		watch_schedule(watch);
}

/* `at_ms` of the watch's clock. */
static void wait_until(struct watch *watch, int64_t at_ms)
{
	int64_t now;

	watch->model.next_ms = at_ms;
	watch_leap(watch, at_ms);
	now = watch_time(watch);
	uv_timer_start(&watch->next, time_for_round,
		       at_ms > now ? (uint64_t)(at_ms - now) + 1 : 0, 0);
}

/*
 * The time of the model follows the wall clock, which may be set, and goes on while a machine
 * sleeps; what was due does not come later for that.
 */
static void follow_clock(struct watch *watch)
{
	int64_t ahead_ms = watch_follow_clock(watch);

	if (ahead_ms >= 0)
		return;
	for (size_t i = 0; i < watch->generation->plan->count; i++)
		watch->records[i].pace.due_ms += ahead_ms;
	watch->round_ms += watch->round_ms ? ahead_ms : 0;
	watch->trigger_ms += ahead_ms;
	watch->budget.filled_ms += ahead_ms;
}

void watch_schedule(struct watch *watch)
{
	int64_t now, earliest;
	struct watch_due due;

	if (!watch->going || watch->ended || watch->round || watch->model.paused)
		return;
	follow_clock(watch);
	now = watch_time(watch);
	earliest = watch->round_ms ? watch->round_ms + WATCH_GAP_MS : now;
	if (watch->triggered && now >= watch->trigger_ms + WATCH_TRIGGER_GAP_MS) {
		for (size_t i = 0; i < watch->generation->plan->count; i++)
			watch->records[i].now = true;
		watch->triggered = false;
		watch->trigger_ms = now;
	}
	if (now < earliest) {
		wait_until(watch, earliest);
		return;
	}
	due = watch_find_due(watch, now);
	if (due.ordered || due.paced) {
		if (due.ordered || budget_take(&watch->budget, (double)due.paced, now)) {
			watch->opening = watch_is_opening(watch);
			start_round(watch, now);
			if (watch->opening && !watch->somebody_serves)
				wait_until(watch, now + WATCH_OPENING_MS);
			return;
		}
		due.next_ms = now + budget_wait(&watch->budget, (double)due.paced, now);
	}
	if (watch->triggered && due.next_ms > watch->trigger_ms + WATCH_TRIGGER_GAP_MS)
		due.next_ms = watch->trigger_ms + WATCH_TRIGGER_GAP_MS;
	if (due.next_ms < INT64_MAX)
		wait_until(watch, due.next_ms);
}

/* What of it is not believed is not under way any more. */
static void end_round(struct watch *watch, struct round *round)
{
	size_t left = 0;

	if (round == watch->round) {
		watch->round = NULL;
		watch->model.running = false;
		uv_timer_stop(&watch->stall);
	}
	for (size_t i = 0; i < watch->slow_count; i++) {
		if (watch->slow[i] != round)
			watch->slow[left++] = watch->slow[i];
	}
	watch->slow_count = left;
	for (size_t i = 0; i < watch->generation->plan->count; i++) {
		if (watch->records[i].round != round)
			continue;
		watch->records[i].round = NULL;
		if (i < watch->generation->shown)
			watch->checks[i].running = false;
	}
	round_free(round);
}

/* True if the phase moved: then nothing else of this round counts. */
static bool look_at_phase(struct watch *watch, const struct result *result, int64_t now)
{
	struct record *record = &watch->records[watch->generation->shown];
	struct phase_look look;
	bool moved = false;

	free(record->last);
	record->last = record->shown = kept_new(result);
	record->round = NULL;
	watch->somebody_serves = survey_saw_something(result);
	if (survey_read(result, &look))
		moved = phase_auto_look(&watch->phase, &look, now);
	pace_looked(&record->pace,
		    phase_auto_is_moving(&watch->phase) ? PACE_IS_DOUBTED
							: PACE_IS_FAILING,
		    phase_auto_is_moving(&watch->phase), 0, now, &watch->seed);
	return moved;
}

/* Something that is believed together with all that was looked at beside it. */
static bool is_news(const struct record *record, const struct result *look)
{
	if (!record->verdict.known)
		return verdict_is_bad(look->status) || look->blocked_by;
	return record->last != record->shown || record->verdict.status != look->status;
}

/* Marks what of a round is to be believed now: of one that goes on, what says nothing new. */
static void mark_fresh(struct watch *watch, struct round *round, bool goes_on)
{
	for (size_t i = 0; i < watch->generation->shown; i++) {
		struct record *record = &watch->records[i];
		const struct result *look = round_result(round, (unsigned)i);

		record->fresh = record->round == round && look &&
				!(goes_on && is_news(record, look));
		if (!record->fresh)
			continue;
		record->round = NULL;
		watch->checks[i].running = false;
	}
}

/* Takes what a round has found. False: the phase moved, and with it the round went. */
static bool fold(struct watch *watch, struct round *round, bool goes_on)
{
	size_t survey = watch->generation->shown;
	const struct result *what_serves = round_result(round, (unsigned)survey);
	enum phase was = watch->phase.phase;
	int64_t now = watch_time(watch);

	if (watch->settings.sealed)
		watch->settings.sealed(round_engine(round), watch->settings.arg);
	watch->change_count = 0;
	if (watch->records[survey].round == round && what_serves &&
	    look_at_phase(watch, what_serves, now)) {
		watch_drop_rounds(watch);
		watch_enter_phase(watch, was);
		return false;
	}
	if (watch->opening)
		return true;
	mark_fresh(watch, round, goes_on);
	watch->looked = true;
	watch_believe(watch, round_results(round), now);
	return true;
}

static void round_done(struct round *round, void *arg)
{
	struct watch *watch = arg;

	watch->model.rounds++;
	if (fold(watch, round, false))
		end_round(watch, round);
	watch_settle(watch);
	watch_schedule(watch);
}

/* The round only waits for something slow: the others of it, and all else, need not. */
static void stalled(uv_timer_t *timer)
{
	struct watch *watch = timer->data;
	struct round *round = watch->round;

	if (!round || watch->slow_count == WATCH_SLOW_ROUNDS)
		return;
	watch->slow[watch->slow_count++] = round;
	watch->round = NULL;
	watch->model.running = false;
	uv_timer_stop(timer);
	(void)fold(watch, round, true);
	watch_settle(watch);
	watch_schedule(watch);
}

void watch_drop_rounds(struct watch *watch)
{
	if (watch->round)
		end_round(watch, watch->round);
	while (watch->slow_count)
		end_round(watch, watch->slow[0]);
}
