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

/* Reports with a file are written anew at changes, no sooner than this after the last time. */
#define REPORT_GAP_MS 1000

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
	char *complaint; /* the last one, which is not repeated */
};

static void fill_boots(struct watch_reports *reports, struct report *report)
{
	reports->boots_arena = arena_free(reports->boots_arena);
	report->timeline = NULL;
	if (!reports->tap->timeline)
		return;
	reports->boots_arena = arena_new();
	reports->boots = timeline_snapshot(reports->tap->timeline, reports->boots_arena);
	report->timeline = &reports->boots;
}

static void fill_report(struct watch_reports *reports)
{
	const struct watch_model *model = watch_model(reports->watch);
	struct report *report = &reports->program->report;

	report->inventory = model->inventory;
	report->phase = model->phase;
	report->started = (time_t)(model->started_ms / 1000);
	report->duration_ms = (double)(watch_time(reports->watch) - model->started_ms);
	report->results = model->results;
	report->count = model->check_count;
	memset(report->summary, 0, sizeof report->summary);
	for (size_t i = 0; i < report->count; i++)
		report->summary[report->results[i].status]++;
	fill_boots(reports, report);
}

/* What cannot be written is said once, not at every change. */
static void complain(struct watch_reports *reports, char *complaint)
{
	if (*complaint &&
	    (!reports->complaint || strcmp(reports->complaint, complaint) != 0))
		fputs(complaint, stderr);
	reports->failing = *complaint;
	free(reports->complaint);
	reports->complaint = complaint;
}

static void write_files(struct watch_reports *reports)
{
	char *complaint = NULL;
	size_t length;
	FILE *err = open_memstream(&complaint, &length);

	if (!err)
		arena_oom();
	fill_report(reports);
	(void)program_write_files(reports->program, err);
	if (fclose(err) == EOF)
		arena_oom();
	complain(reports, complaint);
	reports->due = false;
	reports->written_serial = watch_model(reports->watch)->serial;
}

static void time_to_write(uv_timer_t *timer)
{
	struct watch_reports *reports = timer->data;

	if (reports->due)
		write_files(reports);
}

/* Before all is known there is nothing to report. */
static void settled(void *arg)
{
	struct watch_reports *reports = arg;
	const struct watch_model *model = watch_model(reports->watch);

	if (model->unknown || model->serial == reports->written_serial)
		return;
	reports->due = true;
	if (!uv_is_active((uv_handle_t *)&reports->timer))
		uv_timer_start(&reports->timer, time_to_write,
			       reports->written_serial ? REPORT_GAP_MS : 0, 0);
}

static void reports_open(struct watch_reports *reports, struct program *program,
			 struct watch *watch, const struct wire_tap *tap)
{
	*reports = (struct watch_reports){
		.listener = {.settled = settled, .arg = reports},
		.program = program,
		.watch = watch,
		.tap = tap,
	};
	uv_timer_init(watch_loop(watch), &reports->timer);
	reports->timer.data = reports;
	watch_listen(watch, &reports->listener);
}

/* The last of each, and those for standard output. True if all was written. */
static bool reports_close(struct watch_reports *reports)
{
	bool written;

	uv_close((uv_handle_t *)&reports->timer, NULL);
	write_files(reports);
	written = !reports->failing && program_write_standard(reports->program) >= 0;
	free(reports->complaint);
	reports->program->report.timeline = NULL;
	arena_free(reports->boots_arena);
	return written;
}

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
	reports_open(&outputs->reports, program, watch, tap);
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
	written = reports_close(&outputs->reports);
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

/* --capture: the packets of all rounds. */
struct recording {
	struct watch *watch;
	struct recorder *recorder; /* NULL: nobody wants them */
	const char *path;
	bool failed;
};

static void record_round(struct engine *engine, void *arg)
{
	const struct recording *recording = arg;

	if (recording->recorder)
		record_follow(recording->recorder, engine);
}

static void explain_round(struct engine *engine, void *arg)
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

/* While there is the right to, and before anything is sent. */
static int recording_open(struct recording *recording, const struct options *options)
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

	if (recording_open(recording, &program->options) < 0)
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
						 .begins = record_round,
						 .sealed = explain_round,
						 .arg = &recording };
	struct wire_tap tap = { .options = &program->options };
	char *error;
	int status;

	program->report.tool_version = OCP_VERSION;
	program->report.strict = program->options.strict;
	if (watch_new(&settings, &recording.watch, &error) < 0) {
		status = refuse(program, error);
		free(error);
		return status;
	}
	status = watch_and_record(program, &recording, &tap);
	watch_free(recording.watch);
	return status;
}
