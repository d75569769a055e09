/*
 * A report is a pure function of the sealed results: one file, one struct. The table of all
 * writers is generated from the file names: reports/<name>.c defines `report_<name>`.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "core/inventory.h"
#include "core/probe.h"
#include "core/result.h"

#define REPORT_SCHEMA "ocp-preflight/report/1"

struct timeline_snapshot;

/* Everything that a report may show. */
struct report {
	const char *tool_version;
	const struct inventory *inventory; /* NULL: the run could not start */
	const char *refused;		   /* why it could not start, or NULL */
	const char *const
		*sources; /* files that were read in place of a configuration; or NULL */
	const char *root; /* absolute paths of results begin there (--root); or NULL */
	enum phase phase;
	time_t started; /* UTC */
	double duration_ms;
	bool interrupted;
	bool strict;
	bool lint;		      /* only files of the install were read */
	const struct result *results; /* plan order */
	size_t count;
	size_t summary[STATUS_COUNT]; /* by enum status */
	/* What the wire showed of the nodes' boot, and where that is from; or NULL. */
	const struct timeline_snapshot *timeline;
	const char *timeline_source;
};

struct report_options {
	bool color;
	bool verbose, quiet;
	bool utf8;	/* the terminal shows UTF-8 */
	unsigned width; /* columns; 0: not a terminal, do not wrap */
};

struct report_ops {
	const char *name; /* "json": the word after --format */
	const char *help; /* one line */
	void (*write)(FILE *out, const struct report *report,
		      const struct report_options *options);
};

extern const struct report_ops *const report_table[]; /* NULL-terminated, by name */

const struct report_ops *report_find(const char *name);

/*
 * Writes to `file`, or to standard output where it is NULL or "-". Files are written whole beside
 * their place and renamed; devices and pipes are written to directly. 0, or a negative errno after
 * a sentence on `err`: what could not be written and why.
 */
int report_write(const struct report_ops *ops, const char *file,
		 const struct report *report, const struct report_options *options,
		 FILE *err);

/* The family of a check: "dns" of "dns.reverse". Returns the length of the prefix. */
size_t report_family(const struct probe *probe);
