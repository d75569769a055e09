#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "watch_state.h"

static struct result *shown_of(struct watch *watch, size_t number)
{
	return &watch->results[number];
}

static bool is_blocked(const struct result *result)
{
	return result->status == STATUS_SKIP && result->blocked_by &&
	       result->blocked_by[0];
}

/* How a look at something that waits for another is to be taken. */
enum consequence {
	CONSEQUENCE_NONE,
	CONSEQUENCE_SURE, /* of what is believed */
	CONSEQUENCE_OPEN, /* of what is not believed yet */
};

static enum consequence consequence_of(struct watch *watch, const struct result *look)
{
	if (!is_blocked(look))
		return CONSEQUENCE_NONE;
	for (size_t i = 0; look->blocked_by[i]; i++) {
		const struct record *cause = &watch->records[look->blocked_by[i]->number];

		if (!cause->verdict.known || !verdict_is_bad(cause->verdict.status))
			return CONSEQUENCE_OPEN;
	}
	return CONSEQUENCE_SURE;
}

/* It waited for others, and what it waited for is believed to be well again. */
static bool waited_for_nothing(struct watch *watch, const struct record *record)
{
	if (!record->shown || !record->shown->blocked_count)
		return false;
	for (size_t i = 0; i < record->shown->blocked_count; i++) {
		const struct record *cause =
			&watch->records[record->shown->blocked_by[i]];

		if (!cause->verdict.known || verdict_is_bad(cause->verdict.status))
			return false;
	}
	return true;
}

static void add_history(struct watch_check *check, enum status status, int64_t now)
{
	if (check->history_count == WATCH_HISTORY)
		memmove(check->history, check->history + 1,
			--check->history_count * sizeof check->history[0]);
	check->history[check->history_count++] = (struct watch_sample){ now, status };
}

static void replace_text(const char **text, const char *with)
{
	free((char *)(uintptr_t)*text);
	*text = with ? mem_strdup(with) : NULL;
}

static void drop_outage(struct watch_outage *outage)
{
	replace_text(&outage->seen_first, NULL);
	replace_text(&outage->seen_last, NULL);
	replace_text(&outage->ended_by, NULL);
}

static struct watch_outage *lasting(struct watch_check *check)
{
	struct watch_outage *last =
		check->outage_count ? &check->outages[check->outage_count - 1] : NULL;

	return last && !last->to_ms ? last : NULL;
}

/* It is believed since the look that is being folded, which is counted by the caller. */
static void open_outage(struct watch_check *check, const struct record *record,
			const struct result *look)
{
	struct watch_outage *outage;

	if (check->outage_count == WATCH_OUTAGES) {
		drop_outage(&check->outages[0]);
		memmove(check->outages, check->outages + 1,
			--check->outage_count * sizeof check->outages[0]);
	}
	outage = &check->outages[check->outage_count++];
	*outage = (struct watch_outage){ .from_ms = record->verdict.since_ms,
					 .worst = look->status,
					 .looks = record->verdict.agreed - 1 };
	replace_text(&outage->seen_first,
		     record->first_doubt ? record->first_doubt : look->title);
	check->outages_ever++;
}

void watch_close_outage(struct watch_check *check, int64_t now, const char *why)
{
	struct watch_outage *outage = lasting(check);

	if (!outage)
		return;
	outage->to_ms = now > outage->from_ms ? now : outage->from_ms + 1;
	check->down_ms += outage->to_ms - outage->from_ms;
	replace_text(&outage->ended_by, why);
}

void watch_forget(struct watch_check *check)
{
	for (unsigned i = 0; i < check->outage_count; i++)
		drop_outage(&check->outages[i]);
	check->outage_count = 0;
}

/* Warnings are no outage: what warns serves. */
static bool is_down(enum status status)
{
	return status == STATUS_FAIL || status == STATUS_ERROR;
}

