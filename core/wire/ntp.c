#include "ntp.h"

#include <errno.h>

#define HEADER 48

int ntp_decode(struct slice message, struct ntp *ret_ntp)
{
	uint8_t version;

	if (message.length < HEADER)
		return -EBADMSG;
	version = message.bytes[0] >> 3 & 7;
	if (version < 1 || version > 4)
		return -EBADMSG;
	*ret_ntp = (struct ntp){
		.mode = message.bytes[0] & 7,
		.stratum = message.bytes[1],
		.is_unsynchronised = message.bytes[0] >> 6 == 3,
	};
	return 0;
}
