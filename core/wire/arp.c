#include "arp.h"

#include <errno.h>

#define LENGTH 28

int arp_decode(struct slice packet, struct arp *ret_arp)
{
	const uint8_t *p = packet.bytes;

	if (packet.length < LENGTH)
		return -EBADMSG;
	if (read_be16(p) != 1 || read_be16(p + 2) != 0x0800 || p[4] != 6 || p[5] != 4)
		return -EPROTONOSUPPORT;
	*ret_arp = (struct arp){
		.operation = read_be16(p + 6),
		.sender_mac = read_mac(p + 8),
		.target_mac = read_mac(p + 18),
		.sender = { .family = AF_INET },
		.target = { .family = AF_INET },
	};
	memcpy(ret_arp->sender.bytes, p + 14, 4);
	memcpy(ret_arp->target.bytes, p + 24, 4);
	return 0;
}
