/*
 * What dhcpd knows by name: the DHCP options of its standard space (dhcp-options(5)) and the
 * parameters of the server (dhcpd.conf(5)), with the shape of their values.
 *
 * Shapes, a letter a value: I IPv4 address or host name, 6 IPv6 address, t text, L S B l s b number
 * of 32, 16, 8 bits, T seconds or `infinite`, f flag, d domain name, D list of domain names in
 * quotes, X bytes, k key name, N one of a list, U name of an option space, A array of all in front
 * of it, a array of the one in front of it, * anything.
 */
#pragma once

#include <stddef.h>

struct dhcpd_known {
	const char *name;
	const char *shape;
	unsigned code; /* of an option; 0: a parameter of the server */
};

/* Names are compared without regard to case. NULL: dhcpd does not know it by itself. */
const struct dhcpd_known *dhcpd_option_known(const char *name);
const struct dhcpd_known *dhcpd_option_by_code(unsigned code);
const struct dhcpd_known *dhcpd_parameter_known(const char *name);
/*
 * The code that stands behind a name which guides to network boot have the reader declare ("arch",
 * "client-arch": 93), or 0.
 */
unsigned dhcpd_option_customary(const char *name);
/* The known name that was probably meant, or NULL. */
const char *dhcpd_option_nearest(const char *name);
const char *dhcpd_parameter_nearest(const char *name);
