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

void verdict_accept(struct verdict *verdict, enum status status)
{
	verdict->status = status;
	verdict->known = true;
	verdict->doubted_ms = 0;
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
		return VERDICT_SAME;
	}
	if (!verdict->known && !verdict_is_bad(status)) {
		verdict_accept(verdict, status);
		return VERDICT_CHANGED;
	}
	if (!verdict->doubted_ms)
		verdict->doubted_ms = now_ms;
	for (unsigned i = 0; i < verdict->count; i++)
		agreeing += verdict->window[i] == status;
	if (agreeing < (recovers ? VERDICT_WINDOW : VERDICT_AGREE))
		return VERDICT_DOUBTED;
	if (verdict_is_bad(status) && now_ms - verdict->doubted_ms < patience_ms)
		return VERDICT_DOUBTED;
	verdict_accept(verdict, status);
	return VERDICT_CHANGED;
}

int64_t verdict_since(const struct verdict *verdict, enum status status)
{
	for (unsigned i = 0; i < verdict->count; i++) {
		if (verdict->window[i] == status)
			return verdict->window_ms[i];
	}
	return 0;
}
