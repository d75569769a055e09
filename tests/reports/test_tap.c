#include "tests/reports/sample.h"
#include "tests/support/suite.h"

START_TEST(test_golden)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("tap", &report, (struct report_options){ 0 });

	ck_assert_str_eq(
		text,
		"TAP version 13\n"
		"1..7\n"
		"ok 1 - dns.server 172.16.0.102: 172.16.0.102 answers over UDP and TCP\n"
		"not ok 2 - dns.reverse 172.16.0.21: 172.16.0.21 has no PTR record\n"
		"  ---\n"
		"  severity: fail\n"
		"  reason: \"dns-nxdomain\"\n"
		"  observed: \"NXDOMAIN from 172.16.0.102\"\n"
		"  expected: \"m1.ocp45.example.localdomain.\"\n"
		"  why: \"a node without a PTR record names itself localhost and the install "
		"fails\"\n"
		"  fix:\n"
		"    - \"in zone 0.16.172.in-addr.arpa: 21 IN PTR "
		"m1.ocp45.example.localdomain.\"\n"
		"    - \"systemctl reload named\"\n"
		"  reproduce: \"dig @172.16.0.102 -x 172.16.0.21\"\n"
		"  file: \"0.16.172.in-addr.arpa.zone\"\n"
		"  line: 12\n"
		"  ...\n"
		"ok 3 - dns.reverse 172.16.0.111: 172.16.0.111 (api) has no PTR record\n"
		"  ---\n"
		"  severity: warn\n"
		"  reason: \"dns-nxdomain\"\n"
		"  observed: \"NXDOMAIN from 172.16.0.102\"\n"
		"  why: \"the documentation asks for it\"\n"
		"  fix:\n"
		"    - \"in zone 0.16.172.in-addr.arpa: 21 IN PTR "
		"m1.ocp45.example.localdomain.\"\n"
		"    - \"systemctl reload named\"\n"
		"  ...\n"
		"not ok 4 - dns.server 172.16.0.103: 172.16.0.103 does not answer\n"
		"  ---\n"
		"  severity: fail\n"
		"  reason: \"dns-timeout\"\n"
		"  observed: \"no answer in 2 s, asked 3 times\"\n"
		"  why: \"every name that only it knows is lost\"\n"
		"  fix:\n"
		"    - \"systemctl start named\"\n"
		"  ...\n"
		"ok 5 - lb.port api.ocp45.example.localdomain:6443 # SKIP waits for dns.server "
		"172.16.0.103\n"
		"not ok 6 - lb.port api-int.ocp45.example.localdomain:22623: "
		"api-int.ocp45.example.localdomain:22623 could not be asked\n"
		"  ---\n"
		"  severity: error\n"
		"  reason: \"local-descriptors\"\n"
		"  observed: \"no descriptor left\"\n"
		"  why: \"nothing is known about the port\"\n"
		"  ...\n"
		"ok 7 - selinux.label /usr/share/nginx/html # SKIP belongs on "
		"lb1.example.localdomain (role loadbalancer): run there\n");
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
	text = sample_write("tap", &report, (struct report_options){ 0 });
	ck_assert_contains(text, "\nnot ok 3 - dns.reverse 172.16.0.111");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	char *text = sample_write("tap", &report, (struct report_options){ 0 });

	ck_assert_str_eq(text,
			 "TAP version 13\n"
			 "Bail out! ocp-preflight.yaml:3:1: unknown key 'artefacts'\n");
	free(text);
	report.refused = NULL;
	text = sample_write("tap", &report, (struct report_options){ 0 });
	ck_assert_str_eq(text, "TAP version 13\n1..0 # SKIP no check fits\n");
	free(text);
}
END_TEST

/* A # in a text is no directive. */
START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	char *text = sample_write("tap", &report, (struct report_options){ 0 });

	ck_assert_contains(text, "[31m`x` \\# *|@team| \xef\xbf\xbd");
	ck_assert_uint_eq(sample_occurrences(text, "\nnot ok 1 - "), 1);
	ck_assert_uint_eq(sample_occurrences(text, "\nok 2 - "), 1);
	ck_assert_lacks(text, "\x1b");
	free(text);
	arena_free(arena);
}
END_TEST

SUITE("reports/tap", test_golden, test_strict, test_refused, test_hostile);
