#include <jansson.h>

#include "tests/reports/sample.h"
#include "tests/support/json_schema.h"
#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

/* Parsed, and valid for the published schema. */
static json_t *parsed(const struct report *report)
{
	char *text = sample_write("json", report, (struct report_options){ 0 });
	json_error_t error;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(value != NULL, "%s at %d:%d in %s", error.text, error.line,
		      error.column, text);
	json_schema_check("report-1.json", value);
	free(text);
	return value;
}

static const char *string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

START_TEST(test_golden)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text;

	report.count = 2;
	text = sample_write("json", &report, (struct report_options){ 0 });
	ck_assert_str_eq(
		text,
		"{\"schema\": \"ocp-preflight/report/1\",\n"
		" \"tool\": {\"name\": \"ocp-preflight\", \"version\": \"0.1.0\"},\n"
		" \"cluster\": {\"name\": \"ocp45\", \"baseDomain\": "
		"\"example.localdomain\"},\n"
		" \"vantage\": {\"host\": \"bastion.example.localdomain\", \"roles\": "
		"[\"bastion\", \"http\"]},\n"
		" \"phase\": \"preboot\", \"started\": \"2026-01-31T12:00:00Z\", "
		"\"duration_ms\": 412.7,\n"
		" \"strict\": false, \"interrupted\": false, \"exit_status\": 1,\n"
		" \"summary\": {\"pass\": 1, \"warn\": 1, \"fail\": 2, \"skip\": 2, "
		"\"error\": 1, \"total\": 2},\n"
		" \"results\": [\n"
		"  {\"check\": \"dns.server\", \"subject\": \"172.16.0.102\", \"status\": "
		"\"pass\", \"title\": \"172.16.0.102 answers over UDP and TCP\", "
		"\"blocked_by\": [], \"evidence\": [], \"duration_ms\": 1.3},\n"
		"  {\"check\": \"dns.reverse\", \"subject\": \"172.16.0.21\", \"status\": "
		"\"fail\", \"title\": \"172.16.0.21 has no PTR record\", \"reason\": "
		"\"dns-nxdomain\", \"expected\": \"m1.ocp45.example.localdomain.\", "
		"\"observed\": \"NXDOMAIN from 172.16.0.102\", \"why\": \"a node without a "
		"PTR record names itself localhost and the install fails\", \"fix\": [\"in "
		"zone 0.16.172.in-addr.arpa: 21 IN PTR m1.ocp45.example.localdomain.\", "
		"\"systemctl reload named\"], \"reproduce\": \"dig @172.16.0.102 -x "
		"172.16.0.21\", \"source\": {\"file\": \"0.16.172.in-addr.arpa.zone\", "
		"\"line\": 12, \"column\": 3}, \"blocked_by\": [], \"evidence\": "
		"[{\"key\": \"server\", \"value\": \"172.16.0.102\"}, {\"key\": \"rtt_ms\", "
		"\"value\": \"3.1\"}], \"duration_ms\": 3.1}]}\n");
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_schema)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	json_t *value = parsed(&report);
	const json_t *results = json_object_get(value, "results");
	const json_t *skip = json_array_get(results, 4);
	const json_t *cause = json_array_get(json_object_get(skip, "blocked_on"), 0);

	ck_assert_uint_eq(json_array_size(results), 7);
	ck_assert_str_eq(string_at(skip, "status"), "skip");
	ck_assert_str_eq(
		json_string_value(json_array_get(json_object_get(skip, "blocked_by"), 0)),
		"dns.server");
	ck_assert_str_eq(string_at(cause, "check"), "dns.server");
	ck_assert_str_eq(string_at(cause, "subject"), "172.16.0.103");
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_array_get(results, 3), "blocks")),
		1);
	json_decref(value);
	arena_free(arena);
}
END_TEST

/* Two causes of one check: its id once, both subjects. */
START_TEST(test_blocked_by_is_ids)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	const struct result *causes[] = { &report.results[0], &report.results[3],
					  &report.results[1], NULL };
	struct result skip = report.results[4];
	const json_t *result;
	json_t *value;

	skip.blocked_by = causes;
	report.results = &skip;
	report.count = 1;
	value = parsed(&report);
	result = json_array_get(json_object_get(value, "results"), 0);
	ck_assert_uint_eq(json_array_size(json_object_get(result, "blocked_by")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(result, "blocked_on")), 3);
	json_decref(value);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	json_t *value = parsed(&report);

	ck_assert_str_eq(string_at(value, "refused"),
			 "ocp-preflight.yaml:3:1: unknown key 'artefacts'");
	ck_assert_uint_eq(json_array_size(json_object_get(value, "results")), 0);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "exit_status")), 2);
	json_decref(value);
}
END_TEST

/* A watch that listens tells each node's boot, too. */
START_TEST(test_boots)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	struct timeline_snapshot snapshot;
	const json_t *boots, *node, *finding;
	struct wire wire;
	json_t *value;

	wire_open(&wire, true);
	wire_boot(&wire, 21, "/worker.ign", STEP_IGN);
	snapshot = wire_look(&wire);
	report.timeline = &snapshot;
	value = parsed(&report);
	boots = json_object_get(value, "boots");
	node = json_array_get(json_object_get(boots, "nodes"), 1);
	finding = json_array_get(json_object_get(boots, "findings"), 0);
	ck_assert_str_eq(string_at(node, "name"), "m1");
	ck_assert_str_eq(string_at(node, "stage"), "ign");
	ck_assert_str_eq(string_at(finding, "id"), "ign-wrong-role");
	json_decref(value);
	wire_close(&wire);
	arena_free(arena);
}
END_TEST

/* No result is lost because a byte in it is wrong. */
START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	json_t *value = parsed(&report);
	const json_t *result = json_array_get(json_object_get(value, "results"), 0);

	ck_assert_uint_eq(json_array_size(json_object_get(value, "results")), 2);
	ck_assert_ptr_nonnull(strstr(string_at(result, "title"), "a\"b\\c<script>"));
	ck_assert_ptr_nonnull(strstr(string_at(result, "title"), "\xe6\xbc\xa2"));
	json_decref(value);
	arena_free(arena);
}
END_TEST

START_TEST(test_many)
{
	struct arena *arena = arena_new();
	struct report report = sample_many(arena, 30000, STATUS_FAIL);
	json_t *value = parsed(&report);

	ck_assert_uint_eq(json_array_size(json_object_get(value, "results")), 30000);
	json_decref(value);
	arena_free(arena);
}
END_TEST

SUITE("reports/json", test_golden, test_schema, test_blocked_by_is_ids, test_refused,
      test_boots, test_hostile, test_many);
