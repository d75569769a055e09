/* TCP (RFC 9293), as much as a timeline needs. Pure. */
#pragma once

#include "slice.h"

enum tcp_flag {
	TCP_FLAG_FIN = 0x01,
	TCP_FLAG_SYN = 0x02,
	TCP_FLAG_RST = 0x04,
	TCP_FLAG_ACK = 0x10,
};

struct tcp_segment {
	uint16_t source_port, target_port;
	uint32_t sequence, acknowledged;
	uint8_t flags; /* of enum tcp_flag; others may be set */
	size_t header_length;
	struct slice payload; /* what was captured of it */
};

/* 0, or -EBADMSG. Options that were not captured are no fault: the payload is empty then. */
int tcp_decode(struct slice segment, struct tcp_segment *ret_segment);
