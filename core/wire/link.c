#include "link.h"

#include <errno.h>

/* The address families of IPv6 in BSD loopback frames: NetBSD, FreeBSD, macOS, Linux. */
static bool is_family_ipv6(uint32_t family)
{
	return family == 24 || family == 28 || family == 30 || family == 10;
}

static int loopback_decode(struct slice frame, bool is_swapped, struct link *ret_link)
{
	uint32_t family;

	if (frame.length < 4)
		return -EBADMSG;
	family = read_be32(frame.bytes);
	/* Host byte order of whoever captured: families are small numbers. */
	if (is_swapped && family > 0xffff)
		family = __builtin_bswap32(family);
	*ret_link = (struct link){
		.type = family == 2		 ? ETHERTYPE_IPV4
			: is_family_ipv6(family) ? ETHERTYPE_IPV6_FRAME
						 : ETHERTYPE_NONE,
		.payload = slice_after(frame, 4),
	};
	return 0;
}

static int raw_decode(struct slice frame, struct link *ret_link)
{
	if (!frame.length)
		return -EBADMSG;
	*ret_link = (struct link){
		.type = frame.bytes[0] >> 4 == 4   ? ETHERTYPE_IPV4
			: frame.bytes[0] >> 4 == 6 ? ETHERTYPE_IPV6_FRAME
						   : ETHERTYPE_NONE,
		.payload = frame,
	};
	return 0;
}

bool link_is_known(int type)
{
	struct link link;

	return link_decode(type, (struct slice){ 0 }, &link) != -EPROTONOSUPPORT;
}

int link_decode(int type, struct slice frame, struct link *ret_link)
{
	switch (type) {
	case LINK_ETHERNET:
		return ethernet_decode(frame, ret_link);
	case LINK_SLL:
		return sll_decode(frame, ret_link);
	case LINK_SLL2:
		return sll2_decode(frame, ret_link);
	case LINK_NULL:
		return loopback_decode(frame, true, ret_link);
	case LINK_LOOP:
		return loopback_decode(frame, false, ret_link);
	case LINK_RAW:
	case LINK_RAW_FILE:
	case LINK_IPV4:
	case LINK_IPV6:
		return raw_decode(frame, ret_link);
	default:
		return -EPROTONOSUPPORT;
	}
}
