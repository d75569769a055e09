/* ARP for IPv4 on Ethernet (RFC 826). Pure. */
#pragma once

#include "core/addr.h"
#include "slice.h"

enum arp_operation { ARP_REQUEST = 1, ARP_REPLY = 2 };

struct arp {
	uint16_t operation;
	uint64_t sender_mac, target_mac;
	struct addr sender, target; /* sender 0.0.0.0: a probe (RFC 5227) */
};

/* 0; -EBADMSG: too short; -EPROTONOSUPPORT: not of IPv4 on Ethernet. */
int arp_decode(struct slice packet, struct arp *ret_arp);
