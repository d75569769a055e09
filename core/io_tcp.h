/*
 * One TCP connect and what happens in the moment after it, read so that "closed", "dropped",
 * "rejected by a firewall" and "nobody there" are four answers (architecture.md; the socket's
 * error queue, tcp(7) and ip(7) IP_RECVERR, names ICMP type, code and sender; where the kernel
 * does not give it the neighbour table tells an absent host from a firewall).
 *
 * Asked once per (address, port) and run of the program.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

struct run;

enum tcp_outcome {
	TCP_OPEN,	    /* accepted, still open and silent when we stopped looking */
	TCP_CLOSED_AT_ONCE, /* accepted, then closed by the peer without a byte (EOF) */
	TCP_RESET_AFTER,    /* accepted, then reset */
	TCP_TALKS,	    /* accepted, and the peer spoke first; see `bytes` */
	TCP_REFUSED,	    /* RST: the host is there, nothing listens */
	TCP_PROHIBITED,	    /* ICMP says that a firewall forbids it */
	TCP_ABSENT,	    /* no answer to ARP or neighbour solicitation */
	TCP_NO_ROUTE,	    /* this host has no route there, or a router says so */
	TCP_DROPPED,	    /* no answer at all */
	TCP_LOCAL_ERROR,    /* ours: no descriptor, no memory */
};

#define TCP_PORTS_MAX 2

/* Lives as long as the report. */
struct tcp_answer {
	enum tcp_outcome outcome;
	struct addr addr; /* with port */
	int error;	  /* errno, 0 where connected */
	bool has_icmp;
	uint8_t icmp_type, icmp_code;
	bool has_icmp_sender;
	struct addr icmp_sender;
	bool icmp_sender_is_self; /* our own machine said it: its firewall, or its ARP */
	bool may_be_absent;  /* TCP_DROPPED: its ARP entry is old and not confirmed */
	bool has_gateway;    /* TCP_ABSENT, TCP_DROPPED: there is a router on the way */
	struct addr gateway; /* TCP_ABSENT: then it is the router that is silent */
	unsigned attempts;
	/* Our ports of the first of them, where packets are recorded (io_record.h); else 0. */
	in_port_t ports[TCP_PORTS_MAX];
	double connect_ms;
	unsigned char bytes[64]; /* of TCP_TALKS */
	size_t byte_count;
};

/*
 * Nobody there costs the timeout of one attempt and LIMIT_CONNECT_GRACE more: a second attempt runs
 * beside the first from half of it on, and "no answer" is said only where neither got anything.
 * An accepted connection is listened to for as long as limits.h says for the phase.
 */
typedef void tcp_answered_fn(const struct tcp_answer *answer, void *arg);

void tcp_connect(struct run *run, const struct addr *addr, tcp_answered_fn *answered,
		 void *arg);
/*
 * The same, asked anew and listened to for longer: for a front end that was silent a moment ago.
 * The question goes out LIMIT_AGAIN_MS after the call; it too is asked once per run of the program.
 */
void tcp_connect_again(struct run *run, const struct addr *addr,
		       tcp_answered_fn *answered, void *arg);

/*
 * The same, answered as soon as the connect is: TCP_OPEN says no more than "accepted". For those
 * who go on to speak TLS or HTTP to it and only want to know whether that is worth it.
 */
void tcp_reach(struct run *run, const struct addr *addr, tcp_answered_fn *answered,
	       void *arg);

/*
 * Connects to all of `addrs` (with ports), each as tcp_connect() does; answers[i] is that of
 * addrs[i]. One survey for one array, however many runs want it: the array lives as long as the
 * inventory, and its address names it. Cheap for all but the first who ask.
 */
typedef void tcp_surveyed_fn(const struct tcp_answer *const *answers, void *arg);
void tcp_survey(struct run *run, const struct addr *addrs, size_t count,
		tcp_surveyed_fn *surveyed, void *arg);

/* "refused (RST)", "rejected by a firewall (ICMP 3/13 from 172.16.0.110)"...; into the run's arena. */
const char *tcp_answer_text(struct run *run, const struct tcp_answer *answer);
/* "tcp-refused", "tcp-dropped", "icmp-admin-prohibited", "tcp-host-absent"...: for run_reason(). */
const char *tcp_answer_reason(const struct tcp_answer *answer);
