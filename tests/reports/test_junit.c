#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <expat.h>

#include "tests/reports/sample.h"

extern char **environ;

/* What a reader of the file sees. */
struct seen {
	size_t suites, cases, failures, errors, skipped;
	bool in_content, in_output;
	char content[4096], output[4096];
	char last_message[1024], last_type[256];
	size_t counted[4]; /* tests, failures, errors, skipped as the suites say */
};

static const char *attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(attributes[0], name))
			return attributes[1];
	return "";
}

static void XMLCALL started(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct seen *seen = data;
	size_t *count = !strcmp(name, "failure")   ? &seen->failures
			: !strcmp(name, "error")   ? &seen->errors
			: !strcmp(name, "skipped") ? &seen->skipped
						   : NULL;

	if (!strcmp(name, "testsuite")) {
		seen->suites++;
		seen->counted[0] += strtoul(attribute(attributes, "tests"), NULL, 10);
		seen->counted[1] += strtoul(attribute(attributes, "failures"), NULL, 10);
		seen->counted[2] += strtoul(attribute(attributes, "errors"), NULL, 10);
		seen->counted[3] += strtoul(attribute(attributes, "skipped"), NULL, 10);
	}
	if (!strcmp(name, "testcase"))
		seen->cases++;
	seen->in_output = !strcmp(name, "system-out");
	if (!count)
		return;
	(*count)++;
	seen->in_content = true;
	seen->content[0] = '\0';
	snprintf(seen->last_message, sizeof(seen->last_message), "%s",
		 attribute(attributes, "message"));
	snprintf(seen->last_type, sizeof(seen->last_type), "%s",
		 attribute(attributes, "type"));
}

static void XMLCALL ended(void *data, const XML_Char *name)
{
	struct seen *seen = data;

	(void)name;
	seen->in_content = seen->in_output = false;
}

static void XMLCALL said(void *data, const XML_Char *text, int length)
{
	struct seen *seen = data;
	char *into = seen->in_output	? seen->output
		     : seen->in_content ? seen->content
					: NULL;
	size_t used = into ? strlen(into) : 0;

	if (into)
		snprintf(into + used, sizeof(seen->content) - used, "%.*s", length, text);
}

static struct seen parsed(const struct report *report)
{
	char *text = sample_write("junit", report, (struct report_options){ 0 });
	XML_Parser parser = XML_ParserCreate(NULL);
	struct seen seen = { 0 };

	XML_SetUserData(parser, &seen);
	XML_SetElementHandler(parser, started, ended);
	XML_SetCharacterDataHandler(parser, said);
	ck_assert_msg(XML_Parse(parser, text, (int)strlen(text), XML_TRUE) ==
			      XML_STATUS_OK,
		      "%s in line %lu of:\n%s", XML_ErrorString(XML_GetErrorCode(parser)),
		      XML_GetCurrentLineNumber(parser), text);
	XML_ParserFree(parser);
	free(text);
	ck_assert_uint_eq(seen.counted[0], seen.cases);
	ck_assert_uint_eq(seen.counted[1], seen.failures);
	ck_assert_uint_eq(seen.counted[2], seen.errors);
	ck_assert_uint_eq(seen.counted[3], seen.skipped);
	return seen;
}

START_TEST(test_statuses)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	struct seen seen = parsed(&report);

	ck_assert_uint_eq(seen.suites, 3);
	ck_assert_uint_eq(seen.cases, 7);
	ck_assert_uint_eq(seen.failures, 2);
	ck_assert_uint_eq(seen.errors, 1);
	ck_assert_uint_eq(seen.skipped, 2);
	/* A warning passes, and is not silent. */
	ck_assert_contains(seen.output, "warning: dns.reverse 172.16.0.111\n");
	ck_assert_contains(seen.output, "the documentation asks for it");
	arena_free(arena);
}
END_TEST

START_TEST(test_strict)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	struct seen seen;

	report.strict = true;
	seen = parsed(&report);
	ck_assert_uint_eq(seen.failures, 3);
	ck_assert_str_eq(seen.output, "");
	arena_free(arena);
}
END_TEST

/* GitLab shows the content, Jenkins the message. */
START_TEST(test_failure_is_whole)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	struct seen seen;

	report.results++;
	report.count = 1;
	seen = parsed(&report);
	ck_assert_str_eq(seen.last_type, "dns-nxdomain");
	ck_assert_str_eq(seen.last_message, "172.16.0.21 has no PTR record");
	ck_assert_str_eq(
		seen.content,
		"172.16.0.21 has no PTR record\n"
		"at:        0.16.172.in-addr.arpa.zone:12:3\n"
		"observed:  NXDOMAIN from 172.16.0.102\n"
		"expected:  m1.ocp45.example.localdomain.\n"
		"why:       a node without a PTR record names itself localhost and the "
		"install fails\n"
		"fix:       in zone 0.16.172.in-addr.arpa: 21 IN PTR "
		"m1.ocp45.example.localdomain.\n"
		"           systemctl reload named\n"
		"reproduce: dig @172.16.0.102 -x 172.16.0.21\n"
		"server = 172.16.0.102\n"
		"rtt_ms = 3.1\n");
	arena_free(arena);
}
END_TEST

