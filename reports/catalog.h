/*
 * What the checks are, for people and programs: the texts of `list` and `explain`. Made from the
 * table of checks alone; nothing is run.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct probe;
struct report_options;

/*
 * All checks of a NULL-terminated table, a line each; or a JSON array of objects with id, title,
 * why, symptom, fix, phases, needs and requires (null where nothing is required).
 */
void catalog_list(FILE *out, const struct probe *const *table, bool json);

/* One check, as much as there is to say. */
void catalog_explain(FILE *out, const struct probe *probe,
		     const struct report_options *options);
