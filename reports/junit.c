/*
 * JUnit XML that strict readers take: valid for the rules of Jenkins' xUnit plugin (junit-10.xsd,
 * carried by fixtures/schema/junit-10.xsd) and of Ant's JUnit.xsd. GitLab reads the content of
 * <failure>, Jenkins its message: both are there. A failure says that the infrastructure is wrong,
 * an error that we could not find out.
 */
#include <stdlib.h>

#include "reports/_facts.h"
#include "reports/_write.h"

static void write_suite_start(FILE *out, const struct report *report, const char *name,
			      int length, size_t id);
static void write_counts(FILE *out, size_t tests, size_t failures, size_t errors,
			 size_t skipped, double duration_ms);
static void write_properties(FILE *out, const struct report *report);
static void write_nothing(FILE *out, const struct report *report);
static void write_family(FILE *out, const struct report *report,
			 const struct family *family, size_t id);
static void write_case(FILE *out, const struct report *report,
		       const struct result *result);
static void write_warnings(FILE *out, const struct report *report,
			   const struct family *family);
static void write_facts(FILE *out, const struct result *result);

static void junit_write(FILE *out, const struct report *report,
			const struct report_options *options)
{
	struct family *families;
	const size_t count = fact_families(report, &families);

	(void)options;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
	/* Readers take a file without any test for a broken one. */
	if (report->refused || report->count == 0)
		write_nothing(out, report);
	for (size_t i = 0; i < count; i++)
		write_family(out, report, &families[i], i + (report->refused != NULL));
	fputs("</testsuites>\n", out);
	free(families);
}

static void write_suite_start(FILE *out, const struct report *report, const char *name,
			      int length, size_t id)
{
	char timestamp[WRITE_TIME_LEN];
	const char *host = fact_host(report);

	fprintf(out,
		"  <testsuite id=\"%zu\" name=\"%.*s\" package=\"ocp-preflight\" hostname=\"",
		id, length, name);
	write_xml(out, *host ? host : "localhost");
	/* Ant's schema has no zone here. */
	fprintf(out, "\" timestamp=\"%s\"", write_time(report->started, 0, timestamp));
}

static void write_counts(FILE *out, size_t tests, size_t failures, size_t errors,
			 size_t skipped, double duration_ms)
{
	fprintf(out,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"",
		tests, failures, errors, skipped);
	write_decimal(out, duration_ms / 1000, 3);
	fputs("\">\n", out);
}

static void write_property(FILE *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	fprintf(out, "      <property name=\"%s\" value=\"", name);
	write_xml(out, value);
	fputs("\"/>\n", out);
}

static void write_properties(FILE *out, const struct report *report)
{
	const unsigned roles = report->inventory ? report->inventory->vantage.roles : 0;
	struct arena *arena = arena_new();

	fputs("    <properties>\n", out);
	write_property(out, "tool", "ocp-preflight");
	write_property(out, "version", report->tool_version);
	write_property(out, "cluster", fact_cluster(report));
	write_property(out, "phase", phase_name(report->phase));
	write_property(out, "vantage", fact_host(report));
	write_property(out, "roles", roles ? host_roles_name(arena, roles) : NULL);
	write_property(out, "strict", report->strict ? "true" : "false");
	write_property(out, "interrupted", report->interrupted ? "true" : NULL);
	fputs("    </properties>\n", out);
	arena_free(arena);
}

/* A run that could not start is an error; one that had nothing to do is skipped. */
static void write_nothing(FILE *out, const struct report *report)
{
	const char *text = report->refused ? report->refused : "no check fits";

	write_suite_start(out, report, "ocp-preflight", 13, 0);
	write_counts(out, 1, 0, report->refused != NULL, !report->refused,
		     report->duration_ms);
	write_properties(out, report);
	fputs("    <testcase classname=\"ocp-preflight\" name=\"start\" time=\"0.000\">\n      ",
	      out);
	fputs(report->refused ? "<error type=\"refused\" message=\""
			      : "<skipped message=\"",
	      out);
	write_xml(out, text);
	fputs("\">", out);
	write_xml(out, text);
	fputs(report->refused ? "</error>" : "</skipped>", out);
	fputs("\n    </testcase>\n    <system-out/>\n    <system-err/>\n  </testsuite>\n",
	      out);
}

