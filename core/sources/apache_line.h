/*
 * Lines of httpd.conf: a final backslash joins lines, words are parted by blanks, a word may stand in
 * quotes, ${NAME} is put in where it is known.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct index;

struct apache_word {
	const char *text; /* clean */
	bool unknown;	  /* a variable that is not known stands in it */
	struct where where;
	unsigned width; /* bytes, quotes included; to the end of its line at most */
};

struct apache_line {
	const struct apache_word *words;
	size_t count; /* 0: blank, or a comment */
};

struct apache_lines {
	const char *file;
	const char *p, *end;
	unsigned line;
};

/* False: there are no more. `variables`: name -> value (char *). */
bool apache_line_next(struct arena *arena, const struct index *variables,
		      struct apache_lines *lines, struct apache_line *ret_line);
/* The value of a text with variables; `ret_unknown` where one is not known. */
const char *apache_expand(struct arena *arena, const struct index *variables,
			  const char *text, bool *ret_unknown);
