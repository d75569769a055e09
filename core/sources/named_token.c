#include "named_token.h"

#include <string.h>

#include "core/arena.h"

/* Each stands alone; what is between them and blanks are words. */
static const char signs[] = "{};!=";

void named_scanner_init(struct named_scanner *scanner, struct arena *arena,
			const char *bytes, size_t length)
{
	*scanner = (struct named_scanner){ .arena = arena,
					   .p = bytes,
					   .end = bytes + length,
					   .line_start = bytes,
					   .line = 1 };
}

/* One character on; lines are counted here and nowhere else. */
static void advance(struct named_scanner *scanner)
{
	if (*scanner->p++ == '\n') {
		scanner->line++;
		scanner->line_start = scanner->p;
	}
}

static bool starts(const struct named_scanner *scanner, const char *two)
{
	return scanner->end - scanner->p >= 2 && !memcmp(scanner->p, two, 2);
}

static bool is_line_comment(const struct named_scanner *scanner)
{
	return *scanner->p == '#' || starts(scanner, "//");
}

static bool is_block_comment(const struct named_scanner *scanner)
{
	return starts(scanner, "/*");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' ||
	       c == '\v' || c == '\0';
}

/* False: the file ends inside of a comment. */
static bool skip_block_comment(struct named_scanner *scanner)
{
	scanner->p += 2;
	while (scanner->p < scanner->end && !starts(scanner, "*/"))
		advance(scanner);
	if (scanner->p == scanner->end)
		return false;
	scanner->p += 2;
	return true;
}

static bool skip_blank(struct named_scanner *scanner)
{
	while (scanner->p < scanner->end) {
		if (is_line_comment(scanner)) {
			while (scanner->p < scanner->end && *scanner->p != '\n')
				scanner->p++;
		} else if (is_block_comment(scanner)) {
			if (!skip_block_comment(scanner))
				return false;
		} else if (is_blank(*scanner->p)) {
			advance(scanner);
		} else {
			break;
		}
	}
	return true;
}

/* A string may hold escaped quotes; it ends with its line if it is not closed. */
static void scan_string(struct named_scanner *scanner, struct named_token *token)
{
	const char *start = ++scanner->p;
	char *text, *to;

	while (scanner->p < scanner->end && *scanner->p != '"' && *scanner->p != '\n') {
		if (*scanner->p == '\\' && scanner->p + 1 < scanner->end &&
		    scanner->p[1] != '\n')
			scanner->p++;
		scanner->p++;
	}
	text = to = arena_alloc(scanner->arena, (size_t)(scanner->p - start) + 1);
	for (const char *from = start; from < scanner->p; from++) {
		if (*from == '\\' && from + 1 < scanner->p)
			from++;
		*to++ = *from;
	}
	token->kind = NAMED_STRING;
	token->text = text;
	token->broken = scanner->p == scanner->end || *scanner->p != '"';
	if (!token->broken)
		scanner->p++;
}

static bool ends_word(const struct named_scanner *scanner)
{
	char c = *scanner->p;

	return is_blank(c) || c == '"' || c == '#' || strchr(signs, c) ||
	       is_line_comment(scanner) || is_block_comment(scanner);
}

static void scan_word(struct named_scanner *scanner, struct named_token *token)
{
	const char *start = scanner->p;

	token->kind = NAMED_WORD;
	if (strchr(signs, *scanner->p)) {
		token->kind = NAMED_SIGN;
		scanner->p++;
	}
	while (token->kind == NAMED_WORD && scanner->p < scanner->end &&
	       !ends_word(scanner))
		scanner->p++;
	token->text = arena_strndup(scanner->arena, start, (size_t)(scanner->p - start));
}

struct named_token named_scan(struct named_scanner *scanner)
{
	bool closed = skip_blank(scanner);
	const char *start = scanner->p;
	struct named_token token = {
		.kind = NAMED_END,
		.text = "",
		.line = scanner->line,
		.column = (unsigned)(scanner->p - scanner->line_start) + 1,
		.broken = !closed,
	};

	if (scanner->p == scanner->end)
		return token;
	if (*scanner->p == '"')
		scan_string(scanner, &token);
	else
		scan_word(scanner, &token);
	token.length = (size_t)(scanner->p - start);
	return token;
}
