/*
 * The commands of the program: a file each, core/main_<command>.c. Together with main.c they are the
 * only files of core/ that know probes and reports.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "diag.h"
#include "options.h"
#include "plan.h"
#include "reports/report.h"

struct arena;
struct config;
struct discovery;

enum exit_status {
	EXIT_OK = 0,
	EXIT_CHECK_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
	EXIT_INTERRUPTED = 130,
};

#define PROGRAM_CONFIG "ocp-preflight.yaml"

extern const struct probe *const probe_table[];

/* One run of the program. */
struct program {
	struct arena *arena;
	struct options options;
	struct diagnostics diagnostics;
	const struct discovery *discovery; /* NULL: there is a configuration */
	const struct inventory *inventory;
	const struct plan *plan;
	struct report report;
};

/*
 * main_prepare.c: configuration, or what was discovered -> inventory, for watch.h too. 0, or a
 * negative errno.
 */
int program_load(struct arena *arena, const struct options *options,
		 struct diagnostics *diagnostics, struct config **ret_config,
		 const struct inventory **ret_inventory);
/* The same, and what was discovered, or NULL. */
int program_load_found(struct arena *arena, const struct options *options,
		       struct diagnostics *diagnostics,
		       const struct discovery **ret_discovery, struct config **ret_config,
		       const struct inventory **ret_inventory);
/*
 * main_discover.c: the configuration that --config names, else ./ocp-preflight.yaml, else one made
 * of the files that are found, which are given out too. 0, or a negative errno with a diagnostic.
 */
int program_configure(struct arena *arena, const struct options *options,
		      struct diagnostics *diagnostics,
		      const struct discovery **ret_discovery, struct config **ret_config);
/* The last of them alone. */
int program_discover(struct program *program, struct config **ret_config);
/* Remembers what was taken from where, and says it, a line each, on standard error. */
void program_note_discovery(struct program *program, const struct discovery *discovery);
/* What it tells of the cluster; nothing where there is a configuration. */
void program_say_discovered(struct program *program);
/* What was looked for in vain. */
void program_say_missing(const struct program *program);

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
/* The two halves of it: those with a file, complaints on `err`; and the others. */
int program_write_files(const struct program *program, FILE *err);
int program_write_standard(const struct program *program);
/* The verdict of the report, a line. */
void program_print_verdict(const struct program *program, FILE *out);
/* The exit status of a run whose reports are `written`. */
int program_verdict(const struct program *program, bool written);

/* Each returns the exit status. */
/* run, and lint: the same with the checks that read files only. */
int command_run(struct program *program);
int command_watch(struct program *program);
/* watch --read */
int command_read(struct program *program);
/* Writes what the files say as ocp-preflight.yaml. */
int command_init(struct program *program);
int command_merge(struct program *program);
int command_list(const struct program *program);
int command_explain(const struct program *program);
