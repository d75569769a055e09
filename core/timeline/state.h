/*
 * Inside the timeline: what is remembered of a node, of a connection and of the whole. Only
 * core/timeline/ includes this. All of fixed size; texts are raw bytes of the network, cleaned
 * when they are shown.
 */
#pragma once

#include "core/wire/packet.h"
#include "table.h"
#include "timeline.h"

#define SECOND	      ((int64_t)1000000)
#define NAME_BYTES    96 /* of a DNS name or a file: what is longer is cut */
#define NODE_NONE     TABLE_NONE
#define OWN_ADDRESSES 4
#define QUESTIONS_MAX 10
#define SERVERS_MAX   3 /* DHCP servers that offer to one node */
#define PEERS_MAX     4
#define SERVICES_MAX  64 /* addresses that 22623 and 6443 are asked at */
#define PORTS_LEARNED 32 /* HTTP ports beside those that are usual */
#define PORTS_MAX     65536
#define PAST_MAX      4

#define PORT_DNS  53
#define PORT_NTP  123
#define PORT_MCS  22623
#define PORT_API  6443
#define PORT_TFTP 69

/* Something that was seen, and maybe again. */
struct mark {
	int64_t first, last;
	uint32_t count;
};

/* The DHCP exchanges of a boot: by the firmware, by iPXE, by the live and the installed system. */
enum round { ROUND_FW, ROUND_IPXE, ROUND_OS, ROUND_INSTALLED, ROUND_COUNT };

struct dhcp_offer {
	struct addr server, address;
	bool is_foreign; /* of no DHCP server of the inventory */
	bool has_boot;	 /* a file to boot */
};

/* What an ACK gave. */
struct lease {
	struct addr address, server;
	bool is_foreign;
	bool is_asked; /* no ACK was seen: what the node asks this server for */
	int64_t at;    /* 0: nothing */
};

struct dhcp_round {
	struct mark discover, offer, request, ack, nak;
	/* Since the client got on for the last time. */
	struct mark discover_again, request_again;
	struct dhcp_offer offers[SERVERS_MAX];
	unsigned offer_count;
	struct addr wanted, wanted_of; /* of the REQUEST */
	struct lease lease;
	bool wants_foreign;
	struct addr refused, refused_by; /* of the NAK */
	struct addr next_server;
	uint32_t transaction;
	uint16_t architecture;
	bool is_http_boot;
	char boot_file[NAME_BYTES];
};

enum transfer_kind {
	TRANSFER_NBP, /* network boot program: TFTP, or HTTP boot */
	TRANSFER_SCRIPT,
	TRANSFER_KERNEL,
	TRANSFER_INITRAMFS,
	TRANSFER_IMAGE, /* rootfs or raw */
	TRANSFER_IGN,
	TRANSFER_COUNT,
	TRANSFER_NONE = TRANSFER_COUNT
};

enum transfer_state {
	TRANSFER_NEVER,
	TRANSFER_ASKED,
	TRANSFER_RUNS,
	TRANSFER_DONE,
	TRANSFER_REFUSED, /* HTTP status 400 and above, TFTP error */
	TRANSFER_BROKEN,  /* ended before its end */
};

struct transfer {
	struct mark asked;
	int64_t answered, last;
	uint64_t bytes, total;
	struct addr server;
	uint32_t done_count;
	uint16_t status;      /* HTTP, or TFTP error code */
	uint16_t block_size;  /* TFTP */
	uint16_t client_port; /* TFTP */
	uint8_t state;	      /* of enum transfer_state */
	bool has_total, is_tftp, is_head;
	char file[NAME_BYTES];
	char text[80]; /* of a TFTP error; Location of a redirect */
};

/* What came of a connection. */
enum outcome {
	OUTCOME_NONE,	     /* still open, nothing said */
	OUTCOME_SILENT,	     /* no answer to SYN */
	OUTCOME_REFUSED,     /* RST */
	OUTCOME_PROHIBITED,  /* ICMP: a firewall */
	OUTCOME_UNREACHABLE, /* ICMP: no way */
	OUTCOME_EOF,	     /* accepted, closed by the server without a byte */
	OUTCOME_RESET,	     /* accepted, then reset */
	OUTCOME_NOT_TLS,     /* the server speaks, but no TLS */
	OUTCOME_ALERT,	     /* a TLS alert in clear */
	OUTCOME_REJECTED,    /* the node ends it after the server's certificate */
	OUTCOME_SHORT,	     /* TLS, and a short answer */
	OUTCOME_TALKS,	     /* TLS, and more */
	OUTCOME_COUNT
};

/* The tries of a node at a service. */
struct contact {
	struct mark tries;
	struct addr server; /* of the last one */
	uint32_t counts[OUTCOME_COUNT];
	int64_t since; /* the last outcome has been the same */
	int64_t ended;
	uint64_t bytes; /* from the server, of the best one */
	uint8_t last;	/* of enum outcome */
	uint8_t alert;
	bool has_hello;
};

struct question {
	char name[NAME_BYTES];
	uint16_t type;
	uint8_t rcode;
	bool has_data;
	bool is_refused_by_host; /* ICMP port unreachable or prohibited */
	struct mark asked;
	uint32_t unanswered; /* since the last answer */
	uint32_t bad;	     /* answers without data since the last good one */
	struct mark answered;
	int64_t bad_since;
	struct addr asked_of, answered_by, address;
};

