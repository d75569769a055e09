/*
 * A site with three masters, and what a check says about the file of its DHCP server.
 */
#pragma once

#include "core/probe.h"

/* A right file of dhcpd, and of dnsmasq: no check has anything to say about it. */
extern const char dhcp_site_dhcpd[], dhcp_site_dnsmasq[];

/* `key`: "dhcpd" or "dnsmasq"; the file is "dhcp.conf". `expected` as in lint_world_expect(). */
void dhcp_site_expect(const struct probe *probe, const char *key, const char *text,
		      const char *const *expected);
