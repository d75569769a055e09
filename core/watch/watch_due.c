#include <stdlib.h>

#include "core/arena.h"
#include "watch_state.h"

static bool is_doubted(const struct record *record)
{
	return record->last && (record->last != record->shown);
}

/*
 * What is held to be bad, and seen so again, has been told: nothing new is believed by it. So a
 * server that never answers holds up nobody who asks others too.
 */
static bool is_old_news(const struct record *record)
{
	return record->verdict.known && verdict_is_bad(record->verdict.status) &&
	       record->last == record->shown;
}

static bool waits_for_held(const struct watch *watch, size_t number,
			   const bool *held_families)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_run *run = &plan->runs[number];
	const struct plan_family *family = &plan->families[run->family];

	for (unsigned e = 0; e < run->edge_count; e++) {
		if (watch->records[run->edges[e].run].held)
			return true;
	}
	for (unsigned w = 0; w < family->wait_count; w++) {
		if (held_families[family->waits[w].family])
			return true;
	}
	return false;
}

static bool mark_held(struct watch *watch, bool *held_families)
{
	const struct plan *plan = watch->generation->plan;
	bool any = false;

	for (size_t i = 0; i < plan->count; i++) {
		struct record *record = &watch->records[i];

		if (record->held || is_old_news(record) ||
		    (!record->round && !waits_for_held(watch, i, held_families)))
			continue;
		record->held = true;
		held_families[plan->runs[i].family] = true;
		any = true;
	}
	return any;
}

/* What a slow round still looks at, and what needs that; checks may need what stands behind them. */
static void find_held(struct watch *watch)
{
	const struct plan *plan = watch->generation->plan;
	bool *held_families = mem_alloc(plan->family_count + 1);

	for (size_t i = 0; i < plan->count; i++)
		watch->records[i].held = false;
	while (watch->slow_count && mark_held(watch, held_families))
		;
	free(held_families);
}

static void want_needs(struct watch *watch, unsigned number);

static void want(struct watch *watch, unsigned number)
{
	struct record *record = &watch->records[number];

	if (record->wanted || is_old_news(record))
		return;
	record->wanted = true;
	want_needs(watch, number);
}

/* What a doubted check is believed by: its needs, looked at in the same round. */
static void want_needs(struct watch *watch, unsigned number)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_run *run = &plan->runs[number];
	const struct plan_family *family = &plan->families[run->family];

	for (unsigned e = 0; e < run->edge_count; e++)
		want(watch, run->edges[e].run);
	for (unsigned w = 0; w < family->wait_count; w++) {
		const struct plan_family *other =
			&plan->families[family->waits[w].family];

		for (unsigned i = 0; i < other->count; i++)
			want(watch, other->first + i);
	}
}

/* Nobody wants to know how far the install is: it is said, or there is nothing further. */
static bool is_phase_settled(const struct watch *watch)
{
	return watch->phase_pinned || watch->phase.phase == PHASE_READY;
}

/* Those of a family that are doubted together. */
static unsigned siblings(const struct plan_family *family)
{
	return family->count <= WATCH_SMALL_FAMILY ? family->count : 0;
}

/* Its needs, its few siblings, and what the phase is. */
static void want_context(struct watch *watch, unsigned number)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_family *family = &plan->families[plan->runs[number].family];

	want_needs(watch, number);
	for (unsigned i = 0; i < siblings(family); i++)
		want(watch, family->first + i);
	if (!is_phase_settled(watch))
		want(watch, (unsigned)watch->generation->shown);
}

static bool is_context_held(const struct watch *watch, unsigned number)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_family *family = &plan->families[plan->runs[number].family];
	const struct record *survey = &watch->records[watch->generation->shown];

	if (watch->records[number].held || (!is_phase_settled(watch) && survey->held))
		return true;
	for (unsigned i = 0; i < siblings(family); i++) {
		if (watch->records[family->first + i].held)
			return true;
	}
	return false;
}

/*
 * What is doubted is believed together: one cause, told once with all that it causes. So it waits
 * for what of that is still being looked at.
 */
static void want_doubted(struct watch *watch)
{
	size_t count = watch->generation->shown;
	bool any = false;

	for (unsigned i = 0; i < count; i++) {
		struct record *record = &watch->records[i];

		if (!record->wanted || !is_doubted(record))
			continue;
		record->wanted = !is_context_held(watch, i);
		any |= record->wanted;
	}
	for (unsigned i = 0; any && i < count; i++) {
		struct record *record = &watch->records[i];

		if (!is_doubted(record) || is_context_held(watch, i))
			continue;
		record->wanted = true;
		want_context(watch, i);
	}
}

/*
 * Before the first look at the checks comes one at the phase, which says what to look at. It is
 * waited for only where somebody answers: else no node serves, as is to be expected.
 */
bool watch_is_opening(const struct watch *watch)
{
	return !is_phase_settled(watch) && !watch->looked &&
	       (!watch->model.rounds || watch->somebody_serves ||
		phase_auto_is_moving(&watch->phase));
}

static struct watch_due find_opening(struct watch *watch)
{
	size_t survey = watch->generation->shown;

	for (size_t i = 0; i < survey; i++)
		watch->records[i].wanted = false;
	watch->records[survey].wanted = false;
	want(watch, (unsigned)survey);
	return (struct watch_due){ .ordered = 1 };
}

static bool is_ordered(const struct record *record)
{
	return !record->last || record->now;
}

struct watch_due watch_find_due(struct watch *watch, int64_t now)
{
	size_t count = watch->generation->plan->count;
	struct watch_due due = { .next_ms = INT64_MAX };

	if (watch_is_opening(watch))
		return find_opening(watch);

	for (size_t i = 0; i < count; i++) {
		struct record *record = &watch->records[i];

		record->wanted = false;
		if (record->round ||
		    (i == watch->generation->shown && is_phase_settled(watch)))
			continue;
		if (is_ordered(record) || record->pace.due_ms <= now)
			record->wanted = true;
		else if (record->pace.due_ms < due.next_ms)
			due.next_ms = record->pace.due_ms;
	}
	find_held(watch);
	want_doubted(watch);
	for (size_t i = 0; i < count; i++) {
		const struct record *record = &watch->records[i];

		due.ordered += record->wanted && is_ordered(record);
		due.paced += record->wanted && !is_ordered(record);
	}
	return due;
}
