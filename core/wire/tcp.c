#include "tcp.h"

#include <errno.h>

#define HEADER 20

int tcp_decode(struct slice segment, struct tcp_segment *ret_segment)
{
	const uint8_t *p = segment.bytes;
	size_t header;

	if (segment.length < HEADER)
		return -EBADMSG;
	header = (size_t)(p[12] >> 4) * 4;
	if (header < HEADER)
		return -EBADMSG;
	*ret_segment = (struct tcp_segment){
		.source_port = read_be16(p),
		.target_port = read_be16(p + 2),
		.sequence = read_be32(p + 4),
		.acknowledged = read_be32(p + 8),
		.flags = p[13],
		.header_length = header,
		.payload = slice_after(segment,
				       header < segment.length ? header : segment.length),
	};
	return 0;
}
