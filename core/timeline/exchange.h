/*
 * Inside the timeline: the four messages of DHCP, of either family, as they move a node on.
 */
#pragma once

#include "state.h"

enum lease_word { LEASE_DISCOVER, LEASE_OFFER, LEASE_REQUEST, LEASE_ACK, LEASE_NAK };

struct lease_message {
	enum lease_word word;
	uint32_t transaction;
	struct addr server, address, next_server;
	struct slice boot_file;
	uint16_t architecture;
	bool is_ipxe, is_pxe, is_http_boot; /* what the client says that it is */
	bool is_ipv6;
	bool is_foreign; /* of a server, and of none of the inventory's */
};

void exchange_feed(struct timeline *timeline, uint32_t node,
		   const struct lease_message *message, int64_t time);
/* "iPXE", "live system"...: who asks in this round. */
const char *round_name(enum round round);
