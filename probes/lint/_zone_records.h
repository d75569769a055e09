/*
 * A name that the cluster wants of its zones, for lint.zone-records; and what is said where it is not
 * there.
 */
#pragma once

#include "_zone.h"

enum name_kind { NAME_API, NAME_API_INT, NAME_APPS, NAME_NODE, NAME_HOST };

struct wanted {
	enum name_kind kind;
	const char *name;		   /* "*.apps.C" as it is written */
	const struct addresses *addresses; /* count 0: any */
	struct where where;		   /* who says so */
};

/* A finding about it, without its place. */
struct finding zone_wanted_finding(const struct wanted *wanted);
/* The name as it is written below the zone's. */
const char *zone_wanted_relative(const struct zone_world *world, const struct zone *zone,
				 const char *name);
/* No record, or none with an address. */
void zone_wanted_missing(const struct zone_world *world, const struct wanted *wanted,
			 const struct zones_answer *answer);
/* Its chain of aliases leads nowhere. */
void zone_wanted_broken(const struct zone_world *world, const struct wanted *wanted,
			const struct zones_answer *answer);
/* "api.example.com. IN CNAME lb.example.com.": what a record would say of another name. NULL: it is
   neither address nor alias. */
const char *zone_wanted_copy(const struct zone_world *world, const char *name,
			     const struct zone_record *record);
