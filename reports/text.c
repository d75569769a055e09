/*
 * The report for a tired reader: what is wrong first, and of that the cause that blocks the most;
 * each with what was seen, why it will hurt, the command that repairs it and the command that
 * shows it. Then what may bite, what could not be looked at, a line a family, why checks were
 * skipped, and last, next to the prompt, the verdict.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/_facts.h"
#include "reports/_page.h"
#include "reports/_write.h"

/* Where the facts of a block begin. */
#define FACT_COLUMN 13
/* Without -v: titles, then subjects, then fix lines told of a group. */
#define ALSO_TITLES   5
#define ALSO_SUBJECTS 40
#define FIX_LINES     12
#define SKIP_LINES    8

static void write_header(struct page *page, const struct report *report);
static void write_groups(struct page *page, const struct report *report,
			 const struct report_options *options,
			 bool (*wanted)(const struct report *, const struct result *),
			 bool brief);
static void write_all(struct page *page, const struct report *report);
static void write_families(struct page *page, const struct report *report);
static void write_skips(struct page *page, const struct report *report, bool all);
static void write_end(struct page *page, const struct report *report);

/* Failures; with --strict warnings; and what could not be looked at and keeps others waiting. */
static bool is_cause(const struct report *report, const struct result *result)
{
	return fact_fails(report, result) ||
	       (result->status == STATUS_ERROR && result->blocks > 0);
}

static bool is_warning(const struct report *report, const struct result *result)
{
	return result->status == STATUS_WARN && !report->strict;
}

static bool is_plain_error(const struct report *report, const struct result *result)
{
	(void)report;
	return result->status == STATUS_ERROR && result->blocks == 0;
}

static void text_write(FILE *out, const struct report *report,
		       const struct report_options *options)
{
	struct page page;

	page_init(&page, out, options);
	if (report->refused) {
		write_end(&page, report);
		return;
	}
	if (!options->quiet)
		write_header(&page, report);
	write_groups(&page, report, options, is_cause, false);
	if (!options->quiet) {
		write_groups(&page, report, options, is_warning, true);
		write_groups(&page, report, options, is_plain_error, true);
		if (options->verbose)
			write_all(&page, report);
		write_families(&page, report);
		write_skips(&page, report, options->verbose);
	}
	write_end(&page, report);
}

static void write_header(struct page *page, const struct report *report)
{
	const struct inventory *inventory = report->inventory;
	struct arena *arena = arena_new();

	page->indent = 2;
	page_words(page, PAGE_BOLD, "ocp-preflight ");
	page_words(page, PAGE_PLAIN, report->tool_version);
	if (*fact_cluster(report))
		page_wordsf(page, PAGE_PLAIN, ", cluster %s", fact_cluster(report));
	page_wordsf(page, PAGE_PLAIN, ", phase %s", phase_name(report->phase));
	if (*fact_host(report))
		page_wordsf(page, PAGE_PLAIN, ", seen from %s", fact_host(report));
	if (inventory && inventory->vantage.roles)
		page_wordsf(page, PAGE_PLAIN, " (%s)",
			    host_roles_name(arena, inventory->vantage.roles));
	for (const char *const *source = report->sources; source && *source; source++)
		page_wordsf(page, PAGE_PLAIN, "%s%s",
			    source == report->sources ? ", from " : ", ", *source);
	page_end(page);
	page_blank(page);
	arena_free(arena);
}

/* --- one finding --- */

static const char *status_sgr(enum status status)
{
	switch (status) {
	case STATUS_PASS:
		return PAGE_GREEN;
	case STATUS_WARN:
		return PAGE_YELLOW;
	case STATUS_FAIL:
		return PAGE_RED;
	case STATUS_SKIP:
		return PAGE_DIM;
	case STATUS_ERROR:
		return PAGE_MAGENTA;
	}
	return PAGE_PLAIN;
}

static void write_fact(struct page *page, const char *label, const char *text)
{
	if (!text)
		return;
	page->indent = FACT_COLUMN;
	page_to(page, 2);
	page_raw(page, PAGE_DIM, label);
	page_to(page, FACT_COLUMN);
	page_words(page, PAGE_PLAIN, text);
	page_end(page);
}

