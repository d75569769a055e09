#include "nginx_tree.h"

#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/text.h"

#define DEPTH_MAX 64

enum sign { SIGN_END, SIGN_WORD, SIGN_SEMICOLON, SIGN_OPEN, SIGN_CLOSE };

struct parser {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const char *file;
	const char *p, *end, *line_start;
	unsigned line;
	bool broken;
};

struct directives {
	struct nginx_directive *items;
	size_t count;
};

struct words {
	struct nginx_word *items;
	size_t count;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void advance(struct parser *parser)
{
	if (*parser->p++ == '\n') {
		parser->line++;
		parser->line_start = parser->p;
	}
}

static struct where place(const struct parser *parser)
{
	return (struct where){ parser->file, parser->line,
			       (unsigned)(parser->p - parser->line_start) + 1 };
}

static const char *clean(const struct parser *parser, const char *text)
{
	return text_clean(parser->arena, text, strlen(text), 80);
}

static void skip_blank(struct parser *parser)
{
	while (parser->p < parser->end) {
		if (*parser->p == '#') {
			while (parser->p < parser->end && *parser->p != '\n')
				parser->p++;
		} else if (is_blank(*parser->p)) {
			advance(parser);
		} else {
			break;
		}
	}
}

/* What stands behind a backslash; the backslash itself is kept before all that needs none. */
static char *put_guarded(char *out, char c)
{
	switch (c) {
	case '"':
	case '\'':
	case '\\':
		break;
	case 't':
		c = '\t';
		break;
	case 'r':
		c = '\r';
		break;
	case 'n':
		c = '\n';
		break;
	default:
		*out++ = '\\';
	}
	*out++ = c;
	return out;
}

static const char *unguard(struct parser *parser, const char *from, const char *to)
{
	char *text = arena_alloc(parser->arena, (size_t)(to - from) + 1), *out = text;

	for (; from < to; from++) {
		if (*from == '\\' && from + 1 < to)
			out = put_guarded(out, *++from);
		else
			*out++ = *from;
	}
	return text;
}

static void take_string(struct parser *parser, struct nginx_word *word)
{
	char quote = *parser->p;
	const char *start;

	advance(parser);
	start = parser->p;
	while (parser->p < parser->end && *parser->p != quote) {
		if (*parser->p == '\\' && parser->p + 1 < parser->end)
			advance(parser);
		advance(parser);
	}
	word->text = unguard(parser, start, parser->p);
	word->quoted = true;
	if (parser->p == parser->end) {
		diag_error(parser->diagnostics, word->where,
			   arena_printf(parser->arena, "close it with %c", quote),
			   "this quote is not closed before the end of the file");
		parser->broken = true;
		return;
	}
	advance(parser);
	if (parser->p < parser->end && !is_blank(*parser->p) &&
	    !strchr(";{)", *parser->p)) {
		diag_error(parser->diagnostics, place(parser),
			   "put a space or ';' behind the quote",
			   "unexpected '%c' behind a quote",
			   *parser->p >= ' ' && *parser->p < 127 ? *parser->p : '?');
		parser->broken = true;
	}
}

static void take_plain(struct parser *parser, struct nginx_word *word)
{
	const char *start = parser->p;
	bool variable = false; /* the character before was a $ */

	while (parser->p < parser->end) {
		char c = *parser->p;

		if (is_blank(c) || c == ';' || (c == '{' && !variable))
			break;
		variable = c == '$';
		if (c == '\\' && parser->p + 1 < parser->end)
			advance(parser);
		advance(parser);
	}
	word->text = unguard(parser, start, parser->p);
}

static enum sign next(struct parser *parser, struct nginx_word *word)
{
	const char *start;

	skip_blank(parser);
	*word = (struct nginx_word){ .text = "", .where = place(parser), .width = 1 };
	if (parser->p == parser->end)
		return SIGN_END;
	start = parser->p;
	switch (*parser->p) {
	case ';':
		parser->p++;
		return SIGN_SEMICOLON;
	case '{':
		parser->p++;
		return SIGN_OPEN;
	case '}':
		parser->p++;
		return SIGN_CLOSE;
	case '"':
	case '\'':
		take_string(parser, word);
		break;
	default:
		take_plain(parser, word);
	}
	word->width = (unsigned)(parser->p - start);
	return SIGN_WORD;
}

/* A string of Lua, which ends with its line at the latest. */
static void skip_code_string(struct parser *parser)
{
	const char quote = *parser->p;

	for (parser->p++; parser->p < parser->end && *parser->p != quote; parser->p++) {
		if (*parser->p == '\n')
			return;
		if (*parser->p == '\\' && parser->end - parser->p > 1 && parser->p[1] != '\n')
			parser->p++;
	}
}

/* The braces of a block that holds Lua: only they are counted. */
static void skip_code(struct parser *parser)
{
	size_t depth = 1;

	while (parser->p < parser->end && depth) {
		if (*parser->p == '"' || *parser->p == '\'')
			skip_code_string(parser);
		if (parser->p == parser->end)
			break;
		depth += *parser->p == '{';
		depth -= *parser->p == '}';
		advance(parser);
	}
}

static bool holds_code(const char *name)
{
	static const char end[] = "_by_lua_block";
	size_t length = strlen(name);

	return length >= sizeof end - 1 && !strcmp(name + length - sizeof end + 1, end);
}

/* Names that nobody means as the argument of another directive on the line before. */
static bool begins_directive(const struct nginx_word *word)
{
	static const char *const names[] = {
		"listen",    "server_name", "root",    "alias",
		"location",  "server",	    "include", "return",
		"try_files", "autoindex",   "index",   "proxy_pass",
		"error_log", "access_log",  "http",    "events",
	};

	for (size_t i = 0; !word->quoted && i < sizeof names / sizeof *names; i++) {
		if (!strcmp(word->text, names[i]))
			return true;
	}
	return false;
}

/* nginx takes the next line for arguments; what it says of that, if anything, helps nobody. */
static bool lacks_semicolon(const struct words *words, const struct nginx_word *word)
{
	const struct nginx_word *last =
		words->count > 1 ? &words->items[words->count - 1] : NULL;

	return last && last->where.line < word->where.line && begins_directive(word);
}

static void say_semicolon(struct parser *parser, const struct nginx_word *last)
{
	struct where where = last->where;

	where.column += last->width;
	diag_error(parser->diagnostics, where, "write ';' here",
		   "';' is missing behind '%s'", clean(parser, last->text));
}

static struct nginx_directive *add_directive(struct parser *parser,
					     struct directives *list, struct words *words)
{
	struct nginx_directive *added;

