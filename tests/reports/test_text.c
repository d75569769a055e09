#include "tests/reports/sample.h"
#include "tests/support/suite.h"

static const struct report_options wide = { .utf8 = true };

START_TEST(test_golden)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("text", &report, wide);

	ck_assert_str_eq(
		text,
		"ocp-preflight 0.1.0, cluster ocp45.example.localdomain, phase preboot, seen "
		"from bastion.example.localdomain (bastion, http)\n"
		"\n"
		"FAIL  dns.server 172.16.0.103 does not answer\n"
		"  observed   no answer in 2 s, asked 3 times\n"
		"  why        every name that only it knows is lost\n"
		"  waiting    1 further check waits for this\n"
		"  fix:       systemctl start named\n"
		"\n"
		"FAIL  dns.reverse 172.16.0.21 has no PTR record\n"
		"  --> 0.16.172.in-addr.arpa.zone:12:3\n"
		"  observed   NXDOMAIN from 172.16.0.102\n"
		"  expected   m1.ocp45.example.localdomain.\n"
		"  why        a node without a PTR record names itself localhost and the "
		"install fails\n"
		"  fix:       in zone 0.16.172.in-addr.arpa: 21 IN PTR "
		"m1.ocp45.example.localdomain.\n"
		"             systemctl reload named\n"
		"  reproduce: dig @172.16.0.102 -x 172.16.0.21\n"
		"\n"
		"WARN  dns.reverse 172.16.0.111 (api) has no PTR record\n"
		"  observed   NXDOMAIN from 172.16.0.102\n"
		"  why        the documentation asks for it\n"
		"  fix:       in zone 0.16.172.in-addr.arpa: 21 IN PTR "
		"m1.ocp45.example.localdomain.\n"
		"             systemctl reload named\n"
		"\n"
		"ERROR lb.port api-int.ocp45.example.localdomain:22623 could not be asked\n"
		"  observed   no descriptor left\n"
		"  why        nothing is known about the port\n"
		"\n"
		"FAIL  dns      1 pass  1 warn  2 fail\n"
		"?     lb       1 error  1 skip\n"
		"-     selinux  1 skip\n"
		"skipped:\n"
		"    1 waits for dns.server 172.16.0.103\n"
		"    1 belongs on lb1.example.localdomain (role loadbalancer): run there\n"
		"Not ready: 2 faults in 7 checks, 1 warning, 1 not carried out, 2 skipped, "
		"0.4 s. Fix dns.server (172.16.0.103) first.\n"
		"More: ocp-preflight explain dns.server\n");
	free(text);
	arena_free(arena);
}
END_TEST

/* What blocks comes before what only fails, though it stands later in the plan. */
START_TEST(test_cause_first)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("text", &report, wide);

	ck_assert(strstr(text, "172.16.0.103 does not answer") <
		  strstr(text, "172.16.0.21 has no PTR"));
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_all_is_well)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 61, STATUS_PASS);
	char *text = sample_write("text", &report, wide);
	char *quiet =
		sample_write("text", &report, (struct report_options){ .quiet = true });

	ck_assert_contains(
		text, "\nok    dns  61 pass\n"
		      "Ready: 61 checks passed, 0.1 s. The ground is prepared for the "
		      "bootstrap node.\n");
	ck_assert_lacks(text, "More:");
	ck_assert_str_eq(quiet,
			 "Ready: 61 checks passed, 0.1 s. The ground is prepared for the "
			 "bootstrap node.\n");
	free(text);
	free(quiet);
	arena_free(arena);
}
END_TEST

START_TEST(test_quiet)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text =
		sample_write("text", &report, (struct report_options){ .quiet = true });

	ck_assert_contains(text, "FAIL  dns.server");
	ck_assert_contains(text, "FAIL  dns.reverse");
	ck_assert_lacks(text, "WARN");
	ck_assert_lacks(text, "skipped:");
	ck_assert_contains(text, "\nNot ready: ");
	free(text);
	arena_free(arena);
}
END_TEST

