/* Ethernet II, IEEE 802.1Q and 802.1ad tags (VLAN, QinQ, and the old 0x9100). */
#include <errno.h>

#include "link.h"

#define HEADER 14
#define TAG    4

static bool is_tag(uint16_t type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

int ethernet_decode(struct slice frame, struct link *ret_link)
{
	size_t at = HEADER;
	uint16_t type, vlan = 0;

	if (frame.length < HEADER)
		return -EBADMSG;
	type = read_be16(frame.bytes + 12);
	for (int i = 0; i < LINK_TAGS_MAX && is_tag(type); i++) {
		if (frame.length < at + TAG)
			return -EBADMSG;
		if (!vlan)
			vlan = read_be16(frame.bytes + at) & 0xfff;
		type = read_be16(frame.bytes + at + 2);
		at += TAG;
	}
	*ret_link = (struct link){
		.target_mac = read_mac(frame.bytes),
		.source_mac = read_mac(frame.bytes + 6),
		.type = type,
		.vlan = vlan,
		.payload = slice_after(frame, at),
	};
	return 0;
}
