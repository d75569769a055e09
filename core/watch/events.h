/*
 * Every event as one line of JSON, written at once: ocp-preflight(1), EVENTS, and
 * fixtures/schema/event-1.json say what is in it.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "watch.h"

#define EVENT_SCHEMA "ocp-preflight/event/1"

struct events {
	struct watch_listener listener;
	struct watch *watch;
	FILE *out; /* NULL: not open */
	const char *file;
	int error; /* the first one of writing, or 0 */
	bool told; /* and the watch has said so */
};

/* Appends to `file`, which lives as long; "-" is standard output. When nobody reads it any more (EPIPE), the watch ends. 0, or a negative errno. */
int events_open(struct events *events, struct watch *watch, const char *file);
/* 0, or the negative errno of the first line that was not written. */
int events_close(struct events *events);
