/*
 * What several reports say about the same results: what counts as failing, what is the cause of
 * what, which results are alike, and the verdict in one sentence.
 *
 * All of it is computed from a sealed report; arrays are malloc'ed and freed by the caller with
 * the function named beside each.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/groups.h"
#include "reports/report.h"

/* Failed, or warned in a run with --strict. */
bool fact_fails(const struct report *report, const struct result *result);
/*
 * Where the file of a result really is, for programs that look for it there, such as a code host:
 * "/etc/named.conf" with --root hosts/ns1 is hosts/ns1/etc/named.conf, with --root . etc/named.conf.
 * free(3) it.
 */
char *fact_path(const struct report *report, const char *file);
/* What the exit status of a run with this report is (contract: 0, 1, 2, 3, 130). */
int fact_exit_status(const struct report *report);

/* A family's share. */
struct family {
	const char *name; /* not terminated */
	int length;
	size_t count;
	size_t summary[STATUS_COUNT];
	double duration_ms; /* sum of its results' */
};

/* In the order of their first result; free(3) it. */
size_t fact_families(const struct report *report, struct family **ret_families);
bool family_has(const struct family *family, const struct result *result);

/* The groups (core/groups.h) of all results that `wanted` picks. */
void fact_groups(const struct report *report,
		 bool (*wanted)(const struct report *report, const struct result *result),
		 bool apart, struct groups *ret_groups);

/* What a skipped result waits for in the end: a result that was not skipped itself; or NULL. */
const struct result *fact_root(const struct result *result);

/* Skipped results with the same cause, told in one line. */
struct waiting {
	const struct result *root; /* NULL: not blocked */
	const char *reason;	   /* where root is NULL: why it was skipped */
	size_t count;
	const struct result *first;
};

/* The largest first; free(3) it. */
size_t fact_waiting(const struct report *report, struct waiting **ret_waiting);

/* "ocp45.example.localdomain", or "" where it is not known. */
const char *fact_cluster(const struct report *report);
/* This machine, or "". */
const char *fact_host(const struct report *report);

/* "Not ready: 2 faults in 68 checks, 0.4 s. Fix dns.server (172.16.0.102) first." */
void write_verdict(FILE *out, const struct report *report);
/* The same in memory; free(3) it. */
char *fact_verdict(const struct report *report);
/* "412 ms", "2.4 s", "2 min 5 s" */
void write_duration(FILE *out, double ms);
