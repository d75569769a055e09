/*
 * A scripted name server on 127.0.0.1, UDP and TCP on one port that the kernel chooses, in a thread
 * of its own. It answers from a list of records and rules; everything else is NXDOMAIN.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_server;

/* How it treats a name; the longest suffix that fits has the say. */
enum dns_treatment {
	DNS_SERVE,	/* as the records say */
	DNS_RCODE,	/* the argument is the RCODE */
	DNS_RCODE_IPV6, /* the same for AAAA only */
	DNS_REFER,	/* no data, no error, AA and RA clear: "ask somebody else" */
	DNS_DROP,	/* never answers */
	DNS_DROP_FIRST, /* drops the first questions for it, the argument says how many */
	DNS_TRUNCATE,	/* over UDP: TC set, no records */
	DNS_GARBAGE,	/* the question, and then bytes that are no record */
	DNS_OTHER_NAME, /* answers for another name first, then rightly */
	DNS_OLD,	/* FORMERR to a question with EDNS */
	DNS_UNASKED,	/* REFUSED, without the question */
	DNS_LATE,	/* after so many milliseconds as the argument says */
};

enum dns_transports { DNS_BOTH, DNS_UDP_ONLY, DNS_TCP_ONLY };

/* TCP or UDP that is left out is a closed port. */
struct dns_server *dns_server_start(enum dns_transports transports);
/* Stops the thread; returns NULL. */
struct dns_server *dns_server_stop(struct dns_server *server);

in_port_t dns_server_port(const struct dns_server *server);

/* Before the first question. `type` "A" "AAAA" "PTR" "CNAME" "SOA" "NS"; "*.x" is a wildcard. */
void dns_server_add(struct dns_server *server, const char *name, const char *type,
		    const char *data);
/* A zone: it has a SOA, and what is missing in it is denied with AA and that SOA. */
void dns_server_zone(struct dns_server *server, const char *name);
void dns_server_treat(struct dns_server *server, const char *suffix,
		      enum dns_treatment treatment, int argument);
/* The RA flag; set at the start. */
void dns_server_recursion(struct dns_server *server, bool is_available);

/* Questions that came in so far. */
unsigned dns_server_asked(const struct dns_server *server);
