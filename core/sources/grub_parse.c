#include "core/sources/grub_parse.h"

#include <string.h>

#include "core/arena.h"
#include "core/diag.h"

#define HELP	  "correct the line; grub-script-check FILE tells whether GRUB takes it"
#define DEPTH_MAX 100 /* of blocks in blocks; GRUB's own files have four */

struct parser {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct grub_token *at;
	unsigned depth;
	bool lost; /* a word is missing; what it belongs to is no news */
};

static struct grub_statement parse_statement(struct parser *parser);

static const char *const keywords[] = { "if",	"then",	 "elif",  "else",     "fi",
					"for",	"while", "until", "do",	      "done",
					"case", "esac",	 "in",	  "function", "select",
					"time", NULL };
static const char *const ends[] = { "fi",   "then", "elif", "else",
				    "done", "do",   "esac", NULL };

static bool is_keyword(const struct grub_token *token, const char *const *words)
{
	for (; *words; words++) {
		if (grub_token_is(token, *words))
			return true;
	}
	return false;
}

static bool is_if(const struct grub_token *token)
{
	return grub_token_is(token, "if");
}

static void refuse(struct parser *parser, struct where where, const char *message)
{
	if (!parser->lost)
		diag_error(parser->diagnostics, where, NULL, "GRUB refuses the file: %s",
			   message);
}

/* To the next statement; a semicolon ends one, so it does not stand alone. */
static void skip_line_ends(struct parser *parser)
{
	for (;; parser->at++) {
		if (parser->at->kind == GRUB_SEMICOLON)
			refuse(parser, parser->at->where,
			       "nothing stands in front of this ;");
		else if (parser->at->kind != GRUB_LINE_END)
			return;
	}
}

static void add(struct parser *parser, struct grub_block *block,
		struct grub_statement statement)
{
	block->items =
		arena_grow(parser->arena, block->items, block->count, sizeof statement);
	block->items[block->count++] = statement;
}

static void add_block(struct parser *parser, struct grub_statement *statement,
		      struct grub_block block)
{
	statement->blocks = arena_grow(parser->arena, statement->blocks,
				       statement->block_count, sizeof block);
	statement->blocks[statement->block_count++] = block;
}

static struct grub_block parse_braces(struct parser *parser);

/* "menuentry x" and its { on the next line: refused, but what is meant is plain. */
static void parse_late_block(struct parser *parser, struct grub_block *block)
{
	refuse(parser, parser->at->where, "a block begins on the line of its command");
	add_block(parser, &block->items[block->count - 1], parse_braces(parser));
}

/* Up to a word that ends it, or }. */
static struct grub_block parse_list(struct parser *parser)
{
	struct grub_block block = { 0 };

	for (skip_line_ends(parser);
	     parser->at->kind != GRUB_END && parser->at->kind != GRUB_CLOSE &&
	     !is_keyword(parser->at, ends);
	     skip_line_ends(parser)) {
		const struct grub_token *before = parser->at;

		if (before->kind == GRUB_OPEN && block.count &&
		    block.items[block.count - 1].kind == GRUB_COMMAND) {
			parse_late_block(parser, &block);
			continue;
		}
		add(parser, &block, parse_statement(parser));
		if (parser->at == before)
			parser->at++;
	}
	return block;
}

/* At {. */
static struct grub_block parse_braces(struct parser *parser)
{
	const struct grub_token *open = parser->at++;
	struct grub_block block = { 0 };

	for (;;) {
		struct grub_block part = parse_list(parser);

		for (size_t i = 0; i < part.count; i++)
			add(parser, &block, part.items[i]);
		if (parser->at->kind == GRUB_END || parser->at->kind == GRUB_CLOSE)
			break;
		refuse(parser, parser->at->where,
		       "this word ends something that was not begun");
		parser->at++;
	}
	if (parser->at->kind == GRUB_END) {
		refuse(parser, open->where, "the block that begins here is not closed");
		return block;
	}
	if (!block.count)
		refuse(parser, open->where, "a block must not be empty");
	parser->at++;
	return block;
}

/* Passes `word`; else complains of what was begun at `begin`. */
static bool expect(struct parser *parser, const struct grub_token *begin,
		   const char *what, const char *word)
{
	if (grub_token_is(parser->at, word)) {
		parser->at++;
		return true;
	}
	if (!parser->lost)
		diag_error(parser->diagnostics, begin->where, NULL,
			   "GRUB refuses the file: '%s' is missing behind the %s that "
			   "begins here",
			   word, what);
	parser->lost = true;
	return false;
}

/* Behind then, else, do. */
static void parse_body(struct parser *parser, struct grub_statement *statement)
{
	const struct grub_token *begin = parser->at - 1;
	struct grub_block block = parse_list(parser);

	if (!block.count)
		refuse(parser, begin->where, "a command must stand behind this");
	add_block(parser, statement, block);
}

