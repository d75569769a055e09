/*
 * A finding in a file of the install, as every format shows it: place, line, mark, other place.
 */
#include <jansson.h>

#include "reports/merge.h"
#include "tests/reports/sample.h"
#include "tests/support/suite.h"

static const struct report_options wide = { .utf8 = true };

static void shows(const char *format, const char *const *expected)
{
	struct arena *arena = arena_new();
	struct report report = sample_finding(arena);
	char *text = sample_write(format, &report, wide);

	for (; *expected; expected++)
		ck_assert_contains(text, *expected);
	free(text);
	arena_free(arena);
}

START_TEST(as_a_compiler_says_it)
{
	shows("text",
	      (const char *const[]){
		      "FAIL  lint.haproxy-port machine_config/m1: m1 of machine_config has port "
		      "22263\n"
		      "  --> haproxy.cfg:17:24\n"
		      "    17 |  server m1 172.16.0.21:22263 check\n"
		      "       |                        ^^^^^\n"
		      "  observed   22263\n"
		      "  expected   22623\n"
		      "  see also   haproxy.cfg:12:2: the front end is 22623\n",
		      "Not clean: 1 fault in 1 check, ", NULL });
}
END_TEST

START_TEST(in_documents)
{
	shows("markdown",
	      (const char *const[]){
		      "haproxy.cfg:17:24\n", "**22263** check\n",
		      "- see also: haproxy.cfg:12:2: the front end is 22623\n", NULL });
	shows("html", (const char *const[]){
			      "<dd>haproxy.cfg:17:24</dd>",
			      "172.16.0.21:<mark>22263</mark> check</pre>",
			      "haproxy.cfg:12:2: the front end is 22623</dd>", NULL });
	shows("junit",
	      (const char *const[]){
		      "at:        haproxy.cfg:17:24\n"
		      "line:       server m1 172.16.0.21:22263 check\n",
		      "see also:  haproxy.cfg:12:2: the front end is 22623\n", NULL });
}
END_TEST

START_TEST(beside_the_code)
{
	shows("sarif",
	      (const char *const[]){
		      "\"region\": {\"startLine\": 17, \"startColumn\": 24, \"endColumn\": 29, "
		      "\"snippet\": {\"text\": \" server m1 172.16.0.21:22263 check\"}}",
		      "\"relatedLocations\": [{\"physicalLocation\": {\"artifactLocation\": "
		      "{\"uri\": \"haproxy.cfg\"}, \"region\": {\"startLine\": 12, "
		      "\"startColumn\": 2}}, \"message\": {\"text\": \"the front end is 22623\"}}]",
		      "\"columnKind\": \"unicodeCodePoints\"", NULL });
	shows("github",
	      (const char *const[]){
		      "::error file=haproxy.cfg,line=17,col=24,endColumn=29,"
		      "title=lint.haproxy-port::m1 of machine_config has port 22263%0A"
		      "observed: 22263%0Aexpected: 22623%0Awhy: a third",
		      "%0Afix: server m1 172.16.0.21:22623 check%0A  systemctl reload haproxy\n",
		      "::notice title=ocp-preflight::Not clean: 1 fault", NULL });
}
END_TEST

/* What JSON says is enough to show it again. */
START_TEST(survives_a_merge)
{
	static const struct probe *const table[] = { NULL };
	char path[] = "/tmp/ocp-finding-XXXXXX";
	struct arena *arena = arena_new();
	struct report report = sample_finding(arena), merged;
	char *text = sample_write("json", &report, wide), *again;
	FILE *file = fdopen(mkstemp(path), "w");
	const char *const files[] = { path };
	const struct result *result;

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(merge_reports(arena, table, files, 1, stderr, &merged), 0);
	remove(path);
	result = merged.results;
	ck_assert(merged.lint);
	ck_assert_str_eq(result->excerpt->marked, "22263");
	ck_assert_uint_eq(result->excerpt->column, 24);
	ck_assert_uint_eq(result->excerpt->width, 5);
	ck_assert_str_eq(result->related[0].message, "the front end is 22623");
	ck_assert_uint_eq(result->related[0].where.line, 12);
	ck_assert_ptr_null(result->related[1].message);
	again = sample_write("json", &merged, wide);
	ck_assert_contains(again,
			   "\"excerpt\": {\"before\": \" server m1 172.16.0.21:\"");
	free(again);
	free(text);
	arena_free(arena);
}
END_TEST

SUITE("finding", as_a_compiler_says_it, in_documents, beside_the_code, survives_a_merge);
