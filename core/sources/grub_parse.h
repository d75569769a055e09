/*
 * A script of GRUB as a tree (grub-core/script/parser.y): commands, some with a block; if, loops
 * and functions with theirs. What GRUB refuses is an error with its place; what stands around it is
 * read all the same.
 */
#pragma once

#include "core/sources/grub_token.h"

enum grub_kind { GRUB_COMMAND, GRUB_IF, GRUB_LOOP, GRUB_FUNCTION };

struct grub_block {
	struct grub_statement *items;
	size_t count;
};

struct grub_statement {
	enum grub_kind kind;
	const struct grub_token
		*words; /* of a command; a function's name; a loop's variable */
	size_t count;
	struct grub_block
		*blocks; /* COMMAND, LOOP, FUNCTION: one at most; IF: one or more */
	size_t block_count;
};

struct grub_block grub_parse(struct arena *arena, const struct source_file *file,
			     struct diagnostics *diagnostics);
