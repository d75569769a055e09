/*
 * The words of named.conf (BIND 9): names and numbers, strings, and the signs { } ; ! =. Those of
 * dhcpd.conf have other comments, other escapes and faults of their own (dhcpd_token.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum named_token_kind {
	NAMED_END,
	NAMED_WORD,
	NAMED_STRING, /* in quotes */
	NAMED_SIGN,   /* one character */
};

struct named_token {
	enum named_token_kind kind;
	const char *text; /* a string without its quotes and backslashes; never NULL */
	size_t length;	  /* bytes in the file, quotes included */
	unsigned line, column; /* from 1; the column counts bytes */
	bool broken;	       /* a string or the comment before it is not closed */
};

struct named_scanner {
	struct arena *arena;
	const char *p, *end;
	const char *line_start;
	unsigned line;
};

/* `bytes` must live as long as the scanner; what tokens say is the arena's. */
void named_scanner_init(struct named_scanner *scanner, struct arena *arena,
			const char *bytes, size_t length);
/* The next word; at the end NAMED_END again and again. */
struct named_token named_scan(struct named_scanner *scanner);
