/*
 * Where the records of one zone are kept, and found by name; for the zone*.c alone.
 *
 * Records and names lie in pieces that never move: growing an array in an arena would leave half
 * of it behind.
 */
#pragma once

#include "zone.h"

#define ZONE_RECORDS_MAX (1u << 24)

struct zone_store;

struct zone_store *zone_store_new(struct arena *arena, const char *origin);
void zone_store_set_origin(struct zone_store *store, const char *origin);
/* The number of the file in zone_where(). */
uint16_t zone_store_file(struct zone_store *store, const char *name);
/* A name of a message (RFC 1035 section 3.1) as text; true if it had capital letters. `text` has
   ZONE_NAME_SIZE bytes. */
#define ZONE_NAME_SIZE (255 * 4 + 1)
bool zone_name_text(const unsigned char *wire, size_t length, char *text);
/* The number of the name; it and those above it, down to the origin, exist from now on. */
uint32_t zone_store_name(struct zone_store *store, const char *name);
/* Behind the others of its owner; NULL: there are too many. */
struct zone_record *zone_store_add(struct zone_store *store, uint32_t owner);
size_t zone_store_count(const struct zone_store *store);
size_t zone_store_names(const struct zone_store *store);
/* Whether it has records, or a name below it has. */
bool zone_has_name(const struct zone *zone, const char *name);
