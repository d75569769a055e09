#include <stdio.h>
#include <string.h>

#include "io_record.h"
#include "main_watch.h"
#include "options.h"

void watch_recording_begins(struct engine *engine, void *arg)
{
	const struct recording *recording = arg;

	if (recording->recorder)
		record_follow(recording->recorder, engine);
}

void watch_recording_explains(struct engine *engine, void *arg)
{
	static const struct watch_provider source = { .name = "capture" };
	struct recording *recording = arg;
	int r = record_explain(engine);
	char text[512];

	if (r >= 0 || recording->failed)
		return;
	recording->failed = true;
	(void)snprintf(text, sizeof text, "cannot write '%s' any more: %s",
		       recording->path, strerror(-r));
	watch_note(recording->watch, &source,
		   &(struct watch_note){ .tone = WATCH_DOUBTFUL, .text = text });
}

int watch_recording_open(struct recording *recording, const struct options *options)
{
	const struct inventory *inventory = watch_model(recording->watch)->inventory;
	int r;

	if (!options->capture)
		return 0;
	recording->path = options->capture;
	r = record_open(options->capture, inventory, stderr, &recording->recorder);
	if (r >= 0)
		record_listen(recording->recorder, watch_loop(recording->watch));
	return r;
}
