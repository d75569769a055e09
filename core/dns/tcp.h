/*
 * Questions to one name server over TCP: a c-ares channel on sockets that we watch. Truncation is
 * not its affair, and it ends a query only when nobody waits for it any more.
 */
#pragma once

#include <stdint.h>

struct ares_channeldata;
struct dns_sockets;

/* `timeout`: seconds, of one query. NULL where there is no memory. For ares_destroy(). */
struct ares_channeldata *dns_tcp_new(struct dns_sockets *sockets, double timeout,
				     uint16_t edns_size);
/* Reads whatever waits, and ends what is too old. */
void dns_tcp_read(const struct dns_sockets *sockets, struct ares_channeldata *channel);
