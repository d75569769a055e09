#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "watch_state.h"

static void files_changed(const char *path, size_t count, void *arg)
{
	watch_read_again(arg, path, count);
}

static void forget_looks(struct record *record)
{
	if (record->last != record->shown)
		free(record->last);
	free(record->shown);
	free(record->first_doubt);
	free(record->told_reason);
	*record = (struct record){ 0 };
}

/* Causes are known by their numbers, which are those of the old plan. */
static void renumber(struct kept *kept, const long *numbers)
{
	size_t count = 0;

	for (size_t i = 0; kept && i < kept->blocked_count; i++) {
		long number = numbers[kept->blocked_by[i]];

		if (number >= 0)
			kept->blocked_by[count++] = (unsigned)number;
	}
	if (kept)
		kept->blocked_count = count;
}

/* What the old plan's checks are in the new one; -1: not in it. The caller frees it. */
static long *match(const struct generation *old, const struct generation *new)
{
	long *numbers = mem_alloc((old->plan->count + 1) * sizeof *numbers);

	for (size_t i = 0; i < old->plan->count; i++) {
		const struct plan_run *run = &old->plan->runs[i];

		numbers[i] =
			plan_find(new->plan, old->plan->families[run->family].probe->id,
				  run->subject->name);
	}
	return numbers;
}

static void free_all(struct record *records, struct watch_check *checks,
		     const struct generation *generation)
{
	for (size_t i = 0; i < generation->plan->count; i++)
		forget_looks(&records[i]);
	for (size_t i = 0; i < generation->shown; i++)
		watch_forget(&checks[i]);
	free(records);
	free(checks);
}

/* Looks, history and outages of `from` go on under the number `to`. */
static void take_over(struct watch *watch, struct record *records,
		      struct watch_check *checks, size_t from, long to,
		      const long *numbers, bool keep)
{
	if (keep) {
		renumber(records[from].last, numbers);
		if (records[from].shown != records[from].last)
			renumber(records[from].shown, numbers);
		watch->records[to] = records[from];
		watch->records[to].now = true;
		records[from] = (struct record){ 0 };
	}
	watch->checks[to] = checks[from];
	watch->checks[to].running = false;
	checks[from].outage_count = 0;
	if (!keep)
		watch_close_outage(&watch->checks[to], watch_time(watch),
				   "the phase moved");
}

static void add_new(struct watch *watch)
{
	const struct plan *plan = watch->generation->plan;

	for (size_t i = 0; i < watch->generation->shown; i++) {
		struct watch_check *check = &watch->checks[i];

		check->probe = plan->families[plan->runs[i].family].probe;
		check->subject = plan->runs[i].subject->name;
		if (!watch->records[i].shown)
			check->changed_ms = 0;
	}
}

/*
 * Another plan comes into force, of the same configuration or of another. With `keep` what is
 * believed stays believed until the next look; without it everything is to be found out anew.
 */
static void adopt_plan(struct watch *watch, const struct generation *old,
		       struct record *records, struct watch_check *checks,
		       const long *numbers, bool keep)
{
	const struct generation *new = watch->generation;

	watch->records = mem_alloc((new->plan->count + 1) * sizeof *watch->records);
	watch->checks = mem_alloc((new->shown + 1) * sizeof *watch->checks);
	for (size_t i = 0; old && i < old->shown; i++) {
		if (numbers[i] >= 0 && (size_t)numbers[i] < new->shown)
			take_over(watch, records, checks, i, numbers[i], numbers, keep);
	}
	add_new(watch);
	if (old)
		free_all(records, checks, old);
	budget_init(&watch->budget, (double)new->plan->count, watch_time(watch));
	watch->told_known = watch->told_known && keep;
	watch->model.inventory = new->plan->inventory;
	watch_show(watch);
	for (size_t i = 0; i < watch->provider_count; i++) {
		struct shown_by *by = &watch->providers[i];

		if (by->open && by->provider->inventory_changed)
			by->provider->inventory_changed(by->state,
							watch->model.inventory);
	}
}

/* At the end: what was in force goes, and nothing comes. */
void watch_abandon(struct watch *watch)
{
	if (watch->generation)
		free_all(watch->records, watch->checks, watch->generation);
	watch->records = NULL;
	watch->checks = NULL;
	watch->generation = generation_free(watch->generation);
}

void watch_adopt(struct watch *watch, struct generation *generation, bool keep)
{
	struct generation *old = watch->generation;
	long *numbers = old ? match(old, generation) : NULL;

	watch->generation = generation;
	adopt_plan(watch, old, watch->records, watch->checks, numbers, keep);
	free(numbers);
	generation_free(old);
	watch->files = files_close(watch->files);
	watch->files = files_open(&watch->loop, generation->files, generation->file_count,
				  files_changed, watch);
}

void watch_read_again(struct watch *watch, const char *file, size_t count)
{
	struct watch_event event = { .kind = WATCH_CONFIGURED,
				     .source = "config",
				     .subject = file };
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct generation *generation;
	char text[512];
	char *error = NULL;

	diag_init(&diagnostics, arena);
	(void)snprintf(text, sizeof text,
		       count > 1 ? "%s and %zu more changed" : "%s changed", file,
		       count - 1);
	free(watch->config_error);
	watch->config_error = NULL;
	if (generation_load(watch->settings.options, watch->settings.load,
			    watch->settings.table, watch->model.phase, &diagnostics,
			    &generation, &error) < 0) {
		watch->config_error = error;
		event.tone = WATCH_BAD;
		event.cause = error;
		event.text = arena_printf(
			arena, "%s and is refused; what was read before stays in force",
			text);
		watch_show(watch);
	} else {
		watch_drop_rounds(watch);
		event.text = arena_printf(arena, "%s: read again", text);
		watch_adopt(watch, generation, true);
	}
	watch->model.config_error = watch->config_error;
	watch_tell(watch, &event);
	watch_settle(watch);
	watch_schedule(watch);
	arena_free(arena);
}

void watch_enter_phase(struct watch *watch, enum phase was)
{
	struct generation old = *watch->generation;
	struct watch_event event = { .kind = WATCH_PHASED,
				     .tone = WATCH_GOOD,
				     .source = "phase",
				     .was_phase = was };
	enum phase phase = watch->phase.phase;
	struct arena *old_plan;
	long *numbers;
	char text[256];

	old_plan = generation_set_phase(watch->generation, watch->settings.options,
					watch->settings.table, phase);
	watch->model.phase = phase;
	watch->model.phase_auto = !watch->phase_pinned;
	watch->model.phase_since_ms = watch_time(watch);
	watch->model.phase_because =
		watch->phase_pinned ? "set by hand" : phase_auto_because(&watch->phase);
	numbers = match(&old, watch->generation);
	adopt_plan(watch, &old, watch->records, watch->checks, numbers, false);
	free(numbers);
	arena_free(old_plan);
	(void)snprintf(text, sizeof text, "phase %s: %s", phase_name(phase),
		       watch->model.phase_because);
	event.text = text;
	watch_tell(watch, &event);
}
