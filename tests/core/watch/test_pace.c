/*
 * How often is a check looked at again, and how much is asked at all?
 */
#include "core/watch/pace.h"
#include "tests/support/suite.h"

/* The wait after so many looks in one mood. */
static int64_t wait_after(enum pace_mood mood, int looks, int64_t well_ms)
{
	struct pace pace = { 0 };
	uint32_t seed = 1;

	for (int i = 0; i < looks; i++)
		pace_looked(&pace, mood, false, well_ms, 0, &seed);
	return pace.wait_ms;
}

START_TEST(waits_grow_up_to_a_limit)
{
	ck_assert_int_eq(wait_after(PACE_IS_WELL, 1, 0), PACE_SOON_MS);
	ck_assert_int_gt(wait_after(PACE_IS_WELL, 2, 0), PACE_SOON_MS);
	ck_assert_int_eq(wait_after(PACE_IS_WELL, 50, 0), PACE_WELL_MS);
	ck_assert_int_eq(wait_after(PACE_IS_WELL, 50, 300000), 300000);
	ck_assert_int_eq(wait_after(PACE_IS_FAILING, 50, 300000), PACE_FAILING_MS);
	ck_assert_int_eq(wait_after(PACE_IS_DOUBTED, 50, 300000), PACE_DOUBT_MS);
	ck_assert_int_eq(wait_after(PACE_IS_FAILING, 50, 3000), 3000);
}
END_TEST

START_TEST(a_change_brings_the_next_look_near)
{
	struct pace pace = { .wait_ms = PACE_WELL_MS };
	uint32_t seed = 1;

	pace_looked(&pace, PACE_IS_WELL, true, 0, 1000, &seed);
	ck_assert_int_eq(pace.wait_ms, PACE_SOON_MS);
	ck_assert_int_le(pace.due_ms, 1000 + PACE_SOON_MS * 12 / 10);
	ck_assert_int_ge(pace.due_ms, 1000 + PACE_SOON_MS * 8 / 10);
	/* And one that begins to fail is not left waiting as if all were well. */
	pace.wait_ms = PACE_WELL_MS;
	pace_looked(&pace, PACE_IS_FAILING, false, 0, 1000, &seed);
	ck_assert_int_eq(pace.wait_ms, PACE_FAILING_MS);
}
END_TEST

START_TEST(jitter_spreads_and_stays_within)
{
	int64_t least = INT64_MAX, most = 0;
	uint32_t seed = 4711;

	for (int i = 0; i < 1000; i++) {
		struct pace pace = { .wait_ms = PACE_WELL_MS };

		pace_looked(&pace, PACE_IS_WELL, false, 0, 0, &seed);
		least = pace.due_ms < least ? pace.due_ms : least;
		most = pace.due_ms > most ? pace.due_ms : most;
	}
	ck_assert_int_ge(least, PACE_WELL_MS * 8 / 10);
	ck_assert_int_le(most, PACE_WELL_MS * 12 / 10);
	ck_assert_int_lt(least, PACE_WELL_MS * 82 / 100);
	ck_assert_int_gt(most, PACE_WELL_MS * 118 / 100);
}
END_TEST

/* Whoever takes all that he can get gets no more than a run a period, and what was saved up. */
START_TEST(the_budget_holds_in_the_long_run)
{
	struct budget budget;
	const double run = 100;
	double taken = 0;
	int64_t now;

	budget_init(&budget, run, 0);
	for (now = 0; now < 100 * PACE_PERIOD_MS; now += 100) {
		if (budget_take(&budget, 7, now))
			taken += 7;
	}
	ck_assert_double_le(taken, run * (100 + PACE_SAVED));
	ck_assert_double_gt(taken, run * 99);
}
END_TEST

START_TEST(the_budget_says_how_long_to_wait)
{
	struct budget budget;
	int64_t wait;

	budget_init(&budget, 100, 0);
	ck_assert_int_eq(budget_wait(&budget, 100, 0), 0);
	ck_assert(budget_take(&budget, 100 * PACE_SAVED, 0));
	wait = budget_wait(&budget, 50, 0);
	ck_assert_int_ge(wait, PACE_PERIOD_MS / 2);
	ck_assert(!budget_take(&budget, 50, wait - 2));
	ck_assert(budget_take(&budget, 50, wait));
}
END_TEST

SUITE("core/watch/pace", waits_grow_up_to_a_limit, a_change_brings_the_next_look_near,
      jitter_spreads_and_stays_within, the_budget_holds_in_the_long_run,
      the_budget_says_how_long_to_wait);
