/*
 * The words of a configuration in ISC's manner (named.conf, dhcpd.conf): names and numbers,
 * strings, and the signs { } ; and the like. The programs differ in what is a comment and in
 * which characters stand alone; that is the dialect.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum isc_token_kind {
	ISC_END,
	ISC_WORD,
	ISC_STRING, /* in quotes */
	ISC_SIGN,   /* one character */
};

struct isc_token {
	enum isc_token_kind kind;
	const char *text; /* a string without its quotes and backslashes; never NULL */
	size_t length;	  /* bytes in the file, quotes included */
	unsigned line, column; /* from 1; the column counts bytes */
	bool broken;	       /* a string or the comment before it is not closed */
};

struct isc_dialect {
	bool c_comments; /* beside #: those of C and C++ */
	const char *
		signs; /* characters that stand alone; the rest, blanks apart, are words */
};

/* named.conf (BIND 9); dhcpd.conf (ISC DHCP 4.x). */
extern const struct isc_dialect isc_named, isc_dhcpd;

struct isc_scanner {
	struct arena *arena;
	const struct isc_dialect *dialect;
	const char *p, *end;
	const char *line_start;
	unsigned line;
};

/* `bytes` must live as long as the scanner; what tokens say is the arena's. */
void isc_scanner_init(struct isc_scanner *scanner, struct arena *arena,
		      const struct isc_dialect *dialect, const char *bytes,
		      size_t length);
/* The next word; at the end ISC_END again and again. */
struct isc_token isc_scan(struct isc_scanner *scanner);
