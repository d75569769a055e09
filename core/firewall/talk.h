/*
 * One of firewalld's two configurations on its way over the bus. firewall/bus.c keeps the two and
 * tells who waits; nobody else uses this.
 *
 * firewalld answers one call after the other, each in half a millisecond or more: so what is not
 * needed is not asked, and all that can be asked is asked at once.
 */
#pragma once

#include "bus.h"

struct engine;

#define FIREWALL_THINGS 4 /* zones, policies, services, ipsets */

struct firewall_talk {
	struct engine *engine;
	enum firewall_which which;
	/* Of the permanent configuration: the runtime, which is there before. */
	const struct firewall *runtime;
	struct firewall *firewall;
	struct firewall_names asked[FIREWALL_THINGS];
	unsigned pending, rounds;
	enum firewall_extent wanted, reached;
	bool begun; /* what does not depend on the runtime has been asked */
	bool over;  /* failed: nothing more is asked */
	struct firewall_loaded result;
	/* `reached` has grown, or the talk is over. */
	void (*told)(struct firewall_talk *talk);
};

/* Asks what will be needed in any case, for nobody yet. */
void firewall_talk_begin(struct firewall_talk *talk);
/* Goes on until `extent` is there, or the talk is over. */
void firewall_talk_until(struct firewall_talk *talk, enum firewall_extent extent);

/* For firewall/ask.c: no question is open any more; or one had an answer that ends the talk. */
void firewall_talk_settle(struct firewall_talk *talk);
void firewall_talk_finish(struct firewall_talk *talk, enum firewall_load outcome,
			  const char *message);
