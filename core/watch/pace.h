/*
 * How often a check is looked at again: soon after a change and while a change is not believed yet,
 * then ever later; never so late while it fails as while all is well. Each wait is jittered, so that
 * checks do not fall into step. Pure; the caller brings the time. Milliseconds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PACE_SOON_MS	2000  /* after a change, and the first time that a look differs */
#define PACE_DOUBT_MS	10000 /* the longest wait while a change is not believed yet */
#define PACE_FAILING_MS 15000 /* the longest wait while it fails */
#define PACE_WELL_MS \
	60000 /* the same while all is well, where the check says nothing else */
#define PACE_GROWTH 1.6
#define PACE_JITTER 0.2 /* up to this part more or less */

/*
 * In the long run at most the questions of one run of all checks in so long a time: the pace of
 * checks that fail, so that all may fail and still be looked at (looks that somebody asks for, and
 * the first ones, come on top).
 */
#define PACE_PERIOD_MS PACE_FAILING_MS
/* Runs that may be saved up: what turns bad is looked at twice within seconds. */
#define PACE_SAVED 3.0

enum pace_mood { PACE_IS_WELL, PACE_IS_FAILING, PACE_IS_DOUBTED };

struct pace {
	int64_t wait_ms; /* the last one, without jitter; 0: none yet */
	int64_t due_ms;
};

/*
 * After a look. `well_ms`: the check's own pace while all is well; 0: PACE_WELL_MS. `seed` is the
 * state of the jitter, never 0.
 */
void pace_looked(struct pace *pace, enum pace_mood mood, bool changed, int64_t well_ms,
		 int64_t now_ms, uint32_t *seed);

/* What may be asked: a bucket that gains one run in PACE_PERIOD_MS and holds PACE_SAVED. */
struct budget {
	double looks, run;
	int64_t filled_ms;
};
void budget_init(struct budget *budget, double run, int64_t now_ms);
/* True, and taken, if there is that much. */
bool budget_take(struct budget *budget, double looks, int64_t now_ms);
/* How long until there is that much. */
int64_t budget_wait(const struct budget *budget, double looks, int64_t now_ms);
