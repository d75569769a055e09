/*
 * named.conf -> statements: words, strings and blocks, with included files put where they are
 * included. What they mean is named.c's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"
#include "named_token.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

struct named_block;

struct named_item {
	const char *text; /* of a block "" */
	const struct named_block *block;
	struct where where;
	unsigned width;		    /* bytes in the line */
	enum named_token_kind kind; /* NAMED_SIGN: '!' or '=', or the brace of a block */
};

struct named_statement {
	const struct named_item *items; /* at least one */
	size_t count;
};

struct named_block {
	const struct named_statement *statements;
	size_t count;
	bool partial; /* the whole file: something that it includes could not be read */
};

/* `include` works relative to `options { directory }`, as soon as that was read. */
const struct named_block *named_tree_read(struct arena *arena, struct source_files *files,
					  const struct source_file *file, bool copy,
					  struct diagnostics *diagnostics);
