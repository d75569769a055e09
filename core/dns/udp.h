/*
 * Questions in datagrams to one name server, over one connected socket, written and read many at a
 * time (sendmmsg(2), recvmmsg(2)).
 *
 * c-ares writes and reads each datagram on its own, and unpacks both questions for every answer to
 * compare them: with tens of thousands of questions that was more than half of what the program
 * itself did. So UDP is here; TCP, where an answer takes a connection anyhow, is c-ares'.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "socket.h"

struct dns_udp;

struct dns_udp_options {
	struct dns_sockets
		*sockets;    /* where the socket is watched, and its troubles noted */
	uint64_t timeout_ns; /* then a try that has no answer ends */
	uint16_t edns_size;  /* of the answers that may come */
	/*
	 * The end of a try, once each, inside any of these functions; `status` as ares_query() has
	 * it. May call dns_udp_query().
	 */
	void (*ended)(void *arg, int status, const uint8_t *bytes, size_t length);
};

struct dns_udp *dns_udp_new(const struct dns_udp_options *options);
/* Every try ends with ARES_EDESTRUCTION. Takes NULL; returns NULL. */
struct dns_udp *dns_udp_free(struct dns_udp *udp);

/* Makes a datagram, which dns_udp_flush() sends. ARES_SUCCESS, or ARES_EBADNAME and no try. */
int dns_udp_query(struct dns_udp *udp, const char *name, int type, void *arg);
void dns_udp_flush(struct dns_udp *udp);
/* Reads what is there, at most `max` datagrams, and ends tries that are too old. */
void dns_udp_read(struct dns_udp *udp, size_t max);