static void note_outage(struct watch_check *check, const struct record *record,
			const struct result *look)
{
	struct watch_outage *outage = lasting(check);
	enum status held = record->verdict.status;

	if (record->verdict.known && is_down(held) && is_down(look->status)) {
		if (!outage)
			open_outage(check, record, look);
		outage = lasting(check);
		outage->looks++;
		if (look->status == STATUS_FAIL)
			outage->worst = STATUS_FAIL;
		replace_text(&outage->seen_last, look->title);
	} else if (outage && !is_down(held) && !is_blocked(look)) {
		watch_close_outage(check, record->verdict.since_ms, look->title);
	}
}

/* What the first look said that differed from what is held. */
static void note_doubt(struct record *record, enum verdict_step step,
		       const struct result *look)
{
	if (step == VERDICT_DOUBTED && !record->first_doubt && look->title)
		record->first_doubt = mem_strdup(look->title);
	if (step == VERDICT_DOUBTED)
		return;
	free(record->first_doubt);
	record->first_doubt = NULL;
}

static void set_last(struct record *record, const struct result *look)
{
	if (record->last != record->shown)
		free(record->last);
	record->last = kept_new(look);
}

static void set_shown(struct record *record)
{
	if (record->shown != record->last)
		free(record->shown);
	record->shown = record->last;
}

static void note_change(struct watch *watch, unsigned number, bool was_known,
			enum status was, bool is_consequence)
{
	struct watch_check *check = &watch->checks[number];

	/* Room doubles whenever the count is a power of two. */
	if ((watch->change_count & (watch->change_count - 1)) == 0)
		watch->changes =
			mem_realloc(watch->changes,
				    (watch->change_count ? watch->change_count * 2 : 1) *
					    sizeof *watch->changes);
	watch->changes[watch->change_count++] = (struct change){
		.number = number,
		.was_known = was_known,
		.was = was,
		.was_since_ms = check->changed_ms,
		.is_consequence = is_consequence,
	};
}

static int64_t patience(const struct watch *watch, const struct probe *probe)
{
	return probe->restless & watch->model.phase ? WATCH_PATIENCE_MS : 0;
}

static enum verdict_step judge(struct watch *watch, unsigned number,
			       const struct result *look, int64_t now)
{
	struct record *record = &watch->records[number];
	enum status held = record->verdict.status;
	bool known = record->verdict.known;

	switch (consequence_of(watch, look)) {
	case CONSEQUENCE_OPEN:
		return VERDICT_DOUBTED;
	case CONSEQUENCE_SURE:
		verdict_accept(&record->verdict, STATUS_SKIP, now);
		return known && held == STATUS_SKIP ? VERDICT_SAME : VERDICT_CHANGED;
	case CONSEQUENCE_NONE:
		break;
	}
	/* Nothing turns bad while the phase is about to move. */
	if (verdict_is_bad(look->status) && look->status != held &&
	    !watch->phase_pinned && phase_auto_is_moving(&watch->phase))
		return VERDICT_DOUBTED;
	if (!verdict_is_bad(look->status) && waited_for_nothing(watch, record)) {
		verdict_accept(&record->verdict, look->status, now);
		return held == look->status ? VERDICT_SAME : VERDICT_CHANGED;
	}
	return verdict_look(&record->verdict, look->status, now,
			    patience(watch, look->probe));
}

