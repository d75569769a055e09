/*
 * The cluster's names under another domain than the cluster's: install-config.yaml says one, the
 * zones hold another, and every single name seems to be missing.
 */
#pragma once

#include "_zone.h"

struct zone_other_domain {
	const char *domain; /* "prod.lab.example.com"; NULL: there is none */
	const struct zone *zone;
	const struct zone_record *record; /* of api-int there */
	bool is_left_out; /* it is the right one, and not below the name of the zone */
};

/*
 * A domain with api and api-int in which a node has the address that other files say of it, where no
 * zone has a name of the cluster itself.
 */
struct zone_other_domain zone_other_domain(const struct inventory *inventory,
					   struct findings *findings);
