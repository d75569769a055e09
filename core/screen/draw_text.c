/*
 * The pages that are text: one check with all that is known of it, and the help.
 */
#include <string.h>

#include "core/arena.h"
#include "core/utf8.h"
#include "core/watch/wording.h"
#include "draw_parts.h"

#define LABEL_COLUMNS 12

/* Text that grows downwards; rows in front of the scroll are counted, not drawn. */
struct text {
	struct drawing *drawing;
	size_t row;
	bool counting; /* nothing is drawn: how many rows are there? */
};

/* The bytes of `words` that fit into `width` columns, broken at a blank where there is one. */
static size_t fit(const char *words, unsigned width)
{
	size_t length = 0, blank = 0;
	unsigned columns = 0;
	uint32_t code;

	while (words[length]) {
		size_t step = utf8_next(words + length, &code);

		columns += utf8_width(code);
		if (columns > width)
			return blank ? blank : length ? length : step;
		if (code == ' ')
			blank = length;
		length += step;
	}
	return length;
}

static void put(struct text *text, unsigned column, enum ink ink, const char *line)
{
	const struct drawing *drawing = text->drawing;
	size_t scroll = drawing->view->scroll;

	if (text->counting || text->row < scroll ||
	    drawing->top + (text->row - scroll) >= drawing->bottom)
		return;
	canvas_text(drawing->canvas, drawing->top + (unsigned)(text->row - scroll),
		    column, 0, ink, line);
}

/* A label and its words, wrapped. */
static void add(struct text *text, const char *label, enum ink ink, const char *words)
{
	struct drawing *drawing = text->drawing;
	unsigned width = drawing->canvas->columns - LABEL_COLUMNS - 2;

	if (!words)
		return;
	put(text, 1, INK_DIM, label);
	do {
		size_t length = fit(words, width);

		put(text, LABEL_COLUMNS, ink,
		    arena_strndup(drawing->arena, words, length));
		text->row++;
		words += length + strspn(words + length, " ");
	} while (*words);
}

static void add_excerpt(struct text *text, const struct result *result)
{
	const struct excerpt *excerpt = result->excerpt;
	struct arena *arena = text->drawing->arena;
	char *mark;

	if (result->source.file)
		add(text, "at", INK_PLAIN,
		    result->source.line
			    ? arena_printf(arena, "%s:%u:%u", result->source.file,
					   result->source.line, result->source.column)
			    : result->source.file);
	if (!excerpt)
		return;
	put(text, LABEL_COLUMNS, INK_PLAIN,
	    arena_printf(arena, "%s%s%s", excerpt->before, excerpt->marked,
			 excerpt->after));
	text->row++;
	mark = arena_alloc(arena, utf8_columns(excerpt->before) +
					  utf8_columns(excerpt->marked) + 2);
	memset(mark, ' ', utf8_columns(excerpt->before));
	memset(mark + utf8_columns(excerpt->before), '^',
	       *excerpt->marked ? utf8_columns(excerpt->marked) : 1);
	put(text, LABEL_COLUMNS, INK_BAD, mark);
	text->row++;
}

static void add_result(struct text *text, const struct result *result)
{
	struct arena *arena = text->drawing->arena;

	add_excerpt(text, result);
	add(text, "observed", INK_PLAIN, result->observed);
	add(text, "expected", INK_PLAIN, result->expected);
	for (const struct related *at = result->related; at && at->message; at++)
		add(text, "see also", INK_PLAIN,
		    at->where.file ? arena_printf(arena, "%s:%u: %s", at->where.file,
						  at->where.line, at->message)
				   : at->message);
	add(text, "why", INK_PLAIN, result->why);
	for (size_t i = 0; result->fix && result->fix[i]; i++)
		add(text, i ? "" : "fix", INK_ACTION, result->fix[i]);
	add(text, "reproduce", INK_PLAIN, result->reproduce);
	for (size_t i = 0; i < result->evidence_count; i++)
		add(text, i ? "" : "evidence", INK_DIM,
		    arena_printf(arena, "%s = %s", result->evidence[i].key,
				 result->evidence[i].value));
}

