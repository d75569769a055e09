/*
 * A line of text for each change, with its time: a watch without a screen.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "watch.h"

struct lines {
	struct watch_listener listener;
	struct watch *watch;
	FILE *out;
	bool quiet; /* only what fails, and what is well again */
};

/* `out` is flushed after each line; when nobody reads it any more, the watch ends. `lines` must live as long as the watch. */
void lines_open(struct lines *lines, struct watch *watch, FILE *out, bool quiet);
