/* UDP (RFC 768). Pure. */
#pragma once

#include "slice.h"

struct udp {
	uint16_t source_port, target_port;
	struct slice payload;
	size_t full_length; /* of the payload, as the header says */
};

/* 0, or -EBADMSG. */
int udp_decode(struct slice segment, struct udp *ret_udp);
