/*
 * All zones that are known from files: those of named.conf and those that ocp-preflight.yaml names,
 * with what became of each file; and questions to all of them.
 */
#pragma once

#include "zone.h"

struct config_list;
struct named;
struct named_view;
struct named_zone;

enum zone_file_state {
	ZONE_FILE_NONE, /* this type of zone has none here, or it is another server's copy */
	ZONE_FILE_READ,
	ZONE_FILE_MISSING,   /* the server will not find it */
	ZONE_FILE_DENIED,    /* not for us to read */
	ZONE_FILE_ELSEWHERE, /* named.conf is a copy, and the zone file is not beside it */
	ZONE_FILE_LEFT_OUT,  /* the same, and other files of its folder are there */
	ZONE_FILE_BINARY,
};

/* What became of the file of a zone statement. */
struct zone_file {
	const struct named_zone *statement;
	enum zone_file_state state;
	const char *path; /* as looked for; NULL: there is none */
	const struct zone *zone;
	const char *neighbour; /* LEFT_OUT: the file of another zone of the same folder */
};

struct zones {
	const struct named *named; /* NULL: no named.conf */
	const struct zone **items; /* all that were read */
	size_t count;
	const struct zone_file *files; /* one for each zone of named.conf, in order */
	size_t file_count;
};

struct zones_options {
	const struct named *named;
	bool named_is_copy; /* see named_read() */
	bool partial; /* files are from another tree (--root): a folder may not be there */
	const char *const *paths;   /* of zone files without named.conf */
	const struct where *wheres; /* where each was named */
	size_t path_count;
};

/* Paths that cannot be read (`paths`) are left out: whoever names them says so. */
struct zones *zones_read(struct arena *arena, struct source_files *files,
			 const struct zones_options *options);

/* The zone with the longest origin that `name` is in, or NULL. `view` NULL: any. */
const struct zone *zones_holding(const struct zones *zones, const struct named_view *view,
				 const char *name);
/* The records of exactly this name and type, in whatever zone: the first, with its zone. */
const struct zone_record *zones_find(const struct zones *zones, const char *name,
				     unsigned type, const struct zone **ret_zone);

/* What a client that asks a server of these files gets. */
enum zones_outcome {
	ZONES_FOUND,
	ZONES_NO_DATA,
	ZONES_NO_NAME,
	ZONES_UNKNOWN, /* the answer is not in these files */
	ZONES_LOOP,    /* aliases that lead to each other, or more than eight */
};

#define ZONES_CHAIN_MAX 9

struct zones_answer {
	enum zones_outcome outcome;
	const struct zone *zone; /* of the last name of the chain; NULL: not known */
	const char *name;	 /* the last name of the chain */
	const struct zone_record
		*record; /* the first one that answers; see zone_next() */
	bool wildcard;	 /* a wildcard took part */
	struct {
		const struct zone *zone;
		const struct zone_record *record;
	} aliases[ZONES_CHAIN_MAX];
	size_t alias_count;
};

struct zones_answer zones_ask(const struct zones *zones, const struct named_view *view,
			      const char *name, unsigned type);
/* A, then AAAA records of the name, aliases followed; into the arena. */
struct addresses zones_addresses(struct arena *arena, const struct zones *zones,
				 const struct named_view *view, const char *name);
