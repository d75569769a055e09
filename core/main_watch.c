#include "main_watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "cluster/provider.h"
#include "io_record.h"
#include "main.h"
#include "screen/screen.h"
#include "timeline/provider.h"
#include "timeline/timeline.h"
#include "version.h"
#include "watch/events.h"
#include "watch/lines.h"
#include "watch/on_change.h"
#include "watch/watch.h"

static bool uses_standard_output(const struct options *options)
{
	if (options->events && !strcmp(options->events, "-"))
		return true;
	for (size_t i = 0; i < options->format_count; i++) {
		if (!options->formats[i].file)
			return true;
	}
	return false;
}

/* The listeners of a watch. */
struct outputs {
	struct screen *screen; /* NULL: lines */
	struct lines lines;
	FILE *out; /* of lines, and of the verdict */
	struct events events;
	struct on_change *on_change;
	struct watch_reports reports;
};

/* On a terminal that nothing else is written to, the whole of it. */
static void open_face(struct outputs *outputs, struct program *program,
		      struct watch *watch)
{
	const struct options *options = &program->options;
	struct report_options look = program_screen(options);
	struct terminal_options terminal = { .color = look.color, .utf8 = look.utf8 };
	bool taken = uses_standard_output(options);

	outputs->out = taken ? stderr : stdout;
	if (!taken && !options->quiet && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	    screen_open(watch, &terminal, &outputs->screen) >= 0)
		return;
	lines_open(&outputs->lines, watch, outputs->out, options->quiet);
}

static int outputs_open(struct outputs *outputs, struct program *program,
			struct watch *watch, const struct wire_tap *tap)
{
	const struct options *options = &program->options;
	int r;

	if (options->events) {
		r = events_open(&outputs->events, watch, options->events);
		if (r < 0) {
			fprintf(stderr,
				"ocp-preflight: --events: cannot write '%s': %s\n",
				options->events, strerror(-r));
			return r;
		}
	}
	open_face(outputs, program, watch);
	watch_reports_open(&outputs->reports, program, watch, tap);
	if (options->on_change)
		outputs->on_change = on_change_open(watch, options->on_change);
	return 0;
}

/* True if all was written. */
static bool outputs_close(struct outputs *outputs)
{
	bool written;
	int r;

	outputs->screen = screen_close(outputs->screen);
	outputs->on_change = on_change_close(outputs->on_change);
	written = watch_reports_close(&outputs->reports);
	r = events_close(&outputs->events);
	if (r < 0)
		fprintf(stderr, "ocp-preflight: --events: not all was written: %s\n",
			strerror(-r));
	return written && r >= 0;
}

/* The exit status of `run`, and 3 where what was waited for did not come although nothing fails. */
static int verdict(const struct program *program, enum watch_end end, bool written)
{
	int status = program_verdict(program, written);

	if (end == WATCH_END_REACHED)
		return written ? EXIT_OK : EXIT_INCOMPLETE;
	if (end == WATCH_END_DEADLINE && program->options.until && status == EXIT_OK)
		return EXIT_INCOMPLETE;
	return status;
}

static int carry_out(struct program *program, struct watch *watch,
		     const struct wire_tap *tap)
{
	struct outputs outputs = { 0 };
	enum watch_end end;
	bool written;
	int status = EXIT_USAGE;
	int r;

	if (outputs_open(&outputs, program, watch, tap) < 0)
		return EXIT_USAGE;
	r = watch_go(watch, &end);
	if (r >= 0)
		program->report.interrupted = end == WATCH_END_INTERRUPTED;
	written = outputs_close(&outputs);
	if (r >= 0) {
		program_print_verdict(program, outputs.out);
		status = verdict(program, end, written);
	}
	return status;
}

static int refuse(struct program *program, const char *why)
{
	struct report *report = &program->report;

	report->refused = why;
	report->phase = program->options.phase;
	report->started = time(NULL);
	(void)program_write_reports(program);
	return EXIT_USAGE;
}

static int watch_and_record(struct program *program, struct recording *recording,
			    struct wire_tap *tap)
{
	struct watch *watch = recording->watch;
	int status;

	if (watch_recording_open(recording, &program->options) < 0)
		return refuse(
			program,
			"the packets of the watch cannot be recorded; see standard error");
	watch_add_provider(watch, &wire_provider, tap);
	watch_add_provider(watch, &cluster_provider, NULL);
	status = carry_out(program, watch, tap);
	if (record_close(recording->recorder, stderr) < 0 && status == EXIT_OK)
		status = EXIT_INCOMPLETE;
	return status;
}

int command_watch(struct program *program)
{
	struct recording recording = { 0 };
	const struct watch_settings settings = { .options = &program->options,
						 .table = probe_table,
						 .load = program_load,
						 .begins = watch_recording_begins,
						 .sealed = watch_recording_explains,
						 .arg = &recording };
	struct wire_tap tap = { .options = &program->options };
	char *error;
	int status;

	program->report.tool_version = OCP_VERSION;
	program->report.strict = program->options.strict;
	/* Where it is removed later, nothing else is looked for in its place. */
	if (!program->options.config && !access(PROGRAM_CONFIG, F_OK))
		program->options.config = PROGRAM_CONFIG;
	if (watch_new(&settings, &recording.watch, &error) < 0) {
		status = refuse(program, error);
		free(error);
		return status;
	}
	status = watch_and_record(program, &recording, &tap);
	watch_free(recording.watch);
	return status;
}
