/*
 * DNS questions to one named server at a time (c-ares for TCP, glibc's ns_* for the messages). Never through libc's resolver, /etc/hosts or a search list.
 *
 * A question (server, name, type, transport) is asked once per run of the program; whoever asks
 * again gets the same answer. Datagrams that stay without answer are sent again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "inventory.h"

struct run;

/* A byte each, for there are tens of thousands of answers. */
enum __attribute__((packed)) dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_AAAA = 28
};
enum dns_transport { DNS_UDP /* and TCP where the answer is truncated */, DNS_TCP };

enum __attribute__((packed)) dns_outcome {
	DNS_ANSWER,	 /* a message came; see rcode */
	DNS_TIMEOUT,	 /* nothing, after all attempts */
	DNS_PORT_CLOSED, /* ICMP port unreachable, or RST over TCP */
	DNS_PROHIBITED,	 /* ICMP: a firewall rejects; `icmp_sender` where known */
	DNS_UNREACHABLE, /* no route, or nobody answers ARP */
	DNS_MALFORMED,	 /* what came is no answer to this question */
	DNS_LOCAL_ERROR, /* ours: no socket, no memory */
};

/* Lives as long as the report. In order of size: there are tens of thousands. */
struct dns_answer {
	const char *name; /* as asked, lower case, no final dot */
	const struct name_server *server;
	union { /* by the type asked */
		const struct addr
			*addresses; /* A, AAAA at the end of the CNAME chain; sorted */
		/* PTR and NS targets, MNAME of a SOA; sorted; in lower case, without final
		   dot. */
		const char *const *names;
	};
	const char *const *cnames; /* the chain: targets in order */
	/* Owner of the SOA in a negative answer: the zone that has no such record; or NULL. */
	const char *zone;
	const struct addr *icmp_sender; /* who says so; NULL: not known */
	uint32_t ttl;			/* smallest of the answer section, seconds */
	/* errno of DNS_UNREACHABLE, DNS_LOCAL_ERROR. EPERM of DNS_PROHIBITED: by this machine's
	   own firewall. */
	int error;
	float rtt_ms;
	uint16_t address_count, name_count, cname_count;
	enum dns_outcome outcome;
	enum dns_type type;
	uint8_t rcode; /* RFC 1035: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED */
	bool authoritative : 1, recursion_available : 1, over_tcp : 1, cname_loop : 1;
	/* For io_dns.c and dns/lane.c. */
	bool has_landed : 1;
	bool asked_over_tcp : 1;
};

typedef void dns_answered_fn(const struct dns_answer *answer, void *arg);

void dns_ask(struct run *run, const struct name_server *server, const char *name,
	     enum dns_type type, enum dns_transport transport, dns_answered_fn *answered,
	     void *arg);

struct dns_query {
	const struct name_server *server;
	const char *name;
	enum dns_type type;
};

typedef void dns_all_answered_fn(void *arg);

/*
 * Several questions over UDP, answered together when the last one is. `answers` (as many, living
 * as long as the run) is filled at once; what it points to may be read from `answered` on.
 */
void dns_ask_all(struct run *run, const struct dns_query *queries, size_t count,
		 const struct dns_answer **answers, dns_all_answered_fn *answered,
		 void *arg);

/* "NXDOMAIN", "SERVFAIL", "no data", "no answer", "port closed"...: for `observed`. */
const char *dns_answer_word(const struct dns_answer *answer);
/* "dns-nxdomain", "dns-timeout"...: for run_reason(). */
const char *dns_answer_reason(const struct dns_answer *answer);
/* True if a message came with NOERROR and at least one record of the type. */
bool dns_answer_has_data(const struct dns_answer *answer);
