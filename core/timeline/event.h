/* Inside the timeline: telling a change to whoever asked to hear of them. */
#pragma once

#include "state.h"

/* True if somebody listens: nobody formats a text for none. */
static inline bool event_is_heard(const struct timeline *timeline)
{
	return timeline->on_event;
}

/* The text may hold bytes of the network: it is cleaned here. */
void event_tell(struct timeline *timeline, uint32_t node, enum timeline_step step,
		bool is_bad, int64_t time, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
