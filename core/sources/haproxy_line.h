/*
 * One line of haproxy.cfg as words: comments gone, quotes and backslashes resolved (configuration
 * manual, chapter 2.2).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define HAPROXY_WORDS_MAX 64 /* as in HAProxy (MAX_LINE_ARGS) */

struct arena;

struct haproxy_word {
	const char *text;
	unsigned column; /* from 1 */
};

struct haproxy_line {
	struct haproxy_word words[HAPROXY_WORDS_MAX];
	size_t count;
	bool open_quote; /* a quote was not closed */
	bool too_long;	 /* more words than HAProxy takes */
};

void haproxy_line_split(struct arena *arena, const char *line, size_t length,
			struct haproxy_line *ret_line);
/* The word after `keyword`, searched from word `from` on; NULL: not there. */
const char *haproxy_line_value(const struct haproxy_line *line, size_t from,
			       const char *keyword);
