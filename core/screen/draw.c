#include "draw.h"

#include <string.h>

#include "core/arena.h"
#include "core/watch/wording.h"
#include "draw_parts.h"

#define HEAD_ROWS 3 /* title, sums, rule */
#define FOOT_ROWS 1

static const char *const page_names[] = { "overview", "checks", "nodes", "cluster",
					  "log",      "check",	"help" };

const char *draw_word(const struct watch_check *check)
{
	if (!check->known)
		return "...";
	switch (check->shown->status) {
	case STATUS_PASS:
		return "ok";
	case STATUS_WARN:
		return "WARN";
	case STATUS_FAIL:
		return "FAIL";
	case STATUS_SKIP:
		return "skip";
	case STATUS_ERROR:
		return "ERR";
	}
	return "?";
}

enum ink draw_ink(const struct watch_check *check)
{
	if (!check->known)
		return INK_DIM;
	switch (check->shown->status) {
	case STATUS_PASS:
		return INK_GOOD;
	case STATUS_WARN:
		return INK_DOUBTFUL;
	case STATUS_FAIL:
		return INK_BAD;
	case STATUS_SKIP:
		return INK_DIM;
	case STATUS_ERROR:
		return INK_ERROR;
	}
	return INK_PLAIN;
}

enum ink draw_tone(enum watch_tone tone)
{
	switch (tone) {
	case WATCH_PLAIN:
		return INK_PLAIN;
	case WATCH_GOOD:
		return INK_GOOD;
	case WATCH_DOUBTFUL:
		return INK_DOUBTFUL;
	case WATCH_BAD:
		return INK_BAD;
	}
	return INK_PLAIN;
}

const char *draw_history(struct drawing *drawing, const struct watch_check *check,
			 unsigned width)
{
	static const char marks[STATUS_COUNT] = { '.', '!', 'x', '-', '?' };
	unsigned count = check->history_count < width ? check->history_count : width;
	char *text = arena_alloc(drawing->arena, width + 1);

	for (unsigned i = 0; i < count; i++)
		text[i] = marks[check->history[check->history_count - count + i].status];
	return text;
}

const char *draw_since(struct drawing *drawing, int64_t since_ms)
{
	if (!since_ms)
		return "";
	return wording_duration(drawing->arena, drawing->now_ms - since_ms);
}

void draw_list_room(struct drawing *drawing, unsigned rows)
{
	drawing->view->rows = rows ? rows : 1;
	view_follow(drawing->view, drawing->model);
}

static void draw_title(struct drawing *drawing)
{
	const struct watch_model *model = drawing->model;
	const char *domain = model->inventory ? model->inventory->cluster_domain : "";
	char time[WORDING_TIME_LEN];
	unsigned column;

	canvas_right(drawing->canvas, 0, drawing->canvas->columns - 1, INK_PLAIN,
		     wording_time(drawing->now_ms, time));
	column = canvas_text(drawing->canvas, 0, 1, drawing->canvas->columns - 12,
			     INK_BOLD, domain ? domain : "");
	column = canvas_textf(drawing->canvas, 0, column + 3, 0, INK_PLAIN, "phase ");
	column = canvas_text(drawing->canvas, 0, column, 0, INK_BOLD,
			     phase_name(model->phase));
	if (column + 12 < drawing->canvas->columns)
		canvas_textf(drawing->canvas, 0, column,
			     drawing->canvas->columns - column - 11, INK_DIM,
			     "%s for %s%s%s", model->phase_auto ? "" : " (pinned)",
			     draw_since(drawing, model->phase_since_ms),
			     model->phase_because ? ": " : "",
			     model->phase_because ? model->phase_because : "");
}

/* Sums that do not fit are left out: the worst stand first. */
static unsigned draw_sum(struct drawing *drawing, unsigned column, unsigned end,
			 size_t count, const char *word, enum ink ink)
{
	const char *text = arena_printf(drawing->arena, "%zu %s", count, word);

	if (!count || column + strlen(text) > end)
		return column;
	return canvas_text(drawing->canvas, 1, column, 0, ink, text) + 3;
}

/* What comes next, at the right of the sums. */
static const char *next_look(struct drawing *drawing)
{
	const struct watch_model *model = drawing->model;

	if (model->running)
		return arena_printf(drawing->arena, "looking: %zu of %zu",
				    model->round_done, model->round_total);
	if (model->paused)
		return "paused";
	if (model->next_ms > drawing->now_ms)
		return arena_printf(drawing->arena, "next look in %s",
				    wording_duration(drawing->arena,
						     model->next_ms - drawing->now_ms));
	return "";
}

