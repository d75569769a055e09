/*
 * dhcpd.conf -> the hosts that it gives an address and a name to (dhcpd.conf(5), ISC DHCP 4.x).
 * Blocks may be nested in any way; statements that do not matter here are passed over.
 *
 * A pure function of the bytes. Text that does not parse is a warning with its place, and what
 * stands after it is still read.
 */
#pragma once

#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct diagnostics;

struct dhcpd_host {
	const char *name;	    /* of the declaration */
	const char *mac;	    /* lower case with colons, or NULL */
	struct addresses addresses; /* fixed-address; names in it are left out */
	const char *host_name;	 /* what the client is told (option host-name), or NULL */
	struct where where;	 /* of the declaration */
	struct where name_where; /* of what gives the name */
};

struct dhcpd {
	struct dhcpd_host *hosts;
	size_t count;
};

void dhcpd_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		struct diagnostics *diagnostics, struct dhcpd *ret_dhcpd);
