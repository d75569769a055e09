/*
 * The first page: what fails and what to do about it, the families of checks, where the nodes are,
 * and what happened last.
 */
#include <string.h>

#include "core/arena.h"
#include "draw_parts.h"

#define LOG_ROWS_MIN	2
#define NODE_ROWS_MAX	4
#define FINDING_ROWS	2 /* the finding, and its fix */
#define HISTORY_COLUMNS WATCH_HISTORY

/* How the rows are shared out. */
struct shares {
	unsigned findings, families, nodes, log;
};

static unsigned smaller(unsigned a, size_t b)
{
	return a < b ? a : (unsigned)b;
}

/* The stages of the nodes, each once: model->nodes stand in their order. */
static size_t count_stages(const struct watch_model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->node_count; i++)
		count += !i || model->nodes[i].rank != model->nodes[i - 1].rank;
	return count;
}

/*
 * Findings get what they need before the log does; families fold into the sums of the head where
 * the room is short.
 */
static struct shares share_out(const struct drawing *drawing)
{
	const struct watch_model *model = drawing->model;
	unsigned room = drawing->bottom - drawing->top;
	struct shares shares = { 0 };

	shares.log = smaller(LOG_ROWS_MIN, model->log_count);
	shares.nodes = smaller(NODE_ROWS_MAX, count_stages(model));
	if (shares.nodes)
		shares.nodes++; /* its rule */
	if (shares.log)
		shares.log++;
	room -= smaller(room, shares.log + shares.nodes);
	shares.findings = smaller(room, model->finding_count * FINDING_ROWS);
	room -= shares.findings;
	shares.families =
		room > model->family_count + 1 ? (unsigned)model->family_count + 1 : 0;
	if (!model->family_count)
		shares.families = 0;
	shares.log += room - shares.families;
	return shares;
}

static const char *waiting(struct drawing *drawing, const struct watch_finding *finding)
{
	if (!finding->waiting)
		return "";
	return arena_printf(drawing->arena, "; %u wait%s for it", finding->waiting,
			    finding->waiting == 1 ? "s" : "");
}

static void draw_finding(struct drawing *drawing, unsigned row, size_t index)
{
	const struct watch_finding *finding = &drawing->model->findings[index];
	const struct watch_check *check = finding->members[0];
	struct canvas *canvas = drawing->canvas;
	const char *since = draw_since(drawing, finding->since_ms);
	unsigned end = canvas->columns - (unsigned)strlen(since) - 2;
	unsigned column;

	canvas_right(canvas, row, canvas->columns - 1, INK_DIM, since);
	column = canvas_text(canvas, row, 1, 5, draw_ink(check), draw_word(check));
	column = canvas_text(canvas, row, 6, end - column, INK_PLAIN, check->probe->id);
	if (column + 2 < end)
		column = canvas_text(canvas, row, column + 1, end - column - 1, INK_BOLD,
				     check->shown->title ? check->shown->title
							 : check->subject);
	if (finding->count > 1 && column + 2 < end)
		column = canvas_textf(canvas, row, column + 1, end - column - 1,
				      INK_PLAIN, "and %zu more", finding->count - 1);
	if (column + 2 < end)
		canvas_text(canvas, row, column, end - column, INK_DIM,
			    waiting(drawing, finding));
	if (index == drawing->view->cursor)
		canvas_tint(canvas, row, INK_CURSOR);
	if (finding->fix && finding->fix[0] && row + 1 < drawing->bottom)
		canvas_textf(canvas, row + 1, 6, canvas->columns - 7, INK_ACTION,
			     "fix: %s", finding->fix[0]);
}

static void draw_findings(struct drawing *drawing, unsigned top, unsigned rows)
{
	const struct watch_model *model = drawing->model;
	size_t first;

	draw_list_room(drawing, rows / FINDING_ROWS);
	first = drawing->view->scroll;
	for (unsigned i = 0; i < rows / FINDING_ROWS && first + i < model->finding_count;
	     i++)
		draw_finding(drawing, top + i * FINDING_ROWS, first + i);
}

