/*
 * A captured frame -> what it carries: Ethernet with any number of VLAN tags, Linux "cooked"
 * frames, BSD loopback and bare IP. One function for all, by the link type of the capture
 * (https://www.tcpdump.org/linktypes.html). Pure.
 */
#pragma once

#include "slice.h"

/* As pcap_datalink(3) gives them on Linux. */
enum link_type {
	LINK_NULL = 0,	     /* BSD loopback: a family in host byte order */
	LINK_ETHERNET = 1,   /* EN10MB */
	LINK_RAW = 12,	     /* IP, by its version */
	LINK_RAW_FILE = 101, /* the same, as the file says it */
	LINK_LOOP = 108,     /* OpenBSD loopback: a family in network byte order */
	LINK_SLL = 113,	     /* tcpdump -i any, version 1 */
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_SLL2 = 276, /* version 2 */
};

enum ethertype {
	ETHERTYPE_NONE = 0,
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_ARP_FRAME = 0x0806,
	ETHERTYPE_IPV6_FRAME = 0x86dd,
};

/* VLAN tags that are looked through; frames with more are left alone. */
#define LINK_TAGS_MAX 4

struct link {
	uint64_t source_mac, target_mac; /* 0: the link type does not show it */
	uint16_t type;			 /* of enum ethertype, or any other */
	uint16_t vlan;			 /* of the outermost tag, 0: none */
	struct slice payload;
};

bool link_is_known(int type);
/* 0; -EBADMSG: too short; -EPROTONOSUPPORT: another link type. */
int link_decode(int type, struct slice frame, struct link *ret_link);

/* The parts, each a protocol of its own. */
int ethernet_decode(struct slice frame, struct link *ret_link);
int sll_decode(struct slice frame, struct link *ret_link);
int sll2_decode(struct slice frame, struct link *ret_link);
