/*
 * An event in one line, as it stands in the log and where there is no screen: what, cause, fix.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "watch.h"

struct arena;

/* A person has to be told: no consequence, no member of a group, nothing that was to be expected. */
bool wording_is_news(const struct watch_event *event);
/* Without the time; into the arena. NULL where it is no news. */
const char *wording_line(struct arena *arena, const struct watch_event *event);
/* "start", "known", "change", "phase", "config", "trigger", "note", "reached", "end" */
const char *wording_kind(enum watch_event_kind kind);
/* "2 s", "4 min 10 s", "3 h 5 min", "2 d 4 h" */
const char *wording_duration(struct arena *arena, int64_t ms);
/* "12:00:05", local time. */
#define WORDING_TIME_LEN 16
const char *wording_time(int64_t at_ms, char buffer[static WORDING_TIME_LEN]);
/* "2026-01-31T12:00:05.123Z" */
#define WORDING_STAMP_LEN 40
const char *wording_stamp(int64_t at_ms, char buffer[static WORDING_STAMP_LEN]);
