/* Frames made up for the benchmarks: Ethernet, IP, UDP and TCP around a payload. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A host on the wire. IPv6: fd00::<number> beside it. */
struct host {
	uint64_t mac;
	uint32_t address;
};

struct frame {
	size_t length;
	uint8_t bytes[2048];
};

void put8(struct frame *frame, unsigned value);
void put16(struct frame *frame, unsigned value);
void put32(struct frame *frame, uint32_t value);
void put(struct frame *frame, const void *bytes, size_t length);
void put_zeros(struct frame *frame, size_t length);
void put_mac(struct frame *frame, uint64_t mac);

#define MAC_BROADCAST 0xffffffffffff

/* A destination without MAC address is everybody. */
void frame_ipv4(struct frame *frame, const struct host *from, const struct host *to,
		unsigned protocol, size_t length);
void frame_ipv6(struct frame *frame, const struct host *from, const struct host *to,
		unsigned protocol, size_t length);
/* Headers only; `length` bytes of payload are to follow. */
void frame_udp(struct frame *frame, const struct host *from, unsigned from_port,
	       const struct host *to, unsigned to_port, size_t length);
void frame_udp6(struct frame *frame, const struct host *from, unsigned from_port,
		const struct host *to, unsigned to_port, size_t length);

struct connection {
	const struct host *client, *server;
	uint16_t client_port, server_port;
	uint32_t sent, received;
};

enum flag { FIN = 0x01, SYN = 0x02, PSH = 0x08, ACK = 0x10 };

/* A segment with the timestamp option; moves the connection's numbers on. */
void frame_tcp(struct frame *frame, struct connection *connection, bool by_server,
	       unsigned flags, size_t length);
