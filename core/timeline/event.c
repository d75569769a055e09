#include "event.h"

#include <stdarg.h>

#include "core/arena.h"
#include "core/text.h"
#include "nodes.h"

#define TEXT_MAX 400

void timeline_on_event(struct timeline *timeline, timeline_event_fn *fn, void *arg)
{
	timeline->on_event = fn;
	timeline->event_arg = arg;
}

/* Nodes of the inventory are always told of. */
static bool is_too_much(struct timeline *timeline, const struct node_state *node,
			int64_t time)
{
	if (node->known)
		return false;
	if (time / SECOND != timeline->event_second) {
		timeline->event_second = time / SECOND;
		timeline->event_count = 0;
	}
	return timeline->event_count++ >= TIMELINE_EVENTS_A_SECOND;
}

void event_tell(struct timeline *timeline, uint32_t index, enum timeline_step step,
		bool is_bad, int64_t time, const char *format, ...)
{
	const struct node_state *node = &timeline->nodes[index];
	char name[NODE_NAME_LEN], mac[MAC_STRLEN] = "", address[ADDR_STRLEN] = "";
	char text[TEXT_MAX];
	struct timeline_event event = { .time = time, .step = step, .is_bad = is_bad };
	struct arena *arena;
	va_list args;

	if (!timeline->on_event || is_too_much(timeline, node, time))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	arena = arena_new();
	event.node = node_name(timeline, node, name);
	event.mac = node->mac ? mac_str(node->mac, mac) : mac;
	event.address = node->addresses[0].family ? addr_str(&node->addresses[0], address)
						  : address;
	event.text = text_clean(arena, text, strlen(text), sizeof text);
	timeline->on_event(&event, timeline->event_arg);
	arena_free(arena);
}
