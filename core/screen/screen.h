/*
 * The full screen of a watch: draws its model at most SCREEN_DRAWS_A_SECOND times a second and when
 * something changed, and carries out what keys ask.
 */
#pragma once

#include <stdbool.h>

#include "core/watch/watch.h"
#include "terminal.h"

#define SCREEN_DRAWS_A_SECOND 4

struct screen;

/* Before watch_go(). 0, or -ENOTTY: there is no terminal for it; tell the events as lines then. */
int screen_open(struct watch *watch, const struct terminal_options *options,
		struct screen **ret_screen);
/*
 * Gives the terminal back, so that a last report can be written; before watch_free(), which waits for
 * the handles. Takes NULL; returns NULL.
 */
struct screen *screen_close(struct screen *screen);
