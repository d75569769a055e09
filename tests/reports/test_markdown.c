#include "tests/reports/sample.h"
#include "tests/support/suite.h"

START_TEST(test_golden)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text;

	/* The failure with everything, and a pass. */
	report.count = 2;
	memset(report.summary, 0, sizeof(report.summary));
	report.summary[STATUS_PASS] = report.summary[STATUS_FAIL] = 1;
	text = sample_write("markdown", &report, (struct report_options){ 0 });
	ck_assert_str_eq(
		text,
		"## ocp-preflight: ocp45.example.localdomain\n"
		"\n"
		"**Not ready: 1 fault in 2 checks, 0.4 s.**\n"
		"\n"
		"Phase preboot, seen from bastion.example.localdomain, 2026-01-31T12:00:00Z, "
		"ocp-preflight 0.1.0\n"
		"\n"
		"| family | pass | warn | fail | skip | error |\n"
		"|---|--:|--:|--:|--:|--:|\n"
		"| dns | 1 | 0 | **1** | 0 | 0 |\n"
		"\n"
		"### To repair\n"
		"\n"
		"#### dns.reverse: 172.16.0.21 has no PTR record\n"
		"\n"
		"- at: 0.16.172.in-addr.arpa.zone:12:3\n"
		"- observed: NXDOMAIN from 172.16.0.102\n"
		"- expected: m1.ocp45.example.localdomain.\n"
		"- why: a node without a PTR record names itself localhost and the install "
		"fails\n"
		"\n"
		"To repair it:\n"
		"\n"
		"```sh\n"
		"in zone 0.16.172.in-addr.arpa: 21 IN PTR m1.ocp45.example.localdomain.\n"
		"systemctl reload named\n"
		"```\n"
		"\n"
		"To see it:\n"
		"\n"
		"```sh\n"
		"dig @172.16.0.102 -x 172.16.0.21\n"
		"```\n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	char *text = sample_write("markdown", &report, (struct report_options){ 0 });
	const char *line;

	/* Outside the fences nothing is markup, HTML or a call. */
	ck_assert_contains(text,
			   "- observed: a\"b\\\\c&lt;script&gt;&amp;amp;\\]\\]&gt;");
	ck_assert_contains(text, "\\`x\\` \\# \\*\\|&#64;team\\|");
	/* Text with three backticks needs a fence of four. */
	ck_assert_contains(text, "\n````sh\n");
	line = strstr(text, "\n````sh\n");
	ck_assert_ptr_nonnull(strstr(line + 8, "\n```\n````\n"));
	free(text);
	arena_free(arena);
}
END_TEST

/* A job's page has a limit; told once, nothing is long. */
START_TEST(test_size)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 400, STATUS_FAIL);
	char *text = sample_write("markdown", &report, (struct report_options){ 0 });

	ck_assert_uint_eq(sample_occurrences(text, "\n#### "), 1);
	ck_assert_contains(text, "- the same for 399 more: 10.0.0.2, 10.0.0.3,");
	ck_assert_contains(text, " and 349 others\n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	char *text = sample_write("markdown", &report, (struct report_options){ 0 });

	ck_assert_contains(
		text, "**Not run: ocp-preflight.yaml:3:1: unknown key 'artefacts'**");
	ck_assert_lacks(text, "| family |");
	free(text);
}
END_TEST

SUITE("reports/markdown", test_golden, test_hostile, test_size, test_refused);
