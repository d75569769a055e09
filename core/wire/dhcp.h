/*
 * BOOTP and DHCP messages (RFC 951, 2131, 2132, 3004, 4578; 5071 for 175's neighbours) -> the
 * fields by which a network boot can be followed. Pure; slices point into the message.
 */
#pragma once

#include "core/addr.h"
#include "slice.h"

enum dhcp_type {
	DHCP_BOOTP = 0, /* no option 53 */
	DHCP_DISCOVER = 1,
	DHCP_OFFER = 2,
	DHCP_REQUEST = 3,
	DHCP_DECLINE = 4,
	DHCP_ACK = 5,
	DHCP_NAK = 6,
	DHCP_RELEASE = 7,
	DHCP_INFORM = 8,
};

/* Client system architectures (option 93; IANA "Processor Architecture Types"). */
#define DHCP_ARCH_NONE 0xffff

struct dhcp {
	bool is_reply; /* op 2 */
	enum dhcp_type type;
	uint64_t client_mac; /* chaddr; 0: not Ethernet */
	uint32_t transaction;
	uint16_t seconds; /* since the client began */
	/* family 0 where the field is 0.0.0.0 or the option absent */
	struct addr client, yours, next_server, relay;
	struct addr requested, server; /* options 50 and 54 */
	uint32_t lease;		       /* option 51, seconds; 0: absent */
	uint16_t architecture;	       /* option 93, or DHCP_ARCH_NONE */
	struct slice host_name;	       /* 12 */
	struct slice vendor_class;     /* 60 */
	struct slice client_id;	       /* 61 */
	struct slice user_class;       /* 77 */
	struct slice uuid;	       /* 97, with its type byte */
	struct slice server_name;      /* 66, else the field sname */
	struct slice boot_file;	       /* 67, else the field file */
	bool is_ipxe;	   /* user class "iPXE", or iPXE's own options (175) */
	bool is_pxe;	   /* vendor class "PXEClient..." */
	bool is_http_boot; /* vendor class "HTTPClient..." */
};

/* 0, or -EBADMSG: too short, no magic cookie, or an option that leaves the message. */
int dhcp_decode(struct slice message, struct dhcp *ret_dhcp);