/* An earlier boot of a node. */
struct past {
	int64_t first, last;
	enum timeline_step stage;
	bool was_installed;
};

/* Why a stranger has its place; the less, the sooner it gives way. */
enum rank { RANK_FRESH, RANK_PROVEN, RANK_COUNT };

struct node_state {
	const struct node *known; /* NULL: a stranger */
	uint64_t mac;
	struct addr
		addresses[OWN_ADDRESSES]; /* newest first; those of the inventory last */
	int64_t first, last;
	uint32_t generation; /* of the place: connections of those before are not ours */
	uint32_t newer, older;
	uint8_t rank;	       /* of enum rank; strangers */
	bool is_used, is_seen; /* has its place; is shown */

	/* This boot. */
	int64_t booted;
	enum timeline_step stage;
	int64_t stage_since;
	int64_t progress;      /* the last thing that went well */
	uint8_t round, round6; /* of enum round: the exchange that runs, by family */
	bool is_installed;
	struct dhcp_round rounds[ROUND_COUNT], rounds6[ROUND_COUNT];
	struct lease renewed, renewed6; /* what it had already was given again */
	struct transfer transfers[TRANSFER_COUNT];
	struct contact fetch; /* connections to web servers, before a request */
	struct mark again;    /* network boot after the install */
	struct mark reboot, reboot_2;
	struct mark arp; /* asked for and not heard since */
	struct addr arp_target;

	struct contact mcs, api, pull;
	struct mark mcs_got, serves_mcs, serves_api;
	struct question questions[QUESTIONS_MAX];
	char ptr_name[NAME_BYTES];
	struct mark ntp, ntp_answer;
	struct addr ntp_server;
	bool ntp_unsynchronised;

	unsigned boots, installs, ipxe_again;
	struct past past[PAST_MAX];
	unsigned past_count;
};

enum flow_kind { FLOW_FETCH, FLOW_MCS, FLOW_API, FLOW_PULL };

enum flow_state { FLOW_FREE, FLOW_SYN, FLOW_OPEN, FLOW_CLOSED };

struct flow {
	struct addr server; /* with port */
	uint32_t node, generation;
	uint32_t newer, older;
	uint16_t client_port;
	uint8_t kind;  /* of enum flow_kind */
	uint8_t state; /* of enum flow_state */
	uint8_t transfer;
	uint8_t outcome;
	bool has_server_next, is_told;
	int64_t first, last;
	uint32_t client_start, client_next, server_next;
	uint32_t hello_length;
	uint64_t server_bytes, client_bytes;
	uint64_t body_at; /* server_bytes where the body begins */
};

/* An address that 22623 or 6443 was asked at, by whomever. */
struct service {
	struct addr addr; /* with port */
	uint32_t node;	  /* whose address it is, or NODE_NONE */
	struct mark asked, accepted, refused;
};

/* Kinds of traffic of which something was seen: what is not here cannot be missed. */
struct visible {
	struct mark dhcp, dhcp_answer, tftp, http, http_answer, dns, dns_answer, mcs,
		mcs_answer, ntp, web;
};

enum port_class { PORT_OTHER, PORT_FETCH, PORT_IS_MCS, PORT_IS_API, PORT_IS_PULL };

struct timeline {
	const struct inventory *inventory;
	int64_t first, now;
	uint64_t packets, used, evicted;
	uint64_t lost;
	int64_t lost_since;

	struct node_state *nodes;
	uint32_t known_count, node_count; /* strangers from known_count on */
	uint32_t used_count;		  /* places that were ever taken */
	uint32_t free_list;		  /* by `older` */
	uint32_t newest[RANK_COUNT], oldest[RANK_COUNT];
	struct table macs, addresses;

	struct flow *flows;
	uint32_t flow_count;
	uint32_t newest_flow, oldest_flow;
	struct table flow_table;

	uint8_t *ports;			  /* of enum port_class */
	in_port_t learned[PORTS_LEARNED]; /* the oldest gives way */
	unsigned ports_learned;
	struct service services[SERVICES_MAX];
	unsigned service_count;
	struct visible visible;
	struct addr dhcp_peers[PEERS_MAX]; /* foreign servers with your data */
	unsigned dhcp_peer_count;
	int64_t tftp_until; /* downloads may be going on */

	timeline_event_fn *on_event;
	void *event_arg;
	int64_t event_second;
	unsigned event_count;
};

/* True the first time. */
static inline bool mark_note(struct mark *mark, int64_t time)
{
	if (!mark->count++)
		mark->first = time;
	if (time > mark->last)
		mark->last = time;
	return mark->count == 1;
}

static inline void mark_clear(struct mark *mark)
{
	*mark = (struct mark){ 0 };
}

/* As much as fits, with a zero byte at the end. */
static inline void text_keep(char *text, size_t size, struct slice from)
{
	size_t length = from.length < size ? from.length : size - 1;

	if (length)
		memcpy(text, from.bytes, length);
	text[length] = 0;
}

static inline bool addr_same_port(const struct addr *a, const struct addr *b)
{
	return a->port == b->port && addr_equal(a, b);
}
