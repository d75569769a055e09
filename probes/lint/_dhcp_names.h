/*
 * The names in domains that the files of a DHCP server say: what machines are called, what they add
 * to short names, what is written to the DNS.
 */
#pragma once

#include <stdbool.h>

#include "core/inventory.h"

struct arena;
struct sources;

/* `name` in lower case without a final dot; `matters`: machines or lookups depend on it. */
typedef void dhcp_name_fn(void *arg, const char *name, struct where where, unsigned width,
			  bool matters);

/* Of dhcpd.conf and dnsmasq.conf, as far as they were read. */
void dhcp_names_each(struct arena *arena, const struct sources *sources,
		     dhcp_name_fn *look, void *arg);
