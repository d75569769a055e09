/*
 * Draws what a view shows of a watch onto a canvas: a pure function of the two and the time.
 *
 * 80 x 24 holds all that matters; below SCREEN_ROWS_MIN x SCREEN_COLUMNS_MIN only a hint is drawn.
 */
#pragma once

#include <stdint.h>

#include "canvas.h"
#include "view.h"

#define SCREEN_ROWS_MIN	   10
#define SCREEN_COLUMNS_MIN 50

/* Sets view->rows and text_rows, and brings the cursor back into the list. */
void draw_screen(struct canvas *canvas, const struct watch_model *model,
		 struct view *view, int64_t now_ms);
