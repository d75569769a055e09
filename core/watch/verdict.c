#include "verdict.h"

#include <string.h>

bool verdict_is_bad(enum status status)
{
	return status == STATUS_WARN || status == STATUS_FAIL || status == STATUS_ERROR;
}

static void remember(struct verdict *verdict, enum status status, int64_t now_ms)
{
	if (verdict->count == VERDICT_WINDOW) {
		memmove(verdict->window, verdict->window + 1,
			(VERDICT_WINDOW - 1) * sizeof verdict->window[0]);
		memmove(verdict->window_ms, verdict->window_ms + 1,
			(VERDICT_WINDOW - 1) * sizeof verdict->window_ms[0]);
		verdict->count--;
	}
	verdict->window[verdict->count] = status;
	verdict->window_ms[verdict->count++] = now_ms;
}

static void settle(struct verdict *verdict, enum status status)
{
	verdict->status = status;
	verdict->known = true;
	verdict->doubted_ms = 0;
	verdict->doubts = 0;
}

void verdict_accept(struct verdict *verdict, enum status status, int64_t now_ms)
{
	settle(verdict, status);
	verdict->since_ms = now_ms;
	verdict->agreed = 1;
}

/* When it began, now that it is believed. */
static void note_since(struct verdict *verdict, enum status status, unsigned agreeing)
{
	unsigned first = 0;

	while (verdict->window[first] != status)
		first++;
	verdict->since_ms = verdict->window_ms[first];
	if (verdict->doubted_ms && verdict->doubted_ms < verdict->since_ms)
		verdict->since_ms = verdict->doubted_ms;
	verdict->agreed = verdict->doubts > agreeing ? verdict->doubts : agreeing;
}

enum verdict_step verdict_look(struct verdict *verdict, enum status status,
			       int64_t now_ms, int64_t patience_ms)
{
	bool recovers = verdict->known && verdict_is_bad(verdict->status) &&
			!verdict_is_bad(status);
	unsigned agreeing = 0;

	remember(verdict, status, now_ms);
	if (verdict->known && status == verdict->status) {
		verdict->doubted_ms = 0;
		verdict->doubts = 0;
		return VERDICT_SAME;
	}
	if (!verdict->known && !verdict_is_bad(status)) {
		note_since(verdict, status, 1);
		settle(verdict, status);
		return VERDICT_CHANGED;
	}
	if (!verdict->doubted_ms)
		verdict->doubted_ms = now_ms;
	verdict->doubts++;
	for (unsigned i = 0; i < verdict->count; i++)
		agreeing += verdict->window[i] == status;
	if (agreeing < (recovers ? VERDICT_WINDOW : VERDICT_AGREE))
		return VERDICT_DOUBTED;
	if (verdict_is_bad(status) && now_ms - verdict->doubted_ms < patience_ms)
		return VERDICT_DOUBTED;
	note_since(verdict, status, agreeing);
	settle(verdict, status);
	return VERDICT_CHANGED;
}
