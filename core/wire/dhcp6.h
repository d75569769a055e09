/*
 * DHCPv6 messages (RFC 8415; RFC 5970 for network boot) -> the fields by which a network boot
 * can be followed. Relayed messages are unwrapped. Pure; slices point into the message.
 */
#pragma once

#include "core/addr.h"
#include "slice.h"

enum dhcp6_type {
	DHCP6_SOLICIT = 1,
	DHCP6_ADVERTISE = 2,
	DHCP6_REQUEST = 3,
	DHCP6_CONFIRM = 4,
	DHCP6_RENEW = 5,
	DHCP6_REBIND = 6,
	DHCP6_REPLY = 7,
	DHCP6_RELEASE = 8,
	DHCP6_DECLINE = 9,
	DHCP6_INFORMATION_REQUEST = 11,
	DHCP6_RELAY_FORWARD = 12,
	DHCP6_RELAY_REPLY = 13,
};

/* Relays that a message may have passed (RFC 8415 stops at 8 hops). */
#define DHCP6_RELAYS_MAX 8

struct dhcp6 {
	uint8_t type; /* of enum dhcp6_type, or any other */
	bool is_reply;
	bool is_relayed; /* the frame's source is not the client */
	uint32_t transaction;
	struct slice client_id, server_id; /* DUIDs */
	uint64_t client_mac;   /* from its DUID or a relay's option 79; 0: not said */
	struct addr address;   /* the first of the first IA_NA; family 0: none */
	uint16_t status;       /* RFC 8415 21.13; 0: success or not said; 2: no address */
	uint16_t architecture; /* option 61, or DHCP_ARCH_NONE */
	struct slice boot_url; /* option 59 */
	bool is_ipxe, is_pxe, is_http_boot;
};

/* 0, or -EBADMSG. */
int dhcp6_decode(struct slice message, struct dhcp6 *ret_dhcp);
