/*
 * The command line as one struct. Every option is described in one table, from which parsing,
 * --help and shell completion are made.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "inventory.h"

struct arena;

enum command {
	COMMAND_RUN,
	COMMAND_WATCH,
	COMMAND_LINT,
	COMMAND_INIT,
	COMMAND_LIST,
	COMMAND_EXPLAIN,
	COMMAND_MERGE,
	COMMAND_HELP,
	COMMAND_VERSION
};
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct format_target {
	const char *format; /* "json" */
	const char *file;   /* NULL: standard output */
};

struct options {
	enum command command;
	const char *config; /* NULL: not given; ./ocp-preflight.yaml is the default */
	const char *root;   /* files of the install are taken from below it; or NULL */
	enum phase phase;
	bool phase_auto; /* watch: the phase moves on by what is seen */
	const char *only, *skip, *as;
	double timeout;	 /* seconds; default 2 */
	double deadline; /* seconds; default 120; of watch 0: none */
	struct format_target *formats;
	size_t format_count; /* text is the default; of watch: none */
	bool strict, quiet, verbose;
	enum color color;
	const char *capture;	/* FILE of the packets of the checks, or NULL */
	const char *kubeconfig; /* FILE, or NULL */
	/* watch */
	const char *read;	       /* a capture instead of the network, or NULL */
	const char *const *interfaces; /* where to look; none: those of the nodes */
	size_t interface_count;
	const char *until;     /* "ready", "pass" or the id of a check; or NULL */
	const char *events;    /* FILE of JSON lines, "-": standard output; or NULL */
	const char *on_change; /* a command, or NULL */
	/* init */
	const char *output;	  /* NULL: ./ocp-preflight.yaml; "-": standard output */
	bool force;		  /* replace a file that is there */
	const char *argument;	  /* explain: ID */
	const char *const *files; /* merge: the reports */
	size_t file_count;
};

/*
 * `formats` and `checks`: the NULL-terminated names that --format and --only/--skip/explain may
 * say. 0, or -EINVAL after a message to `err` that names what was expected and the nearest known
 * word. Strings point into argv or the arena.
 */
int options_parse(struct arena *arena, int argc, char **argv, const char *const *formats,
		  const char *const *checks, FILE *err, struct options *ret_options);
void options_help(FILE *out);
