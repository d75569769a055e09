/*
 * named.conf of BIND 9: what it serves, to whom, and which file each zone comes from. Options that
 * have no part in an install are passed over.
 *
 * Everything belongs to the arena; every fact has its place. Text that named refuses is an error
 * among the diagnostics, and the rest is still read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

struct named_text {
	const char *value; /* NULL: not said */
	struct where where;
	unsigned width;
};

enum named_match_kind {
	NAMED_ANY,
	NAMED_NONE,
	NAMED_LOCALHOST, /* the server's own addresses */
	NAMED_LOCALNETS, /* its networks */
	NAMED_PREFIX,
	NAMED_ACL,   /* a name */
	NAMED_LIST,  /* a list in the list */
	NAMED_OTHER, /* a key, a country: not known from here */
};

struct named_matches;

struct named_match {
	enum named_match_kind kind;
	bool negated;
	struct addr addr; /* of a prefix */
	unsigned prefix;
	const char *name;
	const struct named_matches *list;
	struct where where;
};

/* An address match list. */
struct named_matches {
	const struct named_match *items;
	size_t count;
	bool given;
	struct where where; /* of the option */
	unsigned width;
	in_port_t port; /* listen-on; 0: 53 */
};

/* What may stand in `options`, and most of it in a view or zone as well. */
struct named_options {
	struct named_text directory, recursion, forward, dnssec_validation, empty_zones;
	struct named_matches *listen_on, *listen_on_v6; /* each one that was said */
	size_t listen_on_count, listen_on_v6_count;
	struct named_matches allow_query, allow_recursion, allow_query_cache;
	struct addresses forwarders;
	struct named_text forwarders_said;  /* value: "forwarders" */
	bool names_unchecked;		    /* check-names primary: not "fail" */
	struct named_text *validate_except; /* names that are not validated */
	size_t validate_except_count;
};

enum named_zone_type {
	NAMED_PRIMARY,
	NAMED_SECONDARY,
	NAMED_MIRROR,
	NAMED_STUB,
	NAMED_STATIC_STUB,
	NAMED_FORWARD,
	NAMED_HINT,
	NAMED_REDIRECT,
	NAMED_DELEGATION_ONLY,
	NAMED_IN_VIEW, /* the zone of another view */
	NAMED_UNTYPED, /* not said, or a word that named does not know */
};

struct named_view {
	const char *name;
	struct named_matches clients; /* match-clients; not given: any */
	bool by_destination; /* match-destinations, -recursive-only: not judged */
	struct named_options options;
	struct where where;
};

struct named_zone {
	const char *name; /* lower case, without final dot; the root is "" */
	enum named_zone_type type;
	struct named_text type_said, file;
	bool database;		       /* its data come from elsewhere: database, dlz */
	bool plain_text;	       /* false: masterfile-format raw or map */
	const struct named_view *view; /* NULL: there are none */
	struct named_options options;
	struct where where; /* of the word zone */
	struct where name_where;
	unsigned name_width;
};

struct named_acl {
	const char *name;
	struct named_matches matches;
};

struct named {
	const char *file;
	struct named_options options;
	struct named_acl *acls;
	size_t acl_count;
	struct named_view **views;
	size_t view_count;
	struct named_zone **zones; /* in order, those of all views */
	size_t zone_count;
	bool has_options;
	bool partial; /* a file that it includes could not be read: there may be more */
};

/* `copy`: the file was taken from its server; what it includes need not be there, and is then looked
   for beside it. */
void named_read(struct arena *arena, struct source_files *files,
		const struct source_file *file, bool copy,
		struct diagnostics *diagnostics, struct named *ret_named);

enum named_verdict { NAMED_NO, NAMED_YES, NAMED_UNKNOWN };

/* Whether the list lets this client (not the server itself) in: the first that fits decides. */
enum named_verdict named_matches_addr(const struct named *named,
				      const struct named_matches *matches,
				      const struct addr *addr);
/* The view that answers this client. NULL with NAMED_YES: there are no views; with NAMED_NO: none
   answers it; NAMED_UNKNOWN: keys or networks decide that are not known here. */
enum named_verdict named_view_of(const struct named *named, const struct addr *addr,
				 const struct named_view **ret_view);
/* The option of a view, or where it does not say it that of `options`. */
const struct named_text *named_option_text(const struct named *named,
					   const struct named_view *view, size_t offset);
const struct named_matches *named_option_matches(const struct named *named,
						 const struct named_view *view,
						 size_t offset);
