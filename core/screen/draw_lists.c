/*
 * The pages that are lists: checks, nodes, the cluster's own state, the log.
 */
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/watch/wording.h"
#include "draw_parts.h"

#define HISTORY_COLUMNS 12

static void draw_check_row(struct drawing *drawing, unsigned row,
			   const struct watch_check *check, bool is_cursor)
{
	struct canvas *canvas = drawing->canvas;
	unsigned end = canvas->columns - HISTORY_COLUMNS - 2;
	const char *title = check->shown->title ? check->shown->title : "";
	unsigned column;

	canvas_text(canvas, row, 1, 4, draw_ink(check), draw_word(check));
	column = canvas_text(canvas, row, 6, 22, INK_PLAIN, check->probe->id);
	column = column < 26 ? 26 : column;
	if (!strstr(title, check->subject))
		column = canvas_textf(canvas, row, column + 1, end - column - 1,
				      INK_PLAIN, "%s: ", check->subject) -
			 1;
	if (column + 1 < end)
		canvas_text(canvas, row, column + 1, end - column - 1,
			    check->running ? INK_BOLD : INK_PLAIN, title);
	canvas_text(canvas, row, end + 1, HISTORY_COLUMNS, INK_DIM,
		    draw_history(drawing, check, HISTORY_COLUMNS));
	if (is_cursor)
		canvas_tint(canvas, row, INK_CURSOR);
}

void draw_checks(struct drawing *drawing)
{
	const struct view *view = drawing->view;
	size_t *checks, count;

	draw_list_room(drawing, drawing->bottom - drawing->top);
	count = view_checks(view, drawing->model, &checks);
	if (!count)
		canvas_text(drawing->canvas, drawing->top, 1, 0, INK_DIM,
			    view->failing_only && !*view->filter ? "nothing fails"
								 : "no check fits");
	for (size_t i = view->scroll; i < count && i < view->scroll + view->rows; i++)
		draw_check_row(drawing, drawing->top + (unsigned)(i - view->scroll),
			       &drawing->model->checks[checks[i]], i == view->cursor);
	free(checks);
}

static void draw_node(struct drawing *drawing, unsigned row,
		      const struct watch_node *node, bool is_cursor)
{
	struct canvas *canvas = drawing->canvas;
	enum ink ink = draw_tone(node->tone);
	unsigned column;

	canvas_textf(canvas, row, 1, 20, INK_BOLD, "%.*s",
		     node->role && *node->role ? (int)strcspn(node->name, ".")
					       : (int)strlen(node->name),
		     node->name);
	canvas_text(canvas, row, 22, 10, INK_PLAIN, node->role ? node->role : "");
	canvas_text(canvas, row, 33, 15, INK_PLAIN, node->address ? node->address : "");
	column = canvas_text(canvas, row, 49, 14, ink, node->stage);
	column = canvas_text(canvas, row, column < 64 ? 64 : column + 1, 12, INK_DIM,
			     draw_since(drawing, node->since_ms));
	if (node->detail)
		canvas_text(canvas, row, column + 1, 0, INK_DIM, node->detail);
	if (node->missing)
		canvas_textf(canvas, row + 1, 3, canvas->columns - 4, ink, "%s",
			     node->missing);
	else if (node->mac)
		canvas_text(canvas, row + 1, 3, 0, INK_DIM, node->mac);
	if (is_cursor)
		canvas_tint(canvas, row, INK_CURSOR);
}

/* Two rows each: where it is, and what is missing. */
void draw_nodes(struct drawing *drawing)
{
	const struct view *view = drawing->view;
	const struct watch_model *model = drawing->model;

	draw_list_room(drawing, (drawing->bottom - drawing->top) / 2);
	if (!model->node_count)
		canvas_text(
			drawing->canvas, drawing->top, 1, 0, INK_DIM,
			"no node has been seen on the wire, and no cluster tells of one");
	for (size_t i = view->scroll;
	     i < model->node_count && i < view->scroll + view->rows; i++)
		draw_node(drawing, drawing->top + (unsigned)(i - view->scroll) * 2,
			  &model->nodes[i], i == view->cursor);
}

void draw_cluster(struct drawing *drawing)
{
	const struct watch_model *model = drawing->model;
	const struct view *view = drawing->view;
	size_t at = 0;

	draw_list_room(drawing, drawing->bottom - drawing->top);
	if (!model->section_count)
		canvas_text(
			drawing->canvas, drawing->top, 1, 0, INK_DIM,
			"no kubeconfig is known (--kubeconfig FILE), or it says nothing yet");
	for (size_t s = 0; s < model->section_count; s++) {
		const struct watch_section *section = &model->sections[s];

		for (size_t l = 0; l <= section->count; l++, at++) {
			unsigned row = drawing->top + (unsigned)(at - view->scroll);

			if (at < view->scroll || row >= drawing->bottom)
				continue;
			if (!l)
				canvas_text(drawing->canvas, row, 1, 0, INK_BOLD,
					    section->title);
			else
				canvas_text(drawing->canvas, row, 3, 0,
					    draw_tone(section->lines[l - 1].tone),
					    section->lines[l - 1].text);
		}
	}
}

static void draw_log_row(struct drawing *drawing, unsigned row, size_t index)
{
	const struct watch_model *model = drawing->model;
	const struct watch_log_line *line =
		&model->log[(model->log_first + index) % WATCH_LOG];
	char time[WORDING_TIME_LEN];

	canvas_text(drawing->canvas, row, 1, 8, INK_DIM, wording_time(line->at_ms, time));
	canvas_text(drawing->canvas, row, 10, 0, draw_tone(line->tone), line->text);
}

void draw_log_end(struct drawing *drawing, unsigned top, unsigned bottom)
{
	size_t count = drawing->model->log_count, rows = bottom - top;
	size_t first = count > rows ? count - rows : 0;

	for (size_t i = first; i < count; i++)
		draw_log_row(drawing, top + (unsigned)(i - first), i);
}

void draw_log(struct drawing *drawing)
{
	const struct view *view = drawing->view;

	draw_list_room(drawing, drawing->bottom - drawing->top);
	for (size_t i = view->scroll;
	     i < drawing->model->log_count && i < view->scroll + view->rows; i++) {
		draw_log_row(drawing, drawing->top + (unsigned)(i - view->scroll), i);
		if (i == view->cursor)
			canvas_tint(drawing->canvas,
				    drawing->top + (unsigned)(i - view->scroll),
				    INK_CURSOR);
	}
}