static void write_title(struct page *page, const struct result *result)
{
	const char *title = result->title ? result->title : "";

	page->indent = 6;
	page_raw(page, status_sgr(result->status), status_word(result->status));
	page_to(page, 6);
	page_raw(page, PAGE_PLAIN, result->probe->id);
	page_words(page, PAGE_PLAIN, "  ");
	/* Every title names its subject; if one should not, it is put before it. */
	if (result->subject && !strstr(title, result->subject))
		page_wordsf(page, PAGE_BOLD, "%s: ", result->subject);
	page_words(page, PAGE_BOLD, title);
	page_end(page);
}

static void write_source(struct page *page, const struct where *source)
{
	if (!source->file)
		return;
	page_raw(page, PAGE_DIM, "  --> ");
	page_raw(page, PAGE_PLAIN, source->file);
	if (source->line)
		page_rawf(page, PAGE_PLAIN, ":%u", source->line);
	if (source->line && source->column)
		page_rawf(page, PAGE_PLAIN, ":%u", source->column);
	page_end(page);
}

/*
 * "41 |  server m1 172.16.0.21:22263 check", and below it the mark. The line itself is never
 * wrapped.
 */
static void write_excerpt(struct page *page, const struct result *result)
{
	const struct excerpt *excerpt = result->excerpt;
	size_t width;

	if (!excerpt)
		return;
	page_rawf(page, PAGE_DIM, "%6u | ", result->source.line);
	page_raw(page, PAGE_PLAIN, excerpt->before);
	page_raw(page, PAGE_BOLD, excerpt->marked);
	page_raw(page, PAGE_PLAIN, excerpt->after);
	page_end(page);
	page_raw(page, PAGE_DIM, "       | ");
	page_blanks(page, page_columns(page, excerpt->before));
	width = page_columns(page, excerpt->marked);
	for (size_t i = 0; i < (width ? width : 1); i++)
		page_raw(page, status_sgr(result->status), "^");
	page_end(page);
}

static void write_places(struct page *page, const struct result *result)
{
	for (const struct related *at = result->related; at && at->message; at++) {
		page->indent = FACT_COLUMN;
		page_to(page, 2);
		page_raw(page, PAGE_DIM, at == result->related ? "see also" : "");
		page_to(page, FACT_COLUMN);
		if (at->where.file && at->where.line)
			page_wordsf(page, PAGE_PLAIN, "%s:%u:%u: ", at->where.file,
				    at->where.line, at->where.column);
		else if (at->where.file)
			page_wordsf(page, PAGE_PLAIN, "%s: ", at->where.file);
		page_words(page, PAGE_PLAIN, at->message);
		page_end(page);
	}
}

/* The others of a group: some titles, then subjects, then a number. */
static void write_others(struct page *page, const struct group *group, bool all)
{
	const size_t titles = all ? group->count : 1 + ALSO_TITLES;
	const size_t subjects = titles + ALSO_SUBJECTS;
	size_t i = 1;

	for (; i < group->count && i < titles; i++)
		write_fact(page, i == 1 ? "also" : "", group->members[i]->title);
	if (i == group->count)
		return;
	page_to(page, FACT_COLUMN);
	page_wordsf(page, PAGE_PLAIN, "and %zu more: ", group->count - i);
	for (; i < group->count && i < subjects; i++)
		page_wordsf(page, PAGE_PLAIN, "%s%s ", group->members[i]->subject,
			    i + 1 < group->count ? "," : "");
	if (i < group->count)
		page_wordsf(page, PAGE_PLAIN, "and %zu others (-v names them)",
			    group->count - i);
	page_end(page);
}

