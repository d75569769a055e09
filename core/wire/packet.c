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

int packet_decode(int link_type, struct slice frame, struct packet *ret_packet)
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
