/*
 * When is a change believed?
 */
#include <string.h>

#include "core/watch/verdict.h"
#include "tests/support/suite.h"

/* Looks a second apart, a letter each (p w f s e). Steps: '=' same, '~' doubted, '!' changed. */
static struct verdict look_at(const char *looks, const char *steps, int64_t patience_ms)
{
	static const char letters[] = "pwfse", signs[] = "=~!";
	struct verdict verdict = { 0 };

	for (int i = 0; looks[i]; i++) {
		enum status status = (enum status)(strchr(letters, looks[i]) - letters);
		enum verdict_step step =
			verdict_look(&verdict, status, 1000 * (i + 1), patience_ms);

		ck_assert_msg(signs[step] == steps[i], "look %d of %s: %c, not %c", i,
			      looks, signs[step], steps[i]);
	}
	return verdict;
}

START_TEST(good_news_is_believed_at_once_at_the_start)
{
	look_at("p", "!", 0);
	look_at("s", "!", 0);
}
END_TEST

START_TEST(bad_news_needs_two_of_three)
{
	look_at("ff", "~!", 0);
	look_at("fpf", "~!!", 0);
	look_at("ppfpf", "!=~=!", 0);
	look_at("ppfppf", "!=~==~", 0);
	look_at("ww", "~!", 0);
	look_at("ee", "~!", 0);
}
END_TEST

START_TEST(a_blip_changes_nothing)
{
	struct verdict verdict = look_at("pppfppp", "!==~===", 0);

	ck_assert_int_eq(verdict.status, STATUS_PASS);
	ck_assert_int_eq(verdict.doubted_ms, 0);
	verdict = look_at("ffpffff", "~!~====", 0);
	ck_assert_int_eq(verdict.status, STATUS_FAIL);
}
END_TEST

START_TEST(recovery_needs_all_three)
{
	struct verdict verdict = look_at("ffppfppp", "~!~~=~~!", 0);

	ck_assert_int_eq(verdict.status, STATUS_PASS);
	ck_assert_int_eq(verdict.since_ms, 6000);
	ck_assert_uint_eq(verdict.agreed, 3);
	/* Flapping is failing. */
	look_at("pfpfpfpfpfpf", "!~=!~=~=~=~=", 0);
}
END_TEST

START_TEST(patience_wants_them_to_last)
{
	struct verdict verdict = look_at("pffff", "!~~~!", 3000);

	ck_assert_int_eq(verdict.since_ms, 2000);
	ck_assert_uint_eq(verdict.agreed, 4);
	/* One good look in between, and it starts anew. */
	look_at("pfffpffff", "!~~~=~~~~", 4000 + 1);
	/* Never for good news. */
	look_at("ffffppp", "~~~!~~!", 3000);
}
END_TEST

START_TEST(different_bad_news_are_different)
{
	look_at("pfwfw", "!~~!!", 0);
}
END_TEST

START_TEST(what_is_accepted_is_known)
{
	struct verdict verdict = look_at("pf", "!~", 0);

	verdict_accept(&verdict, STATUS_SKIP, 9000);
	ck_assert_int_eq(verdict.since_ms, 9000);
	ck_assert(verdict.known);
	ck_assert_int_eq(verdict.status, STATUS_SKIP);
	ck_assert_int_eq(verdict.doubted_ms, 0);
}
END_TEST

SUITE("core/watch/verdict", good_news_is_believed_at_once_at_the_start,
      bad_news_needs_two_of_three, a_blip_changes_nothing, recovery_needs_all_three,
      patience_wants_them_to_last, different_bad_news_are_different,
      what_is_accepted_is_known);