static void write_fix(struct page *page, const struct group *group, bool all)
{
	const char **lines = group_fix(group);
	size_t count = 0, shown;

	while (lines[count])
		count++;
	shown = all || count <= FIX_LINES ? count : FIX_LINES - 1;
	for (size_t i = 0; i < shown; i++) {
		page_to(page, 2);
		page_raw(page, PAGE_CYAN, i ? "" : "fix:");
		page_to(page, FACT_COLUMN);
		/* The last line of a long list is the command that puts it into force. */
		page_raw(page, PAGE_CYAN,
			 lines[shown < count && i == shown - 1 ? count - 1 : i]);
		page_end(page);
		if (shown < count && i == shown - 2) {
			page_to(page, FACT_COLUMN);
			page_rawf(page, PAGE_DIM,
				  "... and %zu more lines like it (-v shows them)",
				  count - shown);
			page_end(page);
		}
	}
	free(lines);
}

static void write_evidence(struct page *page, const struct result *result)
{
	page->indent = FACT_COLUMN;
	for (size_t i = 0; i < result->evidence_count; i++) {
		page_to(page, 2);
		page_raw(page, PAGE_DIM, i ? "" : "evidence");
		page_to(page, FACT_COLUMN);
		page_wordsf(page, PAGE_DIM, "%s = %s", result->evidence[i].key,
			    result->evidence[i].value ? result->evidence[i].value : "");
		page_end(page);
	}
}

static void write_group(struct page *page, const struct group *group, bool brief,
			bool all)
{
	const struct result *result = group->members[0];

	write_title(page, result);
	if (!brief || all || result->excerpt)
		write_source(page, &result->source);
	write_excerpt(page, result);
	write_fact(page, "observed", result->observed);
	write_fact(page, "expected", result->expected);
	write_places(page, result);
	if (group->count > 1)
		write_others(page, group, all);
	write_fact(page, "why", result->why);
	if (group->waiting) {
		page_to(page, 2);
		page_raw(page, PAGE_DIM, "waiting");
		page_to(page, FACT_COLUMN);
		page_wordsf(page, PAGE_BOLD, "%u further check%s wait%s for this",
			    group->waiting, group->waiting == 1 ? "" : "s",
			    group->waiting == 1 ? "s" : "");
		page_end(page);
	}
	write_fix(page, group, all);
	if (result->reproduce && (!brief || all)) {
		page_raw(page, PAGE_DIM, "  reproduce:");
		page_to(page, FACT_COLUMN);
		page_raw(page, PAGE_PLAIN, result->reproduce);
		page_end(page);
	}
	if (all)
		write_evidence(page, result);
	page_blank(page);
}

/* With -v nothing is told in groups. */
static void write_groups(struct page *page, const struct report *report,
			 const struct report_options *options,
			 bool (*wanted)(const struct report *, const struct result *),
			 bool brief)
{
	struct groups groups;

	fact_groups(report, wanted, options->verbose, &groups);
	for (size_t i = 0; i < groups.count; i++)
		write_group(page, &groups.items[i], brief, options->verbose);
	groups_free(&groups);
}

/* --- all, with -v --- */

static void write_all(struct page *page, const struct report *report)
{
	size_t widest = 0;

	for (size_t i = 0; i < report->count; i++) {
		const size_t length = strlen(report->results[i].probe->id);

		widest = length > widest ? length : widest;
	}
	for (size_t i = 0; i < report->count; i++) {
		const struct result *result = &report->results[i];
		const char *title = result->title ? result->title : "";

		page->indent = widest + 9;
		page_raw(page, status_sgr(result->status), status_word(result->status));
		page_to(page, 7);
		page_raw(page, PAGE_PLAIN, result->probe->id);
		page_to(page, page->indent);
		if (result->subject && !strstr(title, result->subject))
			page_wordsf(page, PAGE_PLAIN, "%s: ", result->subject);
		page_words(page, PAGE_PLAIN, title);
		if (result->status != STATUS_SKIP) {
			page_raw(page, PAGE_DIM, "  (");
			write_duration(page->out, result->duration_ms);
			page_raw(page, PAGE_DIM, ")");
		}
		page_end(page);
	}
	page_blank(page);
}

/* --- the sums --- */