/* "12:00:05 to 12:01:10 (1 min 5 s, 4 looks): refused; then: accepts" */
static const char *outage_line(struct drawing *drawing, const struct watch_outage *outage)
{
	char from[WORDING_TIME_LEN], to[WORDING_TIME_LEN];
	int64_t end = outage->to_ms ? outage->to_ms : drawing->now_ms;
	const char *seen = outage->seen_last ? outage->seen_last : outage->seen_first;

	wording_time(outage->from_ms, from);
	if (outage->to_ms)
		wording_time(outage->to_ms, to);
	return arena_printf(drawing->arena, "%s %s%s (%s, %u look%s): %s%s%s", from,
			    outage->to_ms ? "to " : "until now", outage->to_ms ? to : "",
			    wording_duration(drawing->arena, end - outage->from_ms),
			    outage->looks, outage->looks == 1 ? "" : "s",
			    seen ? seen : "", outage->ended_by ? "; then: " : "",
			    outage->ended_by ? outage->ended_by : "");
}

static void add_history(struct text *text, const struct watch_check *check)
{
	struct drawing *drawing = text->drawing;

	add(text, "looks", INK_PLAIN,
	    arena_printf(
		    drawing->arena, "%u, the last %s ago; the latest: %s", check->looks,
		    check->looked_ms ? draw_since(drawing, check->looked_ms) : "never",
		    draw_history(drawing, check, WATCH_HISTORY)));
	if (check->last && check->last->status != check->shown->status)
		add(text, "last look", INK_DOUBTFUL,
		    arena_printf(drawing->arena, "%s: %s (not believed yet)",
				 status_name(check->last->status),
				 check->last->title ? check->last->title : ""));
	if (check->outages_ever > check->outage_count)
		add(text, "outages", INK_DIM,
		    arena_printf(drawing->arena,
				 "%u in all, %s; the latest:", check->outages_ever,
				 wording_duration(drawing->arena, check->down_ms)));
	for (unsigned i = check->outage_count; i--;)
		add(text, i + 1 == check->outage_count ? "outages" : "", INK_PLAIN,
		    outage_line(drawing, &check->outages[i]));
}

/* Twice: nothing is scrolled beyond its end. */
static void draw_text(struct drawing *drawing, void (*write)(struct text *text))
{
	struct view *view = drawing->view;
	struct text text = { .drawing = drawing, .counting = true };
	size_t most;

	view->rows = drawing->bottom - drawing->top;
	write(&text);
	view->text_rows = text.row;
	most = text.row > view->rows ? text.row - view->rows : 0;
	if (view->scroll > most)
		view->scroll = most;
	text = (struct text){ .drawing = drawing };
	write(&text);
}

static void write_check(struct text *text)
{
	struct drawing *drawing = text->drawing;
	const struct watch_check *check = view_check(drawing->view, drawing->model);

	if (!check) {
		add(text, "", INK_DIM,
		    "this check is not part of the phase or configuration any more");
		return;
	}
	put(text, 1, draw_ink(check), draw_word(check));
	put(text, 6, INK_BOLD,
	    arena_printf(drawing->arena, "%s  %s", check->probe->id, check->subject));
	text->row++;
	add(text, "", INK_BOLD, check->shown->title);
	add(text, "since", INK_PLAIN,
	    check->changed_ms ? draw_since(drawing, check->changed_ms) : NULL);
	add_result(text, check->shown);
	add_history(text, check);
	add(text, "symptom", INK_DIM, check->probe->symptom);
}

void draw_check(struct drawing *drawing)
{
	draw_text(drawing, write_check);
}

static void write_help(struct text *text)
{
	static const char *const lines[][2] = {
		{"1-5, Tab",  "overview, checks, nodes, cluster, log"	      },
		{ "Up, Down", "move; also k and j, Page Up and Page Down, g and G" },
		{ "Enter",	   "all that is known of the check under the cursor"    },
		{ "Esc",	 "back; clears the filter"				   },
		{ "/",	       "only checks with this in their id, subject or title"},
		{ "f",	       "only checks that fail"			       },
		{ "r",	       "look again now: at this check, or at all; R: at all"},
		{ "Space",	   "pause, and go on"				      },
		{ "p",	       "pin the next phase of the install"		   },
		{ "a",	       "let the phase move on by what is seen"	       },
		{ "Ctrl-L",   "draw everything anew"				   },
		{ "Ctrl-Z",   "suspend"					    },
		{ "q",	       "end, with a last report"				 },
	};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		add(text, lines[i][0], INK_PLAIN, lines[i][1]);
	text->row++;
	add(text, "looks", INK_PLAIN,
	    ". passed   ! warned   x failed   - waited   ? could not be looked at");
	add(text, "", INK_PLAIN,
	    "A change is believed when two of the last three looks agree on it.");
}

void draw_help(struct drawing *drawing)
{
	draw_text(drawing, write_help);
}
