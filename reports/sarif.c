/*
 * SARIF 2.1.0 (OASIS), for code scanning pages: only findings that have a line in a file of the
 * install. What the network got wrong without a file does not belong there.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/_facts.h"
#include "reports/_write.h"

static void write_rules(FILE *out, const struct report *report);
static void write_finding(FILE *out, const struct report *report,
			  const struct result *result);
static void write_location(FILE *out, const struct report *report,
			   const struct where *source, const struct excerpt *excerpt,
			   const char *message);
static void write_all_related(FILE *out, const struct report *report,
			      const struct related *related);
static void write_invocation(FILE *out, const struct report *report);

static bool is_silenced(const struct result *result)
{
	return result->status == STATUS_SKIP && result->reason &&
	       !strcmp(result->reason, REASON_SILENCED);
}

static bool is_finding(const struct result *result)
{
	return result->source.file &&
	       (result->status == STATUS_FAIL || result->status == STATUS_WARN ||
		is_silenced(result));
}

static void sarif_write(FILE *out, const struct report *report,
			const struct report_options *options)
{
	const char *comma = "";

	(void)options;
	fputs("{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
	      " \"version\": \"2.1.0\",\n"
	      " \"runs\": [{\n"
	      "  \"tool\": {\"driver\": {\"name\": \"ocp-preflight\", \"version\": ",
	      out);
	write_json(out, report->tool_version);
	fputs(", \"rules\": [", out);
	write_rules(out, report);
	fputs("]}},\n", out);
	write_invocation(out, report);
	fputs("  \"columnKind\": \"unicodeCodePoints\",\n  \"results\": [", out);
	for (size_t i = 0; i < report->count; i++) {
		if (!is_finding(&report->results[i]))
			continue;
		fprintf(out, "%s\n   ", comma);
		write_finding(out, report, &report->results[i]);
		comma = ",";
	}
	fputs("]}]}\n", out);
}

/* True for the first finding of its check. */
static bool is_first(const struct report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (report->results[i].probe == report->results[index].probe &&
		    is_finding(&report->results[i]))
			return false;
	return true;
}

static void write_rules(FILE *out, const struct report *report)
{
	const struct probe *last = NULL;
	const char *comma = "";

	for (size_t i = 0; i < report->count; i++) {
		const struct probe *probe = report->results[i].probe;

		/* Results of a check stand together, so one look back is nearly always enough. */
		if (!is_finding(&report->results[i]) || probe == last ||
		    !is_first(report, i))
			continue;
		last = probe;
		fprintf(out, "%s\n   {\"id\": ", comma);
		write_json(out, probe->id);
		fputs(", \"shortDescription\": {\"text\": ", out);
		write_json(out, probe->title ? probe->title : probe->id);
		putc('}', out);
		if (probe->why) {
			fputs(", \"fullDescription\": {\"text\": ", out);
			write_json(out, probe->why);
			putc('}', out);
		}
		if (probe->fix) {
			fputs(", \"help\": {\"text\": ", out);
			write_json(out, probe->fix);
			putc('}', out);
		}
		putc('}', out);
		comma = ",";
	}
}

static void write_invocation(FILE *out, const struct report *report)
{
	char started[WRITE_TIME_LEN];

	fprintf(out,
		"  \"invocations\": [{\"executionSuccessful\": %s, \"exitCode\": %d,\n"
		"   \"startTimeUtc\": \"%s\"",
		report->refused || report->interrupted ? "false" : "true",
		fact_exit_status(report), write_time(report->started, 'Z', started));
	if (report->refused) {
		fputs(",\n   \"toolConfigurationNotifications\": [{\"level\": \"error\", "
		      "\"message\": {\"text\": ",
		      out);
		write_json(out, report->refused);
		fputs("}}]", out);
	}
	fputs("}],\n", out);
}

/* One paragraph: a scanning page shows only this. */
static void write_message(FILE *out, const struct result *result)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	if (!memory)
		arena_oom();
	fputs(result->title ? result->title : result->subject, memory);
	if (result->observed)
		fprintf(memory, ". Observed: %s", result->observed);
	if (result->expected)
		fprintf(memory, ". Expected: %s", result->expected);
	if (result->why)
		fprintf(memory, ". Why: %s", result->why);
	for (size_t i = 0; result->fix && result->fix[i]; i++)
		fprintf(memory, "%s%s", i ? "; " : ". Fix: ", result->fix[i]);
	if (fclose(memory) != 0)
		arena_oom();
	write_json(out, text);
	free(text);
}

static void write_finding(FILE *out, const struct report *report,
			  const struct result *result)
{
	char *identity;

	fputs("{\"ruleId\": ", out);
	write_json(out, result->probe->id);
	fprintf(out, ", \"level\": \"%s\", \"message\": {\"text\": ",
		fact_fails(report, result) ? "error" : "warning");
	write_message(out, result);
	fputs("}, \"locations\": [", out);
	write_location(out, report, &result->source, result->excerpt, NULL);
	putc(']', out);
	write_all_related(out, report, result->related);
	if (is_silenced(result))
		fputs(", \"suppressions\": [{\"kind\": \"external\"}]", out);
	fputs(", \"partialFingerprints\": {\"checkAndSubject/v1\": ", out);
	if (asprintf(&identity, "%s %s", result->probe->id,
		     result->subject ? result->subject : "") < 0)
		arena_oom();
	write_json(out, identity);
	free(identity);
	fputs("}}", out);
}

/* The line itself, where it is known, tells in characters where the mark is. */
static void write_region(FILE *out, const struct where *source,
			 const struct excerpt *excerpt)
{
	char *line;

	fprintf(out, ", \"region\": {\"startLine\": %u", source->line);
	if (excerpt) {
		fprintf(out, ", \"startColumn\": %u, \"endColumn\": %u", excerpt->column,
			excerpt->column + excerpt->width);
		if (asprintf(&line, "%s%s%s", excerpt->before, excerpt->marked,
			     excerpt->after) < 0)
			arena_oom();
		fputs(", \"snippet\": {\"text\": ", out);
		write_json(out, line);
		putc('}', out);
		free(line);
	} else if (source->column) {
		fprintf(out, ", \"startColumn\": %u", source->column);
	}
	putc('}', out);
}

static void write_location(FILE *out, const struct report *report,
			   const struct where *source, const struct excerpt *excerpt,
			   const char *message)
{
	char *path = fact_path(report, source->file);

	fputs("{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"", out);
	write_uri(out, path);
	free(path);
	fputs("\"}", out);
	if (source->line)
		write_region(out, source, excerpt);
	putc('}', out);
	if (message) {
		fputs(", \"message\": {\"text\": ", out);
		write_json(out, message);
		putc('}', out);
	}
	putc('}', out);
}

static void write_all_related(FILE *out, const struct report *report,
			      const struct related *related)
{
	const char *comma = ", \"relatedLocations\": [";

	for (const struct related *at = related; at && at->message; at++) {
		if (!at->where.file)
			continue;
		fputs(comma, out);
		write_location(out, report, &at->where, NULL, at->message);
		comma = ", ";
	}
	if (comma[2] == '\0')
		putc(']', out);
}

const struct report_ops report_sarif = {
	.name = "sarif",
	.help = "SARIF 2.1.0, findings that have a line in a file",
	.write = sarif_write,
};
