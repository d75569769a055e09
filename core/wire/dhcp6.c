#include "dhcp6.h"

#include <errno.h>

#include "dhcp.h"

#define HEADER	     4
#define RELAY_HEADER 34
/* Options inside options: IA_NA, its address, the status of that. */
#define DEPTH_MAX 3

enum option {
	OPTION_CLIENT_ID = 1,
	OPTION_SERVER_ID = 2,
	OPTION_IA_NA = 3,
	OPTION_IA_ADDRESS = 5,
	OPTION_RELAY_MESSAGE = 9,
	OPTION_STATUS = 13,
	OPTION_USER_CLASS = 15,
	OPTION_VENDOR_CLASS = 16,
	OPTION_BOOT_URL = 59,
	OPTION_ARCHITECTURE = 61,
	OPTION_CLIENT_MAC = 79, /* RFC 6939 */
};

enum duid { DUID_LINK_LAYER_TIME = 1, DUID_LINK_LAYER = 3 };

static int read_options(struct dhcp6 *dhcp, struct slice options, int depth);

static uint64_t duid_mac(struct slice id)
{
	if (id.length == 14 && read_be16(id.bytes) == DUID_LINK_LAYER_TIME &&
	    read_be16(id.bytes + 2) == 1)
		return read_mac(id.bytes + 8);
	if (id.length == 10 && read_be16(id.bytes) == DUID_LINK_LAYER &&
	    read_be16(id.bytes + 2) == 1)
		return read_mac(id.bytes + 4);
	return 0;
}

static int take_option(struct dhcp6 *dhcp, uint16_t code, struct slice value, int depth)
{
	switch (code) {
	case OPTION_CLIENT_ID:
		dhcp->client_id = value;
		if (!dhcp->client_mac)
			dhcp->client_mac = duid_mac(value);
		break;
	case OPTION_SERVER_ID:
		dhcp->server_id = value;
		break;
	case OPTION_IA_NA:
		if (value.length < 12)
			return -EBADMSG;
		return read_options(dhcp, slice_after(value, 12), depth + 1);
	case OPTION_IA_ADDRESS:
		if (value.length < 24)
			return -EBADMSG;
		if (!dhcp->address.family) {
			dhcp->address.family = AF_INET6;
			memcpy(dhcp->address.bytes, value.bytes, 16);
		}
		return read_options(dhcp, slice_after(value, 24), depth + 1);
	case OPTION_STATUS:
		if (value.length >= 2 && !dhcp->status)
			dhcp->status = read_be16(value.bytes);
		break;
	case OPTION_USER_CLASS:
		dhcp->is_ipxe |= slice_has(value, "iPXE");
		break;
	case OPTION_VENDOR_CLASS:
		dhcp->is_pxe |= slice_has(value, "PXEClient");
		dhcp->is_http_boot |= slice_has(value, "HTTPClient");
		break;
	case OPTION_BOOT_URL:
		dhcp->boot_url = value;
		break;
	case OPTION_ARCHITECTURE:
		if (value.length >= 2)
			dhcp->architecture = read_be16(value.bytes);
		break;
	}
	return 0;
}

static int read_options(struct dhcp6 *dhcp, struct slice options, int depth)
{
	if (depth > DEPTH_MAX)
		return -EBADMSG;
	while (options.length >= 4) {
		uint16_t code = read_be16(options.bytes);
		size_t length = read_be16(options.bytes + 2);
		int r;

		options = slice_after(options, 4);
		if (length > options.length)
			return -EBADMSG;
		r = take_option(dhcp, code, (struct slice){ options.bytes, length },
				depth);
		if (r < 0)
			return r;
		options = slice_after(options, length);
	}
	return options.length ? -EBADMSG : 0;
}

/* What a relay carries; notes the client's MAC where the relay says it. */
static int unwrap(struct dhcp6 *dhcp, struct slice *message)
{
	struct slice options, inner = { 0 };

	if (message->length < RELAY_HEADER)
		return -EBADMSG;
	options = slice_after(*message, RELAY_HEADER);
	while (options.length >= 4) {
		uint16_t code = read_be16(options.bytes);
		size_t length = read_be16(options.bytes + 2);

		options = slice_after(options, 4);
		if (length > options.length)
			return -EBADMSG;
		if (code == OPTION_RELAY_MESSAGE)
			inner = (struct slice){ options.bytes, length };
		if (code == OPTION_CLIENT_MAC && length == 8 &&
		    read_be16(options.bytes) == 1)
			dhcp->client_mac = read_mac(options.bytes + 2);
		options = slice_after(options, length);
	}
	if (!inner.bytes)
		return -EBADMSG;
	*message = inner;
	return 0;
}

int dhcp6_decode(struct slice message, struct dhcp6 *ret_dhcp)
{
	struct dhcp6 dhcp = { .architecture = DHCP_ARCH_NONE };
	int r;

	for (int i = 0; message.length && (message.bytes[0] == DHCP6_RELAY_FORWARD ||
					   message.bytes[0] == DHCP6_RELAY_REPLY);
	     i++) {
		r = i < DHCP6_RELAYS_MAX ? unwrap(&dhcp, &message) : -EBADMSG;
		if (r < 0)
			return r;
		dhcp.is_relayed = true;
	}
	if (message.length < HEADER)
		return -EBADMSG;
	dhcp.type = message.bytes[0];
	dhcp.is_reply = dhcp.type == DHCP6_ADVERTISE || dhcp.type == DHCP6_REPLY;
	dhcp.transaction = read_be32(message.bytes) & 0xffffff;
	r = read_options(&dhcp, slice_after(message, HEADER), 0);
	if (r < 0)
		return r;
	*ret_dhcp = dhcp;
	return 0;
}