/* The worst look of all its checks, at each of the last times; the newest last. */
static const char *family_history(struct drawing *drawing,
				  const struct watch_family *family)
{
	static const char marks[STATUS_COUNT] = {
		[STATUS_SKIP] = '-', [STATUS_PASS] = '.', [STATUS_ERROR] = '?',
		[STATUS_WARN] = '!', [STATUS_FAIL] = 'x',
	};
	char *text = arena_alloc(drawing->arena, WATCH_HISTORY + 1);

	for (unsigned i = 0; i < family->history_count; i++)
		text[family->history_count - 1 - i] = marks[family->history[i]];
	return text;
}

static void draw_family(struct drawing *drawing, unsigned row,
			const struct watch_family *family)
{
	const size_t *sums = family->summary;
	struct canvas *canvas = drawing->canvas;

	canvas_textf(canvas, row, 1, 14, INK_PLAIN, "%.*s", family->length, family->name);
	canvas_textf(canvas, row, 15, 8, sums[STATUS_PASS] ? INK_GOOD : INK_DIM,
		     "%4zu ok", sums[STATUS_PASS]);
	if (sums[STATUS_FAIL])
		canvas_textf(canvas, row, 24, 9, INK_BAD, "%zu FAIL", sums[STATUS_FAIL]);
	if (sums[STATUS_WARN])
		canvas_textf(canvas, row, 33, 9, INK_DOUBTFUL, "%zu WARN",
			     sums[STATUS_WARN]);
	if (sums[STATUS_ERROR])
		canvas_textf(canvas, row, 42, 12, INK_ERROR, "%zu ERR",
			     sums[STATUS_ERROR]);
	else if (family->unknown)
		canvas_textf(canvas, row, 42, 12, INK_DIM, "%zu to look at",
			     family->unknown);
	else if (sums[STATUS_SKIP])
		canvas_textf(canvas, row, 42, 12, INK_DIM, "%zu skipped",
			     sums[STATUS_SKIP]);
	if (canvas->columns > 54 + HISTORY_COLUMNS)
		canvas_text(canvas, row, 55, HISTORY_COLUMNS, INK_DIM,
			    family_history(drawing, family));
}

/* "first-boot: m1 m2 m3": a row for each stage that some node is in. */
static void draw_stages(struct drawing *drawing, unsigned top, unsigned rows)
{
	const struct watch_model *model = drawing->model;
	struct canvas *canvas = drawing->canvas;
	unsigned row = top, column = 0;

	canvas_rule(canvas, row);
	canvas_text(canvas, row, 2, 0, INK_BOLD, " nodes ");
	for (size_t i = 0; i < model->node_count; i++) {
		const struct watch_node *node = &model->nodes[i];

		if (!i || node->rank != model->nodes[i - 1].rank) {
			if (++row == top + rows)
				return;
			column = canvas_text(canvas, row, 1, 22, INK_PLAIN, node->stage);
			column = column < 24 ? 24 : column;
		}
		column = canvas_textf(canvas, row, column, 0, draw_tone(node->tone),
				      "%.*s", (int)strcspn(node->name, "."), node->name) +
			 1;
	}
}

void draw_overview(struct drawing *drawing)
{
	const struct watch_model *model = drawing->model;
	struct shares shares = share_out(drawing);
	unsigned row = drawing->top;

	draw_findings(drawing, row, shares.findings);
	row += shares.findings;
	if (shares.families) {
		if (!model->finding_count)
			canvas_text(drawing->canvas, row, 1, 0,
				    model->unknown ? INK_DIM : INK_GOOD,
				    model->unknown ? "nothing fails so far"
						   : "nothing fails");
		for (size_t i = 0; i < model->family_count; i++)
			draw_family(drawing, row + 1 + (unsigned)i, &model->families[i]);
	}
	row += shares.families;
	if (shares.nodes)
		draw_stages(drawing, row, shares.nodes);
	row += shares.nodes;
	if (shares.log > 1) {
		canvas_rule(drawing->canvas, row);
		canvas_text(drawing->canvas, row, 2, 0, INK_BOLD, " log ");
		draw_log_end(drawing, row + 1, drawing->bottom);
	}
}
