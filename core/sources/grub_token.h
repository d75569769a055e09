/*
 * The tokens of a script of GRUB (grub-core/script/yylex.l): words with quotes and variables, line
 * ends, braces. A backslash in front of a line end joins lines; carriage returns do not count.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct diagnostics;
struct source_file;

/* What a word is put together of. */
struct grub_piece {
	const char *text;
	bool is_variable; /* its name */
	bool quoted;	  /* a variable's blanks end no word */
};

enum grub_token_kind {
	GRUB_WORD,
	GRUB_LINE_END,
	GRUB_SEMICOLON,
	GRUB_OPEN,
	GRUB_CLOSE,
	GRUB_FOREIGN, /* & | < >: no part of the language */
	GRUB_END,
};

struct grub_token {
	enum grub_token_kind kind;
	struct grub_piece *pieces;
	size_t count;
	bool plain; /* no quotes and no variables: may be a keyword */
	struct where where;
	unsigned width;
};

/* All of them; the last one is GRUB_END. An open quote is an error, and ends the script. */
struct grub_token *grub_tokens(struct arena *arena, const struct source_file *file,
			       struct diagnostics *diagnostics);
/* A plain word that is this one. */
bool grub_token_is(const struct grub_token *token, const char *word);
