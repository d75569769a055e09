#include <jansson.h>

#include "reports/catalog.h"
#include "tests/reports/sample.h"
#include "tests/support/suite.h"

static const struct probe *const table[] = { &sample_server, &sample_reverse,
					     &sample_label, NULL };

static char *listed(bool json)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	catalog_list(memory, table, json);
	fclose(memory);
	return text;
}

static char *explained(const struct probe *probe, struct report_options options)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	catalog_explain(memory, probe, &options);
	fclose(memory);
	return text;
}

START_TEST(test_list)
{
	char *text = listed(false);

	ck_assert_str_eq(
		text,
		"CHECK          PHASES  REQUIRES  WHAT IT ASKS\n"
		"dns.server     PBIR    -         every name server answers over UDP and TCP\n"
		"dns.reverse    PB--    -         every node has one PTR record\n"
		"selinux.label  P---    root      the web server may read the artifacts\n"
		"\n"
		"Phases: P preboot, B bootstrap, I install, R ready.\n"
		"More about one: ocp-preflight explain CHECK\n");
	free(text);
}
END_TEST

START_TEST(test_list_json)
{
	char *text = listed(true);
	json_error_t error;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	json_t *wanted;

	ck_assert_msg(value != NULL, "%s in %s", error.text, text);
	ck_assert_uint_eq(json_array_size(value), 3);
	wanted = json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s, s], s:[s], s:n}", "id",
			   "dns.reverse", "title", "every node has one PTR record", "why",
			   "a node without one names itself localhost", "symptom",
			   "oc get nodes shows one node called localhost", "fix",
			   "add the PTR record\nsystemctl reload named", "phases",
			   "preboot", "bootstrap", "needs", "dns.server", "requires");
	ck_assert_ptr_nonnull(wanted);
	ck_assert(json_equal(json_array_get(value, 1), wanted));
	ck_assert_str_eq(
		json_string_value(json_object_get(json_array_get(value, 2), "requires")),
		"root");
	json_decref(wanted);
	json_decref(value);
	free(text);
}
END_TEST

START_TEST(test_explain)
{
	char *text = explained(&sample_reverse, (struct report_options){ 0 });

	ck_assert_str_eq(text, "dns.reverse: every node has one PTR record\n"
			       "\n"
			       "Why it matters\n"
			       "  a node without one names itself localhost\n"
			       "\n"
			       "What you see when it is wrong\n"
			       "  oc get nodes shows one node called localhost\n"
			       "\n"
			       "How to repair it\n"
			       "  add the PTR record\n"
			       "  systemctl reload named\n"
			       "\n"
			       "Asked in the phases\n"
			       "  preboot, bootstrap\n"
			       "\n"
			       "Waits for\n"
			       "  dns.server\n"
			       "\n"
			       "Alone: ocp-preflight --only dns.reverse\n");
	free(text);
	text = explained(&sample_label, (struct report_options){ 0 });
	ck_assert_contains(text, "\nWaits for\n  nothing\n");
	ck_assert_contains(text, "\nRequires\n  root\n");
	free(text);
}
END_TEST

START_TEST(test_explain_wraps)
{
	static const char why[] =
		"one two three four five six seven eight nine ten eleven "
		"twelve thirteen fourteen";
	struct probe probe = sample_reverse;
	char *text;

	probe.why = why;
	text = explained(&probe, (struct report_options){ .width = 60, .color = true });
	ck_assert_contains(text,
			   "  one two three four five six seven eight nine ten eleven\n"
			   "  twelve thirteen fourteen\n");
	ck_assert_contains(text, "\x1b[1mWhy it matters\x1b[0m\n");
	free(text);
}
END_TEST

SUITE("reports/catalog", test_list, test_list_json, test_explain, test_explain_wraps);
