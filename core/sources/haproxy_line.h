/*
 * One line of haproxy.cfg as words: comments gone, quotes, backslashes and known variables resolved
 * (configuration manual, chapters 2.2 and 2.3).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define HAPROXY_WORDS_MAX 64 /* as in HAProxy (MAX_LINE_ARGS) */

struct arena;
struct index;

struct haproxy_word {
	const char *text;
	unsigned column; /* from 1 */
	unsigned width;	 /* bytes in the file, quotes included */
	bool is_unknown; /* there is a variable in it that is not known: "${VIP}" stays */
};

struct haproxy_line {
	struct haproxy_word words[HAPROXY_WORDS_MAX];
	size_t count;
	unsigned open_quote; /* column of a quote that is not closed; 0: none */
	bool too_long;	     /* more words than HAProxy takes */
};

/* `variables`: name -> value (char *), or NULL. */
void haproxy_line_split(struct arena *arena, const struct index *variables,
			const char *line, size_t length, struct haproxy_line *ret_line);
/* The word after `keyword`, searched from word `from` on; NULL: not there. */
const struct haproxy_word *haproxy_line_value(const struct haproxy_line *line,
					      size_t from, const char *keyword);
/* The column of the character at `offset` of the word's text, as far as that can be told. */
unsigned haproxy_word_column(const struct haproxy_word *word, size_t offset);
/* `list` ends with NULL. */
bool haproxy_is_in(const char *word, const char *const *list);
