/* watch --read: the boots in a capture that was made before, without any network. */
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "discover.h"
#include "io_capture.h"
#include "main.h"
#include "reports/timeline.h"
#include "timeline/timeline.h"
#include "version.h"

static const struct report_ops *const writers[] = { &timeline_text, &timeline_json };

static const struct report_ops *find_writer(const char *name)
{
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
		if (!strcmp(writers[i]->name, name))
			return writers[i];
	return NULL;
}

static int check_formats(const struct options *options)
{
	for (size_t i = 0; i < options->format_count; i++) {
		if (find_writer(options->formats[i].format))
			continue;
		fprintf(stderr,
			"ocp-preflight: --read has the formats text and json, not %s\n",
			options->formats[i].format);
		return -EINVAL;
	}
	return 0;
}

/*
 * Names, roles and planned addresses: from the configuration, or else from what is found here. Where
 * that is nothing, or not enough, the capture speaks for itself.
 */
static int load_inventory(struct program *program)
{
	const struct discovery *found = NULL;
	struct config *config;
	int r = program_load_found(program->arena, &program->options,
				   &program->diagnostics, &found, &config,
				   &program->inventory);

	program_note_discovery(program, found);
	if (r >= 0 || !found) {
		diag_print(&program->diagnostics, stderr);
		return r;
	}
	if (found->count)
		fprintf(stderr,
			"ocp-preflight: it says too little of the nodes (%s): they are "
			"shown by MAC address\n",
			program_refusal(program));
	program->inventory = NULL;
	return 0;
}

static void take_frame(int64_t time, int link_type, struct slice frame, void *arg)
{
	timeline_feed(arg, time, link_type, frame);
}

/* Text on standard output where nothing else is asked for. */
static void settle_formats(struct program *program)
{
	struct options *options = &program->options;

	if (options->format_count)
		return;
	options->formats = arena_alloc(program->arena, sizeof *options->formats);
	options->formats[options->format_count++].format = "text";
}

static int write_all(const struct program *program)
{
	struct report_options screen = program_screen(&program->options);
	struct report_options plain = { .verbose = screen.verbose,
					.quiet = screen.quiet,
					.utf8 = true };
	int worst = 0;

	for (size_t i = 0; i < program->options.format_count; i++) {
		const struct format_target *target = &program->options.formats[i];
		int r = report_write(find_writer(target->format), target->file,
				     &program->report, target->file ? &plain : &screen,
				     stderr);

		worst = r < 0 ? r : worst;
	}
	return worst;
}

int command_read(struct program *program)
{
	struct report *report = &program->report;
	const char *path = program->options.read;
	char message[CAPTURE_MESSAGE_MAX];
	struct timeline_snapshot snapshot;
	struct timeline *timeline;
	bool is_written;
	int r;

	settle_formats(program);
	if (check_formats(&program->options) < 0 || load_inventory(program) < 0)
		return EXIT_USAGE;
	timeline = timeline_new(program->inventory);
	r = capture_read(path, take_frame, timeline, message);
	if (r)
		fprintf(stderr, "ocp-preflight: %s\n", message);
	if (r < 0) {
		timeline_free(timeline);
		return EXIT_USAGE;
	}
	snapshot = timeline_snapshot(timeline, program->arena);
	report->tool_version = OCP_VERSION;
	report->inventory = program->inventory;
	report->interrupted = r > 0;
	report->timeline = &snapshot;
	report->timeline_source = strcmp(path, "-") ? path : "standard input";
	is_written = write_all(program) >= 0;
	timeline_free(timeline);
	if (snapshot.is_stuck)
		return EXIT_CHECK_FAILED;
	return is_written ? EXIT_OK : EXIT_INCOMPLETE;
}