static void write_family(FILE *out, const struct report *report,
			 const struct family *family, size_t id)
{
	size_t failures = family->summary[STATUS_FAIL];

	if (report->strict)
		failures += family->summary[STATUS_WARN];
	write_suite_start(out, report, family->name, family->length, id);
	write_counts(out, family->count, failures, family->summary[STATUS_ERROR],
		     family->summary[STATUS_SKIP], family->duration_ms);
	write_properties(out, report);
	for (size_t i = 0; i < report->count; i++)
		if (family_has(family, &report->results[i]))
			write_case(out, report, &report->results[i]);
	write_warnings(out, report, family);
	fputs("    <system-err/>\n  </testsuite>\n", out);
}

static const char *case_element(const struct report *report, const struct result *result)
{
	switch (result->status) {
	case STATUS_PASS:
		break;
	case STATUS_WARN:
		return report->strict ? "failure" : NULL;
	case STATUS_FAIL:
		return "failure";
	case STATUS_SKIP:
		return "skipped";
	case STATUS_ERROR:
		return "error";
	}
	return NULL;
}

static void write_case(FILE *out, const struct report *report,
		       const struct result *result)
{
	const char *element = case_element(report, result);

	fprintf(out, "    <testcase classname=\"%s\" name=\"", result->probe->id);
	write_xml(out, result->subject ? result->subject : "");
	fputs("\" time=\"", out);
	write_decimal(out, result->duration_ms / 1000, 3);
	if (!element) {
		fputs("\"/>\n", out);
		return;
	}
	fprintf(out, "\">\n      <%s", element);
	/* Ant's schema knows no type of what was skipped. */
	if (result->status != STATUS_SKIP) {
		fputs(" type=\"", out);
		write_xml(out, result->reason ? result->reason : result->probe->id);
		putc('"', out);
	}
	fputs(" message=\"", out);
	write_xml(out, result->title ? result->title : "");
	fputs("\">", out);
	write_facts(out, result);
	fprintf(out, "</%s>\n    </testcase>\n", element);
}

/* A warning passes; Ant's schema leaves its text no other place than the suite's output. */
static void write_warnings(FILE *out, const struct report *report,
			   const struct family *family)
{
	bool open = false;

	for (size_t i = 0; i < report->count; i++) {
		const struct result *result = &report->results[i];

		if (result->status != STATUS_WARN || report->strict ||
		    !family_has(family, result))
			continue;
		fputs(open ? "\n" : "    <system-out>", out);
		fputs("warning: ", out);
		write_xml(out, result->probe->id);
		putc(' ', out);
		write_xml(out, result->subject ? result->subject : "");
		putc('\n', out);
		write_facts(out, result);
		open = true;
	}
	fputs(open ? "</system-out>\n" : "    <system-out/>\n", out);
}

static void write_line(FILE *out, const char *label, const char *text)
{
	if (!text)
		return;
	fputs(label, out);
	write_xml(out, text);
	putc('\n', out);
}

static void write_facts(FILE *out, const struct result *result)
{
	write_line(out, "", result->title);
	if (result->source.file) {
		fputs("at:        ", out);
		write_where(out, &result->source, write_xml);
		putc('\n', out);
	}
	if (result->excerpt) {
		fputs("line:      ", out);
		write_xml(out, result->excerpt->before);
		write_xml(out, result->excerpt->marked);
		write_line(out, "", result->excerpt->after);
	}
	write_line(out, "observed:  ", result->observed);
	write_line(out, "expected:  ", result->expected);
	for (const struct related *at = result->related; at && at->message; at++) {
		fputs("see also:  ", out);
		write_related(out, at, write_xml);
		putc('\n', out);
	}
	write_line(out, "why:       ", result->why);
	for (size_t i = 0; result->blocked_by && result->blocked_by[i]; i++) {
		fputs("waits for: ", out);
		write_xml(out, result->blocked_by[i]->probe->id);
		putc(' ', out);
		write_line(out, "", result->blocked_by[i]->subject);
	}
	if (result->blocks)
		fprintf(out, "waiting:   %u further check%s\n", result->blocks,
			result->blocks == 1 ? "" : "s");
	for (size_t i = 0; result->fix && result->fix[i]; i++)
		write_line(out, i ? "           " : "fix:       ", result->fix[i]);
	write_line(out, "reproduce: ", result->reproduce);
	for (size_t i = 0; i < result->evidence_count; i++) {
		write_xml(out, result->evidence[i].key);
		fputs(" = ", out);
		write_line(out, "",
			   result->evidence[i].value ? result->evidence[i].value : "");
	}
}

const struct report_ops report_junit = {
	.name = "junit",
	.help = "JUnit XML, for Jenkins, GitLab and others",
	.write = junit_write,
};
