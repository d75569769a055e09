/*
 * nginx.conf -> directives: words, and blocks of directives. What they mean is nginx.c's.
 *
 * Words are taken as nginx takes them: a quote counts at the start of a word only, # too, a backslash
 * guards what follows it, and "${" opens no block.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct diagnostics;
struct source_file;

struct nginx_word {
	const char *text; /* without quotes and backslashes; not clean */
	struct where where;
	unsigned width; /* bytes in the line, quotes included */
	bool quoted;
};

struct nginx_directive {
	const struct nginx_word *words; /* one at least */
	size_t count;
	bool is_block;
	const struct nginx_directive *children;
	size_t child_count;
};

/*
 * The directives of one file; includes are not followed. `ret_broken`: nginx would stop here, and not
 * all of the file is known.
 */
size_t nginx_tree_read(struct arena *arena, const struct source_file *file,
		       struct diagnostics *diagnostics,
		       const struct nginx_directive **ret_directives, bool *ret_broken);
