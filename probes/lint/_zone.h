/*
 * What the checks of zones have in common: which zones have to do with the cluster, which of
 * several views its nodes see, and where in a line a word stands. Names that are not the cluster's
 * are nobody's business here.
 */
#pragma once

#include "_lint.h"
#include "core/sources/named.h"
#include "core/sources/sources.h"
#include "core/sources/zones.h"

struct zone_gap;

struct zone_world {
	const struct inventory *inventory;
	const struct zones *zones;
	const struct named *named; /* NULL: no named.conf, or it is not the cluster's */
	const struct named_view
		*view; /* the nodes'; NULL: there are none, or it is not known */
	struct findings *findings;
	struct arena *arena;
	struct zone_gap *beside; /* the last answer of zone_world_beside() */
};

/* False: there are no zones to judge. A server that has no zone for the cluster has none. */
bool zone_world_init(struct zone_world *world, const struct inventory *inventory,
		     struct findings *findings);
/* The zone statement with the longest name that `name` is in, in the nodes' view; the root's own
   (hints) does not count. NULL: none. */
const struct named_zone *zone_world_statement(const struct zone_world *world,
					      const char *name);
/* The zone is one that nodes are answered from, and has a name or address of the cluster. */
bool zone_world_judges(const struct zone_world *world, const struct zone *zone);

/* An address that ought to lead to a name. */
struct zone_bearer {
	struct addr addr;
	const char *fqdn;
	const struct node *node; /* NULL: api or api-int */
	struct where where;	 /* where the address was said */
};

/* Every address of a node, then those of api and api-int, each once; into the world's arena. */
size_t zone_world_bearers(const struct zone_world *world,
			  struct zone_bearer **ret_bearers);

/* The place of `word` in the record's lines, without regard to case; else of the record. */
struct where zone_world_place(const struct zone_world *world, const struct zone *zone,
			      const struct zone_record *record, const char *word,
			      unsigned *ret_width);
/* Like zone_world_place() for the name as it may be written there: whole or relative. */
struct where zone_world_name(const struct zone_world *world, const struct zone *zone,
			     const struct zone_record *record, const char *name,
			     unsigned *ret_width);
/* A fitting place for a new record: the last of those at the same level, else the SOA. */
struct where zone_world_beside(const struct zone_world *world, const struct zone *zone,
			       const char *name);
/* "raise the serial 7 in example.zone:4, then: rndc reload example.com" */
const char *zone_world_reload(const struct zone_world *world, const struct zone *zone);
/* "in example.zone: LINE" */
const char *zone_world_line(const struct zone_world *world, const struct zone *zone,
			    const char *line);
/* "m1.ocp45.example.com. IN A 172.16.0.21" for the first of them that is not in `have`. */
const char *zone_world_record(const struct zone_world *world, const char *name,
			      struct addresses want, struct addresses have);
/* "172.16.0.21 and 172.16.0.22"; "no address". */
const char *zone_world_addresses(const struct zone_world *world, struct addresses list);
/* The PTR records of an address, also where only the part of its network that was handed on is here
   (RFC 2317); `ret_name` is their owner. */
struct zones_answer zone_world_reverse(const struct zone_world *world,
				       const struct addr *addr, const char **ret_name);
/* The address that a name of in-addr.arpa or ip6.arpa stands for. */
bool zone_reverse_address(const char *name, struct addr *ret_addr);
/* The usual reverse zone of an address: its /24 or /64; the arena's. */
const char *zone_reverse_usual(struct arena *arena, const struct addr *addr);
