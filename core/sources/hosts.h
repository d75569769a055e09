/*
 * /etc/hosts (hosts(5)): which names this machine takes from there instead of DNS.
 */
#pragma once

#include "core/inventory.h"

struct arena;

struct hosts_entry {
	struct addr addr;
	const char *name;   /* lower case, without final dot */
	struct where where; /* of the name */
	unsigned width;
};

struct hosts {
	struct hosts_entry *items; /* one for each name of each line, in order */
	size_t count;
};

/* A pure function of the bytes. Lines that are none are passed over, as the C library does. */
void hosts_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		struct hosts *ret_hosts);
