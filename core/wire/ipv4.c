#include <errno.h>

#include "ip.h"

#define HEADER 20

int ipv4_decode(struct slice packet, struct ip *ret_ip)
{
	const uint8_t *p = packet.bytes;
	size_t header, total;
	uint16_t fragment;

	if (packet.length < HEADER || p[0] >> 4 != 4)
		return -EBADMSG;
	header = (size_t)(p[0] & 0xf) * 4;
	total = read_be16(p + 2);
	/* Captured before the network card cut it into segments: no length yet. */
	if (!total)
		total = packet.length;
	if (header < HEADER || header > packet.length || total < header)
		return -EBADMSG;
	fragment = read_be16(p + 6);
	if (fragment & 0x1fff)
		return -EAGAIN;
	packet = slice_after(packet, header);
	if (packet.length > total - header)
		packet.length = total - header;
	*ret_ip = (struct ip){
		.source = { .family = AF_INET },
		.target = { .family = AF_INET },
		.protocol = p[9],
		.is_fragment = fragment & 0x2000,
		.payload = packet,
		.full_length = total - header,
	};
	memcpy(ret_ip->source.bytes, p + 12, 4);
	memcpy(ret_ip->target.bytes, p + 16, 4);
	return 0;
}
