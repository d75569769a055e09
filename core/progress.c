#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include <uv.h>

#define REDRAW_NS (100 * 1000000ull)

bool progress_open(struct progress *progress, bool quiet)
{
	*progress = (struct progress){ .active = !quiet && isatty(STDERR_FILENO) };
	return progress->active;
}

void progress_show(size_t done, size_t total, size_t failed, void *arg)
{
	struct progress *progress = arg;
	uint64_t now = uv_hrtime();

	if (now - progress->shown_ns < REDRAW_NS)
		return;
	progress->shown_ns = now;
	fprintf(stderr, "\r%zu of %zu checks", done, total);
	if (failed)
		fprintf(stderr, ", %zu failed", failed);
	fputs("\033[K", stderr);
	fflush(stderr);
}

void progress_close(struct progress *progress)
{
	if (progress->active && progress->shown_ns)
		fputs("\r\033[K", stderr);
	progress->active = false;
}
