/*
 * For the summary page of a CI job or a comment: the verdict, a table of the families, then what
 * is wrong. Such pages have a limit (GitHub: 1 MiB a step), so findings alike are told once and
 * their number is bounded.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/_facts.h"
#include "reports/_write.h"

#define FINDINGS_MAX 100
#define MEMBERS_MAX  50

static void write_families(FILE *out, const struct report *report);
static void write_findings(FILE *out, const struct report *report, const char *heading,
			   bool (*wanted)(const struct report *, const struct result *));
static void write_group(FILE *out, const struct group *group);
static void write_members(FILE *out, const struct group *group);
static void write_fenced(FILE *out, const char *const *lines);

static bool is_warning(const struct report *report, const struct result *result)
{
	return result->status == STATUS_WARN && !report->strict;
}

static bool is_error(const struct report *report, const struct result *result)
{
	(void)report;
	return result->status == STATUS_ERROR;
}

static void write_escaped_verdict(FILE *out, const struct report *report)
{
	char *verdict = fact_verdict(report);

	write_markdown(out, verdict);
	free(verdict);
}

static void markdown_write(FILE *out, const struct report *report,
			   const struct report_options *options)
{
	char started[WRITE_TIME_LEN];

	(void)options;
	fputs("## ocp-preflight", out);
	if (*fact_cluster(report)) {
		fputs(": ", out);
		write_markdown(out, fact_cluster(report));
	}
	fputs("\n\n**", out);
	write_escaped_verdict(out, report);
	fprintf(out, "**\n\nPhase %s", phase_name(report->phase));
	if (*fact_host(report)) {
		fputs(", seen from ", out);
		write_markdown(out, fact_host(report));
	}
	for (const char *const *source = report->sources; source && *source; source++) {
		fputs(source == report->sources ? ", from " : ", ", out);
		write_markdown(out, *source);
	}
	fprintf(out, ", %s, ocp-preflight ", write_time(report->started, 'Z', started));
	write_markdown(out, report->tool_version);
	fputs("\n", out);
	if (report->count)
		write_families(out, report);
	write_findings(out, report, "To repair", fact_fails);
	write_findings(out, report, "Known to bite", is_warning);
	write_findings(out, report, "Could not be looked at", is_error);
}

static void write_families(FILE *out, const struct report *report)
{
	struct family *families;
	const size_t count = fact_families(report, &families);

	fputs("\n| family | pass | warn | fail | skip | error |\n"
	      "|---|--:|--:|--:|--:|--:|\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "| %.*s |", families[i].length, families[i].name);
		for (int status = 0; status < STATUS_COUNT; status++) {
			const size_t number = families[i].summary[status];
			const bool bold =
				number && (status == STATUS_FAIL ||
					   (report->strict && status == STATUS_WARN));

			fprintf(out, bold ? " **%zu** |" : " %zu |", number);
		}
		putc('\n', out);
	}
	free(families);
}

static void write_findings(FILE *out, const struct report *report, const char *heading,
			   bool (*wanted)(const struct report *, const struct result *))
{
	struct groups groups;

	fact_groups(report, wanted, false, &groups);
	if (groups.count)
		fprintf(out, "\n### %s\n", heading);
	for (size_t i = 0; i < groups.count && i < FINDINGS_MAX; i++)
		write_group(out, &groups.items[i]);
	if (groups.count > FINDINGS_MAX)
		fprintf(out, "\nAnd %zu more: see the other reports.\n",
			groups.count - FINDINGS_MAX);
	groups_free(&groups);
}

static void write_item(FILE *out, const char *label, const char *text)
{
	if (!text)
		return;
	fprintf(out, "- %s: ", label);
	write_markdown(out, text);
	putc('\n', out);
}

/* The part that is meant is bold. */
static void write_excerpt(FILE *out, const struct excerpt *excerpt)
{
	fputs("- line: ", out);
	write_markdown(out, excerpt->before);
	if (*excerpt->marked)
		fputs("**", out);
	write_markdown(out, excerpt->marked);
	if (*excerpt->marked)
		fputs("**", out);
	write_markdown(out, excerpt->after);
	putc('\n', out);
}

static void write_group(FILE *out, const struct group *group)
{
	const struct result *result = group->members[0];
	const char **fix = group_fix(group);

	fputs("\n#### ", out);
	write_markdown(out, result->probe->id);
	fputs(": ", out);
	write_markdown(out, result->title ? result->title : result->subject);
	fputs("\n\n", out);
	if (group->count > 1)
		write_members(out, group);
	if (result->source.file) {
		fputs("- at: ", out);
		write_where(out, &result->source, write_markdown);
		putc('\n', out);
	}
	if (result->excerpt)
		write_excerpt(out, result->excerpt);
	write_item(out, "observed", result->observed);
	write_item(out, "expected", result->expected);
	for (const struct related *at = result->related; at && at->message; at++) {
		fputs("- see also: ", out);
		write_related(out, at, write_markdown);
		putc('\n', out);
	}
	write_item(out, "why", result->why);
	if (group->waiting)
		fprintf(out, "- waiting for this: %u further check%s\n", group->waiting,
			group->waiting == 1 ? "" : "s");
	if (fix[0]) {
		fputs("\nTo repair it:\n\n", out);
		write_fenced(out, fix);
	}
	if (result->reproduce) {
		fputs("\nTo see it:\n\n", out);
		write_fenced(out, (const char *const[]){ result->reproduce, NULL });
	}
	free(fix);
}

static void write_members(FILE *out, const struct group *group)
{
	fprintf(out, "- the same for %zu more: ", group->count - 1);
	for (size_t i = 1; i < group->count && i <= MEMBERS_MAX; i++) {
		if (i > 1)
			fputs(", ", out);
		write_markdown(out, group->members[i]->subject);
	}
	if (group->count - 1 > MEMBERS_MAX)
		fprintf(out, " and %zu others", group->count - 1 - MEMBERS_MAX);
	putc('\n', out);
}

/* The fence is longer than any run of backticks in what it holds. */
static void write_fenced(FILE *out, const char *const *lines)
{
	size_t longest = 2;

	for (size_t i = 0; lines[i]; i++) {
		for (const char *at = strchr(lines[i], '`'); at; at = strchr(at, '`')) {
			const size_t run = strspn(at, "`");

			longest = run > longest ? run : longest;
			at += run;
		}
	}
	for (size_t i = 0; i <= longest; i++)
		putc('`', out);
	fputs("sh\n", out);
	for (size_t i = 0; lines[i]; i++)
		fprintf(out, "%s\n", lines[i]);
	for (size_t i = 0; i <= longest; i++)
		putc('`', out);
	putc('\n', out);
}

const struct report_ops report_markdown = {
	.name = "markdown",
	.help = "for a job summary or a comment",
	.write = markdown_write,
};
