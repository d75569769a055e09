#include "wording.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/arena.h"
#include "verdict.h"

const char *wording_duration(struct arena *arena, int64_t ms)
{
	long long seconds = (ms + 500) / 1000;

	if (seconds < 60)
		return arena_printf(arena, "%lld s", seconds > 0 ? seconds : 1);
	if (seconds < 3600)
		return arena_printf(arena, "%lld min %lld s", seconds / 60, seconds % 60);
	if (seconds < 86400)
		return arena_printf(arena, "%lld h %lld min", seconds / 3600,
				    seconds / 60 % 60);
	return arena_printf(arena, "%lld d %lld h", seconds / 86400, seconds / 3600 % 24);
}

const char *wording_time(int64_t at_ms, char buffer[static WORDING_TIME_LEN])
{
	time_t seconds = (time_t)(at_ms / 1000);
	struct tm tm;

	if (!localtime_r(&seconds, &tm) ||
	    !strftime(buffer, WORDING_TIME_LEN, "%H:%M:%S", &tm))
		*buffer = '\0';
	return buffer;
}

const char *wording_stamp(int64_t at_ms, char buffer[static WORDING_STAMP_LEN])
{
	time_t seconds = (time_t)(at_ms / 1000);
	size_t length = 0;
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		length = strftime(buffer, WORDING_STAMP_LEN, "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(buffer + length, WORDING_STAMP_LEN - length, ".%03dZ",
		       (int)(at_ms % 1000));
	return buffer;
}

const char *wording_kind(enum watch_event_kind kind)
{
	switch (kind) {
	case WATCH_STARTED:
		return "start";
	case WATCH_KNOWN:
		return "known";
	case WATCH_CHANGED:
		return "change";
	case WATCH_PHASED:
		return "phase";
	case WATCH_CONFIGURED:
		return "config";
	case WATCH_TRIGGERED:
		return "trigger";
	case WATCH_NOTED:
		return "note";
	case WATCH_REACHED:
		return "reached";
	case WATCH_ENDED:
		return "end";
	}
	return "?";
}

/* Consequences are told by their causes; that something is well from the start is no news. */
bool wording_is_news(const struct watch_event *event)
{
	const struct result *result;

	if (event->kind != WATCH_CHANGED)
		return true;
	result = event->check->shown;
	if (event->is_member || event->is_consequence)
		return false;
	if (verdict_is_bad(result->status))
		return true;
	return event->was_known && verdict_is_bad(event->was);
}

static const char *with(struct arena *arena, const char *line, const char *word,
			const char *text)
{
	return text && *text ? arena_printf(arena, "%s%s%s", line, word, text) : line;
}

static const char *change_line(struct arena *arena, const struct watch_event *event)
{
	const struct result *result = event->check->shown;
	bool names_subject = !result->subject || strstr(event->text, result->subject);
	const char *line =
		arena_printf(arena, "%-5s %s  %s%s%s", status_word(result->status),
			     result->probe->id, names_subject ? "" : result->subject,
			     names_subject ? "" : ": ", event->text);

	if (event->member_count)
		line = arena_printf(arena, "%s (and %zu more like it)", line,
				    event->member_count);
	if (result->blocks)
		line = arena_printf(arena, "%s; %u check%s wait%s for this", line,
				    result->blocks, result->blocks == 1 ? "" : "s",
				    result->blocks == 1 ? "s" : "");
	if (!verdict_is_bad(result->status))
		return event->was_since_ms
			       ? arena_printf(arena, "%s, after %s", line,
					      wording_duration(
						      arena,
						      event->at_ms - event->was_since_ms))
			       : line;
	line = with(arena, line, "; seen: ", event->cause);
	return with(arena, line, "; fix: ", event->fix);
}

static const char *tone_word(const struct watch_event *event)
{
	switch (event->tone) {
	case WATCH_PLAIN:
		break;
	case WATCH_GOOD:
		return "ok";
	case WATCH_DOUBTFUL:
		return "WARN";
	case WATCH_BAD:
		return "FAIL";
	}
	return "-";
}

const char *wording_line(struct arena *arena, const struct watch_event *event)
{
	const char *line;

	if (!wording_is_news(event))
		return NULL;
	if (event->kind == WATCH_CHANGED)
		return change_line(arena, event);
	line = arena_printf(arena, "%-5s %s  ", tone_word(event), event->source);
	if (event->kind == WATCH_NOTED && event->subject &&
	    !strstr(event->text, event->subject))
		line = arena_printf(arena, "%s%s: ", line, event->subject);
	line = arena_printf(arena, "%s%s", line, event->text);
	line = with(arena, line, ": ", event->cause);
	return with(arena, line, "; fix: ", event->fix);
}
