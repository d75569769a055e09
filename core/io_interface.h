/*
 * Which interface of this machine bears an address (getifaddrs(3)).
 */
#pragma once

#include "addr.h"

struct arena;

/*
 * The name of the interface that bears `addr`, or else of the one whose network holds it: an address
 * that another machine bears now may move here. NULL: none. Loopback interfaces do not count, for
 * no packet comes in by them.
 */
const char *interface_of(struct arena *arena, const struct addr *addr);