START_TEST(test_golden_suite)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text;

	report.count = 1;
	text = sample_write("junit", &report, (struct report_options){ 0 });
	ck_assert_str_eq(
		text,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n"
		"  <testsuite id=\"0\" name=\"dns\" package=\"ocp-preflight\" "
		"hostname=\"bastion.example.localdomain\" timestamp=\"2026-01-31T12:00:00\" "
		"tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"0.001\">\n"
		"    <properties>\n"
		"      <property name=\"tool\" value=\"ocp-preflight\"/>\n"
		"      <property name=\"version\" value=\"0.1.0\"/>\n"
		"      <property name=\"cluster\" value=\"ocp45.example.localdomain\"/>\n"
		"      <property name=\"phase\" value=\"preboot\"/>\n"
		"      <property name=\"vantage\" value=\"bastion.example.localdomain\"/>\n"
		"      <property name=\"roles\" value=\"bastion, http\"/>\n"
		"      <property name=\"strict\" value=\"false\"/>\n"
		"    </properties>\n"
		"    <testcase classname=\"dns.server\" name=\"172.16.0.102\" "
		"time=\"0.001\"/>\n"
		"    <system-out/>\n"
		"    <system-err/>\n"
		"  </testsuite>\n"
		"</testsuites>\n");
	free(text);
	arena_free(arena);
}
END_TEST

/* CI always has a file, and it is red. */
START_TEST(test_refused)
{
	struct report report = sample_refused();
	struct seen seen = parsed(&report);

	ck_assert_uint_eq(seen.suites, 1);
	ck_assert_uint_eq(seen.cases, 1);
	ck_assert_uint_eq(seen.errors, 1);
	ck_assert_str_eq(seen.last_message,
			 "ocp-preflight.yaml:3:1: unknown key 'artefacts'");
	ck_assert_str_eq(seen.content, "ocp-preflight.yaml:3:1: unknown key 'artefacts'");
}
END_TEST

START_TEST(test_nothing_to_do)
{
	struct report report = sample_refused();
	struct seen seen;

	report.refused = NULL;
	seen = parsed(&report);
	ck_assert_uint_eq(seen.cases, 1);
	ck_assert_uint_eq(seen.skipped, 1);
}
END_TEST

START_TEST(test_hostile)
{
	struct arena *arena = arena_new();
	struct report report = sample_hostile(arena);
	struct seen seen = parsed(&report);

	ck_assert_uint_eq(seen.cases, 2);
	ck_assert_contains(seen.last_message,
			   "a\"b\\c<script>&amp;]]>\xef\xbf\xbd\xef\xbf\xbd[31m");
	arena_free(arena);
}
END_TEST

/* --- the schema, by xmllint --- */

static int run_xmllint(const char *schema, const char *file)
{
	char *const argv[] = { (char[]){ "xmllint" },	(char[]){ "--noout" },
			       (char[]){ "--schema" },	(char *)(uintptr_t)schema,
			       (char *)(uintptr_t)file, NULL };
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, "xmllint", NULL, NULL, argv, environ) != 0)
		return -1;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static bool has_xmllint(void)
{
	char *const argv[] = { (char[]){ "xmllint" }, (char[]){ "--version" }, NULL };
	posix_spawn_file_actions_t quiet;
	pid_t pid;
	int status = -1;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, "xmllint", &quiet, NULL, argv, environ) == 0)
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&quiet);
	return status == 0;
}

/* 0 where the text is valid. */
static int validate(const char *text)
{
	const char *source = getenv("OCP_SOURCE_DIR");
	char file[] = "/tmp/ocp-junit-XXXXXX";
	char *schema = NULL;
	const int fd = mkstemp(file);
	int r;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	ck_assert(asprintf(&schema, "%s/fixtures/schema/junit-strict.xsd",
			   source ? source : ".") > 0);
	r = run_xmllint(schema, file);
	unlink(file);
	free(schema);
	return r;
}

static void assert_valid(const struct report *report)
{
	char *text = sample_write("junit", report, (struct report_options){ 0 });

	ck_assert_int_eq(validate(text), 0);
	free(text);
}

START_TEST(test_schema)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);

	assert_valid(&report);
	report.strict = report.interrupted = true;
	assert_valid(&report);
	report = sample_refused();
	assert_valid(&report);
	report.refused = NULL;
	assert_valid(&report);
	report = sample_hostile(arena);
	assert_valid(&report);
	report = sample_many(arena, 500, STATUS_FAIL);
	assert_valid(&report);
	arena_free(arena);
}
END_TEST

/* The schema can say no. */
START_TEST(test_schema_refuses)
{
	struct arena *arena = arena_new();
	struct report report = sample_report(arena);
	char *text = sample_write("junit", &report, (struct report_options){ 0 });
	char *at = strstr(text, " time=\"0.003\"");

	ck_assert_ptr_nonnull(at);
	memcpy(at, " line=\"0.003\"", strlen(" line=\"0.003\""));
	ck_assert_int_eq(validate(text), 3);
	free(text);
	arena_free(arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("junit");
	TCase *tcase = tcase_create("junit");

	tcase_add_test(tcase, test_statuses);
	tcase_add_test(tcase, test_strict);
	tcase_add_test(tcase, test_failure_is_whole);
	tcase_add_test(tcase, test_golden_suite);
	tcase_add_test(tcase, test_refused);
	tcase_add_test(tcase, test_nothing_to_do);
	tcase_add_test(tcase, test_hostile);
	if (has_xmllint()) {
		tcase_add_test(tcase, test_schema);
		tcase_add_test(tcase, test_schema_refuses);
	} else {
		puts("xmllint is not installed: the schema was not asked");
	}
	return sample_main(suite, tcase);
}
