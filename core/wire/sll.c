/* Linux cooked capture, versions 1 and 2 (pcap-linktype(7): LINUX_SLL, LINUX_SLL2). */
#include <errno.h>

#include "link.h"

#define HEADER	 16
#define HEADER_2 20
#define MAC	 6

/* Who sent it is all that such a frame tells. */
static void fill(struct slice frame, size_t header, uint16_t type, uint16_t mac_length,
		 size_t mac_at, struct link *ret_link)
{
	*ret_link = (struct link){
		.type = type,
		.source_mac = mac_length == MAC ? read_mac(frame.bytes + mac_at) : 0,
		.payload = slice_after(frame, header),
	};
}

int sll_decode(struct slice frame, struct link *ret_link)
{
	if (frame.length < HEADER)
		return -EBADMSG;
	fill(frame, HEADER, read_be16(frame.bytes + 14), read_be16(frame.bytes + 4), 6,
	     ret_link);
	return 0;
}

int sll2_decode(struct slice frame, struct link *ret_link)
{
	if (frame.length < HEADER_2)
		return -EBADMSG;
	fill(frame, HEADER_2, read_be16(frame.bytes), frame.bytes[11], 12, ret_link);
	return 0;
}
