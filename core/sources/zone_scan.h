/*
 * libzscanner under a reader that follows it line by line: every record with its place, every
 * error, and on behind errors that the scanner takes for the end. For zone.c alone.
 */
#pragma once

#include <libzscanner/scanner.h>

#include "zone_store.h"

#define ZONE_ERRORS_MAX 1000
#define ZONE_NO_TTL	UINT32_MAX /* larger than any that can be written */

struct zone_reading {
	struct arena *arena;
	const struct zone_place *place;
	struct zone *zone;
	struct zone_store *store;
	size_t errors, generated;
	uint32_t last_ttl; /* the last one that was said; ZONE_NO_TTL: none yet */
	unsigned char owner_wire[ZS_MAX_DNAME_LENGTH];
	uint32_t owner_length, owner; /* of the record before */
};

/* One file, read by one scanner. */
struct zone_source {
	struct zone_reading *reading;
	zs_scanner_t *scanner;
	const char *name;
	uint16_t number;
	unsigned depth;
	unsigned
		generated; /* the line of $GENERATE that what is read now comes from; or 0 */
};

/* Lines without $INCLUDE and $GENERATE. `line` is that of the first byte. */
void zone_scan(struct zone_source *source, const char *bytes, size_t length,
	       unsigned line);
void zone_scan_begin(struct zone_source *source, const char *origin);
void zone_scan_end(struct zone_source *source);
/* `line`, `column` in the source's file. */
void zone_complain(struct zone_source *source, unsigned line, unsigned column,
		   const char *help, const char *message);
/* Over empty lines, comments, $ORIGIN and $TTL to where a record begins; `*line` goes with it. */
const char *zone_skip_to_record(const char *p, const char *end, unsigned *line);
