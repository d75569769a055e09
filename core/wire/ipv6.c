#include <errno.h>

#include "ip.h"

#define HEADER 40

enum extension {
	EXTENSION_HOP_BY_HOP = 0,
	EXTENSION_ROUTING = 43,
	EXTENSION_FRAGMENT = 44,
	EXTENSION_AUTHENTICATION = 51,
	EXTENSION_DESTINATION = 60,
	EXTENSION_MOBILITY = 135,
	EXTENSION_HIP = 139,
	EXTENSION_SHIM6 = 140,
};

static bool is_extension(uint8_t type)
{
	switch (type) {
	case EXTENSION_HOP_BY_HOP:
	case EXTENSION_ROUTING:
	case EXTENSION_FRAGMENT:
	case EXTENSION_AUTHENTICATION:
	case EXTENSION_DESTINATION:
	case EXTENSION_MOBILITY:
	case EXTENSION_HIP:
	case EXTENSION_SHIM6:
		return true;
	default:
		return false;
	}
}

static size_t extension_length(uint8_t type, const uint8_t *p)
{
	switch (type) {
	case EXTENSION_FRAGMENT:
		return 8;
	case EXTENSION_AUTHENTICATION:
		return ((size_t)p[1] + 2) * 4;
	default:
		return ((size_t)p[1] + 1) * 8;
	}
}

/* Walks to the transport. -EAGAIN: a later fragment; -EBADMSG: the walk leaves the packet. */
static int walk(struct ip *ip)
{
	for (int i = 0; i < IP_EXTENSIONS_MAX && is_extension(ip->protocol); i++) {
		const uint8_t *p = ip->payload.bytes;
		size_t length;

		if (ip->payload.length < 8)
			return -EBADMSG;
		length = extension_length(ip->protocol, p);
		if (length > ip->payload.length || length > ip->full_length)
			return -EBADMSG;
		if (ip->protocol == EXTENSION_FRAGMENT) {
			uint16_t fragment = read_be16(p + 2);

			if (fragment & 0xfff8)
				return -EAGAIN;
			ip->is_fragment = fragment & 1;
		}
		ip->protocol = p[0];
		ip->payload = slice_after(ip->payload, length);
		ip->full_length -= length;
	}
	if (is_extension(ip->protocol))
		ip->protocol = IP_NONE;
	return 0;
}

int ipv6_decode(struct slice packet, struct ip *ret_ip)
{
	const uint8_t *p = packet.bytes;
	struct ip ip = { .source = { .family = AF_INET6 },
			 .target = { .family = AF_INET6 } };
	int r;

	if (packet.length < HEADER || p[0] >> 4 != 6)
		return -EBADMSG;
	ip.protocol = p[6];
	ip.full_length = read_be16(p + 4);
	ip.payload = slice_after(packet, HEADER);
	if (!ip.full_length) /* a jumbogram, or not yet cut by the network card */
		ip.full_length = ip.payload.length;
	if (ip.payload.length > ip.full_length)
		ip.payload.length = ip.full_length;
	memcpy(ip.source.bytes, p + 8, 16);
	memcpy(ip.target.bytes, p + 24, 16);
	r = walk(&ip);
	if (r < 0)
		return r;
	*ret_ip = ip;
	return 0;
}
