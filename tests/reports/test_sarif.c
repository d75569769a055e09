#include <jansson.h>

#include "tests/reports/sample.h"
#include "tests/support/suite.h"

static json_t *parsed(const struct report *report)
{
	char *text = sample_write("sarif", report, (struct report_options){ 0 });
	json_error_t error;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(value != NULL, "%s at %d:%d in %s", error.text, error.line,
		      error.column, text);
	free(text);
	return value;
}

static json_t *run_of(const json_t *value)
{
	return json_array_get(json_object_get(value, "runs"), 0);
}

/* Only what has a line in a file. */
START_TEST(test_findings)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	json_t *value = parsed(&report);
	const json_t *results = json_object_get(run_of(value), "results");
	const char *id, *level, *text, *uri, *rule, *print;
	int line, column;

	ck_assert_str_eq(json_string_value(json_object_get(value, "version")), "2.1.0");
	ck_assert_uint_eq(json_array_size(results), 1);
	ck_assert_int_eq(
		json_unpack(
			json_array_get(results, 0),
			"{s:s, s:s, s:{s:s}, s:[{s:{s:{s:s}, s:{s:i, s:i}}}], s:{s:s}}",
			"ruleId", &id, "level", &level, "message", "text", &text,
			"locations", "physicalLocation", "artifactLocation", "uri", &uri,
			"region", "startLine", &line, "startColumn", &column,
			"partialFingerprints", "checkAndSubject/v1", &print),
		0);
	ck_assert_str_eq(id, "dns.reverse");
	ck_assert_str_eq(level, "error");
	ck_assert_str_eq(uri, "0.16.172.in-addr.arpa.zone");
	ck_assert_int_eq(line, 12);
	ck_assert_int_eq(column, 3);
	ck_assert_str_eq(print, "dns.reverse 172.16.0.21");
	ck_assert_contains(text, "172.16.0.21 has no PTR record. Observed: NXDOMAIN");
	ck_assert_int_eq(json_unpack(run_of(value), "{s:{s:{s:[{s:s}]}}}", "tool",
				     "driver", "rules", "id", &rule),
			 0);
	ck_assert_str_eq(rule, "dns.reverse");
	json_decref(value);
	arena_free(arena);
}
END_TEST

/* One rule a check, however many findings. */
START_TEST(test_rules_once)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 3, STATUS_FAIL);
	struct result results[4];
	json_t *value;

	memcpy(results, report.results, 3 * sizeof(*results));
	results[3] = results[0];
	results[1].probe = &sample_label;
	results[3].status = STATUS_WARN;
	for (size_t i = 0; i < 4; i++)
		results[i].source = (struct where){ .file = "/etc/a file%.conf" };
	report.results = results;
	report.count = 4;
	value = parsed(&report);
	ck_assert_uint_eq(json_array_size(json_object_get(run_of(value), "results")), 4);
	ck_assert_uint_eq(
		json_array_size(json_object_get(
			json_object_get(json_object_get(run_of(value), "tool"), "driver"),
			"rules")),
		2);
	/* A path as a URI, and no region without a line. */
	ck_assert_str_eq(
		json_string_value(json_object_get(
			json_object_get(
				json_object_get(
					json_array_get(
						json_object_get(
							json_array_get(
								json_object_get(
									run_of(value),
									"results"),
								3),
							"locations"),
						0),
					"physicalLocation"),
				"artifactLocation"),
			"uri")),
		"file:///etc/a%20file%25.conf");
	json_decref(value);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	json_t *value = parsed(&report);
	const char *text;
	int successful = 1;

	ck_assert_int_eq(json_unpack(run_of(value), "{s:[{s:b, s:[{s:{s:s}}]}]}",
				     "invocations", "executionSuccessful", &successful,
				     "toolConfigurationNotifications", "message", "text",
				     &text),
			 0);
	ck_assert_int_eq(successful, 0);
	ck_assert_str_eq(text, "ocp-preflight.yaml:3:1: unknown key 'artefacts'");
	json_decref(value);
}
END_TEST

START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	json_t *value = parsed(&report);

	ck_assert_uint_eq(json_array_size(json_object_get(run_of(value), "results")), 2);
	json_decref(value);
	arena_free(arena);
}
END_TEST

SUITE("reports/sarif", test_findings, test_rules_once, test_refused, test_hostile);
