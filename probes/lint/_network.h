/*
 * Networks: an address and the length of its prefix.
 */
#pragma once

#include <stdbool.h>

#include "core/addr.h"

struct arena;

struct network {
	struct addr addr;
	unsigned prefix;
};

/* "10.128.0.0/14"; false: no network. Bits of the host may be set. */
bool network_parse(struct arena *arena, const char *text, struct network *ret_network);
/* The network of a literal: for tables. */
struct network network_of(const char *address, unsigned prefix);
/* Whether the address is in it. */
bool network_holds(const struct network *network, const struct addr *addr);
bool network_overlaps(const struct network *a, const struct network *b);
bool network_has_host_bits(const struct network *network);
/* The network without bits of the host: "10.128.0.0/14". */
const char *network_text(struct arena *arena, const struct network *network);
/* Addresses that nobody on the Internet has (RFC 1918, 4193, 6598, 3927 ...), or examples. */
bool network_is_private(const struct network *network);
