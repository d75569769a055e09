#include "dhcp.h"

#include <errno.h>

#define FIXED	 236 /* bytes before the magic cookie */
#define COOKIE	 0x63825363U
#define FILE_AT	 108
#define FILE_LEN 128
#define NAME_AT	 44
#define NAME_LEN 64

enum option {
	OPTION_PAD = 0,
	OPTION_HOST_NAME = 12,
	OPTION_REQUESTED = 50,
	OPTION_LEASE = 51,
	OPTION_OVERLOAD = 52,
	OPTION_TYPE = 53,
	OPTION_SERVER = 54,
	OPTION_VENDOR_CLASS = 60,
	OPTION_CLIENT_ID = 61,
	OPTION_SERVER_NAME = 66,
	OPTION_BOOT_FILE = 67,
	OPTION_USER_CLASS = 77,
	OPTION_ARCHITECTURE = 93,
	OPTION_UUID = 97,
	OPTION_IPXE = 175,
	OPTION_END = 255,
};

enum overload { OVERLOAD_FILE = 1, OVERLOAD_NAME = 2 };

static struct addr read_addr(const uint8_t *p)
{
	struct addr addr = { 0 };

	if (read_be32(p)) {
		addr.family = AF_INET;
		memcpy(addr.bytes, p, 4);
	}
	return addr;
}

/* Text in a field or option ends at its first zero byte. */
static struct slice text_of(struct slice slice)
{
	const uint8_t *end = slice.length ? memchr(slice.bytes, 0, slice.length) : NULL;

	if (end)
		slice.length = (size_t)(end - slice.bytes);
	return slice.length ? slice : (struct slice){ 0 };
}

static void take_option(struct dhcp *dhcp, uint8_t code, struct slice value,
			uint8_t *overload)
{
	switch (code) {
	case OPTION_HOST_NAME:
		dhcp->host_name = text_of(value);
		break;
	case OPTION_REQUESTED:
		if (value.length >= 4)
			dhcp->requested = read_addr(value.bytes);
		break;
	case OPTION_LEASE:
		if (value.length >= 4)
			dhcp->lease = read_be32(value.bytes);
		break;
	case OPTION_OVERLOAD:
		if (value.length >= 1)
			*overload = value.bytes[0] & (OVERLOAD_FILE | OVERLOAD_NAME);
		break;
	case OPTION_TYPE:
		if (value.length >= 1 && value.bytes[0] <= DHCP_INFORM)
			dhcp->type = value.bytes[0];
		break;
	case OPTION_SERVER:
		if (value.length >= 4)
			dhcp->server = read_addr(value.bytes);
		break;
	case OPTION_VENDOR_CLASS:
		dhcp->vendor_class = value;
		dhcp->is_pxe = slice_starts(value, "PXEClient");
		dhcp->is_http_boot = slice_starts(value, "HTTPClient");
		break;
	case OPTION_CLIENT_ID:
		dhcp->client_id = value;
		break;
	case OPTION_SERVER_NAME:
		dhcp->server_name = text_of(value);
		break;
	case OPTION_BOOT_FILE:
		dhcp->boot_file = text_of(value);
		break;
	case OPTION_USER_CLASS:
		/* RFC 3004 wants a length before each class; iPXE sends the bare word. */
		dhcp->user_class = value;
		dhcp->is_ipxe |= slice_has(value, "iPXE");
		break;
	case OPTION_ARCHITECTURE:
		if (value.length >= 2)
			dhcp->architecture = read_be16(value.bytes);
		break;
	case OPTION_UUID:
		dhcp->uuid = value;
		break;
	case OPTION_IPXE:
		dhcp->is_ipxe = true;
		break;
	}
}

/* 0, or -EBADMSG where an option says to be longer than what is left. */
static int read_options(struct dhcp *dhcp, struct slice options, uint8_t *overload)
{
	size_t at = 0;

	while (at < options.length) {
		uint8_t code = options.bytes[at++];
		size_t length;

		if (code == OPTION_PAD)
			continue;
		if (code == OPTION_END)
			return 0;
		if (at >= options.length)
			return -EBADMSG;
		length = options.bytes[at++];
		if (length > options.length - at)
			return -EBADMSG;
		take_option(dhcp, code, (struct slice){ options.bytes + at, length },
			    overload);
		at += length;
	}
	return 0;
}

/* The fields file and sname: text, or more options (RFC 2132, 9.3). */
static int read_fields(struct dhcp *dhcp, struct slice message, uint8_t overload)
{
	struct slice file = { message.bytes + FILE_AT, FILE_LEN };
	struct slice name = { message.bytes + NAME_AT, NAME_LEN };
	uint8_t again = 0;
	int r = 0;

	if (overload & OVERLOAD_FILE)
		r = read_options(dhcp, file, &again);
	if (!r && overload & OVERLOAD_NAME)
		r = read_options(dhcp, name, &again);
	if (!(overload & OVERLOAD_FILE) && !dhcp->boot_file.bytes)
		dhcp->boot_file = text_of(file);
	if (!(overload & OVERLOAD_NAME) && !dhcp->server_name.bytes)
		dhcp->server_name = text_of(name);
	return r;
}

int dhcp_decode(struct slice message, struct dhcp *ret_dhcp)
{
	const uint8_t *p = message.bytes;
	struct dhcp dhcp = { .architecture = DHCP_ARCH_NONE };
	uint8_t overload = 0;
	int r;

	if (message.length < FIXED + 4 || read_be32(p + FIXED) != COOKIE ||
	    (p[0] != 1 && p[0] != 2))
		return -EBADMSG;
	dhcp.is_reply = p[0] == 2;
	if (p[1] == 1 && p[2] == 6)
		dhcp.client_mac = read_mac(p + 28);
	dhcp.transaction = read_be32(p + 4);
	dhcp.seconds = read_be16(p + 8);
	dhcp.client = read_addr(p + 12);
	dhcp.yours = read_addr(p + 16);
	dhcp.next_server = read_addr(p + 20);
	dhcp.relay = read_addr(p + 24);
	r = read_options(&dhcp, slice_after(message, FIXED + 4), &overload);
	if (!r)
		r = read_fields(&dhcp, message, overload);
	if (r < 0)
		return r;
	*ret_dhcp = dhcp;
	return 0;
}
