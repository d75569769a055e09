/*
 * ICMP (RFC 792) and ICMPv6 (RFC 4443): "unreachable" and what it is about; neighbour
 * discovery (RFC 4861), which is IPv6's ARP. Pure.
 */
#pragma once

#include "core/addr.h"
#include "slice.h"

enum icmp_kind {
	ICMP_OTHER,
	ICMP_UNREACHABLE,	  /* see why */
	ICMP_NEIGHBOUR_SOLICIT,	  /* who has `about`? */
	ICMP_NEIGHBOUR_ADVERTISE, /* I have `about` */
};

enum icmp_why {
	ICMP_WHY_OTHER,
	ICMP_WHY_PORT,	     /* the host is there, nobody listens (UDP) */
	ICMP_WHY_HOST,	     /* nobody there, or no way to it */
	ICMP_WHY_PROHIBITED, /* a firewall says so */
};

struct icmp {
	enum icmp_kind kind;
	enum icmp_why why;
	uint8_t type, code;
	/* Of the packet that could not be delivered, with ports where they were quoted. */
	struct addr source, target;
	uint8_t protocol;
	struct addr about; /* of neighbour discovery */
};

/* 0, or -EBADMSG: too short. A quoted packet that cannot be read leaves family 0. */
int icmp_decode(struct slice message, struct icmp *ret_icmp);
int icmp6_decode(struct slice message, struct icmp *ret_icmp);
