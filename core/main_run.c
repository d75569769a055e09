#include <errno.h>
#include <time.h>

#include "engine.h"
#include "io_record.h"
#include "main.h"
#include "progress.h"
#include "version.h"

static struct engine *carry_out(struct program *program, struct recorder *recorder)
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

	if (recorder) {
		record_listen(recorder, engine_loop(engine));
		record_follow(recorder, engine);
	}
	report->interrupted = engine_go(engine) == -EINTR;
	progress_close(&progress);
	(void)record_explain(engine); /* record_close() says what is wrong */
	report->results = engine_results(engine);
	report->count = program->plan->count;
	for (size_t i = 0; i < report->count; i++)
		report->summary[report->results[i].status]++;
	return engine;
}

int command_run(struct program *program)
{
	struct report *report = &program->report;
	uint64_t start = uv_hrtime();
	const char *capture = program->options.capture;
	struct recorder *recorder = NULL;
	struct engine *engine = NULL;
	bool written, recorded;

	report->tool_version = OCP_VERSION;
	report->phase = program->options.phase;
	report->strict = program->options.strict;
	report->root = program->options.root;
	report->lint = program->options.command == COMMAND_LINT;
	report->started = time(NULL);
	if (program_prepare(program) < 0)
		report->refused = program_refusal(program);
	else if (capture &&
		 record_open(capture, program->inventory, stderr, &recorder) < 0)
		report->refused =
			"the packets of the run cannot be recorded; see standard error";
	else
		engine = carry_out(program, recorder);
	recorded = record_close(recorder, stderr) >= 0;
	report->inventory = program->inventory;
	report->duration_ms = (double)(uv_hrtime() - start) / 1e6;
	written = program_write_reports(program) >= 0 && recorded;
	engine_free(engine);
	return program_verdict(program, written);
}
