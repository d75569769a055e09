/*
 * What a full screen shows, as a grid of cells in memory: drawn without a terminal, compared as text
 * in tests, and put on a terminal by terminal.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a cell looks; what that is on a terminal is terminal.c's business. */
enum ink {
	INK_PLAIN,
	INK_BOLD,
	INK_DIM,
	INK_GOOD,
	INK_DOUBTFUL,
	INK_BAD,
	INK_ERROR,
	INK_ACTION, /* what a person may type */
	INK_CURSOR, /* the line that the cursor is on */
};

struct cell {
	uint32_t code; /* 0: the second half of a wide character */
	enum ink ink;
};

struct canvas {
	unsigned rows, columns;
	bool utf8; /* false: what is no ASCII is shown as '?' */
	struct cell *cells;
};

/* Blank; never NULL. At least 1 x 1, at most CANVAS_MAX each way. */
#define CANVAS_MAX 1000
struct canvas *canvas_new(unsigned rows, unsigned columns, bool utf8);
/* Takes NULL; returns NULL. */
struct canvas *canvas_free(struct canvas *canvas);

/*
 * Text from a column on, at most `width` columns of it (0: to the end of the row), with "..." where it
 * is cut. Places outside of the canvas are not drawn. Returns the column behind the text.
 */
unsigned canvas_text(struct canvas *canvas, unsigned row, unsigned column, unsigned width,
		     enum ink ink, const char *text);
unsigned canvas_textf(struct canvas *canvas, unsigned row, unsigned column,
		      unsigned width, enum ink ink, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
/* The same, ending at a column (not included). */
void canvas_right(struct canvas *canvas, unsigned row, unsigned end, enum ink ink,
		  const char *text);
/* A horizontal line over a whole row. */
void canvas_rule(struct canvas *canvas, unsigned row);
/* Gives a whole row another ink. */
void canvas_tint(struct canvas *canvas, unsigned row, enum ink ink);

/* The row as UTF-8 without blanks at its end; for tests. The caller frees it. */
char *canvas_row(const struct canvas *canvas, unsigned row);
