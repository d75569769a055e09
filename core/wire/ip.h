/*
 * IPv4 (RFC 791) and IPv6 (RFC 8200) headers -> addresses and what follows. Of a datagram in
 * fragments only the first is of use: the others carry no ports. Pure.
 */
#pragma once

#include "core/addr.h"
#include "slice.h"

enum ip_protocol {
	IP_ICMP = 1,
	IP_TCP = 6,
	IP_UDP = 17,
	IP_ICMP6 = 58,
	IP_NONE = 59, /* nothing, or nothing that we can see */
};

/* IPv6 extension headers that are walked through. */
#define IP_EXTENSIONS_MAX 8

struct ip {
	struct addr source, target; /* without ports */
	uint8_t protocol;	    /* of enum ip_protocol, or any other */
	bool is_fragment;	    /* not the whole datagram */
	struct slice payload;	    /* what was captured of it; padding is cut off */
	size_t full_length;	    /* what the header says that it has */
};

/* 0; -EBADMSG: too short or no such header; -EAGAIN: a later fragment. */
int ipv4_decode(struct slice packet, struct ip *ret_ip);
int ipv6_decode(struct slice packet, struct ip *ret_ip);
