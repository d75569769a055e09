/*
 * Where the zone files of the install say what a server has answered, so that a result of this
 * family shows the line to correct.
 */
#pragma once

#include "core/probe.h"

enum zone_file_says {
	ZONE_FILE_UNKNOWN, /* the name is in no file that is known here */
	ZONE_FILE_WRONG,   /* the fault is in the file: the result has its line */
	/* The file is right and the server is not: the result says how to bring it there. */
	ZONE_FILE_RIGHT,
};

/* Called before the result ends and before its other fixes. `want` count 0: any address. */
enum zone_file_says dns_zone_file_addresses(struct run *run, const char *name,
					    struct addresses want);
/* The same for the PTR record at `reverse`, which ought to name `fqdn`. */
enum zone_file_says dns_zone_file_pointer(struct run *run, const char *reverse,
					  const char *fqdn);
/* The line of a record that ought not to be there, if a file has it. */
void dns_zone_file_record(struct run *run, const char *name);