/* -v: every result with its duration, and the evidence. */
START_TEST(test_verbose)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text =
		sample_write("text", &report, (struct report_options){ .verbose = true });

	ck_assert_contains(
		text, "\nok     dns.server     172.16.0.102 answers over UDP and TCP  "
		      "(1.3 ms)\n");
	ck_assert_contains(
		text, "\nFAIL   dns.server     172.16.0.103 does not answer  (6.0 s)\n");
	ck_assert_contains(
		text, "\nskip   selinux.label  /usr/share/nginx/html: belongs on lb1");
	ck_assert_contains(text, "rtt_ms = 3.1");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_group)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 20, STATUS_FAIL);
	char *text = sample_write("text", &report, wide);
	char *all =
		sample_write("text", &report, (struct report_options){ .verbose = true });

	ck_assert_uint_eq(sample_occurrences(text, "FAIL  dns.reverse"), 1);
	ck_assert_contains(text, "  also       10.0.0.2 has no PTR record\n");
	ck_assert_contains(text, "and 14 more: 10.0.0.7, 10.0.0.8,");
	ck_assert_contains(text, " 10.0.0.20\n");
	/* What all have in common once, the reload last. */
	ck_assert_uint_eq(sample_occurrences(text, "edit 10.zone"), 1);
	ck_assert_contains(text, "  fix:       edit 10.zone\n"
				 "             1 IN PTR n0.\n");
	ck_assert_contains(text,
			   "             ... and 11 more lines like it (-v shows them)\n"
			   "             systemctl reload named\n");
	/* Nothing is lost. */
	ck_assert_uint_eq(sample_occurrences(all, "FAIL  dns.reverse"), 20);
	ck_assert_contains(all, "             20 IN PTR n19.\n");
	free(text);
	free(all);
	arena_free(arena);
}
END_TEST

/* Two results that are alike are told apart, as are other reasons. */
START_TEST(test_no_group)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 5, STATUS_FAIL);
	struct result *results = arena_alloc(arena, 5 * sizeof(*results));
	char *text;

	memcpy(results, report.results, 5 * sizeof(*results));
	results[1].reason = "dns-timeout";
	results[3].reason = NULL;
	results[4].reason = "dns-timeout";
	report.results = results;
	text = sample_write("text", &report, wide);
	ck_assert_uint_eq(sample_occurrences(text, "FAIL  dns.reverse"), 5);
	ck_assert_lacks(text, "also");
	free(text);
	arena_free(arena);
}
END_TEST

/* Three servers down block the same check: it waits once. */
START_TEST(test_waiting_counts_once)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 4, STATUS_FAIL);
	struct result *results = arena_alloc(arena, 4 * sizeof(*results));
	const struct result *causes[4] = { &results[0], &results[1], &results[2], NULL };
	char *text;

	memcpy(results, report.results, 4 * sizeof(*results));
	for (size_t i = 0; i < 3; i++)
		results[i].blocks = 1;
	results[3] = (struct result){
		.number = 3,
		.probe = &sample_port,
		.subject = "api:6443",
		.status = STATUS_SKIP,
		.title = "waits",
		.blocked_by = causes,
	};
	report.results = results;
	report.summary[STATUS_FAIL] = 3;
	report.summary[STATUS_SKIP] = 1;
	text = sample_write("text", &report, wide);
	ck_assert_contains(text, "waiting    1 further check waits for this\n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_strict)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text;

	report.strict = true;
	text = sample_write("text", &report, wide);
	ck_assert_contains(
		text, "Not ready: 3 faults in 7 checks, 1 not carried out, 2 skipped");
	free(text);
	/* Only a warning: not ready all the same. */
	report.results = &report.results[2];
	report.count = 1;
	memset(report.summary, 0, sizeof(report.summary));
	report.summary[STATUS_WARN] = 1;
	text = sample_write("text", &report, wide);
	ck_assert_contains(text, "WARN  dns.reverse");
	ck_assert_contains(text, "Not ready: 1 fault in 1 check, 0.4 s.\n");
	free(text);
	report.strict = false;
	text = sample_write("text", &report, wide);
	ck_assert_contains(text, "Ready: 0 checks passed, 1 warning, 0.4 s.");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_errors_are_no_verdict)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text;

	report.results = &report.results[5];
	report.count = 2;
	memset(report.summary, 0, sizeof(report.summary));
	report.summary[STATUS_ERROR] = 1;
	report.summary[STATUS_SKIP] = 1;
	text = sample_write("text", &report, wide);
	ck_assert_contains(
		text, "Not known: nothing failed, but 1 check could not be carried out");
	ck_assert_lacks(text, "Ready");
	free(text);
	report.results++;
	report.count = 1;
	report.summary[STATUS_ERROR] = 0;
	text = sample_write("text", &report, wide);
	ck_assert_contains(text, "Nothing was checked: 1 skipped.\n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_interrupted)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 3, STATUS_PASS);
	char *text;

	report.interrupted = true;
	text = sample_write("text", &report, wide);
	ck_assert_contains(text, "Interrupted. No verdict: 3 of 3 checks passed");
	ck_assert_lacks(text, "Ready");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	char *text = sample_write("text", &report, wide);

	ck_assert_str_eq(text,
			 "Not run: ocp-preflight.yaml:3:1: unknown key 'artefacts'\n");
	free(text);
}
END_TEST

