/*
 * $GENERATE of BIND (Administrator Reference Manual, "BIND Primary File Extension"): one line that
 * stands for many, as reverse zones have it. Written out as ordinary lines, a piece at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* One expanded line, its end included. */
#define ZONE_GENERATED_LINE 4096

struct zone_generate {
	long next, stop, step;
	const char *left; /* what follows the range, comment taken off */
	size_t left_length;
};

/* Takes the rest of the line behind the keyword apart; NULL, or what is wrong with it. */
const char *zone_generate_parse(const char *text, size_t length,
				struct zone_generate *ret_generate);
/*
 * Writes as many lines as fit into `buffer`; returns their length, 0 when all are done. A line that
 * cannot be expanded ends it, with *ret_error saying why.
 */
size_t zone_generate_lines(struct zone_generate *generate, char *buffer, size_t size,
			   const char **ret_error);