static void draw_sums(struct drawing *drawing)
{
	const struct watch_model *model = drawing->model;
	const char *next = next_look(drawing);
	unsigned end = drawing->canvas->columns - (unsigned)strlen(next) - 2;
	const size_t *sums = model->summary;
	unsigned column = 1;

	canvas_right(drawing->canvas, 1, drawing->canvas->columns - 1,
		     model->paused ? INK_DOUBTFUL : INK_DIM, next);
	if (model->config_error) {
		canvas_textf(drawing->canvas, 1, column, end - column, INK_BAD,
			     "not read again: %s", model->config_error);
		return;
	}
	column = draw_sum(drawing, column, end, sums[STATUS_FAIL], "FAIL", INK_BAD);
	column = draw_sum(drawing, column, end, sums[STATUS_WARN], "WARN", INK_DOUBTFUL);
	column = draw_sum(drawing, column, end, sums[STATUS_ERROR], "not looked at",
			  INK_ERROR);
	column = draw_sum(drawing, column, end, sums[STATUS_PASS], "ok", INK_GOOD);
	column = draw_sum(drawing, column, end, sums[STATUS_SKIP], "skipped", INK_DIM);
	draw_sum(drawing, column, end, model->unknown, "not known yet", INK_DIM);
}

/* Which page this is, on the rule below the head. */
static void draw_rule(struct drawing *drawing)
{
	const struct view *view = drawing->view;
	const char *filter = *view->filter || view->typing
				     ? arena_printf(drawing->arena, " /%s%s ",
						    view->filter, view->typing ? "_" : "")
				     : "";

	canvas_rule(drawing->canvas, 2);
	canvas_textf(
		drawing->canvas, 2, 2, drawing->canvas->columns - 4,
		view->typing ? INK_ACTION : INK_BOLD, " %s%s%s", page_names[view->page],
		view->page == PAGE_CHECKS && view->failing_only ? ", failing only " : " ",
		view->page == PAGE_CHECKS ? filter : "");
}

/* The keys that do something here. */
static void draw_keys(struct drawing *drawing)
{
	const struct view *view = drawing->view;
	unsigned row = drawing->canvas->rows - 1;
	const char *keys;

	if (view->typing)
		keys = "type a part of an id, name or address   Enter keep   Esc clear";
	else if (view->page == PAGE_CHECK)
		keys = "Esc back   r look again   Up/Down scroll   ? help   q quit";
	else
		keys = "1-5 pages  Enter open  / filter  f failing  r look  Space pause  "
		       "? help  q quit";
	canvas_text(drawing->canvas, row, 1, 0, INK_ACTION, keys);
}

static void draw_page(struct drawing *drawing)
{
	switch (drawing->view->page) {
	case PAGE_OVERVIEW:
		draw_overview(drawing);
		break;
	case PAGE_CHECKS:
		draw_checks(drawing);
		break;
	case PAGE_NODES:
		draw_nodes(drawing);
		break;
	case PAGE_CLUSTER:
		draw_cluster(drawing);
		break;
	case PAGE_LOG:
		draw_log(drawing);
		break;
	case PAGE_CHECK:
		draw_check(drawing);
		break;
	case PAGE_HELP:
		draw_help(drawing);
		break;
	}
}

void draw_screen(struct canvas *canvas, const struct watch_model *model,
		 struct view *view, int64_t now_ms)
{
	struct drawing drawing = {
		.canvas = canvas,
		.model = model,
		.view = view,
		.arena = arena_new(),
		.now_ms = now_ms,
		.top = HEAD_ROWS,
		.bottom = canvas->rows > HEAD_ROWS + FOOT_ROWS ? canvas->rows - FOOT_ROWS
							       : HEAD_ROWS,
	};

	if (canvas->rows < SCREEN_ROWS_MIN || canvas->columns < SCREEN_COLUMNS_MIN) {
		canvas_textf(canvas, 0, 0, 0, INK_PLAIN,
			     "the window is too small (%u x %u)", SCREEN_COLUMNS_MIN,
			     SCREEN_ROWS_MIN);
	} else {
		draw_title(&drawing);
		draw_sums(&drawing);
		draw_rule(&drawing);
		draw_page(&drawing);
		draw_keys(&drawing);
	}
	arena_free(drawing.arena);
}
