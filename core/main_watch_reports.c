#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "main.h"
#include "main_watch.h"

/* Reports with a file are written anew at changes, no sooner than this after the last time. */
#define REPORT_GAP_MS 1000

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

/* A line each, as they stand on standard error; a watch has its own way to say it. */
static void note(struct watch_reports *reports, char *lines)
{
	static const struct watch_provider source = { .name = "format" };
	static const char program[] = "ocp-preflight: ";
	char *rest;

	for (char *line = strtok_r(lines, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, program, strlen(program)))
			line += strlen(program);
		watch_note(reports->watch, &source,
			   &(struct watch_note){ .tone = WATCH_DOUBTFUL, .text = line });
	}
}

/* What cannot be written is said once, not at every change; and at the end. */
static void complain(struct watch_reports *reports, char *complaint)
{
	bool is_new = *complaint &&
		      (!reports->complaint || strcmp(reports->complaint, complaint) != 0);

	reports->failing = *complaint;
	free(reports->complaint);
	reports->complaint = mem_strdup(complaint);
	if (reports->ended)
		fputs(complaint, stderr);
	else if (is_new)
		note(reports, complaint);
	free(complaint);
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

void watch_reports_open(struct watch_reports *reports, struct program *program,
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

bool watch_reports_close(struct watch_reports *reports)
{
	bool written;

	uv_close((uv_handle_t *)&reports->timer, NULL);
	reports->ended = true;
	write_files(reports);
	written = !reports->failing && program_write_standard(reports->program) >= 0;
	free(reports->complaint);
	reports->program->report.timeline = NULL;
	arena_free(reports->boots_arena);
	return written;
}
