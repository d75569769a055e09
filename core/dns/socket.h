/*
 * The sockets of one lane, be they c-ares' or our own: opened and connected here, so that an error
 * keeps its errno and, from the socket's error queue (ip(7) IP_RECVERR), the ICMP message with its
 * sender. c-ares itself says "could not contact" for all of them.
 *
 * A poll handle is made for each socket and given back before c-ares closes it: descriptor numbers
 * are used again at once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "core/addr.h"
#include "core/io_dns.h"

struct ares_channeldata;
struct dns_socket;

/* What a socket complained of. error 0: nothing. */
struct dns_trouble {
	int error;
	bool has_icmp;
	uint8_t icmp_type, icmp_code; /* of ICMP or ICMPv6, by the family of the server */
	bool has_sender;
	struct addr sender;
};

struct dns_sockets {
	uv_loop_t *loop;
	struct addr server;	    /* all sockets go there; with port */
	struct dns_trouble trouble; /* the newest; cleared when a socket is opened */
	/* A socket can be read or written, or has an error (then both are true). */
	void (*ready)(void *owner, int fd, bool readable, bool writable);
	void *owner;
	struct dns_socket *list;
};

/* Makes the channel use them. The channel must have been made with dns_sockets_state(). */
void dns_sockets_attach(struct dns_sockets *sockets, struct ares_channeldata *channel);
/* For ARES_OPT_SOCK_STATE_CB; `data` is the struct dns_sockets. */
void dns_sockets_state(void *data, int fd, int readable, int writable);
/*
 * For a socket of our own: UDP, connected to the server, watched for what comes. The descriptor, or
 * -1; then `trouble` says why.
 */
int dns_sockets_open(struct dns_sockets *sockets);
void dns_sockets_close(struct dns_sockets *sockets, int fd);
/* After a call that returned -1: notes why. False: it was only that nothing is there, or no room. */
bool dns_sockets_failed(struct dns_sockets *sockets, int fd);
/* What comes from here on is of the next call. */
void dns_sockets_forgive(struct dns_sockets *sockets);
/* The descriptors in use, the newest first, at most `size`. Returns how many. */
size_t dns_sockets_list(const struct dns_sockets *sockets, int *fds, size_t size);
/* What a question has come to that ends in this trouble, at a server of this family. */
enum dns_outcome dns_trouble_outcome(const struct dns_trouble *trouble,
				     sa_family_t family, enum dns_transport transport);