static bool is_same_reason(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/*
 * It is as bad as it was, but for another reason than was told, in two looks that follow each
 * other: whoever repairs it wants to know. Before this look is remembered.
 */
static bool has_other_reason(const struct record *record, const struct result *look)
{
	return verdict_is_bad(look->status) && record->last &&
	       record->last->result.status == look->status &&
	       is_same_reason(record->last->result.reason, look->reason) &&
	       !is_same_reason(record->told_reason, look->reason);
}

static void tell_reason(struct record *record, const struct result *look)
{
	char *reason = look->reason ? mem_strdup(look->reason) : NULL;

	free(record->told_reason);
	record->told_reason = reason;
}

static void believe_one(struct watch *watch, unsigned number, const struct result *look,
			int64_t now)
{
	struct record *record = &watch->records[number];
	struct watch_check *check = &watch->checks[number];
	const struct result *shown = shown_of(watch, number);
	bool was_known = record->verdict.known, was_doubted = record->verdict.doubted_ms;
	bool was_blocked = record->shown && record->shown->blocked_count;
	enum status was = shown->status;
	enum verdict_step step = judge(watch, number, look, now);
	bool other_reason = step == VERDICT_SAME && has_other_reason(record, look);
	enum pace_mood mood = PACE_IS_WELL;

	note_outage(check, record, look);
	note_doubt(record, step, look);
	set_last(record, look);
	if (step != VERDICT_DOUBTED)
		set_shown(record);
	if (step == VERDICT_CHANGED || other_reason) {
		/* What waited and is bad now has a cause of its own. */
		note_change(watch, number, was_known, was,
			    is_blocked(look) ||
				    (was_blocked && !verdict_is_bad(look->status)));
		tell_reason(record, look);
	}
	if (step == VERDICT_CHANGED)
		check->changed_ms = now;
	check->looks++;
	check->looked_ms = now;
	add_history(check, look->status, now);
	if (step == VERDICT_DOUBTED)
		mood = PACE_IS_DOUBTED;
	else if (verdict_is_bad(look->status) || is_blocked(look))
		mood = PACE_IS_FAILING;
	pace_looked(&record->pace, mood,
		    step == VERDICT_CHANGED || other_reason ||
			    (step == VERDICT_DOUBTED && !was_doubted),
		    (int64_t)look->probe->pace * 1000, now, &watch->seed);
}

/* Which runs, and which families have one of them, are good now and were not, or the reverse. */
struct turned {
	bool *runs, *families;
	bool any;
};

static void note_turn(struct watch *watch, unsigned number, const struct result *look,
		      struct turned *turned)
{
	const struct kept *last = watch->records[number].last;

	if (!last || result_is_good(&last->result) == result_is_good(look))
		return;
	turned->any = true;
	turned->runs[number] = true;
	turned->families[watch->generation->plan->runs[number].family] = true;
}

/* Whoever waits for it, by needs or by what it said last, is worth a look when it turns. */
static bool depends(const struct watch *watch, size_t number, const struct turned *turned)
{
	const struct plan *plan = watch->generation->plan;
	const struct plan_run *run = &plan->runs[number];
	const struct plan_family *family = &plan->families[run->family];
	const struct kept *last = watch->records[number].last;

	for (unsigned e = 0; e < run->edge_count; e++) {
		if (turned->runs[run->edges[e].run])
			return true;
	}
	for (unsigned w = 0; w < family->wait_count; w++) {
		if (turned->families[family->waits[w].family])
			return true;
	}
	for (size_t c = 0; last && c < last->blocked_count; c++) {
		if (turned->runs[last->blocked_by[c]])
			return true;
	}
	return false;
}

static void wake_dependents(struct watch *watch, const struct turned *turned)
{
	for (size_t i = 0; turned->any && i < watch->generation->shown; i++) {
		struct record *record = &watch->records[i];

		if (!record->fresh && depends(watch, i, turned))
			record->now = true;
	}
}

void watch_believe(struct watch *watch, const struct result *results, int64_t now)
{
	const struct plan *plan = watch->generation->plan;
	size_t count = watch->generation->shown;
	struct turned turned = { .runs = mem_alloc(plan->count),
				 .families = mem_alloc(plan->family_count) };

	for (unsigned i = 0; i < count; i++) {
		if (watch->records[i].fresh)
			note_turn(watch, i, &results[i], &turned);
	}
	/* Causes first: what waits for them follows them. */
	for (int pass = 0; pass < 2; pass++) {
		for (unsigned i = 0; i < count; i++) {
			if (watch->records[i].fresh && is_blocked(&results[i]) == pass)
				believe_one(watch, i, &results[i], now);
		}
	}
	wake_dependents(watch, &turned);
	free(turned.runs);
	free(turned.families);
}
