#include "tests/reports/sample.h"
#include "tests/support/suite.h"

START_TEST(test_golden)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("prometheus", &report, (struct report_options){ 0 });

	ck_assert_contains(text, "# HELP ocp_preflight_info What was run, always 1.\n"
				 "# TYPE ocp_preflight_info gauge\n"
				 "ocp_preflight_info{version=\"0.1.0\",cluster="
				 "\"ocp45.example.localdomain\",phase=\"preboot\"} 1\n");
	ck_assert_contains(text, "\nocp_preflight_run_refused 0\n");
	ck_assert_contains(text,
			   "\nocp_preflight_last_run_timestamp_seconds 1769860800\n");
	ck_assert_contains(text, "\nocp_preflight_last_run_duration_seconds 0.413\n");
	ck_assert_contains(text,
			   "\nocp_preflight_checks{family=\"dns\",status=\"fail\"} 2\n");
	ck_assert_contains(text,
			   "\nocp_preflight_checks{family=\"lb\",status=\"error\"} 1\n");
	ck_assert_contains(text,
			   "\nocp_preflight_check_passed{check=\"dns.reverse\",subject="
			   "\"172.16.0.21\"} 0\n");
	ck_assert_contains(text,
			   "\nocp_preflight_check_passed{check=\"dns.reverse\",subject="
			   "\"172.16.0.111\"} 1\n");
	/* What was not judged has no value. */
	ck_assert_lacks(text, "check=\"lb.port\"");
	free(text);
	arena_free(arena);
}
END_TEST

/* Each metric is declared once, before its samples. */
START_TEST(test_declarations)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("prometheus", &report, (struct report_options){ 0 });
	char declared[128] = "";
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "# HELP %127s", declared) == 1) {
			ck_assert(!strncmp(declared, "ocp_preflight_", 14));
			continue;
		}
		if (line[0] == '#')
			continue;
		ck_assert_msg(!strncmp(line, declared, strlen(declared)) &&
				      strchr("{ ", line[strlen(declared)]),
			      "%s under %s", line, declared);
	}
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	char *text;
	struct result results[2];

	memcpy(results, report.results, sizeof(results));
	results[1].subject = "line\nfeed";
	report.results = results;
	text = sample_write("prometheus", &report, (struct report_options){ 0 });
	ck_assert_contains(text, "subject=\"a\\\"b\\\\c<script>");
	ck_assert_contains(text, "subject=\"line\\nfeed\"} 1\n");
	free(text);
	arena_free(arena);
}
END_TEST

/* A big cluster does not make a series a subject. */
START_TEST(test_series_are_bounded)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 5000, STATUS_PASS);
	struct result *results = arena_alloc(arena, 5000 * sizeof(*results));
	char *text;

	memcpy(results, report.results, 5000 * sizeof(*results));
	results[4321].status = STATUS_FAIL;
	report.results = results;
	text = sample_write("prometheus", &report, (struct report_options){ 0 });
	ck_assert_uint_eq(sample_occurrences(text, "\nocp_preflight_check_passed{"), 1);
	ck_assert_contains(text, "} 0\n");
	ck_assert_contains(text,
			   "ocp_preflight_checks{family=\"dns\",status=\"pass\"} 4999\n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	char *text = sample_write("prometheus", &report, (struct report_options){ 0 });

	ck_assert_contains(text, "\nocp_preflight_run_refused 1\n");
	free(text);
}
END_TEST

SUITE("reports/prometheus", test_golden, test_declarations, test_hostile,
      test_series_are_bounded, test_refused);
