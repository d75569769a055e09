/*
 * One file that needs no other: no script that runs, nothing fetched (its Content-Security-Policy
 * says so), readable in print and in the dark. Passed checks are counted, not listed; all results
 * stand in it as JSON for whoever wants them.
 */
#include <stdlib.h>

#include "reports/_facts.h"
#include "reports/_write.h"

/* Findings shown; the JSON below holds all. */
#define FINDINGS_MAX 2000
#define MEMBERS_MAX  200

static void write_head(FILE *out, const struct report *report);
static void write_verdict_line(FILE *out, const struct report *report);
static void write_families(FILE *out, const struct report *report);
static void write_findings(FILE *out, const struct report *report, const char *heading,
			   bool open,
			   bool (*wanted)(const struct report *, const struct result *));
static void write_skips(FILE *out, const struct report *report);
static void write_data(FILE *out, const struct report *report,
		       const struct report_options *options);

extern const struct report_ops report_json;

static const char style[] =
	":root{color-scheme:light dark;--bad:#b3261e;--warn:#8a5a00;--good:#1b6e3c;--soft:#6b6b6b;"
	"--line:#cccccc}\n"
	"@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--warn:#ffcc66;--good:#7bd88f;"
	"--soft:#a0a0a0;--line:#444444}}\n"
	"body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\n"
	"h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}\n"
	"table{border-collapse:collapse}th,td{padding:.2rem .8rem;text-align:right;"
	"border-bottom:1px solid var(--line)}th:first-child,td:first-child{text-align:left}\n"
	"details{border-left:4px solid var(--soft);padding:.2rem .8rem;margin:.6rem 0}\n"
	"summary{cursor:pointer}dl{display:grid;grid-template-columns:max-content 1fr;"
	"gap:.2rem 1rem;margin:.6rem 0}\n"
	"dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}\n"
	"pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}\n"
	".fail{border-color:var(--bad)}.warn{border-color:var(--warn)}\n"
	".verdict{font-weight:bold;font-size:1.1rem}.v0{color:var(--good)}.v1,.v2{color:var(--bad)}"
	".v3,.v130{color:var(--warn)}\n"
	".word{font-weight:bold}.fail .word{color:var(--bad)}.warn .word{color:var(--warn)}\n"
	"@media print{body{max-width:none;margin:0}details{break-inside:avoid}}\n";

static bool is_warning(const struct report *report, const struct result *result)
{
	return result->status == STATUS_WARN && !report->strict;
}

static bool is_error(const struct report *report, const struct result *result)
{
	(void)report;
	return result->status == STATUS_ERROR;
}

static void html_write(FILE *out, const struct report *report,
		       const struct report_options *options)
{
	write_head(out, report);
	write_verdict_line(out, report);
	if (report->count)
		write_families(out, report);
	write_findings(out, report, "To repair", true, fact_fails);
	write_findings(out, report, "Known to bite", false, is_warning);
	write_findings(out, report, "Could not be looked at", false, is_error);
	write_skips(out, report);
	write_data(out, report, options);
	fputs("</body>\n</html>\n", out);
}

static void write_head(FILE *out, const struct report *report)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<title>ocp-preflight ",
	      out);
	write_xml(out, fact_cluster(report));
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>ocp-preflight ",
		style);
	write_xml(out, fact_cluster(report));
	fputs("</h1>\n", out);
}

static void write_verdict_line(FILE *out, const struct report *report)
{
	char started[WRITE_TIME_LEN];
	char *verdict = fact_verdict(report);

	fprintf(out, "<p class=\"verdict v%d\">", fact_exit_status(report));
	write_xml(out, verdict);
	fprintf(out, "</p>\n<p>Phase %s", phase_name(report->phase));
	if (*fact_host(report)) {
		fputs(", seen from ", out);
		write_xml(out, fact_host(report));
	}
	for (const char *const *source = report->sources; source && *source; source++) {
		fputs(source == report->sources ? ", from " : ", ", out);
		write_xml(out, *source);
	}
	fprintf(out, ", %s, ocp-preflight ", write_time(report->started, 'Z', started));
	write_xml(out, report->tool_version);
	fputs("</p>\n", out);
	free(verdict);
}

static void write_families(FILE *out, const struct report *report)
{
	struct family *families;
	const size_t count = fact_families(report, &families);

	fputs("<table>\n<tr><th>family</th><th>pass</th><th>warn</th><th>fail</th>"
	      "<th>skip</th><th>error</th></tr>\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "<tr><td>%.*s</td>", families[i].length, families[i].name);
		for (int status = 0; status < STATUS_COUNT; status++)
			fprintf(out, "<td>%zu</td>", families[i].summary[status]);
		fputs("</tr>\n", out);
	}
	fputs("</table>\n", out);
	free(families);
}

static void write_fact(FILE *out, const char *label, const char *text)
{
	if (!text)
		return;
	fprintf(out, "<dt>%s</dt><dd>", label);
	write_xml(out, text);
	fputs("</dd>\n", out);
}

