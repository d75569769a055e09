/*
 * The boot of each node as a table a node, then what is missing and why; the most important last,
 * next to the prompt.
 */
#include <string.h>

#include "core/timeline/timeline.h"
#include "reports/_page.h"
#include "reports/timeline.h"

/* Where lines that begin at the left go on; words before it are not parted (_page.h). */
#define WRAP_COLUMN   0
#define MARK_COLUMN   2
#define TIME_COLUMN   5
#define TITLE_COLUMN  19
#define TAKES_COLUMN  42
#define DETAIL_COLUMN 53
#define FACT_COLUMN   12

struct word {
	const char *sgr, *utf8, *ascii;
};

static const struct word states[] = {
	[ROW_DONE] = {PAGE_GREEN,   "\xe2\x9c\x93", "ok"},
	[ROW_RUNNING] = { PAGE_YELLOW, "\xe2\x80\xa6", ".."},
	[ROW_FAILED] = { PAGE_RED,	   "\xe2\x9c\x97", "!!"},
	[ROW_UNKNOWN] = { PAGE_DIM,    "?",		 "?" },
};

/* Words after others on the line. */
static void say(struct page *page, const char *sgr, const char *text)
{
	page->gap = page->column > 0;
	page_words(page, sgr, text);
}

/* "10:02:11.123", local time. */
static void write_clock(struct page *page, const char *sgr, int64_t time)
{
	time_t seconds = (time_t)(time / 1000000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	page_rawf(page, sgr, "%02d:%02d:%02d.%03d", tm.tm_hour, tm.tm_min, tm.tm_sec,
		  (int)(time % 1000000 / 1000));
}

static void write_date(struct page *page, int64_t time)
{
	time_t seconds = (time_t)(time / 1000000);
	char text[32];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
	say(page, PAGE_PLAIN, text);
}

static void write_duration(struct page *page, const char *sgr, int64_t duration)
{
	if (duration < 1000)
		return;
	if (duration < 1000000)
		page_rawf(page, sgr, "%d ms", (int)(duration / 1000));
	else if (duration < 60 * (int64_t)1000000)
		page_rawf(page, sgr, "%d.%d s", (int)(duration / 1000000),
			  (int)(duration % 1000000 / 100000));
	else
		page_rawf(page, sgr, "%lld:%02lld min", (long long)(duration / 60000000),
			  (long long)(duration / 1000000 % 60));
}

static void write_row(struct page *page, const struct timeline_row *row)
{
	const struct word *word = &states[row->state];
	const char *sgr = row->state == ROW_UNKNOWN ? PAGE_DIM : PAGE_PLAIN;

	page_to(page, MARK_COLUMN);
	page_raw(page, word->sgr, page->utf8 ? word->utf8 : word->ascii);
	page_to(page, TIME_COLUMN);
	if (row->first)
		write_clock(page, sgr, row->first);
	page_to(page, TITLE_COLUMN);
	page_raw(page, sgr, timeline_step_title(row->step));
	if (row->count > 1)
		page_rawf(page, PAGE_DIM, " x%u", row->count);
	page_to(page, TAKES_COLUMN);
	write_duration(page, PAGE_DIM, row->duration);
	if (*row->detail) {
		page_to(page, DETAIL_COLUMN);
		page->indent = DETAIL_COLUMN;
		page_words(page, row->state == ROW_FAILED ? PAGE_RED : sgr, row->detail);
	}
	page_end(page);
}

static void write_node_head(struct page *page, const struct timeline_node *node)
{
	page_blank(page);
	page->indent = WRAP_COLUMN;
	say(page, node->is_stuck ? PAGE_RED : PAGE_BOLD, node->name);
	if (node->role)
		say(page, PAGE_PLAIN, node->role);
	if (node->mac && strcmp(node->mac, node->name) != 0)
		say(page, PAGE_DIM, node->mac);
	if (node->address && strcmp(node->address, node->name) != 0)
		say(page, PAGE_DIM, node->address);
	if (node->planned && node->address && strcmp(node->planned, node->address) != 0)
		page_wordsf(page, PAGE_YELLOW, " (planned %s)", node->planned);
	if (!node->fqdn)
		say(page, PAGE_DIM, "(not in the configuration)");
	if (node->boots > 1)
		page_wordsf(page, PAGE_YELLOW, " network boot %u", node->boots);
	if (node->installs)
		page_wordsf(page, PAGE_YELLOW, " installed %u times before",
			    node->installs);
	page_end(page);
}

static void write_unseen(struct page *page, const struct timeline_snapshot *timeline)
{
	const char *comma = "";
	bool any = false;

	for (size_t i = 0; i < timeline->node_count; i++)
		any |= !timeline->nodes[i].is_seen;
	if (!any)
		return;
	page_blank(page);
	page->indent = WRAP_COLUMN;
	say(page, PAGE_DIM, "nothing seen of:");
	for (size_t i = 0; i < timeline->node_count; i++) {
		if (timeline->nodes[i].is_seen)
			continue;
		if (*comma)
			page_raw(page, PAGE_DIM, comma);
		say(page, PAGE_DIM, timeline->nodes[i].name);
		comma = ",";
	}
	page_end(page);
}

static void write_fact(struct page *page, const char *key, const char *text)
{
	if (!text)
		return;
	page_to(page, 2);
	page_raw(page, PAGE_DIM, key);
	page_to(page, FACT_COLUMN);
	page->indent = FACT_COLUMN;
	page_words(page, PAGE_PLAIN, text);
	page_end(page);
}

static void write_finding(struct page *page, const struct timeline_finding *finding)
{
	static const struct word words[] = {
		[FINDING_NOTE] = {PAGE_CYAN,    "note",    "note"   },
		[FINDING_WARN] = { PAGE_YELLOW, "warning", "warning"},
		[FINDING_STUCK] = { PAGE_RED,    "stuck",   "stuck"  },
	};
	const struct word *word = &words[finding->severity];

	page_blank(page);
	page->indent = WRAP_COLUMN;
	say(page, word->sgr, word->ascii);
	say(page, PAGE_BOLD, finding->title);
	page_end(page);
	if (finding->since) {
		page_to(page, 2);
		page_raw(page, PAGE_DIM, "since");
		page_to(page, FACT_COLUMN);
		write_clock(page, PAGE_PLAIN, finding->since);
		page_end(page);
	}
	write_fact(page, "likely", finding->cause);
	write_fact(page, "fix", finding->fix);
}

static void write_head(struct page *page, const struct timeline_snapshot *timeline,
		       const char *source)
{
	page->indent = WRAP_COLUMN;
	say(page, PAGE_BOLD, source);
	page_wordsf(page, PAGE_PLAIN, ": %llu packets, %llu of them tell something",
		    (unsigned long long)timeline->packets,
		    (unsigned long long)timeline->used);
	if (timeline->packets) {
		say(page, PAGE_PLAIN, "from");
		write_date(page, timeline->first);
		say(page, PAGE_PLAIN, "to");
		write_date(page, timeline->now);
	}
	page_end(page);
	if (*timeline->invisible)
		write_fact(page, "not seen", timeline->invisible);
	if (timeline->evicted) {
		page->indent = WRAP_COLUMN;
		page_wordsf(page, PAGE_YELLOW,
			    "%llu unknown machines are not shown: there were too many",
			    (unsigned long long)timeline->evicted);
		page_end(page);
	}
}

static void write_end(struct page *page, const struct timeline_snapshot *timeline)
{
	size_t seen = 0, stuck = 0;

	for (size_t i = 0; i < timeline->node_count; i++) {
		seen += timeline->nodes[i].is_seen;
		stuck += timeline->nodes[i].is_stuck;
	}
	page_blank(page);
	page->indent = WRAP_COLUMN;
	if (!seen)
		say(page, PAGE_YELLOW, "no node is seen booting in this capture");
	else if (timeline->is_stuck)
		page_wordsf(page, PAGE_RED, "%zu of %zu nodes %s stuck", stuck, seen,
			    stuck == 1 ? "is" : "are");
	else
		page_wordsf(page, PAGE_GREEN, "%zu node%s seen, none of them stuck", seen,
			    seen == 1 ? "" : "s");
	page_end(page);
}

static void text_write(FILE *out, const struct report *report,
		       const struct report_options *options)
{
	const struct timeline_snapshot *timeline = report->timeline;
	struct page page;

	page_init(&page, out, options);
	if (!options->quiet) {
		write_head(&page, timeline, report->timeline_source);
		for (size_t i = 0; i < timeline->node_count; i++) {
			const struct timeline_node *node = &timeline->nodes[i];

			if (!node->is_seen)
				continue;
			write_node_head(&page, node);
			for (size_t j = 0; j < node->row_count; j++)
				write_row(&page, &node->rows[j]);
		}
		write_unseen(&page, timeline);
	}
	for (size_t i = 0; i < timeline->finding_count; i++) {
		if (options->quiet && timeline->findings[i].severity != FINDING_STUCK)
			continue;
		write_finding(&page, &timeline->findings[i]);
	}
	write_end(&page, timeline);
}

const struct report_ops timeline_text = {
	.name = "text",
	.help = "each node's boot as a table, then what is missing",
	.write = text_write,
};
