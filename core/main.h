/*
 * The commands of the program: a file each, core/main_<command>.c. Together with main.c they are the
 * only files of core/ that know probes and reports.
 */
#pragma once

#include <stdbool.h>

#include "diag.h"
#include "options.h"
#include "plan.h"
#include "reports/report.h"

struct arena;
struct config;

enum exit_status {
	EXIT_OK = 0,
	EXIT_CHECK_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
	EXIT_INTERRUPTED = 130,
};

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

/* main_prepare.c: configuration -> inventory -> plan. 0, or -EINVAL with all that is wrong on
   standard error. */
int program_prepare(struct program *program);
/* Why no check was run: the first error, for reports that CI collects. */
const char *program_refusal(const struct program *program);

/* main_checks.c: NULL-terminated. */
const char *const *program_check_ids(struct arena *arena);
/* NULL: there is none. */
const struct probe *program_find_probe(const char *id);

/* main_report.c: how text looks on this terminal. */
struct report_options program_screen(const struct options *options);
/* Every report that was asked for. 0, or a negative errno after a sentence on standard error. */
int program_write_reports(const struct program *program);
/* The exit status of a run whose reports are `written`. */
int program_verdict(const struct program *program, bool written);

/* Each returns the exit status. */
int command_run(struct program *program);
/* As run, with the checks that read files only. */
int command_lint(struct program *program);
int command_merge(struct program *program);
int command_list(const struct program *program);
int command_explain(const struct program *program);