static void write_families(struct page *page, const struct report *report)
{
	/* In the order of a reader's interest. */
	static const enum status order[] = { STATUS_PASS, STATUS_WARN, STATUS_FAIL,
					     STATUS_ERROR, STATUS_SKIP };
	struct family *families;
	const size_t count = fact_families(report, &families);
	size_t widest = 0;

	for (size_t i = 0; i < count; i++)
		widest = (size_t)families[i].length > widest ? (size_t)families[i].length
							     : widest;
	for (size_t i = 0; i < count; i++) {
		const struct family *family = &families[i];
		const char *gap = " ";
		const bool bad = family->summary[STATUS_FAIL] ||
				 (report->strict && family->summary[STATUS_WARN]);

		page_raw(page,
			 bad				 ? PAGE_RED
			 : family->summary[STATUS_ERROR] ? PAGE_MAGENTA
			 : family->summary[STATUS_WARN]	 ? PAGE_YELLOW
			 : family->summary[STATUS_PASS]	 ? PAGE_GREEN
							 : PAGE_DIM,
			 bad				 ? "FAIL"
			 : family->summary[STATUS_ERROR] ? "?"
			 : family->summary[STATUS_WARN]	 ? "warn"
			 : family->summary[STATUS_PASS]	 ? "ok"
							 : "-");
		page_to(page, 6);
		page_rawf(page, PAGE_PLAIN, "%.*s", family->length, family->name);
		page_to(page, 7 + widest);
		for (size_t j = 0; j < sizeof(order) / sizeof(*order); j++) {
			const size_t number = family->summary[order[j]];

			if (!number)
				continue;
			page_rawf(page, status_sgr(order[j]), "%s%zu %s", gap, number,
				  status_name(order[j]));
			gap = "  ";
		}
		page_end(page);
	}
	free(families);
}

static void write_skips(struct page *page, const struct report *report, bool all)
{
	struct waiting *waiting;
	const size_t count = fact_waiting(report, &waiting);
	const size_t shown = all || count <= SKIP_LINES ? count : SKIP_LINES - 1;
	size_t rest = 0;

	if (count) {
		page_raw(page, PAGE_PLAIN, "skipped:");
		page_end(page);
	}
	page->indent = 8;
	for (size_t i = 0; i < count; i++) {
		if (i >= shown) {
			rest += waiting[i].count;
			continue;
		}
		page_rawf(page, PAGE_PLAIN, "%5zu", waiting[i].count);
		page_to(page, 6);
		if (waiting[i].root)
			page_wordsf(page, PAGE_PLAIN, "wait%s for %s %s",
				    waiting[i].count == 1 ? "s" : "",
				    waiting[i].root->probe->id, waiting[i].root->subject);
		else
			page_words(page, PAGE_PLAIN, waiting[i].reason);
		page_end(page);
	}
	if (rest) {
		page_rawf(page, PAGE_PLAIN, "%5zu", rest);
		page_to(page, 6);
		page_words(page, PAGE_PLAIN, "for other reasons (-v tells them)");
		page_end(page);
	}
	free(waiting);
}

/* The check to read about: the first in this report's order. */
static const struct result *first_told(const struct report *report)
{
	const struct result *result = NULL;
	struct groups groups;

	fact_groups(report, is_cause, false, &groups);
	if (groups.count)
		result = groups.items[0].members[0];
	groups_free(&groups);
	return result;
}

static void write_end(struct page *page, const struct report *report)
{
	const int exit_status = fact_exit_status(report);
	const struct result *first = report->refused ? NULL : first_told(report);
	char *verdict = fact_verdict(report);

	page->indent = 0;
	page_words(page,
		   exit_status == 0	? "1;" PAGE_GREEN
		   : exit_status == 3	? "1;" PAGE_MAGENTA
		   : exit_status == 130 ? PAGE_BOLD
					: PAGE_RED,
		   verdict);
	page_end(page);
	if (first) {
		page_rawf(page, PAGE_PLAIN, "More: ocp-preflight explain %s",
			  first->probe->id);
		page_end(page);
	}
	free(verdict);
}

const struct report_ops report_text = {
	.name = "text",
	.help = "for people: causes first, then a count a family (the default)",
	.write = text_write,
};
