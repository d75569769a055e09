/*
 * One line on standard error while the checks run, erased at the end. Only on a terminal.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	bool active;
	uint64_t shown_ns; /* when the line was last drawn */
};

/* False where nobody would see it. */
bool progress_open(struct progress *progress, bool quiet);
/* An engine_options.progress; `arg` is the struct progress. */
void progress_show(size_t done, size_t total, size_t failed, void *arg);
void progress_close(struct progress *progress);
