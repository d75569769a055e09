/*
 * A zone of DNS as its file says it (RFC 1035 section 5, and $GENERATE of BIND): every record with
 * its place, found by name. The text is taken apart by libzscanner; what is here is what a reader
 * of other people's zones needs around it.
 *
 * A million records are normal (all the hosts of a company), so a record is small: of data that no
 * check asks for there is the type only. Everything belongs to the arena.
 *
 * Names are in lower case, fully qualified, without a final dot; bytes that are no part of a host
 * name are escaped (\046). The root is "".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"
#include "core/inventory.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;
struct zone_store;

/* Types of which the data is kept (RFC 1035, 3596, 2782, 6672). */
enum zone_type {
	ZONE_ANY = 0, /* for looking up */
	ZONE_A = 1,
	ZONE_NS = 2,
	ZONE_CNAME = 5,
	ZONE_SOA = 6,
	ZONE_PTR = 12,
	ZONE_MX = 15,
	ZONE_AAAA = 28,
	ZONE_SRV = 33,
	ZONE_DNAME = 39,
};

struct zone_soa {
	const char *primary; /* MNAME */
	uint32_t serial, refresh, retry, expire, minimum;
};

struct zone_record {
	union {
		unsigned char address[16]; /* A (4 bytes), AAAA */
		const char *target;	   /* NS, CNAME, PTR, MX, SRV, DNAME */
		const struct zone_soa *soa;
	} data;
	uint32_t owner; /* see zone_owner() */
	uint32_t next;	/* of the same owner: number + 1; 0: the last one */
	uint32_t ttl;	/* seconds */
	uint32_t line;
	uint16_t file, column; /* see zone_where() */
	uint16_t type;
	bool has_ttl;	/* said for it or by $TTL */
	bool upper;	/* the target is written with capital letters */
	bool generated; /* by $GENERATE, whose line it has */
};

struct zone {
	const char *origin;
	const char *view; /* of named.conf; NULL: it has none */
	struct where
		where;	  /* what named the file: a zone statement, ocp-preflight.yaml */
	const char *file; /* what places call it */
	bool origin_guessed; /* from the file's name */
	/* What a server refuses it for (errors), or passes over (warnings). */
	struct diagnostics *diagnostics;
	size_t record_count,
		name_count; /* names without records, in between, are counted too */
	const struct zone_record *soa; /* the first one at the origin, or NULL */
	const struct zone_store *store;
};

/* What else a zone file may lead to. */
struct zone_place {
	struct source_files *files; /* where $INCLUDE finds its files */
	const char
		*directory; /* where relative ones start (options { directory }), or NULL:
				       beside the zone file */
};

/*
 * Reads a whole zone. `origin` NULL: what the file's first $ORIGIN says, else what its name means
 * (zone_origin_of_file()). Never fails: what cannot be read is in zone.diagnostics and the rest is
 * there. At most 16 million records, ten files deep.
 */
struct zone *zone_read(struct arena *arena, const struct zone_place *place,
		       const struct source_file *file, const char *origin);

/*
 * The zone that a file is for, by the habits of administrators: db.NAME, NAME.zone, NAME.db,
 * named.NAME.zone, zone.NAME, named.NAME; db.172.16.0 and 172.16.0.rev are reverse zones. NULL: the
 * name says nothing.
 */
const char *zone_origin_of_file(struct arena *arena, const char *path);

const char *zone_owner(const struct zone *zone, const struct zone_record *record);
struct where zone_where(const struct zone *zone, const struct zone_record *record);
/* The address of an A or AAAA record. */
struct addr zone_address(const struct zone_record *record);
const char *zone_type_name(unsigned type); /* "A"; "TYPE65" is a static text "other" */

/* All records in the order of the file. */
const struct zone_record *zone_record_at(const struct zone *zone, size_t index);
/* The name with this number, 0 to name_count - 1, and its first record (NULL: it has none). */
const char *zone_name_at(const struct zone *zone, size_t index,
			 const struct zone_record **ret_first);

/* The records of exactly this name, no wildcard, no alias: the first of that type (or ZONE_ANY), and
   the next one of the same type. NULL: no (more). O(1). */
const struct zone_record *zone_find(const struct zone *zone, const char *name,
				    unsigned type);
const struct zone_record *zone_next(const struct zone *zone,
				    const struct zone_record *record, unsigned type);

enum zone_outcome {
	ZONE_FOUND,
	ZONE_ALIAS,	/* `record` is the CNAME that answers */
	ZONE_NO_DATA,	/* the name exists without that type */
	ZONE_NO_NAME,	/* it does not exist */
	ZONE_DELEGATED, /* `record` is the NS that hands it, or a name above, to others */
	ZONE_OUTSIDE,	/* not a name of this zone */
};

struct zone_answer {
	enum zone_outcome outcome;
	const struct zone_record *record; /* the first that answers */
	bool wildcard;			  /* it is one of a wildcard (RFC 4592) */
};

/* What a server that serves this zone answers (RFC 1034 section 4.3.2). */
struct zone_answer zone_lookup(const struct zone *zone, const char *name, unsigned type);
/* True if `name` is `domain` or ends in ".domain"; all names are below "". */
bool zone_is_below(const char *name, const char *domain);
