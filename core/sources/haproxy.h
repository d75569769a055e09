/*
 * haproxy.cfg -> which address listens, in which mode, with which servers behind it (HAProxy
 * configuration manual, chapters 2, 4 and 5). Only what an install depends on is read; unknown
 * keywords are passed over, and a line that makes no sense is a warning, never the end.
 *
 * A pure function of the bytes: no file is opened, no name is looked up. Environment variables are
 * left as they are written.
 */
#pragma once

#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct diagnostics;

struct haproxy {
	struct balancer_front *fronts; /* one for each address and port of each bind */
	size_t count;
};

/* `file` is what places are called. Everything in `ret_haproxy` is the arena's. */
void haproxy_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		  struct diagnostics *diagnostics, struct haproxy *ret_haproxy);
