/*
 * Where to listen for our own packets, and to which ports: what the inventory names.
 */
#pragma once

#include <stddef.h>

struct arena;
struct inventory;

#define RECORD_INTERFACES_MAX 16

/* An expression of pcap-filter(7). */
const char *record_filter(struct arena *arena, const struct inventory *inventory);
/*
 * The interfaces by which packets to the inventory's addresses, and to the rest of the world, leave
 * this machine; asks the local kernel only. Returns how many; names are the arena's.
 */
size_t record_interfaces(struct arena *arena, const struct inventory *inventory,
			 const char *names[static RECORD_INTERFACES_MAX]);
