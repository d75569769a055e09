#include "frame.h"

#include <string.h>

#define TCP_HEADER 32

void put8(struct frame *frame, unsigned value)
{
	frame->bytes[frame->length++] = (uint8_t)value;
}

void put16(struct frame *frame, unsigned value)
{
	put8(frame, value >> 8);
	put8(frame, value);
}

void put32(struct frame *frame, uint32_t value)
{
	put16(frame, value >> 16);
	put16(frame, value);
}

void put(struct frame *frame, const void *bytes, size_t length)
{
	memcpy(frame->bytes + frame->length, bytes, length);
	frame->length += length;
}

void put_zeros(struct frame *frame, size_t length)
{
	memset(frame->bytes + frame->length, 0, length);
	frame->length += length;
}

void put_mac(struct frame *frame, uint64_t mac)
{
	put16(frame, (unsigned)(mac >> 32));
	put32(frame, (uint32_t)mac);
}

static void put_ethernet(struct frame *frame, const struct host *from,
			 const struct host *to, unsigned type)
{
	frame->length = 0;
	put_mac(frame, to->mac ? to->mac : MAC_BROADCAST);
	put_mac(frame, from->mac);
	put16(frame, type);
}

static void put_checksum(uint8_t *header)
{
	uint32_t sum = 0;

	for (int i = 0; i < 20; i += 2)
		sum += (uint32_t)(header[i] << 8 | header[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16));
	header[10] = (uint8_t)(sum >> 8);
	header[11] = (uint8_t)sum;
}

void frame_ipv4(struct frame *frame, const struct host *from, const struct host *to,
		unsigned protocol, size_t length)
{
	put_ethernet(frame, from, to, 0x0800);
	put16(frame, 0x4500);
	put16(frame, (unsigned)(20 + length));
	put32(frame, 0x4000);
	put16(frame, 64 << 8 | protocol);
	put16(frame, 0);
	put32(frame, from->address);
	put32(frame, to->address);
	put_checksum(frame->bytes + 14);
}

static void put_address6(struct frame *frame, const struct host *host)
{
	put32(frame, host->address ? 0xfd000000 : 0xff020000);
	put_zeros(frame, 8);
	put32(frame, host->address ? host->address : 1);
}

void frame_ipv6(struct frame *frame, const struct host *from, const struct host *to,
		unsigned protocol, size_t length)
{
	put_ethernet(frame, from, to, 0x86dd);
	put32(frame, 0x60000000);
	put16(frame, (unsigned)length);
	put16(frame, protocol << 8 | 255);
	put_address6(frame, from);
	put_address6(frame, to);
}

static void put_udp(struct frame *frame, unsigned from_port, unsigned to_port,
		    size_t length)
{
	put16(frame, from_port);
	put16(frame, to_port);
	put16(frame, (unsigned)(8 + length));
	put16(frame, 0);
}

void frame_udp(struct frame *frame, const struct host *from, unsigned from_port,
	       const struct host *to, unsigned to_port, size_t length)
{
	frame_ipv4(frame, from, to, 17, 8 + length);
	put_udp(frame, from_port, to_port, length);
}

void frame_udp6(struct frame *frame, const struct host *from, unsigned from_port,
		const struct host *to, unsigned to_port, size_t length)
{
	frame_ipv6(frame, from, to, 17, 8 + length);
	put_udp(frame, from_port, to_port, length);
}

void frame_tcp(struct frame *frame, struct connection *connection, bool by_server,
	       unsigned flags, size_t length)
{
	const struct host *client = connection->client, *server = connection->server;
	uint32_t *mine = by_server ? &connection->received : &connection->sent;
	uint32_t other = by_server ? connection->sent : connection->received;

	frame_ipv4(frame, by_server ? server : client, by_server ? client : server, 6,
		   TCP_HEADER + length);
	put16(frame, by_server ? connection->server_port : connection->client_port);
	put16(frame, by_server ? connection->client_port : connection->server_port);
	put32(frame, *mine);
	put32(frame, flags & ACK ? other : 0);
	put16(frame, 0x8000 | flags);
	put16(frame, 502);
	put32(frame, 0);
	put32(frame, 0x0101080a);
	put32(frame, *mine);
	put32(frame, other);
	*mine += (uint32_t)length + (flags & (SYN | FIN) ? 1U : 0U);
}
