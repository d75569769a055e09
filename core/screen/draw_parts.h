/*
 * What the core/screen/draw*.c share.
 */
#pragma once

#include "canvas.h"
#include "view.h"

struct arena;

struct drawing {
	struct canvas *canvas;
	const struct watch_model *model;
	struct view *view;
	struct arena *arena; /* of this drawing */
	int64_t now_ms;
	unsigned top, bottom; /* rows that the page has: top <= row < bottom */
};

/* The pages; each draws between drawing->top and drawing->bottom. */
void draw_overview(struct drawing *drawing);
void draw_checks(struct drawing *drawing);
void draw_nodes(struct drawing *drawing);
void draw_cluster(struct drawing *drawing);
void draw_log(struct drawing *drawing);
void draw_check(struct drawing *drawing);
void draw_help(struct drawing *drawing);

/* Lines of the log from the newest back, oldest of them on top. */
void draw_log_end(struct drawing *drawing, unsigned top, unsigned bottom);
/* "FAIL", "ok", "?": what is held of a check, and its ink. */
const char *draw_word(const struct watch_check *check);
enum ink draw_ink(const struct watch_check *check);
enum ink draw_tone(enum watch_tone tone);
/* "....xx!", the last looks; `width` columns at most. */
const char *draw_history(struct drawing *drawing, const struct watch_check *check,
			 unsigned width);
/* "12 s", "4 min 10 s" since then; "" for 0. */
const char *draw_since(struct drawing *drawing, int64_t since_ms);
/* Says how many rows the list has room for, and keeps the cursor in it. */
void draw_list_room(struct drawing *drawing, unsigned rows);