	list->items =
		arena_grow(parser->arena, list->items, list->count, sizeof *list->items);
	added = &list->items[list->count++];
	added->words = words->items;
	added->count = words->count;
	*words = (struct words){ 0 };
	return added;
}

static void read_block(struct parser *parser, struct directives *list, unsigned depth,
		       const struct where *brace);

static void add_block(struct parser *parser, struct directives *list, struct words *words,
		      const struct where *brace, unsigned depth)
{
	struct directives children = { 0 };
	const char *name = words->items[0].text;
	size_t index = list->count;

	add_directive(parser, list, words)->is_block = true;
	if (holds_code(name)) {
		skip_code(parser);
		return;
	}
	if (depth == DEPTH_MAX) {
		diag_error(parser->diagnostics, *brace, NULL,
			   "blocks are nested more than %d deep", DEPTH_MAX);
		parser->broken = true;
		return;
	}
	read_block(parser, &children, depth + 1, brace);
	list->items[index].children = children.items;
	list->items[index].child_count = children.count;
}

/* False: the block ends with this brace. */
static bool close_block(struct parser *parser, struct directives *list,
			struct words *words, const struct nginx_word *sign,
			const struct where *brace)
{
	if (words->count) {
		say_semicolon(parser, &words->items[words->count - 1]);
		add_directive(parser, list, words);
	}
	if (brace)
		return false;
	diag_error(parser->diagnostics, sign->where, "delete it, or open its block",
		   "unexpected '}': this brace closes nothing");
	parser->broken = true;
	return true;
}

static void end_file(struct parser *parser, struct directives *list, struct words *words,
		     const struct where *brace)
{
	if (words->count) {
		say_semicolon(parser, &words->items[words->count - 1]);
		add_directive(parser, list, words);
	} else if (brace) {
		diag_error(parser->diagnostics, *brace, "close it with }",
			   "this block is not closed before the end of the file");
	}
	parser->broken = parser->broken || brace;
}

static void add_word(struct parser *parser, struct words *words,
		     const struct nginx_word *word)
{
	words->items = arena_grow(parser->arena, words->items, words->count,
				  sizeof *words->items);
	words->items[words->count++] = *word;
}

static void say_unexpected(struct parser *parser, const struct nginx_word *sign, char c)
{
	diag_error(parser->diagnostics, sign->where, "delete it", "unexpected '%c'", c);
	parser->broken = true;
}

static void read_block(struct parser *parser, struct directives *list, unsigned depth,
		       const struct where *brace)
{
	struct words words = { 0 };
	struct nginx_word word;

	while (!parser->broken) {
		switch (next(parser, &word)) {
		case SIGN_END:
			end_file(parser, list, &words, brace);
			return;
		case SIGN_CLOSE:
			if (!close_block(parser, list, &words, &word, brace))
				return;
			break;
		case SIGN_SEMICOLON:
			if (words.count)
				add_directive(parser, list, &words);
			else
				say_unexpected(parser, &word, ';');
			break;
		case SIGN_OPEN:
			if (words.count)
				add_block(parser, list, &words, &word.where, depth);
			else
				say_unexpected(parser, &word, '{');
			break;
		case SIGN_WORD:
			if (lacks_semicolon(&words, &word)) {
				say_semicolon(parser, &words.items[words.count - 1]);
				add_directive(parser, list, &words);
			}
			add_word(parser, &words, &word);
		}
	}
}

size_t nginx_tree_read(struct arena *arena, const struct source_file *file,
		       struct diagnostics *diagnostics,
		       const struct nginx_directive **ret_directives, bool *ret_broken)
{
	struct parser parser = {
		.arena = arena,
		.diagnostics = diagnostics,
		.file = file->name,
		.p = file->bytes,
		.end = file->bytes + file->length,
		.line_start = file->bytes,
		.line = 1,
	};
	struct directives list = { 0 };

	read_block(&parser, &list, 0, NULL);
	*ret_directives = list.items;
	*ret_broken = parser.broken;
	return list.count;
}
