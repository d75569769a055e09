/*
 * Words about addresses that the checks lint.dhcp-* share.
 */
#pragma once

#include "_dhcp.h"
#include "_lint.h"

/* "172.16.0.0/24": the network of that many bits around an address. */
const char *dhcp_network_text(struct arena *arena, const struct addr *addr,
			      unsigned prefix);
/* Addresses that belong to one machine: those of the inventory, or its own text. */
const char *dhcp_addresses_text(struct arena *arena, const struct addresses *addresses);
/*
 * True: the address lies outside of what RFC 1918, 6598 and 4193 leave to everybody. 192.2.0.0/24
 * is one of these; the network for examples is 192.0.2.0/24 (RFC 5737).
 */
bool dhcp_is_public(const struct addr *addr);
/* Both have the same last byte or two, and are in different networks: one was mistyped. */
bool dhcp_is_near(const struct addr *a, const struct addr *b);
/* The part of the file that says it ("dhcpd.conf"), without its folders. */
const char *dhcp_base_name(const char *path);
/* "dhcpd -t -cf FILE && systemctl restart dhcpd" */
const char *dhcp_restart(struct arena *arena, const struct dhcp_plan *plan);
/* The line that gives a machine its address; NULL: not known ("MAC", "ADDRESS"). */
const char *dhcp_host_line(struct arena *arena, const struct dhcp_plan *plan,
			   const char *name, const char *mac, const char *address);
