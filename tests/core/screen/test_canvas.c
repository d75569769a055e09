#include <stdlib.h>

#include "core/screen/canvas.h"
#include "tests/support/suite.h"

static void shows(const struct canvas *canvas, unsigned row, const char *expected)
{
	char *text = canvas_row(canvas, row);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(text_is_cut_with_dots)
{
	struct canvas *canvas = canvas_new(3, 10, true);

	ck_assert_uint_eq(canvas_text(canvas, 0, 2, 0, INK_PLAIN, "abc"), 5);
	shows(canvas, 0, "  abc");
	canvas_text(canvas, 1, 0, 0, INK_PLAIN, "0123456789");
	shows(canvas, 1, "0123456789");
	canvas_text(canvas, 1, 0, 0, INK_PLAIN, "0123456789x");
	shows(canvas, 1, "0123456...");
	canvas_text(canvas, 2, 1, 5, INK_PLAIN, "abcdefg");
	shows(canvas, 2, " ab...");
	canvas_text(canvas, 2, 8, 2, INK_PLAIN, "abcdefg");
	shows(canvas, 2, " ab...  ..");
	canvas_free(canvas);
}
END_TEST

START_TEST(nothing_is_drawn_outside)
{
	struct canvas *canvas = canvas_new(1, 4, true);

	canvas_text(canvas, 1, 0, 0, INK_PLAIN, "x");
	canvas_text(canvas, 0, 4, 0, INK_PLAIN, "x");
	canvas_tint(canvas, 9, INK_CURSOR);
	canvas_rule(canvas, 9);
	shows(canvas, 0, "");
	canvas_right(canvas, 0, 99, INK_PLAIN, "ab");
	shows(canvas, 0, "  ab");
	canvas_free(canvas);
	canvas = canvas_new(0, 100000, true);
	ck_assert_uint_eq(canvas->rows, 1);
	ck_assert_uint_eq(canvas->columns, CANVAS_MAX);
	canvas_free(canvas);
}
END_TEST

START_TEST(wide_and_plain_characters)
{
	struct canvas *canvas = canvas_new(1, 8, true);

	ck_assert_uint_eq(canvas_text(canvas, 0, 0, 0, INK_PLAIN, "\xe6\xbc\xa2x"), 3);
	shows(canvas, 0, "\xe6\xbc\xa2x");
	/* The half of one is never drawn. */
	canvas_free(canvas);
	canvas = canvas_new(1, 3, true);
	canvas_text(canvas, 0, 2, 0, INK_PLAIN, "\xe6\xbc\xa2");
	shows(canvas, 0, "  .");
	canvas_free(canvas);
	/* Without UTF-8, and control characters. */
	canvas = canvas_new(1, 8, false);
	canvas_text(canvas, 0, 0, 0, INK_PLAIN, "a\xc3\xa9\x1b[m");
	shows(canvas, 0, "a? [m");
	canvas_free(canvas);
}
END_TEST

SUITE("canvas", text_is_cut_with_dots, nothing_is_drawn_outside,
      wide_and_plain_characters);
