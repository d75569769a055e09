/*
 * Workflow commands of GitHub Actions: each finding becomes an annotation beside its line.
 * A step shows ten errors and ten warnings, so causes stand first and the rest is counted.
 * Source: actions/toolkit, packages/core/src/command.ts (what is escaped).
 */
#include <stdlib.h>

#include "reports/_facts.h"
#include "reports/_write.h"

#define SHOWN_MAX 10 /* of each level */

static void write_annotations(FILE *out, const struct report *report, const char *level,
			      bool (*wanted)(const struct report *,
					     const struct result *));
static void write_annotation(FILE *out, const struct report *report, const char *level,
			     const struct result *result);

/* Failures; and what could not be looked at. */
static bool is_error(const struct report *report, const struct result *result)
{
	return fact_fails(report, result) || result->status == STATUS_ERROR;
}

static bool is_warning(const struct report *report, const struct result *result)
{
	return result->status == STATUS_WARN && !report->strict;
}

static void github_write(FILE *out, const struct report *report,
			 const struct report_options *options)
{
	char *verdict = fact_verdict(report);

	(void)options;
	if (report->refused) {
		fputs("::error title=ocp-preflight::", out);
		write_github(out, report->refused, false);
		putc('\n', out);
	}
	write_annotations(out, report, "error", is_error);
	write_annotations(out, report, "warning", is_warning);
	fputs("::notice title=ocp-preflight::", out);
	write_github(out, verdict, false);
	putc('\n', out);
	free(verdict);
}

static void write_annotations(FILE *out, const struct report *report, const char *level,
			      bool (*wanted)(const struct report *,
					     const struct result *))
{
	struct groups groups;
	size_t shown;

	fact_groups(report, wanted, true, &groups);
	shown = groups.count > SHOWN_MAX ? SHOWN_MAX - 1 : groups.count;
	for (size_t i = 0; i < shown; i++)
		write_annotation(out, report, level, groups.items[i].members[0]);
	if (shown < groups.count)
		fprintf(out,
			"::%s title=ocp-preflight::and %zu more: see the other reports\n",
			level, groups.count - shown);
	groups_free(&groups);
}

static void write_place(FILE *out, const struct report *report,
			const struct result *result)
{
	const struct where *source = &result->source;
	const struct excerpt *excerpt = result->excerpt;
	char *path = fact_path(report, source->file);

	fputs("file=", out);
	write_github(out, path, true);
	free(path);
	if (source->line)
		fprintf(out, ",line=%u", source->line);
	if (source->line && excerpt)
		fprintf(out, ",col=%u,endColumn=%u", excerpt->column,
			excerpt->column + excerpt->width);
	else if (source->line && source->column)
		fprintf(out, ",col=%u", source->column);
	putc(',', out);
}

static void write_labelled(FILE *out, const char *label, const char *text)
{
	if (!text)
		return;
	write_github(out, "\n", false);
	fputs(label, out);
	write_github(out, text, false);
}

static void write_annotation(FILE *out, const struct report *report, const char *level,
			     const struct result *result)
{
	fprintf(out, "::%s ", level);
	if (result->source.file)
		write_place(out, report, result);
	fputs("title=", out);
	write_github(out, result->probe->id, true);
	fputs("::", out);
	write_github(out, result->title ? result->title : result->subject, false);
	write_labelled(out, "observed: ", result->observed);
	write_labelled(out, "expected: ", result->expected);
	write_labelled(out, "why: ", result->why);
	for (size_t i = 0; result->fix && result->fix[i]; i++)
		write_labelled(out, i ? "  " : "fix: ", result->fix[i]);
	putc('\n', out);
}

const struct report_ops report_github = {
	.name = "github",
	.help = "annotations of GitHub Actions, beside the lines at fault",
	.write = github_write,
};
