/*
 * Questions to one name server over one transport: datagrams of our own or, for TCP, a c-ares
 * channel, with a window, retransmission and an end that we decide.
 *
 * c-ares can neither cancel one query nor say which error a socket had, and its own time-outs
 * differ between versions; so each attempt is a query of its own with one try, and whichever
 * answer comes first lands the question.
 */
#pragma once

#include <stdbool.h>

#include <uv.h>

#include "core/io_dns.h"

struct arena;
struct dns_lane;
struct dns_waiter;

/* Kept for the whole run of the program; small, for there are tens of thousands. */
struct dns_question {
	/* Name, type and server are set by the one who submits. */
	struct dns_answer answer;
	struct dns_question *next;  /* in the lane's queue */
	struct dns_waiter *waiters; /* of the one who submits */
};

struct dns_lane_options {
	uv_loop_t *loop;
	struct arena *arena; /* for what answers hold */
	const struct name_server *server;
	enum dns_transport transport;
	double timeout; /* seconds, of one attempt */
	/*
	 * The answer is complete, or truncated (UDP only: ask again over TCP). May be called inside
	 * dns_lane_submit(). Must not call into the lane that calls; submitting is allowed.
	 */
	void (*landed)(struct dns_question *question, bool is_truncated, void *owner);
	void *owner;
};

/* NULL where c-ares has no memory. */
struct dns_lane *dns_lane_new(const struct dns_lane_options *options);
/* Frees it when the loop has run once more; what has not landed never will. */
void dns_lane_close(struct dns_lane *lane);

void dns_lane_submit(struct dns_lane *lane, struct dns_question *question);
