#include "packet.h"

#include <errno.h>

#include "ip.h"
#include "link.h"
#include "tcp.h"
#include "udp.h"

static int decode_udp(const struct ip *ip, struct packet *packet)
{
	struct udp udp;
	int r = udp_decode(ip->payload, &udp);

	if (r < 0)
		return r;
	packet->protocol = PACKET_UDP;
	packet->source.port = udp.source_port;
	packet->target.port = udp.target_port;
	packet->payload = udp.payload;
	packet->full_length = udp.full_length;
	return 0;
}

static int decode_tcp(const struct ip *ip, struct packet *packet)
{
	struct tcp_segment segment;
	int r = tcp_decode(ip->payload, &segment);

	if (r < 0)
		return r;
	packet->protocol = PACKET_TCP;
	packet->source.port = segment.source_port;
	packet->target.port = segment.target_port;
	packet->sequence = segment.sequence;
	packet->acknowledged = segment.acknowledged;
	packet->flags = segment.flags;
	packet->payload = segment.payload;
	packet->full_length = ip->full_length > segment.header_length
				      ? ip->full_length - segment.header_length
				      : 0;
	return 0;
}

static int decode_icmp(const struct ip *ip, enum packet_protocol protocol,
		       struct packet *packet)
{
	packet->protocol = protocol;
	packet->payload = ip->payload;
	packet->full_length = ip->full_length;
	return 0;
}

static int decode_ip(const struct ip *ip, struct packet *packet)
{
	packet->source = ip->source;
	packet->target = ip->target;
	switch (ip->protocol) {
	case IP_UDP:
		return decode_udp(ip, packet);
	case IP_TCP:
		return decode_tcp(ip, packet);
	case IP_ICMP:
		return decode_icmp(ip, PACKET_ICMP, packet);
	case IP_ICMP6:
		return decode_icmp(ip, PACKET_ICMP6, packet);
	default:
		return -EPROTONOSUPPORT;
	}
}

/* Where headers lie in an Ethernet frame without tags, in IPv4 without options. */
#define PLAIN_IP  14
#define PLAIN_TCP (PLAIN_IP + 20)

/*
 * What nearly all packets of an install are, in one look: TCP in IPv4, whole, in Ethernet without
 * tags. False: it is something else or not in order, and the decoders of the layers say what.
 */
static bool decode_plain_tcp(struct slice frame, struct packet *ret_packet)
{
	const uint8_t *p = frame.bytes, *ip = p + PLAIN_IP, *tcp = p + PLAIN_TCP;
	size_t total, headers, captured;

	if (frame.length < PLAIN_TCP + 20 || read_be16(p + 12) != ETHERTYPE_IPV4 ||
	    ip[0] != 0x45 || read_be16(ip + 6) & 0x3fff || ip[9] != IP_TCP)
		return false;
	total = read_be16(ip + 2);
	headers = PLAIN_TCP - PLAIN_IP + (size_t)(tcp[12] >> 4) * 4;
	captured = frame.length - PLAIN_IP < total ? frame.length - PLAIN_IP : total;
	if (headers < PLAIN_TCP - PLAIN_IP + 20 || captured < headers)
		return false;
	*ret_packet = (struct packet){
		.protocol = PACKET_TCP,
		.target_mac = read_mac(p),
		.source_mac = read_mac(p + 6),
		.source = {.family = AF_INET,  .port = read_be16(tcp)    },
		.target = { .family = AF_INET, .port = read_be16(tcp + 2)},
		.payload = { ip + headers,	   captured - headers	      },
		.full_length = total - headers,
		.sequence = read_be32(tcp + 4),
		.acknowledged = read_be32(tcp + 8),
		.flags = tcp[13],
	};
	memcpy(ret_packet->source.bytes, ip + 12, 4);
	memcpy(ret_packet->target.bytes, ip + 16, 4);
	return true;
}

static int decode_layers(int link_type, struct slice frame, struct packet *ret_packet)
{
	struct link link;
	struct ip ip;
	int r = link_decode(link_type, frame, &link);

	if (r < 0)
		return r;
	ret_packet->source_mac = link.source_mac;
	ret_packet->target_mac = link.target_mac;
	switch (link.type) {
	case ETHERTYPE_IPV4:
		r = ipv4_decode(link.payload, &ip);
		break;
	case ETHERTYPE_IPV6_FRAME:
		r = ipv6_decode(link.payload, &ip);
		break;
	case ETHERTYPE_ARP_FRAME:
		ret_packet->protocol = PACKET_ARP;
		ret_packet->source = ret_packet->target = (struct addr){ 0 };
		ret_packet->payload = link.payload;
		ret_packet->full_length = link.payload.length;
		return 0;
	default:
		return -EPROTONOSUPPORT;
	}
	return r < 0 ? r : decode_ip(&ip, ret_packet);
}

int packet_decode(int link_type, struct slice frame, struct packet *ret_packet)
{
	if (link_type == LINK_ETHERNET && decode_plain_tcp(frame, ret_packet))
		return 0;
	return decode_layers(link_type, frame, ret_packet);
}
