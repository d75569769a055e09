/*
 * A network that is only told of: frames made up packet by packet, with a clock of their own, fed to
 * a timeline and, where one is open, to a capture file. Node `n` has the MAC address
 * 52:54:00:00:00:<n> and asks for 172.16.0.<n>.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "core/arena.h"
#include "core/timeline/timeline.h"

#define WIRE_SECOND ((int64_t)1000000)
/* 2026-01-31T10:00:00Z */
#define WIRE_START (INT64_C(1769853600) * WIRE_SECOND)

#define WIRE_DHCP   "172.16.0.101"
#define WIRE_WEB    "172.16.0.101"
#define WIRE_DNS    "172.16.0.102"
#define WIRE_VIP    "172.16.0.110"
#define WIRE_DOMAIN "ocp45.example.localdomain"

struct wire {
	struct arena *arena;
	struct timeline *timeline; /* or NULL: only to the file */
	int64_t now;
	FILE *file; /* a capture, or NULL */
	uint32_t transaction;
	uint16_t port; /* the next one of a client */
	unsigned vlan; /* of every frame, 0: none */
	uint64_t count;
};

/*
 * bs (bootstrap, .11), m1 m2 m3 (master, .21 .22 .23; MAC by the rule above), w1 (worker, .31, no
 * MAC), bastion (.101: dhcp, http), ns1 (.102: dns), lb1 (.110, .111).
 */
const struct inventory *wire_inventory(struct arena *arena);

/* With the inventory above, or none. */
void wire_open(struct wire *wire, bool has_inventory);
/* Starts to write a capture: pcap, microseconds, Ethernet. */
void wire_record(struct wire *wire, FILE *file);
void wire_close(struct wire *wire);

/* Time goes by; packets take a millisecond each by themselves. */
void wire_pass(struct wire *wire, double seconds);

/* Frames. Addresses as text, of either family; MAC addresses follow from .<n> and ::<n>. */
void wire_frame(struct wire *wire, const void *bytes, size_t length);
void wire_udp(struct wire *wire, const char *from, unsigned from_port, const char *to,
	      unsigned to_port, const void *payload, size_t length);

struct wire_segment {
	const char *from, *to;
	unsigned from_port, to_port;
	uint32_t sequence, acknowledged;
	unsigned flags; /* of enum tcp_flag */
	const void *payload;
	size_t length; /* of the payload */
};
void wire_tcp(struct wire *wire, const struct wire_segment *segment);
void wire_arp(struct wire *wire, unsigned node, const char *sender, const char *target);

/* DHCP */
enum wire_client { WIRE_PXE, WIRE_IPXE, WIRE_SYSTEM };

struct wire_dhcp {
	unsigned type; /* option 53 */
	unsigned node;
	enum wire_client client;
	const char *server;  /* option 54; NULL: none */
	const char *address; /* yiaddr, or option 50; NULL: none */
	const char *renewed; /* ciaddr: the client has it; then nothing is broadcast */
	const char *relay;   /* giaddr */
	const char *sender;  /* of a reply; NULL: the server */
	const char *boot_file, *next_server;
	unsigned architecture; /* option 93 of WIRE_PXE */
};
void wire_dhcp(struct wire *wire, const struct wire_dhcp *message);
/* All four words, with a boot file or NULL. */
void wire_lease(struct wire *wire, unsigned node, enum wire_client client,
		const char *server, const char *address, const char *boot_file);

/* TFTP: all of the file; error 0, or the server's error. */
void wire_tftp(struct wire *wire, unsigned node, const char *file, size_t length,
	       unsigned error);

struct wire_fetch {
	unsigned node;
	const char *address; /* of the node; NULL: 172.16.0.<node> */
	const char *server;  /* NULL: WIRE_WEB */
	unsigned port;	     /* 0: 80 */
	const char *method;  /* NULL: GET */
	const char *path, *agent;
	unsigned status; /* 0: 200 */
	size_t length;	 /* of the body, as announced */
	size_t sent;	 /* of it; 0: all */
	bool stays_open; /* no FIN */
};
void wire_fetch(struct wire *wire, const struct wire_fetch *fetch);

enum wire_end {
	WIRE_SILENT,	/* SYN, and twice again */
	WIRE_REFUSED,	/* RST */
	WIRE_EOF,	/* accepted, closed after the ClientHello */
	WIRE_UNTRUSTED, /* ClientHello, flight, closed by the client */
	WIRE_ERROR,	/* TLS, a request, a short answer */
	WIRE_SERVED,	/* TLS, and 40 KB */
	WIRE_PLAIN,	/* "HTTP/1.1 400" for a ClientHello */
};
void wire_connect(struct wire *wire, const char *from, const char *to, unsigned port,
		  enum wire_end end);

/* DNS: a question and, unless rcode is -1, its answer: an address or name, NULL for none. */
void wire_dns(struct wire *wire, const char *from, const char *server, const char *name,
	      unsigned type, int rcode, const char *answer);
void wire_ntp(struct wire *wire, unsigned node, const char *server, unsigned stratum);

/* What a node does when all is well, step by step until (and with) `last`. */
void wire_boot(struct wire *wire, unsigned node, const char *ign,
	       enum timeline_step last);

/* Looking at what came of it. */
struct timeline_snapshot wire_look(struct wire *wire);
const struct timeline_node *wire_node(const struct timeline_snapshot *snapshot,
				      const char *name);
/* The first row of a step, or NULL. */
const struct timeline_row *wire_row(const struct timeline_node *node,
				    enum timeline_step step);
/* The finding with this id of this node (NULL: of the cluster), or NULL. */
const struct timeline_finding *wire_finding(const struct timeline_snapshot *snapshot,
					    const char *id, const char *node);
/* How many of this severity. */
size_t wire_count(const struct timeline_snapshot *snapshot,
		  enum timeline_severity severity);
