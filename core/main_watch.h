/*
 * What the command watch keeps in files beside its listeners of core/watch/: reports, packets.
 */
#pragma once

#include <stdbool.h>

#include "timeline/provider.h"
#include "timeline/timeline.h"
#include "watch/watch.h"

struct engine;
struct options;
struct program;
struct recorder;

/* The reports of a watch: what is believed now, as `run` would tell it. */
struct watch_reports {
	struct watch_listener listener;
	struct program *program;
	struct watch *watch;
	const struct wire_tap *tap;
	struct arena *boots_arena;
	struct timeline_snapshot boots; /* what report.timeline points to */
	uv_timer_t timer;
	uint64_t written_serial;
	bool due, failing;
	bool ended;	 /* the screen, if there was one, is gone */
	char *complaint; /* the last one, which is not repeated */
};

void watch_reports_open(struct watch_reports *reports, struct program *program,
			struct watch *watch, const struct wire_tap *tap);
/* The last of each, and those for standard output. True if all was written. */
bool watch_reports_close(struct watch_reports *reports);

/* --capture: the packets of all rounds. */
struct recording {
	struct watch *watch;
	struct recorder *recorder; /* NULL: nobody wants them */
	const char *path;
	bool failed;
};

/* While there is the right to, and before anything is sent; nothing without --capture. 0, or a
   negative errno after a sentence on standard error. */
int watch_recording_open(struct recording *recording, const struct options *options);
/* For watch_settings: of a round. */
void watch_recording_begins(struct engine *engine, void *recording);
void watch_recording_explains(struct engine *engine, void *recording);
