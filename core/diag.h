/*
 * What is wrong in a file, like a compiler says it: place, what was found, what was expected and
 * the nearest known word. Collected, so that one run shows all of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "inventory.h"

struct arena;

struct diagnostic {
	struct where where;
	bool warning;	     /* else an error */
	const char *message; /* "unknown key 'artefacts'" */
	const char *help;    /* "did you mean 'artifacts'?", or NULL */
};

struct diagnostics {
	struct arena *arena;
	struct diagnostic *items;
	size_t count;
	size_t errors;
	size_t dropped; /* beyond the first ten thousand: counted, not kept */
};

void diag_init(struct diagnostics *diagnostics, struct arena *arena);
void diag_error(struct diagnostics *diagnostics, struct where where, const char *help,
		const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_warning(struct diagnostics *diagnostics, struct where where, const char *help,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));
/* All of `from`, behind what is there. */
void diag_append(struct diagnostics *diagnostics, const struct diagnostics *from);
/* "file:line:column: error: message", the help below it; at most 100 (errors before
   warnings if there are more), then how many more. */
void diag_print(const struct diagnostics *diagnostics, FILE *out);
