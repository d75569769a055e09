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

/* Those that were given count as sealed from the start. */
static void round_goes_on(struct round *round, void *arg)
{
	struct watch *watch = arg;
	size_t given = watch->generation->plan->count - watch->model.round_total;

	watch->model.round_done = round_sealed(round) - given;
	watch->model.serial++;
}

static bool is_doubted(const struct record *record)
{
	return record->last && (record->last != record->shown);
}

/* What a doubted check is believed by: its needs, looked at in the same round. */
static void want_needs(struct watch *watch, unsigned number)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_run *run = &plan->runs[number];
	const struct plan_family *family = &plan->families[run->family];

	for (unsigned e = 0; e < run->edge_count; e++) {
		struct record *need = &watch->records[run->edges[e].run];

		if (!need->wanted) {
			need->wanted = true;
			want_needs(watch, run->edges[e].run);
		}
	}
	for (unsigned w = 0; w < family->wait_count; w++) {
		const struct plan_family *other =
			&plan->families[family->waits[w].family];

		for (unsigned i = 0; i < other->count; i++) {
			struct record *need = &watch->records[other->first + i];

			if (!need->wanted) {
				need->wanted = true;
				want_needs(watch, other->first + i);
			}
		}
	}
}

/* Nobody wants to know how far the install is: it is said, or there is nothing further. */
static bool is_phase_settled(const struct watch *watch)
{
	return watch->phase_pinned || watch->phase.phase == PHASE_READY;
}

/* Its needs, its few siblings, and what the phase is. */
static void want_context(struct watch *watch, unsigned number)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_family *family = &plan->families[plan->runs[number].family];

	want_needs(watch, number);
	for (unsigned i = 0; family->count <= WATCH_SMALL_FAMILY && i < family->count;
	     i++) {
		watch->records[family->first + i].wanted = true;
		want_needs(watch, family->first + i);
	}
	if (!is_phase_settled(watch)) {
		watch->records[watch->generation->shown].wanted = true;
		want_needs(watch, (unsigned)watch->generation->shown);
	}
}

/* What is doubted is believed together: one cause, told once with all that it causes. */
static void want_doubted(struct watch *watch)
{
	size_t count = watch->generation->shown;
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any |= watch->records[i].wanted && is_doubted(&watch->records[i]);
	for (unsigned i = 0; any && i < count; i++) {
		if (!is_doubted(&watch->records[i]))
			continue;
		watch->records[i].wanted = true;
		want_context(watch, i);
	}
}

struct due {
	size_t paced;	 /* looks that the budget has to allow */
	size_t ordered;	 /* new checks, and what somebody asks for */
	int64_t next_ms; /* of those that are not due; INT64_MAX: none */
};

/*
 * Before the first look at the checks comes one at the phase, which says what to look at. It is
 * waited for only where somebody answers: else no node serves, as is to be expected.
 */
static bool is_opening(const struct watch *watch)
{
	return !is_phase_settled(watch) && !watch->looked &&
	       (!watch->model.rounds || watch->somebody_serves ||
		phase_auto_is_moving(&watch->phase));
}

static struct due find_opening(struct watch *watch)
{
	size_t survey = watch->generation->shown;

	for (size_t i = 0; i < survey; i++)
		watch->records[i].wanted = false;
	watch->records[survey].wanted = true;
	want_needs(watch, (unsigned)survey);
	return (struct due){ .ordered = 1 };
}

/* Marks what is due. */
static struct due find_due(struct watch *watch, int64_t now)
{
	size_t count = watch->generation->plan->count;
	struct due due = { .next_ms = INT64_MAX };

	if (is_opening(watch))
		return find_opening(watch);

	for (size_t i = 0; i < count; i++) {
		struct record *record = &watch->records[i];
		bool ordered = !record->last || record->now;

		record->wanted = false;
		if (i == watch->generation->shown && is_phase_settled(watch))
			continue;
		if (ordered || record->pace.due_ms <= now)
			record->wanted = true;
		else if (record->pace.due_ms < due.next_ms)
			due.next_ms = record->pace.due_ms;
		due.ordered += ordered;
	}
	want_doubted(watch);
	for (size_t i = 0; i < count; i++)
		due.paced += watch->records[i].wanted;
	due.paced -= due.ordered;
	return due;
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
		record->now = false;
		if (i < watch->generation->shown)
			watch->checks[i].running = record->wanted;
	}
	causes = kept_join(last, plan->count, results);
	options.given = given;
	watch->round = round_start(&options);
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
static void wait_until(struct watch *watch, int64_t at_ms, int64_t now)
{
	double ms = (double)(at_ms > now ? at_ms - now : 0) / watch->settings.speed;

	watch->model.next_ms = at_ms;
	uv_timer_start(&watch->next, time_for_round, (uint64_t)ms + 1, 0);
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
	struct due due;

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
		wait_until(watch, earliest, now);
		return;
	}
	due = find_due(watch, now);
	if (due.ordered || due.paced) {
		if (due.ordered || budget_take(&watch->budget, (double)due.paced, now)) {
			watch->opening = is_opening(watch);
			start_round(watch, now);
			if (watch->opening && !watch->somebody_serves)
				wait_until(watch, now + WATCH_OPENING_MS, now);
			return;
		}
		due.next_ms = now + budget_wait(&watch->budget, (double)due.paced, now);
	}
	if (watch->triggered && due.next_ms > watch->trigger_ms + WATCH_TRIGGER_GAP_MS)
		due.next_ms = watch->trigger_ms + WATCH_TRIGGER_GAP_MS;
	if (due.next_ms < INT64_MAX)
		wait_until(watch, due.next_ms, now);
}

/* True if the phase moved: then nothing else of this round counts. */
static bool look_at_phase(struct watch *watch, const struct result *result, int64_t now)
{
	struct record *record = &watch->records[watch->generation->shown];
	struct phase_look look;
	bool moved = false;

	if (!record->wanted)
		return false;
	free(record->last);
	record->last = record->shown = kept_new(result);
	watch->somebody_serves = survey_saw_something(result);
	if (survey_read(result, &look))
		moved = phase_auto_look(&watch->phase, &look, now);
	pace_looked(&record->pace,
		    phase_auto_is_moving(&watch->phase) ? PACE_IS_DOUBTED
							: PACE_IS_FAILING,
		    phase_auto_is_moving(&watch->phase), 0, now, &watch->seed);
	return moved;
}

static void round_done(struct round *round, void *arg)
{
	struct watch *watch = arg;
	const struct result *results = round_results(round);
	const struct result *survey = &results[watch->generation->shown];
	enum phase was = watch->phase.phase;
	int64_t now = watch_time(watch);
	bool moved = look_at_phase(watch, survey, now);

	if (watch->settings.sealed)
		watch->settings.sealed(round_engine(round), watch->settings.arg);
	watch->model.rounds++;
	watch->change_count = 0;
	if (!moved && !watch->opening) {
		watch->looked = true;
		watch_believe(watch, results, now);
	}
	watch_drop_round(watch);
	if (moved)
		watch_enter_phase(watch, was);
	watch_settle(watch);
	watch_schedule(watch);
}

void watch_drop_round(struct watch *watch)
{
	if (!watch->round)
		return;
	watch->round = round_free(watch->round);
	watch->model.running = false;
	for (size_t i = 0; i < watch->generation->shown; i++)
		watch->checks[i].running = false;
}
