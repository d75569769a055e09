/*
 * The words of dhcpd.conf: names and numbers, strings, and the signs { } ; , = ( ) and the like.
 * Dots, colons and slashes belong to the word around them: "172.16.0.1", "00:07", "agent.circuit-id".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;

enum dhcpd_token_kind { DHCPD_END, DHCPD_WORD, DHCPD_STRING, DHCPD_SIGN };

enum dhcpd_fault {
	DHCPD_FAULTLESS,
	DHCPD_OPEN_STRING, /* its quote is not closed; it was ended with its line */
	DHCPD_FOREIGN,	   /* holds a byte beyond ASCII, which is never white space */
};

struct dhcpd_token {
	enum dhcpd_token_kind kind;
	const char *text; /* a string without its quotes, escapes resolved */
	size_t length;	  /* of it; a string may hold zero bytes */
	struct where where;
	unsigned width;	  /* in the file, in bytes */
	bool starts_line; /* nothing but white space stands in front of it */
	enum dhcpd_fault fault;
};

struct dhcpd_scanner {
	struct arena *arena;
	const char *file;
	const char *p, *end;
	const char *line_start;
	unsigned line;
	bool line_is_fresh; /* no token of this line was given yet */
};

void dhcpd_scanner_init(struct dhcpd_scanner *scanner, struct arena *arena,
			const char *file, const char *bytes, size_t length);
struct dhcpd_token dhcpd_scan(struct dhcpd_scanner *scanner);
