#include "_lint.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <string.h>

#include "_shown.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"

#define FINDINGS_MAX 1000 /* of one check; nobody reads more */

struct findings {
	const struct inventory *inventory;
	struct subjects *subjects;
	struct arena *arena;
	const char **seen; /* what was looked at */
	size_t seen_count;
	size_t count, dropped;
	struct index *names; /* subjects are told apart */
	struct index *said;  /* what findings_is_new() was asked for */
};

struct arena *findings_arena(struct findings *findings)
{
	return findings->arena;
}

const char *findings_printf(struct findings *findings, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(findings->arena, format, args);
	va_end(args);
	return text;
}

void findings_saw(struct findings *findings, const char *what)
{
	for (size_t i = 0; i < findings->seen_count; i++) {
		if (!strcmp(findings->seen[i], what))
			return;
	}
	findings->seen = arena_grow(findings->arena, findings->seen, findings->seen_count,
				    sizeof(const char *));
	findings->seen[findings->seen_count++] = what;
}

/* "kube_api/m1", and where that is taken "kube_api/m1 (2)". */
static const char *unique_name(struct findings *findings, const char *name)
{
	const char *unique = name;
	static char taken;

	for (unsigned n = 2; index_add(findings->names, unique, strlen(unique), &taken);
	     n++)
		unique = findings_printf(findings, "%s (%u)", name, n);
	return unique;
}

bool findings_is_new(struct findings *findings, const char *what, struct where where)
{
	const char *key =
		findings_printf(findings, "%s %s:%u:%u", what,
				where.file ? where.file : "", where.line, where.column);
	static char known;

	return !index_add(findings->said, key, strlen(key), &known);
}

static bool is_for(const struct silence *silence, const struct probe *check,
		   const char *subject)
{
	return !strcmp(silence->check, check->id) &&
	       !fnmatch(silence->subject, subject, 0);
}

/* What is not listed may be what it is for. */
static void note_asked(const struct findings *findings)
{
	const struct inventory *inventory = findings->inventory;
	const struct probe *check = subjects_check(findings->subjects);

	for (size_t i = 0; i < inventory->silence_count; i++) {
		const struct silence *silence = &inventory->silences[i];

		if (strcmp(silence->check, check->id) != 0)
			continue;
		if (findings->count || findings->seen_count)
			silence->use->asked = true;
		if (findings->dropped)
			silence->use->fits = true;
	}
}

static void note_fits(const struct findings *findings, const char *subject)
{
	const struct inventory *inventory = findings->inventory;

	for (size_t i = 0; i < inventory->silence_count; i++) {
		const struct silence *silence = &inventory->silences[i];

		if (is_for(silence, subjects_check(findings->subjects), subject))
			silence->use->fits = true;
	}
}

void findings_add(struct findings *findings, const struct finding *finding)
{
	struct finding *copy;

	if (findings->count == FINDINGS_MAX) {
		findings->dropped++;
		return;
	}
	findings->count++;
	copy = arena_alloc(findings->arena, sizeof *copy);
	*copy = *finding;
	copy->subject = unique_name(findings, finding->subject);
	note_fits(findings, copy->subject);
	subject_add(findings->subjects, &(struct subject){ .name = copy->subject,
							   .item = copy,
							   .where = copy->where });
}

static void add_rest(struct findings *findings)
{
	const struct finding rest = {
		.status = STATUS_WARN,
		.subject = "further findings",
		.title = findings_printf(findings, "%zu further findings are not listed",
					 findings->dropped),
		.why = "what is listed is enough to see the pattern",
		.fix = { "repair what is listed, then run again" },
	};

	findings->count = 0;
	findings_add(findings, &rest);
}

void lint_find(const struct inventory *inventory, struct subjects *subjects)
{
	struct findings findings = { .inventory = inventory,
				     .subjects = subjects,
				     .arena = subjects_arena(subjects) };

	if (!inventory->sources)
		return;
	findings.names = index_new(findings.arena, 0);
	findings.said = index_new(findings.arena, 0);
	subjects_check(subjects)->judge(inventory, &findings);
	note_asked(&findings);
	if (findings.dropped)
		add_rest(&findings);
	for (size_t i = 0; !findings.count && i < findings.seen_count; i++)
		subject_add(subjects, &(struct subject){ .name = findings.seen[i] });
}

/* The first that fits and is not over, or one that is over; or NULL. */
static const struct silence *find_silence(const struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	const struct silence *over = NULL;

	for (size_t i = 0; i < inventory->silence_count; i++) {
		const struct silence *silence = &inventory->silences[i];

		if (!is_for(silence, run_check(run), run_subject(run)->name))
			continue;
		if (!silence->over)
			return silence;
		over = silence;
	}
	return over;
}

static void end(struct run *run, const struct finding *finding)
{
	const struct silence *silence = find_silence(run);

	if (silence)
		run_relatedf(run, silence->where, "silenced until %s: %s", silence->until,
			     silence->reason);
	if (silence && !silence->over) {
		run_reason(run, REASON_SILENCED);
		run_skip(run, "silenced until %s: %s", silence->until, finding->title);
		return;
	}
	if (finding->status == STATUS_FAIL)
		run_fail(run, "%s", finding->title);
	else if (finding->status == STATUS_PASS)
		run_pass(run, "%s", finding->title);
	else
		run_warn(run, "%s", finding->title);
}

void lint_start(struct run *run)
{
	const struct subject *subject = run_subject(run);
	const struct finding *finding = subject->item;
	const struct result *shown;

	if (!finding) {
		run_pass(run, "%s: nothing to say", subject->name);
		return;
	}
	run_excerpt(run, finding->where, finding->width);
	if (finding->observed)
		run_observedf(run, "%s", finding->observed);
	if (finding->expected)
		run_expectedf(run, "%s", finding->expected);
	if (finding->why)
		run_whyf(run, "%s", finding->why);
	for (size_t i = 0; i < FINDING_FIX_MAX && finding->fix[i]; i++)
		run_fixf(run, "%s", finding->fix[i]);
	if (finding->other.file)
		run_relatedf(run, finding->other, "%s",
			     finding->other_says ? finding->other_says : "here");
	for (size_t i = 0; i < finding->also_count; i++)
		run_relatedf(run, finding->also[i].where, "%s", finding->also[i].says);
	shown = shown_by_network(run);
	if (shown)
		run_blocked(run, shown);
	else
		end(run, finding);
}

const char *lint_corrected(struct findings *findings, const struct inventory *inventory,
			   const struct where *where, size_t width,
			   const char *replacement)
{
	const char *line, *end;
	size_t length, before = where->column ? where->column - 1 : 0;

	if (!source_files_line(inventory->sources->files, where, &line, &length) ||
	    before + width > length)
		return NULL;
	end = line + length;
	while (end > line + before + width && isspace((unsigned char)end[-1]))
		end--;
	while (before && isspace((unsigned char)*line)) {
		line++;
		before--;
	}
	return findings_printf(findings, "%.*s%s%.*s", (int)before, line, replacement,
			       (int)(end - line - (long)(before + width)),
			       line + before + width);
}
