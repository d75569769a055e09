#include "other.h"

#define HOSTS 200 /* that have nothing to do with the install */

static struct host host(uint32_t number)
{
	return (struct host){ 0x001122000000 | number, 0x0a2d1000 + number };
}

static const struct host all = { 0, 0 };

/* Somebody's connection, in the middle. */
static void segment(struct frame *frame, const struct host *one,
		    const struct host *another, uint16_t port, size_t length)
{
	struct connection connection = {
		.client = one,
		.server = another,
		.client_port = (uint16_t)(40000 + (one->address & 0xff)),
		.server_port = port,
		.sent = one->address,
		.received = another->address,
	};

	frame_tcp(frame, &connection, one->address < another->address, ACK, length);
	put_zeros(frame, length);
}

static void arp(struct frame *frame, const struct host *one, const struct host *another)
{
	frame->length = 0;
	put_mac(frame, MAC_BROADCAST);
	put_mac(frame, one->mac);
	put32(frame, 0x08060001);
	put32(frame, 0x08000604);
	put16(frame, 1);
	put_mac(frame, one->mac);
	put32(frame, one->address);
	put_zeros(frame, 6);
	put32(frame, another->address);
	put_zeros(frame, 18);
}

static void router_advertisement(struct frame *frame, const struct host *one)
{
	frame_ipv6(frame, one, &all, 58, 48);
	put32(frame, 134 << 24);
	put32(frame, 64 << 24 | 1800);
	put_zeros(frame, 8);
	put32(frame, 0x030440c0);
	put_zeros(frame, 28);
}

static void neighbour(struct frame *frame, const struct host *one,
		      const struct host *another)
{
	frame_ipv6(frame, one, another, 58, 32);
	put32(frame, 135U << 24);
	put_zeros(frame, 4);
	put32(frame, 0xfd000000);
	put_zeros(frame, 8);
	put32(frame, another->address);
	put16(frame, 0x0101);
	put_mac(frame, one->mac);
}

static void solicit(struct frame *frame, const struct host *one)
{
	frame_udp6(frame, one, 546, &all, 547, 34);
	put32(frame, 1 << 24 | (one->address & 0xffff));
	put32(frame, 1 << 16 | 10);
	put32(frame, 3 << 16 | 1);
	put_mac(frame, one->mac);
	put32(frame, 3 << 16 | 12);
	put_zeros(frame, 12);
}

static void datagram(struct frame *frame, const struct host *one,
		     const struct host *another, unsigned port, size_t length)
{
	frame_udp(frame, one, port, another, port, length);
	put_zeros(frame, length);
}

static void ping(struct frame *frame, const struct host *one, const struct host *another)
{
	frame_ipv4(frame, one, another, 1, 64);
	put32(frame, 8 << 24);
	put_zeros(frame, 60);
}

/* Spanning tree: a length instead of a type. */
static void bridge(struct frame *frame, const struct host *one)
{
	frame->length = 0;
	put_mac(frame, 0x0180c2000000);
	put_mac(frame, one->mac);
	put16(frame, 39);
	put32(frame, 0x42420300);
	put_zeros(frame, 42);
}

void other_frame(struct frame *frame, uint32_t (*chance)(uint32_t below))
{
	const struct host one = host(chance(HOSTS)), another = host(chance(HOSTS));

	switch (chance(16)) {
	case 0:
		arp(frame, &one, &another);
		break;
	case 1:
		router_advertisement(frame, &one);
		break;
	case 2:
		neighbour(frame, &one, &another);
		break;
	case 3:
		solicit(frame, &one);
		break;
	case 4:
		datagram(frame, &one, &another, 4789, 1400);
		break;
	case 5:
		datagram(frame, &one, &all, 5353, 120);
		break;
	case 6:
		datagram(frame, &one, &another, 514, 200);
		break;
	case 7:
		ping(frame, &one, &another);
		break;
	case 8:
		bridge(frame, &one);
		break;
	case 9:
	case 10:
		segment(frame, &one, &another, 443, 1448);
		break;
	case 11:
		segment(frame, &one, &another, 80, 600);
		break;
	case 12:
		segment(frame, &one, &another, 22, 100);
		break;
	case 13:
		segment(frame, &one, &another, 2379, 300);
		break;
	default:
		segment(frame, &one, &another, 9000, 1448);
		break;
	}
}
