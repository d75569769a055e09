/*
 * The tables of commands and options, for options.c (reading argv) and options_help.c alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "options.h"

struct options_parser {
	struct arena *arena;
	const char *const *formats, *const *checks;
	FILE *err;
	struct options *options;
	char **argv;
	int argc, next;
	const char *seen[32]; /* long names of the options that were given */
	size_t seen_count;
	const char **words; /* command and its arguments; the arena's */
	size_t word_count;
	bool failed;
};

/* Which commands an option fits. */
enum fits {
	FITS_RUN = 1 << COMMAND_RUN,
	FITS_WATCH = 1 << COMMAND_WATCH,
	FITS_LINT = 1 << COMMAND_LINT,
	FITS_INIT = 1 << COMMAND_INIT,
	FITS_LIST = 1 << COMMAND_LIST,
	FITS_EXPLAIN = 1 << COMMAND_EXPLAIN,
	FITS_MERGE = 1 << COMMAND_MERGE,
	FITS_CHECKS = FITS_RUN | FITS_WATCH | FITS_LINT,
	FITS_REPORT = FITS_CHECKS | FITS_MERGE,
	FITS_ALL = FITS_REPORT | FITS_INIT | FITS_LIST | FITS_EXPLAIN,
};

struct option {
	const char *name;  /* without its hyphens */
	char letter;	   /* 0: none */
	const char *value; /* what --help calls it; NULL: takes none */
	unsigned fits;	   /* enum fits */
	/* False after a message. */
	bool (*set)(struct options_parser *parser, const char *value);
	const char *help;
};

struct command_word {
	const char *name;
	enum command command;
	const char *argument; /* what it takes, or NULL */
	const char *help;
};

#define OPTION_MAX  32 /* rows of each table at most, the last one included */
#define COMMAND_MAX 12

/* Both end with name NULL. */
extern const struct option option_table[OPTION_MAX];
extern const struct command_word command_table[COMMAND_MAX];

/* A line on `err`, the help below it; the command line is refused. */
void options_complain(struct options_parser *parser, const char *help, const char *format,
		      ...) __attribute__((format(printf, 3, 4)));
/* "did you mean 'dns.*'?", or where the checks are listed. */
const char *options_nearest_check(struct options_parser *parser, const char *word);
