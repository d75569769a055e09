/*
 * What is held to be true of one check: a change is believed when enough of the last looks agree on
 * it. Pure; the caller brings the time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/result.h"

/*
 * So many of the last so many. What was bad is well again only when all of them say so: a server
 * that flaps is failing, and not well every other time.
 */
#define VERDICT_AGREE  2
#define VERDICT_WINDOW 3

struct verdict {
	enum status status;
	bool known;			    /* false: `status` says nothing yet */
	enum status window[VERDICT_WINDOW]; /* the newest last */
	int64_t window_ms[VERDICT_WINDOW];
	unsigned count;
	int64_t doubted_ms; /* the first look that differed, of those since one agreed; 0: none */
	unsigned doubts; /* how many these are */
	/* Of the last change: the first look that said so, and how many did. */
	int64_t since_ms;
	unsigned agreed;
};

enum verdict_step {
	VERDICT_SAME,	 /* the look agrees with what is held */
	VERDICT_DOUBTED, /* it does not, and is not believed yet */
	VERDICT_CHANGED, /* it is believed now */
};

/*
 * One more look. For a turn to the worse the looks that say so must also span `patience_ms` without
 * one that contradicts. The first good look at an unknown check is believed at once.
 */
enum verdict_step verdict_look(struct verdict *verdict, enum status status,
			       int64_t now_ms, int64_t patience_ms);
/* Believed at once, for reasons of the caller's. */
void verdict_accept(struct verdict *verdict, enum status status, int64_t now_ms);
/* Fails, warns or could not be carried out: what outages are made of. */
bool verdict_is_bad(enum status status);
