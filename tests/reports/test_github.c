#include "tests/reports/sample.h"
#include "tests/support/suite.h"

static size_t count_of(const char *text, const char *what)
{
	size_t count = 0;

	for (; (text = strstr(text, what)); text++)
		count++;
	return count;
}

START_TEST(test_levels)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("github", &report, (struct report_options){ 0 });

	/* What blocks others stands first; a check that could not be carried out is an error. */
	ck_assert_int_eq(strncmp(text,
				 "::error title=dns.server::172.16.0.103 does not answer",
				 54),
			 0);
	ck_assert_contains(text, "::error file=0.16.172.in-addr.arpa.zone,line=12,col=3,"
				 "title=dns.reverse::172.16.0.21 has no PTR record%0A");
	ck_assert_contains(text, "::error title=lb.port::");
	ck_assert_uint_eq(count_of(text, "::warning "), 1);
	ck_assert_uint_eq(count_of(text, "::notice "), 1);
	free(text);
	report.strict = true;
	text = sample_write("github", &report, (struct report_options){ 0 });
	ck_assert_uint_eq(count_of(text, "::warning "), 0);
	free(text);
	arena_free(arena);
}
END_TEST

/* A step shows ten of each level. */
START_TEST(test_many)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 10, STATUS_FAIL);
	char *text = sample_write("github", &report, (struct report_options){ 0 });

	ck_assert_uint_eq(count_of(text, "::error "), 10);
	ck_assert_ptr_null(strstr(text, "more: see"));
	free(text);
	report = sample_many(arena, 37, STATUS_FAIL);
	text = sample_write("github", &report, (struct report_options){ 0 });
	ck_assert_uint_eq(count_of(text, "::error "), 10);
	ck_assert_contains(text, "and 28 more: see the other reports\n");
	free(text);
	arena_free(arena);
}
END_TEST

/* Nothing in a message ends its line or its properties. */
START_TEST(test_escaped)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 1, STATUS_FAIL);
	struct result result = report.results[0];
	char *text;

	result.source = (struct where){ .file = "a:b,c%.cfg" };
	result.title = "100% wrong\r\n::error::forged";
	report.results = &result;
	text = sample_write("github", &report, (struct report_options){ 0 });
	ck_assert_contains(text, "file=a%3Ab%2Cc%25.cfg,title=dns.reverse::"
				 "100%25 wrong%0D%0A::error::forged%0A");
	free(text);
	report = sample_refused();
	text = sample_write("github", &report, (struct report_options){ 0 });
	ck_assert_int_eq(strncmp(text, "::error title=ocp-preflight::", 29), 0);
	free(text);
	arena_free(arena);
}
END_TEST

SUITE("github", test_levels, test_many, test_escaped);
