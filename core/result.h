/*
 * What a check found: typed, sealed, in the words that reports show. A result belongs to the
 * arena of its run of the program and never changes once it is sealed. All text in it is clean
 * (text_clean) and free of secrets.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "inventory.h"

enum __attribute__((packed)) status {
	STATUS_PASS,
	STATUS_WARN,
	STATUS_FAIL,
	STATUS_SKIP,
	STATUS_ERROR
};
#define STATUS_COUNT 5

struct evidence {
	const char *key; /* "server", "rtt_ms", "asked", "reproduce" ... */
	const char *value;
};

/* result.reason of a skip: a finding that the configuration silences. */
#define REASON_SILENCED "silenced"

/* A line of a file of the install, and the part of it that is meant. */
struct excerpt {
	const char *before, *marked, *after;
	unsigned column, width; /* of the mark in the whole line, in characters, from 1 */
};

/* Another place that belongs to the finding: where the opposite is said. */
struct related {
	struct where where;
	const char *message; /* "the A record says 172.16.0.21" */
};

/* In order of size: there are tens of thousands. */
struct result {
	const struct probe *probe;
	const char *subject;
	const char *reason;	/* by layer: "dns-nxdomain", "tcp-refused"; or NULL */
	const char *title;	/* a sentence: "172.16.0.21 has no PTR record" */
	const char *expected;	/* or NULL */
	const char *observed;	/* or NULL; a failure always has it */
	const char *why;	/* what will happen; a failure always has it */
	const char *const *fix; /* commands and lines to type, ends with NULL; or NULL */
	const char *reproduce;	/* a command that shows the same thing, or NULL */
	const struct evidence *evidence;
	const struct excerpt *excerpt; /* the line of `source`, or NULL */
	const struct related *related; /* ends with message NULL; or NULL */
	struct where source; /* the line that is at fault or that asked for this check */
	const struct result *const *blocked_by; /* ends with NULL; or NULL */
	double duration_ms;
	unsigned evidence_count;
	unsigned number; /* place in the plan, from 0 */
	unsigned blocks; /* results that are skipped because of this one */
	enum status status;
	bool usable; /* no pass, but what depends on it can be judged */
};

/* "pass", "warn", "fail", "skip", "error". */
const char *status_name(enum status status);

/* Passes, warns, or is usable all the same: what depends on it can be judged. */
bool result_is_good(const struct result *result);
