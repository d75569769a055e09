#include "canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/utf8.h"

#define TEXT_MAX 2048	 /* of one call; no terminal is wider */
#define RULE	 0x2500u /* box drawings light horizontal */

struct canvas *canvas_new(unsigned rows, unsigned columns, bool utf8)
{
	struct canvas *canvas = mem_alloc(sizeof *canvas);

	canvas->rows = rows < 1 ? 1 : rows > CANVAS_MAX ? CANVAS_MAX : rows;
	canvas->columns = columns < 1 ? 1 : columns > CANVAS_MAX ? CANVAS_MAX : columns;
	canvas->utf8 = utf8;
	canvas->cells = mem_alloc(canvas->rows * canvas->columns * sizeof(struct cell));
	for (size_t i = 0; i < canvas->rows * canvas->columns; i++)
		canvas->cells[i] = (struct cell){ ' ', INK_PLAIN };
	return canvas;
}

struct canvas *canvas_free(struct canvas *canvas)
{
	if (canvas)
		free(canvas->cells);
	free(canvas);
	return NULL;
}

static void put(struct canvas *canvas, unsigned row, unsigned column, uint32_t code,
		enum ink ink)
{
	if (row < canvas->rows && column < canvas->columns)
		canvas->cells[row * canvas->columns + column] =
			(struct cell){ code, ink };
}

/* What is shown of a code point, and its columns; 0: nothing. */
static unsigned glyph(const struct canvas *canvas, uint32_t *code)
{
	if (*code < 0x20 || (*code >= 0x7f && *code < 0xa0))
		*code = ' ';
	if (*code >= 0x80 && !canvas->utf8) {
		unsigned width = utf8_width(*code);

		*code = '?';
		return width ? 1 : 0;
	}
	return utf8_width(*code);
}

static unsigned text_width(const struct canvas *canvas, const char *text)
{
	unsigned width = 0;
	uint32_t code;

	while (*text && width <= TEXT_MAX) {
		text += utf8_next(text, &code);
		width += glyph(canvas, &code);
	}
	return width;
}

unsigned canvas_text(struct canvas *canvas, unsigned row, unsigned column, unsigned width,
		     enum ink ink, const char *text)
{
	unsigned end = canvas->columns, dots;
	bool cut;

	if (row >= canvas->rows || column >= end)
		return column;
	if (width && width < end - column)
		end = column + width;
	cut = text_width(canvas, text) > end - column;
	dots = cut ? (end - column > 3 ? 3 : end - column) : 0;
	while (*text) {
		uint32_t code;
		unsigned columns;

		text += utf8_next(text, &code);
		columns = glyph(canvas, &code);
		if (column + columns > end - dots)
			break;
		if (!columns)
			continue;
		put(canvas, row, column, code, ink);
		if (columns == 2)
			put(canvas, row, column + 1, 0, ink);
		column += columns;
	}
	while (dots--)
		put(canvas, row, column++, '.', ink);
	return column;
}

unsigned canvas_textf(struct canvas *canvas, unsigned row, unsigned column,
		      unsigned width, enum ink ink, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return canvas_text(canvas, row, column, width, ink, text);
}

void canvas_right(struct canvas *canvas, unsigned row, unsigned end, enum ink ink,
		  const char *text)
{
	unsigned width = text_width(canvas, text);

	if (end > canvas->columns)
		end = canvas->columns;
	canvas_text(canvas, row, width < end ? end - width : 0, end, ink, text);
}

void canvas_rule(struct canvas *canvas, unsigned row)
{
	for (unsigned column = 0; column < canvas->columns; column++)
		put(canvas, row, column, canvas->utf8 ? RULE : '-', INK_DIM);
}

void canvas_tint(struct canvas *canvas, unsigned row, enum ink ink)
{
	for (unsigned column = 0; row < canvas->rows && column < canvas->columns;
	     column++)
		canvas->cells[row * canvas->columns + column].ink = ink;
}

static size_t encode(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

char *canvas_row(const struct canvas *canvas, unsigned row)
{
	char *text = mem_alloc(canvas->columns * 4 + 1);
	size_t length = 0;

	for (unsigned column = 0; column < canvas->columns; column++) {
		uint32_t code = canvas->cells[row * canvas->columns + column].code;

		if (code)
			length += encode(code, text + length);
	}
	while (length && text[length - 1] == ' ')
		length--;
	text[length] = '\0';
	return text;
}
