#include "isc_token.h"

#include <string.h>

#include "core/arena.h"

const struct isc_dialect isc_named = { .c_comments = true, .signs = "{};!=" };
const struct isc_dialect isc_dhcpd = { .signs = "{};,=()<>!?+*&|%[]~^@$\\'`" };

void isc_scanner_init(struct isc_scanner *scanner, struct arena *arena,
		      const struct isc_dialect *dialect, const char *bytes, size_t length)
{
	*scanner = (struct isc_scanner){ .arena = arena,
					 .dialect = dialect,
					 .p = bytes,
					 .end = bytes + length,
					 .line_start = bytes,
					 .line = 1 };
}

/* One character on; lines are counted here and nowhere else. */
static void advance(struct isc_scanner *scanner)
{
	if (*scanner->p++ == '\n') {
		scanner->line++;
		scanner->line_start = scanner->p;
	}
}

static bool starts(const struct isc_scanner *scanner, const char *two)
{
	return scanner->end - scanner->p >= 2 && !memcmp(scanner->p, two, 2);
}

static bool is_line_comment(const struct isc_scanner *scanner)
{
	return *scanner->p == '#' ||
	       (scanner->dialect->c_comments && starts(scanner, "//"));
}

static bool is_block_comment(const struct isc_scanner *scanner)
{
	return scanner->dialect->c_comments && starts(scanner, "/*");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' ||
	       c == '\v' || c == '\0';
}

/* False: the file ends inside of a comment. */
static bool skip_block_comment(struct isc_scanner *scanner)
{
	scanner->p += 2;
	while (scanner->p < scanner->end && !starts(scanner, "*/"))
		advance(scanner);
	if (scanner->p == scanner->end)
		return false;
	scanner->p += 2;
	return true;
}

static bool skip_blank(struct isc_scanner *scanner)
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
static void scan_string(struct isc_scanner *scanner, struct isc_token *token)
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
	token->kind = ISC_STRING;
	token->text = text;
	token->broken = scanner->p == scanner->end || *scanner->p != '"';
	if (!token->broken)
		scanner->p++;
}

static bool ends_word(const struct isc_scanner *scanner)
{
	char c = *scanner->p;

	return is_blank(c) || c == '"' || c == '#' ||
	       strchr(scanner->dialect->signs, c) || is_line_comment(scanner) ||
	       is_block_comment(scanner);
}

static void scan_word(struct isc_scanner *scanner, struct isc_token *token)
{
	const char *start = scanner->p;

	token->kind = ISC_WORD;
	if (strchr(scanner->dialect->signs, *scanner->p)) {
		token->kind = ISC_SIGN;
		scanner->p++;
	}
	while (token->kind == ISC_WORD && scanner->p < scanner->end &&
	       !ends_word(scanner))
		scanner->p++;
	token->text = arena_strndup(scanner->arena, start, (size_t)(scanner->p - start));
}

struct isc_token isc_scan(struct isc_scanner *scanner)
{
	bool closed = skip_blank(scanner);
	const char *start = scanner->p;
	struct isc_token token = {
		.kind = ISC_END,
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