static void parse_if(struct parser *parser, struct grub_statement *statement)
{
	const struct grub_token *begin = parser->at;

	statement->kind = GRUB_IF;
	do {
		parser->at++; /* if, elif */
		(void)parse_list(parser);
		if (!expect(parser, begin, "if", "then"))
			return;
		parse_body(parser, statement);
	} while (grub_token_is(parser->at, "elif"));
	if (grub_token_is(parser->at, "else")) {
		parser->at++;
		parse_body(parser, statement);
	}
	(void)expect(parser, begin, "if", "fi");
}

/* The end of a statement, with empty lines behind it. */
static void pass_end(struct parser *parser)
{
	if (parser->at->kind == GRUB_SEMICOLON)
		parser->at++;
	skip_line_ends(parser);
}

/* for NAME in WORDS; do ...; done, and while, until. */
static void parse_loop(struct parser *parser, struct grub_statement *statement)
{
	const struct grub_token *begin = parser->at++;

	statement->kind = GRUB_LOOP;
	if (grub_token_is(begin, "for") && parser->at->kind == GRUB_WORD) {
		statement->words = parser->at++;
		statement->count = 1;
		if (!expect(parser, begin, "for", "in"))
			return;
		while (parser->at->kind == GRUB_WORD)
			parser->at++;
		pass_end(parser);
	} else {
		(void)parse_list(parser);
	}
	if (!expect(parser, begin, "loop", "do"))
		return;
	parse_body(parser, statement);
	(void)expect(parser, begin, "loop", "done");
}

static void parse_function(struct parser *parser, struct grub_statement *statement)
{
	const struct grub_token *begin = parser->at++;

	statement->kind = GRUB_FUNCTION;
	if (parser->at->kind != GRUB_WORD || is_keyword(parser->at, keywords)) {
		refuse(parser, begin->where, "a function needs a name");
		return;
	}
	statement->words = parser->at++;
	statement->count = 1;
	skip_line_ends(parser);
	if (parser->at->kind != GRUB_OPEN)
		refuse(parser, begin->where, "a function needs a block");
	else
		add_block(parser, statement, parse_braces(parser));
}

static void parse_command(struct parser *parser, struct grub_statement *statement)
{
	statement->kind = GRUB_COMMAND;
	statement->words = parser->at;
	while (parser->at->kind == GRUB_WORD) {
		parser->at++;
		statement->count++;
	}
	if (parser->at->kind == GRUB_OPEN && statement->count)
		add_block(parser, statement, parse_braces(parser));
}

static bool ends_line(const struct grub_token *token)
{
	return token->kind == GRUB_LINE_END || token->kind == GRUB_SEMICOLON ||
	       token->kind == GRUB_END;
}

/* Passes the end of a statement; what may not stand there, up to the end of the line. */
static void end_statement(struct parser *parser)
{
	if (parser->at->kind == GRUB_SEMICOLON) {
		parser->at++;
		return;
	}
	if (ends_line(parser->at) || parser->at->kind == GRUB_CLOSE)
		return;
	refuse(parser, parser->at->where,
	       parser->at->kind == GRUB_OPEN ? "a block begins on the line of its command"
					     : "this may not stand here");
	while (!ends_line(parser->at))
		parser->at++;
}

static struct grub_statement parse_statement(struct parser *parser)
{
	static const char *const loops[] = { "for", "while", "until", NULL };
	struct grub_statement statement = { 0 };

	if (parser->depth == DEPTH_MAX) {
		refuse(parser, parser->at->where, "blocks are nested too deep");
		while (parser->at->kind != GRUB_END)
			parser->at++;
		return statement;
	}
	parser->depth++;
	if (is_if(parser->at))
		parse_if(parser, &statement);
	else if (is_keyword(parser->at, loops))
		parse_loop(parser, &statement);
	else if (grub_token_is(parser->at, "function"))
		parse_function(parser, &statement);
	else
		parse_command(parser, &statement);
	parser->depth--;
	end_statement(parser);
	return statement;
}

struct grub_block grub_parse(struct arena *arena, const struct source_file *file,
			     struct diagnostics *diagnostics)
{
	struct parser parser = {
		.arena = arena,
		.diagnostics = diagnostics,
		.at = grub_tokens(arena, file, diagnostics),
	};
	struct grub_block whole = { 0 };

	for (;;) {
		struct grub_block part = parse_list(&parser);

		for (size_t i = 0; i < part.count; i++)
			add(&parser, &whole, part.items[i]);
		if (parser.at->kind == GRUB_END)
			return whole;
		refuse(&parser, parser.at->where,
		       "this ends something that was not begun");
		parser.at++;
	}
}
