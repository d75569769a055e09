#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/groups.h"
#include "until.h"
#include "watch_state.h"
#include "wording.h"

void watch_tell(struct watch *watch, struct watch_event *event)
{
	struct arena *arena = arena_new();
	const char *line;

	if (!event->at_ms)
		event->at_ms = watch_time(watch);
	line = wording_line(arena, event);
	if (line)
		watch_log_add(watch, event->tone, event->at_ms, line);
	for (struct watch_listener *listener = watch->listeners; listener;
	     listener = listener->next) {
		if (listener->event)
			listener->event(event, listener->arg);
	}
	arena_free(arena);
}

static enum watch_tone tone_of(enum status status)
{
	switch (status) {
	case STATUS_PASS:
		return WATCH_GOOD;
	case STATUS_WARN:
	case STATUS_ERROR:
		return WATCH_DOUBTFUL;
	case STATUS_FAIL:
		return WATCH_BAD;
	case STATUS_SKIP:
		break;
	}
	return WATCH_PLAIN;
}

static bool is_like(const struct watch *watch, const struct change *a,
		    const struct change *b)
{
	const struct result *one = &watch->results[a->number];
	const struct result *two = &watch->results[b->number];

	if (one->probe != two->probe || one->status != two->status ||
	    a->is_consequence != b->is_consequence || a->was_known != b->was_known ||
	    (a->was_known && a->was != b->was))
		return false;
	if (!one->reason || !two->reason)
		return one->reason == two->reason;
	return !strcmp(one->reason, two->reason);
}

/* How many of this round are like it, and how many of these stand before it. */
static size_t alike(const struct watch *watch, size_t at, size_t *ret_before)
{
	size_t count = 0;

	*ret_before = 0;
	/* Alike have the same check, and stand together. */
	for (size_t i = 0; i < watch->change_count; i++) {
		if (!is_like(watch, &watch->changes[i], &watch->changes[at]))
			continue;
		count++;
		*ret_before += i < at;
		/* Enough is known. */
		if (*ret_before && count >= GROUP_MIN)
			break;
	}
	return count;
}

static void tell_change(struct watch *watch, size_t at)
{
	const struct change *change = &watch->changes[at];
	const struct watch_check *check = &watch->checks[change->number];
	const struct result *result = check->shown;
	size_t before, count = alike(watch, at, &before);
	struct watch_event event = {
		.kind = WATCH_CHANGED,
		.tone = tone_of(result->status),
		.text = result->title ? result->title : "",
		.source = "checks",
		.subject = result->subject,
		.cause = result->observed,
		.fix = result->fix ? result->fix[0] : NULL,
		.check = check,
		.was_known = change->was_known,
		.was = change->was,
		.was_since_ms = change->was_since_ms,
		.is_consequence = change->is_consequence,
		.is_member = count >= GROUP_MIN && before,
		.member_count = count >= GROUP_MIN && !before ? count - 1 : 0,
	};

	watch_tell(watch, &event);
}

void watch_tell_changes(struct watch *watch)
{
	for (size_t i = 0; i < watch->change_count; i++)
		tell_change(watch, i);
	watch->change_count = 0;
}

static void tell_known(struct watch *watch)
{
	const struct watch_model *model = &watch->model;
	char text[256];
	size_t length = 0;
	struct watch_event event = {
		.kind = WATCH_KNOWN, .source = "checks", .text = text, .tone = WATCH_GOOD
	};

	for (int status = 0; status < STATUS_COUNT; status++) {
		if (!model->summary[status])
			continue;
		length +=
			(size_t)snprintf(text + length, sizeof text - length, "%s%zu %s",
					 length ? ", " : "", model->summary[status],
					 status_name((enum status)status));
		if (watch_is_bad(watch, (enum status)status) || status == STATUS_ERROR)
			event.tone = WATCH_DOUBTFUL;
	}
	(void)snprintf(text + length, sizeof text - length, ", of %zu",
		       model->check_count);
	watch->told_known = true;
	watch_tell(watch, &event);
}

/* After everything that may have changed the model. */
void watch_settle(struct watch *watch)
{
	struct watch_event event = { .kind = WATCH_REACHED,
				     .tone = WATCH_GOOD,
				     .source = "until" };
	char text[128];

	watch_show(watch);
	watch_tell_changes(watch);
	if (!watch->told_known && !watch->model.unknown && watch->model.rounds)
		tell_known(watch);
	for (struct watch_listener *listener = watch->listeners; listener;
	     listener = listener->next) {
		if (listener->settled)
			listener->settled(listener->arg);
	}
	if (watch->ended ||
	    !until_is_reached(&watch->model, watch->settings.options->until,
			      watch->settings.options->strict))
		return;
	(void)snprintf(text, sizeof text, "%s is reached",
		       watch->settings.options->until);
	event.text = text;
	watch_tell(watch, &event);
	watch_end(watch, WATCH_END_REACHED);
}
