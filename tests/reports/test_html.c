#include <jansson.h>

#include "tests/reports/sample.h"
#include "tests/support/suite.h"

START_TEST(test_page)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("html", &report, (struct report_options){ 0 });

	ck_assert_contains(text, "<!DOCTYPE html>\n");
	ck_assert_contains(text,
			   "<meta http-equiv=\"Content-Security-Policy\" "
			   "content=\"default-src 'none'; style-src 'unsafe-inline'\">");
	/* Nothing is fetched. */
	ck_assert_lacks(text, "src=");
	ck_assert_lacks(text, "href=");
	ck_assert_lacks(text, "url(");
	ck_assert_contains(text,
			   "<p class=\"verdict v1\">Not ready: 2 faults in 7 checks");
	ck_assert_contains(text,
			   "<tr><td>dns</td><td>1</td><td>1</td><td>2</td><td>0</td>"
			   "<td>0</td></tr>");
	ck_assert_contains(
		text, "<details class=\"fail\" open><summary><span class=\"word\">fail"
		      "</span> <code>dns.server</code> 172.16.0.103 does not answer");
	ck_assert_contains(text, "<details class=\"warn\"><summary>");
	ck_assert_contains(text, "<dd><pre>dig @172.16.0.102 -x 172.16.0.21</pre></dd>");
	ck_assert_contains(text, "<li>1 waits for dns.server 172.16.0.103</li>");
	free(text);
	arena_free(arena);
}
END_TEST

/* The JSON report stands in it, whole. */
START_TEST(test_data)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	char *text = sample_write("html", &report, (struct report_options){ 0 });
	char *from = strstr(text, "<script type=\"application/json\" id=\"report\">\n");
	char *to = strstr(text, "</script>");
	json_error_t error;
	json_t *value;

	ck_assert_ptr_nonnull(from);
	ck_assert_ptr_nonnull(to);
	/* Hostile text neither opens nor ends an element: these two are ours. */
	ck_assert_uint_eq(sample_occurrences(text, "<script"), 1);
	ck_assert_uint_eq(sample_occurrences(text, "</script"), 1);
	from = strchr(from, '\n');
	*to = '\0';
	value = json_loads(from, 0, &error);
	ck_assert_msg(value != NULL, "%s", error.text);
	ck_assert_uint_eq(json_array_size(json_object_get(value, "results")), 2);
	json_decref(value);
	free(text);
	arena_free(arena);
}
END_TEST

START_TEST(test_refused)
{
	struct report report = sample_refused();
	char *text = sample_write("html", &report, (struct report_options){ 0 });

	ck_assert_contains(text,
			   "<p class=\"verdict v2\">Not run: ocp-preflight.yaml:3:1: "
			   "unknown key &#39;artefacts&#39;</p>");
	free(text);
}
END_TEST

SUITE("reports/html", test_page, test_data, test_refused);