static void write_members(FILE *out, const struct group *group)
{
	fprintf(out, "<dt>also</dt><dd>%zu more: ", group->count - 1);
	for (size_t i = 1; i < group->count && i <= MEMBERS_MAX; i++) {
		if (i > 1)
			fputs(", ", out);
		write_xml(out, group->members[i]->subject);
	}
	if (group->count - 1 > MEMBERS_MAX)
		fprintf(out, " and %zu others", group->count - 1 - MEMBERS_MAX);
	fputs("</dd>\n", out);
}

static void write_excerpt(FILE *out, const struct excerpt *excerpt)
{
	fputs("<dt>line</dt><dd><pre>", out);
	write_xml(out, excerpt->before);
	fputs("<mark>", out);
	write_xml(out, excerpt->marked);
	fputs("</mark>", out);
	write_xml(out, excerpt->after);
	fputs("</pre></dd>\n", out);
}

static void write_group(FILE *out, const struct report *report, const struct group *group,
			bool open)
{
	const struct result *result = group->members[0];
	const char **fix = group_fix(group);
	const char *class = fact_fails(report, result)	    ? "fail"
			    : result->status == STATUS_WARN ? "warn"
							    : "error";

	fprintf(out,
		"<details class=\"%s\"%s><summary><span class=\"word\">%s</span> <code>%s</code> ",
		class, open ? " open" : "", status_name(result->status),
		result->probe->id);
	write_xml(out, result->title ? result->title : result->subject);
	fputs("</summary>\n<dl>\n", out);
	if (result->source.file) {
		fputs("<dt>at</dt><dd>", out);
		write_where(out, &result->source, write_xml);
		fputs("</dd>\n", out);
	}
	if (result->excerpt)
		write_excerpt(out, result->excerpt);
	write_fact(out, "observed", result->observed);
	write_fact(out, "expected", result->expected);
	for (const struct related *at = result->related; at && at->message; at++) {
		fputs("<dt>see also</dt><dd>", out);
		write_related(out, at, write_xml);
		fputs("</dd>\n", out);
	}
	if (group->count > 1)
		write_members(out, group);
	write_fact(out, "why", result->why);
	if (group->waiting)
		fprintf(out, "<dt>waiting</dt><dd>%u further check%s</dd>\n",
			group->waiting, group->waiting == 1 ? "" : "s");
	if (fix[0]) {
		fputs("<dt>fix</dt><dd><pre>", out);
		for (size_t i = 0; fix[i]; i++) {
			write_xml(out, fix[i]);
			putc('\n', out);
		}
		fputs("</pre></dd>\n", out);
	}
	if (result->reproduce) {
		fputs("<dt>reproduce</dt><dd><pre>", out);
		write_xml(out, result->reproduce);
		fputs("</pre></dd>\n", out);
	}
	fputs("</dl>\n</details>\n", out);
	free(fix);
}

static void write_findings(FILE *out, const struct report *report, const char *heading,
			   bool open,
			   bool (*wanted)(const struct report *, const struct result *))
{
	struct groups groups;

	fact_groups(report, wanted, false, &groups);
	if (groups.count)
		fprintf(out, "<h2>%s</h2>\n", heading);
	for (size_t i = 0; i < groups.count && i < FINDINGS_MAX; i++)
		write_group(out, report, &groups.items[i], open);
	if (groups.count > FINDINGS_MAX)
		fprintf(out, "<p>And %zu more.</p>\n", groups.count - FINDINGS_MAX);
	groups_free(&groups);
}

static void write_skips(FILE *out, const struct report *report)
{
	struct waiting *waiting;
	const size_t count = fact_waiting(report, &waiting);

	if (count)
		fputs("<details><summary>Skipped</summary>\n<ul>\n", out);
	for (size_t i = 0; i < count && i < FINDINGS_MAX; i++) {
		fprintf(out, "<li>%zu ", waiting[i].count);
		if (waiting[i].root) {
			fprintf(out, "wait%s for %s ", waiting[i].count == 1 ? "s" : "",
				waiting[i].root->probe->id);
			write_xml(out, waiting[i].root->subject);
		} else {
			write_xml(out, waiting[i].reason);
		}
		fputs("</li>\n", out);
	}
	if (count)
		fputs("</ul>\n</details>\n", out);
	free(waiting);
}

/* In a script element only "</" and "<!--" end or change the text: no < is left in it. */
static void write_data(FILE *out, const struct report *report,
		       const struct report_options *options)
{
	char *json = NULL;
	size_t length;
	FILE *memory = open_memstream(&json, &length);

	if (!memory)
		arena_oom();
	report_json.write(memory, report, options);
	if (fclose(memory) != 0)
		arena_oom();
	fputs("<script type=\"application/json\" id=\"report\">\n", out);
	for (size_t i = 0; i < length; i++) {
		if (json[i] == '<')
			fputs("\\u003c", out);
		else
			putc(json[i], out);
	}
	fputs("</script>\n", out);
	free(json);
}

const struct report_ops report_html = {
	.name = "html",
	.help = "one page that needs nothing else",
	.write = html_write,
};
