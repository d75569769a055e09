#include "lines.h"

#include <errno.h>

#include "core/arena.h"
#include "wording.h"

static void write_line(const struct watch_event *event, void *arg)
{
	struct lines *lines = arg;
	struct arena *arena = arena_new();
	const char *line = wording_line(arena, event);
	char time[WORDING_TIME_LEN];

	if (line && !(lines->quiet && event->tone == WATCH_PLAIN)) {
		fprintf(lines->out, "%s  %s\n", wording_time(event->at_ms, time), line);
		if (fflush(lines->out) == EOF && errno == EPIPE)
			watch_quit(lines->watch);
	}
	arena_free(arena);
}

void lines_open(struct lines *lines, struct watch *watch, FILE *out, bool quiet)
{
	*lines = (struct lines){
		.listener = {.event = write_line, .arg = lines},
		.watch = watch,
		.out = out,
		.quiet = quiet
	};
	watch_listen(watch, &lines->listener);
}
