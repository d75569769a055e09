#include "icmp.h"

#include <errno.h>

#include "ip.h"

#define HEADER 8

/* The packet that an error quotes: RFC 792 promises 8 bytes after its IP header. */
static void read_quoted(struct slice quoted,
			int (*decode)(struct slice packet, struct ip *ret_ip),
			struct icmp *icmp)
{
	struct ip ip;

	if (decode(quoted, &ip) < 0)
		return;
	icmp->source = ip.source;
	icmp->target = ip.target;
	icmp->protocol = ip.protocol;
	if (ip.payload.length < 4 || (ip.protocol != IP_UDP && ip.protocol != IP_TCP))
		return;
	icmp->source.port = read_be16(ip.payload.bytes);
	icmp->target.port = read_be16(ip.payload.bytes + 2);
}

/* IANA "ICMP Type Numbers", destination unreachable. */
static enum icmp_why why_ipv4(uint8_t code)
{
	switch (code) {
	case 0:
	case 1:
	case 5:
	case 6:
	case 7:
		return ICMP_WHY_HOST;
	case 3:
		return ICMP_WHY_PORT;
	case 9:
	case 10:
	case 13:
		return ICMP_WHY_PROHIBITED;
	default:
		return ICMP_WHY_OTHER;
	}
}

static enum icmp_why why_ipv6(uint8_t code)
{
	switch (code) {
	case 0:
	case 3:
		return ICMP_WHY_HOST;
	case 1:
	case 5:
	case 6:
		return ICMP_WHY_PROHIBITED;
	case 4:
		return ICMP_WHY_PORT;
	default:
		return ICMP_WHY_OTHER;
	}
}

int icmp_decode(struct slice message, struct icmp *ret_icmp)
{
	if (message.length < HEADER)
		return -EBADMSG;
	*ret_icmp = (struct icmp){ .type = message.bytes[0], .code = message.bytes[1] };
	if (ret_icmp->type == 3) {
		ret_icmp->kind = ICMP_UNREACHABLE;
		ret_icmp->why = why_ipv4(ret_icmp->code);
		read_quoted(slice_after(message, HEADER), ipv4_decode, ret_icmp);
	}
	return 0;
}

int icmp6_decode(struct slice message, struct icmp *ret_icmp)
{
	if (message.length < HEADER)
		return -EBADMSG;
	*ret_icmp = (struct icmp){ .type = message.bytes[0], .code = message.bytes[1] };
	switch (ret_icmp->type) {
	case 1:
		ret_icmp->kind = ICMP_UNREACHABLE;
		ret_icmp->why = why_ipv6(ret_icmp->code);
		read_quoted(slice_after(message, HEADER), ipv6_decode, ret_icmp);
		break;
	case 135:
	case 136:
		if (message.length < HEADER + 16)
			return -EBADMSG;
		ret_icmp->kind = ret_icmp->type == 135 ? ICMP_NEIGHBOUR_SOLICIT
						       : ICMP_NEIGHBOUR_ADVERTISE;
		ret_icmp->about.family = AF_INET6;
		memcpy(ret_icmp->about.bytes, message.bytes + HEADER, 16);
		break;
	}
	return 0;
}
