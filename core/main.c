#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "arena.h"
#include "config.h"
#include "diag.h"
#include "engine.h"
#include "options.h"
#include "plan.h"
#include "probe.h"
#include "progress.h"
#include "reports/catalog.h"
#include "reports/merge.h"
#include "reports/report.h"
#include "version.h"

enum exit_status {
	EXIT_OK = 0,
	EXIT_CHECK_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
	EXIT_INTERRUPTED = 130,
};

#define DEFAULT_CONFIG "ocp-preflight.yaml"

extern const struct probe *const probe_table[];

/* One run of the program. */
struct program {
	struct arena *arena;
	struct options options;
	struct diagnostics diagnostics;
	const struct inventory *inventory;
	const struct plan *plan;
	struct report report;
};

static const char **report_names(struct arena *arena)
{
	const char **names;
	size_t count = 0;

	while (report_table[count])
		count++;
	names = arena_alloc(arena, (count + 1) * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = report_table[i]->name;
	return names;
}

static const char **check_ids(struct arena *arena)
{
	const char **ids;
	size_t count = 0;

	while (probe_table[count])
		count++;
	ids = arena_alloc(arena, (count + 1) * sizeof *ids);
	for (size_t i = 0; i < count; i++)
		ids[i] = probe_table[i]->id;
	return ids;
}

static const struct probe *find_probe(const char *id)
{
	for (size_t i = 0; probe_table[i]; i++) {
		if (!strcmp(probe_table[i]->id, id))
			return probe_table[i];
	}
	return NULL;
}

/* How text looks on this terminal. */
static struct report_options screen(const struct options *options)
{
	struct report_options screen = { .verbose = options->verbose,
					 .quiet = options->quiet };
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool terminal = isatty(STDOUT_FILENO);
	struct winsize size;

	screen.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (terminal && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		screen.width = size.ws_col;
	switch (options->color) {
	case COLOR_ALWAYS:
		screen.color = true;
		break;
	case COLOR_NEVER:
		break;
	case COLOR_AUTO:
		screen.color = terminal && !(no_color && *no_color) &&
			       !(term && !strcmp(term, "dumb"));
		break;
	}
	return screen;
}

/* Configuration -> inventory -> plan. 0, or -EINVAL with all that is wrong on standard error. */
static int prepare(struct program *program)
{
	const struct options *options = &program->options;
	const char *file = options->config ? options->config : DEFAULT_CONFIG;
	struct inventory_options inventory_options = {
		.phase = options->phase,
		.timeout = options->timeout,
		.as = options->as,
	};
	struct plan_options plan_options = {
		.only = options->only,
		.skip = options->skip,
		.phase = options->phase,
	};
	struct config *config;
	int r;

	r = config_load(program->arena, file, &program->diagnostics, &config);
	if (r >= 0)
		r = inventory_build(program->arena, config, &inventory_options,
				    &program->diagnostics, &program->inventory);
	if (r >= 0)
		config_drop_nodes(config);
	diag_print(&program->diagnostics, stderr);
	if (r < 0)
		return r;
	return plan_new(program->arena, probe_table, program->inventory, &plan_options,
			stderr, &program->plan);
}

/* Why no check was run: the first error, for reports that CI collects. */
static const char *refusal(const struct program *program)
{
	for (size_t i = 0; i < program->diagnostics.count; i++) {
		const struct diagnostic *diagnostic = &program->diagnostics.items[i];

		if (diagnostic->warning)
			continue;
		if (!diagnostic->where.file)
			return diagnostic->message;
		if (!diagnostic->where.line)
			return arena_printf(program->arena, "%s: %s",
					    diagnostic->where.file, diagnostic->message);
		return arena_printf(program->arena, "%s:%u:%u: %s",
				    diagnostic->where.file, diagnostic->where.line,
				    diagnostic->where.column, diagnostic->message);
	}
	return "the checks could not be planned; see standard error";
}

static struct engine *carry_out(struct program *program)
{
	const struct options *options = &program->options;
	struct report *report = &program->report;
	struct progress progress;
	struct engine_options engine_options = {
		.deadline = options->deadline,
		.progress =
			progress_open(&progress, options->quiet) ? progress_show : NULL,
		.arg = &progress,
	};
	struct engine *engine =
		engine_new(program->arena, program->plan, &engine_options);

	report->interrupted = engine_go(engine) == -EINTR;
	progress_close(&progress);
	report->results = engine_results(engine);
	report->count = program->plan->count;
	for (size_t i = 0; i < report->count; i++)
		report->summary[report->results[i].status]++;
	return engine;
}

/* A text report of a run that did not start would only repeat what standard error said. */
static int write_reports(const struct program *program)
{
	struct report_options options = screen(&program->options);
	int worst = 0;

	for (size_t i = 0; i < program->options.format_count; i++) {
		const struct format_target *target = &program->options.formats[i];
		const struct report_ops *ops = report_find(target->format);
		struct report_options plain = { .verbose = options.verbose,
						.quiet = options.quiet,
						.utf8 = true };
		int r;

		if (program->report.refused && !target->file &&
		    !strcmp(ops->name, "text"))
			continue;
		r = report_write(ops, target->file, &program->report,
				 target->file ? &plain : &options, stderr);
		worst = r < 0 ? r : worst;
	}
	return worst;
}

static int verdict(const struct program *program, bool written)
{
	const struct report *report = &program->report;

	if (report->refused)
		return EXIT_USAGE;
	if (report->interrupted)
		return EXIT_INTERRUPTED;
	if (report->summary[STATUS_FAIL] ||
	    (program->options.strict && report->summary[STATUS_WARN]))
		return EXIT_CHECK_FAILED;
	return report->summary[STATUS_ERROR] || !written ? EXIT_INCOMPLETE : EXIT_OK;
}

static int command_run(struct program *program)
{
	struct report *report = &program->report;
	uint64_t start = uv_hrtime();
	struct engine *engine = NULL;
	bool written;

	report->tool_version = OCP_VERSION;
	report->phase = program->options.phase;
	report->strict = program->options.strict;
	report->started = time(NULL);
	if (prepare(program) < 0)
		report->refused = refusal(program);
	else
		engine = carry_out(program);
	report->inventory = program->inventory;
	report->duration_ms = (double)(uv_hrtime() - start) / 1e6;
	written = write_reports(program) >= 0;
	engine_free(engine);
	return verdict(program, written);
}

static int command_merge(struct program *program)
{
	const struct options *options = &program->options;
	bool written;

	program->report.tool_version = OCP_VERSION;
	program->report.strict = options->strict;
	if (merge_reports(program->arena, probe_table, options->files,
			  options->file_count, stderr, &program->report) < 0)
		return EXIT_USAGE;
	written = write_reports(program) >= 0;
	return verdict(program, written);
}

static int command_list(const struct program *program)
{
	const char *format = program->options.formats[0].format;

	catalog_list(stdout, probe_table, !strcmp(format, "json"));
	return EXIT_OK;
}

static int command_explain(const struct program *program)
{
	struct report_options options = screen(&program->options);

	catalog_explain(stdout, find_probe(program->options.argument), &options);
	return EXIT_OK;
}

static int command(struct program *program)
{
	switch (program->options.command) {
	case COMMAND_RUN:
		return command_run(program);
	case COMMAND_LIST:
		return command_list(program);
	case COMMAND_EXPLAIN:
		return command_explain(program);
	case COMMAND_MERGE:
		return command_merge(program);
	case COMMAND_HELP:
		options_help(stdout);
		return EXIT_OK;
	case COMMAND_VERSION:
		version_print(stdout);
		return EXIT_OK;
	}
	return EXIT_USAGE;
}

/*
 * A descriptor that the caller closed would be given to the next file or socket. In its place comes
 * one that can be neither read nor written as its stream wants: that stays an error, and is seen.
 */
static void hold_standard_streams(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd ? O_RDONLY : O_WRONLY);
	}
}

int main(int argc, char **argv)
{
	struct program program = { .arena = arena_new() };
	int status = EXIT_USAGE;

	hold_standard_streams();
	/* Only LC_CTYPE: numbers in reports keep their point. */
	setlocale(LC_CTYPE, "");
	diag_init(&program.diagnostics, program.arena);
	if (options_parse(program.arena, argc, argv, report_names(program.arena),
			  check_ids(program.arena), stderr, &program.options) >= 0)
		status = command(&program);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		fprintf(stderr, "ocp-preflight: cannot write to standard output: %s\n",
			strerror(errno));
		status = status ? status : EXIT_INCOMPLETE;
	}
	arena_free(program.arena);
	return status;
}
