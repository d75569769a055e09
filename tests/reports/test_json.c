#include <jansson.h>

#include "tests/reports/sample.h"
#include "tests/support/suite.h"

/*
 * The words of JSON Schema that fixtures/schema/report-1.json uses; an unknown one fails the test,
 * so that no rule is believed to be checked and is not.
 */
static void schema_check(const json_t *schema, const json_t *value, const char *path);
static bool schema_fits(const json_t *schema, const json_t *value);

static bool has_type(const json_t *value, const char *type)
{
	return (!strcmp(type, "object") && json_is_object(value)) ||
	       (!strcmp(type, "array") && json_is_array(value)) ||
	       (!strcmp(type, "string") && json_is_string(value)) ||
	       (!strcmp(type, "integer") && json_is_integer(value)) ||
	       (!strcmp(type, "number") && json_is_number(value)) ||
	       (!strcmp(type, "boolean") && json_is_boolean(value));
}

static bool in_enum(const json_t *words, const json_t *value)
{
	for (size_t i = 0; i < json_array_size(words); i++)
		if (json_equal(json_array_get(words, i), value))
			return true;
	return false;
}

static void schema_word(const char *word, const json_t *rule, const json_t *schema,
			const json_t *value, const char *path)
{
	const json_t *properties = json_object_get(schema, "properties");
	const char *key;
	json_t *item;
	size_t i;

	if (!strcmp(word, "type")) {
		ck_assert_msg(has_type(value, json_string_value(rule)), "%s: not %s",
			      path, json_string_value(rule));
	} else if (!strcmp(word, "const")) {
		ck_assert_msg(json_equal(rule, value), "%s: not the constant", path);
	} else if (!strcmp(word, "enum")) {
		ck_assert_msg(in_enum(rule, value), "%s: not in the list", path);
	} else if (!strcmp(word, "required")) {
		for (i = 0; i < json_array_size(rule); i++) {
			key = json_string_value(json_array_get(rule, i));
			ck_assert_msg(json_object_get(value, key) != NULL, "%s: no %s",
				      path, key);
		}
	} else if (!strcmp(word, "additionalProperties")) {
		ck_assert(json_is_false(rule));
		for (void *at = json_object_iter((json_t *)(uintptr_t)value); at;
		     at = json_object_iter_next((json_t *)(uintptr_t)value, at))
			ck_assert_msg(json_object_get(properties,
						      json_object_iter_key(at)) != NULL,
				      "%s: %s is not known", path,
				      json_object_iter_key(at));
	} else if (!strcmp(word, "properties")) {
		json_object_foreach((json_t *)(uintptr_t)rule, key,
				    item) if (json_object_get(value, key))
			schema_check(item, json_object_get(value, key), key);
	} else if (!strcmp(word, "items")) {
		json_array_foreach(value, i, item) schema_check(rule, item, path);
	} else if (!strcmp(word, "minItems")) {
		ck_assert_uint_ge(json_array_size(value),
				  (size_t)json_integer_value(rule));
	} else if (!strcmp(word, "minLength")) {
		ck_assert_uint_ge(json_string_length(value),
				  (size_t)json_integer_value(rule));
	} else if (!strcmp(word, "maxLength")) {
		ck_assert_uint_le(json_string_length(value),
				  (size_t)json_integer_value(rule));
	} else if (!strcmp(word, "minimum")) {
		ck_assert(json_number_value(value) >= json_number_value(rule));
	} else if (!strcmp(word, "if")) {
		if (schema_fits(rule, value))
			schema_check(json_object_get(schema, "then"), value, path);
	} else {
		ck_assert_msg(!strcmp(word, "then") || !strcmp(word, "title") ||
				      !strcmp(word, "description") || word[0] == '$',
			      "the test does not know \"%s\"", word);
	}
}

static void schema_check(const json_t *schema, const json_t *value, const char *path)
{
	const char *word;
	json_t *rule;

	json_object_foreach((json_t *)(uintptr_t)schema, word, rule)
		schema_word(word, rule, schema, value, path);
}

/* Of `if`: properties with a constant, all there. */
static bool schema_fits(const json_t *schema, const json_t *value)
{
	const char *key;
	json_t *property;

	json_object_foreach(
		json_object_get(schema, "properties"), key,
		property) if (!json_equal(json_object_get(property, "const"),
					  json_object_get(value, key))) return false;
	return true;
}

/* Parsed, and valid for the published schema. */
static json_t *parsed(const struct report *report)
{
	char *text = sample_write("json", report, (struct report_options){ 0 });
	char *path = NULL;
	json_error_t error;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	json_t *schema;
	const char *source = getenv("OCP_SOURCE_DIR");

	ck_assert_msg(value != NULL, "%s at %d:%d in %s", error.text, error.line,
		      error.column, text);
	ck_assert(asprintf(&path, "%s/fixtures/schema/report-1.json",
			   source ? source : ".") > 0);
	schema = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(schema != NULL, "%s: %s", path, error.text);
	schema_check(schema, value, "report");
	json_decref(schema);
	free(path);
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
      test_hostile, test_many);
