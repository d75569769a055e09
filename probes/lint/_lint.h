/*
 * What all checks of files have in common. A check of files finds everything while the plan is
 * made: each finding is a subject of its own, with its place; a file without one is a pass.
 *
 * A lint check is a judge() and a struct probe with `reads_files`, `judge`, `subjects = lint_find`
 * and `start = lint_start`. The smallest, made to be copied, is probes/lint/syntax.c.
 */
#pragma once

#include "core/probe.h"

#define FINDING_FIX_MAX 4

/* Strings live as long as the inventory (literals, facts, findings_arena()). */
struct finding {
	enum status
		status; /* STATUS_FAIL, STATUS_WARN; STATUS_PASS: good to know, no fault */
	const char
		*subject; /* what it is about, the same when lines move: "kube_api/m1" */
	struct where where; /* what is wrong */
	unsigned width;	    /* characters that are meant there; 0: one */
	const char *title;  /* a sentence that names the thing */
	const char *observed, *expected, *why; /* NULL: not said, probe.why */
	/* The corrected line first, then the command that puts it into force. */
	const char *fix[FINDING_FIX_MAX];
	struct where other; /* what it disagrees with; file NULL: nothing */
	const char *other_says;
	const struct finding_place *also; /* further places */
	size_t also_count;
};

struct finding_place {
	struct where where;
	const char *says;
};

struct findings;

/* probe.subjects of every such check: runs probe.judge and makes subjects of what it finds. */
void lint_find(const struct inventory *inventory, struct subjects *subjects);
/* probe.start of every such check. */
void lint_start(struct run *run);

/* For judge(): this was looked at ("haproxy.cfg"); where nothing is found, it is what passes. */
void findings_saw(struct findings *findings, const char *what);
/* `finding` is copied. Beyond a thousand they are counted only. */
void findings_add(struct findings *findings, const struct finding *finding);
/* True the first time that this judge() asks for `what` at that place: findings are of a line, not
   of each node that it concerns. */
bool findings_is_new(struct findings *findings, const char *what, struct where where);
struct arena *findings_arena(struct findings *findings);
const char *findings_printf(struct findings *findings, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The line of the file with `width` bytes at `where` replaced, without blanks around; NULL: the line
   is not to be shown. */
const char *lint_corrected(struct findings *findings, const struct inventory *inventory,
			   const struct where *where, size_t width,
			   const char *replacement);
