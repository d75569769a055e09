/*
 * A machine that asks for an address: what a DHCP server may decide by (RFC 2132, RFC 4578).
 */
#pragma once

#include <stdbool.h>

struct dhcp_client {
	const char *mac; /* lower case with colons; NULL: any */
	int arch;	 /* option 93; -1: it does not boot from the network */
	const char *
		vendor_class; /* option 60: "PXEClient:Arch:00007:UNDI:003016"; or NULL */
	const char *user_class; /* option 77: "iPXE"; or NULL */
	bool ipxe;		/* sends option 175 */
	const char *declared;	/* the name of its `host` in dhcpd.conf; NULL: any */
};
