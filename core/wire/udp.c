#include "udp.h"

#include <errno.h>

#define HEADER 8

int udp_decode(struct slice segment, struct udp *ret_udp)
{
	size_t length;

	if (segment.length < HEADER)
		return -EBADMSG;
	length = read_be16(segment.bytes + 4);
	if (length && length < HEADER)
		return -EBADMSG;
	*ret_udp = (struct udp){
		.source_port = read_be16(segment.bytes),
		.target_port = read_be16(segment.bytes + 2),
		.payload = slice_after(segment, HEADER),
	};
	/* 0: a jumbogram (RFC 2675), which nobody sends: take what is there. */
	ret_udp->full_length = length ? length - HEADER : ret_udp->payload.length;
	if (ret_udp->payload.length > ret_udp->full_length)
		ret_udp->payload.length = ret_udp->full_length;
	return 0;
}
