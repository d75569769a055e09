#include "core/sources/dhcpd_token.h"

#include <ctype.h>
#include <string.h>

#include "core/arena.h"

void dhcpd_scanner_init(struct dhcpd_scanner *scanner, struct arena *arena,
			const char *bytes, size_t length)
{
	*scanner = (struct dhcpd_scanner){ .arena = arena,
					   .p = bytes,
					   .end = bytes + length,
					   .line_start = bytes,
					   .line = 1 };
}

static void skip_blank(struct dhcpd_scanner *scanner)
{
	while (scanner->p < scanner->end) {
		char c = *scanner->p;

		if (c == '#') {
			while (scanner->p < scanner->end && *scanner->p != '\n')
				scanner->p++;
			continue;
		}
		if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f' &&
		    c != '\v')
			return;
		scanner->p++;
		if (c == '\n') {
			scanner->line++;
			scanner->line_start = scanner->p;
		}
	}
}

/* A string may hold escaped quotes; it ends with its line if it is not closed. */
static void scan_string(struct dhcpd_scanner *scanner, struct dhcpd_token *token)
{
	const char *start = ++scanner->p;

	while (scanner->p < scanner->end && *scanner->p != '"' && *scanner->p != '\n') {
		if (*scanner->p == '\\' && scanner->p + 1 < scanner->end &&
		    scanner->p[1] != '\n')
			scanner->p++;
		scanner->p++;
	}
	token->kind = DHCPD_STRING;
	token->text = arena_strndup(scanner->arena, start, (size_t)(scanner->p - start));
	token->broken = scanner->p == scanner->end || *scanner->p != '"';
	if (!token->broken)
		scanner->p++;
}

/* What may stand inside a name, an address, a number or a MAC. */
static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' ||
	       c == ':' || c == '/' || (unsigned char)c >= 0x80;
}

struct dhcpd_token dhcpd_scan(struct dhcpd_scanner *scanner)
{
	struct dhcpd_token token = { .kind = DHCPD_END, .text = "" };
	const char *start;

	skip_blank(scanner);
	token.line = scanner->line;
	token.column = (unsigned)(scanner->p - scanner->line_start) + 1;
	if (scanner->p == scanner->end)
		return token;
	if (*scanner->p == '"') {
		scan_string(scanner, &token);
		return token;
	}
	start = scanner->p;
	while (scanner->p < scanner->end && is_word(*scanner->p))
		scanner->p++;
	token.kind = DHCPD_WORD;
	if (scanner->p == start) {
		token.kind = DHCPD_SIGN;
		scanner->p++;
	}
	token.text = arena_strndup(scanner->arena, start, (size_t)(scanner->p - start));
	return token;
}
