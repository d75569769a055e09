/*
 * Which packets are of our own conversations, and which of them each conversation has. Knows nothing
 * of capturing: a packet comes decoded, and gets a number.
 *
 * A conversation is a TCP connection, or a question to a name server (many of which share one
 * socket). Bounded: beyond FLOWS_MAX the oldest are forgotten.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"

struct arena;
struct packet;
struct flows;

#define FLOWS_MAX 131072
/* Of one conversation; of more the newest are told. */
#define RANGES_MAX 24

struct range {
	uint32_t first, last; /* numbers of packets, from 1 */
};

struct ranges {
	struct range items[RANGES_MAX];
	unsigned count;
	uint32_t untold; /* the newest packet that no range tells of; 0: none */
};

struct flows *flows_new(void);
/* Takes NULL; returns NULL. */
struct flows *flows_free(struct flows *flows);

/* A socket of ours begins to connect. `remote` NULL: where to, the SYN from this port will say. */
void flows_add_socket(struct flows *flows, bool is_tcp, in_port_t local_port,
		      const struct addr *remote);
/* True if the packet is ours; then `number` is counted as its conversations'. */
bool flows_take(struct flows *flows, const struct packet *packet, uint32_t number);

/* The packets of a connection, of a question, and those that look for an address (ARP, neighbour
   solicitation); or NULL: none. Valid until the next call that is not one of these. */
const struct ranges *flows_of_connection(const struct flows *flows,
					 const struct addr *remote, in_port_t local_port);
const struct ranges *flows_of_question(const struct flows *flows,
				       const struct addr *server, const char *name,
				       unsigned type);
const struct ranges *flows_of_address(const struct flows *flows, const struct addr *addr);

/* Joins `more` to `ranges`, in order; of what does not fit the newest are kept. */
void ranges_join(struct ranges *ranges, const struct ranges *more);
/* Those that have a packet of `least` or later. */
struct ranges ranges_since(const struct ranges *ranges, uint32_t least);
/* "17-23, 31"; numbers outside of `least` to `most` are left out, `base` is taken off each. "" for
   none. */
const char *ranges_text(struct arena *arena, const struct ranges *ranges, uint32_t least,
			uint32_t most, uint32_t base);
