/*
 * Several JSON reports of one cluster, made on several hosts, joined into one: what a check found
 * counts once, wherever it was asked. Of the same check and subject the worst status wins (fail,
 * error, warn, pass); a skip loses to all, since "belongs on lb1" is answered by lb1's report.
 * Evidence says what each host found.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

struct arena;
struct probe;
struct report;

/*
 * `table`: the checks, NULL-terminated, in the order of the report; checks that are not in it come
 * last. The report and all in it live in the arena.
 *
 * 0, or after a sentence on `err`: -EINVAL no report of ours, or not of the same cluster and
 * phase; else the negative errno of reading a file.
 */
int merge_reports(struct arena *arena, const struct probe *const *table,
		  const char *const *files, size_t count, FILE *err,
		  struct report *ret_report);