/* Prose is wrapped, commands never. */
START_TEST(test_wrap)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("text", &report,
				  (struct report_options){ .utf8 = true, .width = 20 });

	ck_assert_contains(text, "  why        a node without a PTR record names itself\n"
				 "             localhost and the install fails\n");
	ck_assert_contains(text, "  fix:       in zone 0.16.172.in-addr.arpa: 21 IN PTR "
				 "m1.ocp45.example.localdomain.\n");
	ck_assert_lacks(text, " \n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_color)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *plain = sample_write("text", &report, wide);
	char *text = sample_write("text", &report,
				  (struct report_options){ .color = true, .utf8 = true });

	ck_assert_lacks(plain, "\x1b");
	ck_assert_contains(text, "\x1b[1;31mFAIL\x1b[0m");
	ck_assert_contains(text, "\x1b[36msystemctl start named\x1b[0m\n");
	free(plain);
	free(text);
	arena_free(arena);
}
END_TEST

/* No text of a result moves the cursor; where there is no UTF-8, none is written. */
START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	char *text = sample_write("text", &report, wide);
	char *ascii =
		sample_write("text", &report, (struct report_options){ .verbose = true });

	ck_assert_lacks(text, "\x1b");
	ck_assert_contains(text, "\\x01\\x1b[31m");
	ck_assert_contains(text, "\xe6\xbc\xa2");
	for (const char *at = ascii; *at; at++)
		ck_assert_msg(*at == '\n' || (*at >= 0x20 && *at < 0x7f), "byte %d", *at);
	ck_assert_contains(ascii, "\\u6f22");
	free(text);
	free(ascii);
	arena_free(arena);
}
END_TEST

/* Skips are told in a line a cause. */
START_TEST(test_skips_are_grouped)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 30, STATUS_SKIP);
	struct result *results = arena_alloc(arena, 30 * sizeof(*results));
	char *text;

	memcpy(results, report.results, 30 * sizeof(*results));
	for (size_t i = 0; i < 30; i++)
		results[i].title =
			i < 25 ? "belongs on lb1 (role loadbalancer): run there"
			       : "needs two servers";
	report.results = results;
	text = sample_write("text", &report, wide);
	ck_assert_contains(text, "skipped:\n"
				 "   25 belongs on lb1 (role loadbalancer): run there\n"
				 "    5 needs two servers\n");
	free(text);
	arena_free(arena);
}
END_TEST

SUITE("reports/text", test_golden, test_cause_first, test_all_is_well, test_quiet,
      test_verbose, test_group, test_no_group, test_waiting_counts_once, test_strict,
      test_errors_are_no_verdict, test_interrupted, test_refused, test_wrap, test_color,
      test_hostile, test_skips_are_grouped);
