/*
 * The line of a file that a finding is about, with the part that is meant, ready to be shown.
 */
#pragma once

#include "result.h"

struct arena;
struct source_files;

/*
 * `where.column` counts bytes from 1 (0: the whole line is meant), `width` characters. Long lines
 * are cut around the mark. NULL: the line is not known, is secret, or the column is not in it.
 */
const struct excerpt *excerpt_make(struct arena *arena, const struct source_files *files,
				   const struct where *where, unsigned width);
