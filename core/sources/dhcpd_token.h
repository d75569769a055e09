/*
 * The words of dhcpd.conf: names and numbers, strings, and the signs { } ; , = ( ) and the like.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum dhcpd_token_kind { DHCPD_END, DHCPD_WORD, DHCPD_STRING, DHCPD_SIGN };

struct dhcpd_token {
	enum dhcpd_token_kind kind;
	const char *text;      /* a string without its quotes */
	unsigned line, column; /* from 1 */
	bool broken;	       /* a string that is not closed */
};

struct dhcpd_scanner {
	struct arena *arena;
	const char *p, *end;
	const char *line_start;
	unsigned line;
};

void dhcpd_scanner_init(struct dhcpd_scanner *scanner, struct arena *arena,
			const char *bytes, size_t length);
struct dhcpd_token dhcpd_scan(struct dhcpd_scanner *scanner);
