/*
 * A captured frame down to the payload of its transport: what every decoder above starts from.
 * Pure, allocates nothing; `payload` points into the frame.
 */
#pragma once

#include "core/addr.h"
#include "slice.h"

enum packet_protocol { PACKET_ARP, PACKET_ICMP, PACKET_ICMP6, PACKET_UDP, PACKET_TCP };

struct packet {
	enum packet_protocol protocol;
	uint64_t source_mac, target_mac; /* 0: the link type does not show it */
	struct addr source, target;	 /* with ports where there are any; ARP: none */
	struct slice payload; /* UDP, TCP: what they carry; ICMP, ARP: the message */
	size_t full_length;   /* bytes that the payload had on the wire */
	uint32_t sequence, acknowledged; /* TCP */
	uint8_t flags;			 /* TCP, of enum tcp_flag */
};

/*
 * 0; -EBADMSG: cut short or damaged; -EAGAIN: a later fragment; -EPROTONOSUPPORT: something that
 * nobody here asks about.
 */
int packet_decode(int link_type, struct slice frame, struct packet *ret_packet);
