#include "core/sources/dhcpd_token.h"

#include <ctype.h>
#include <string.h>

#include "core/arena.h"

void dhcpd_scanner_init(struct dhcpd_scanner *scanner, struct arena *arena,
			const char *file, const char *bytes, size_t length)
{
	*scanner = (struct dhcpd_scanner){ .arena = arena,
					   .file = file,
					   .p = bytes,
					   .end = bytes + length,
					   .line_start = bytes,
					   .line = 1,
					   .line_is_fresh = true };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static void next_line(struct dhcpd_scanner *scanner)
{
	scanner->line++;
	scanner->line_start = scanner->p;
	scanner->line_is_fresh = true;
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
		if (!is_blank(c))
			return;
		scanner->p++;
		if (c == '\n')
			next_line(scanner);
	}
}

/* Up to three octal or two hexadecimal digits. */
static char scan_number(struct dhcpd_scanner *scanner, unsigned base, unsigned most)
{
	unsigned value = 0;

	for (unsigned i = 0; i < most && scanner->p < scanner->end; i++) {
		unsigned char c = (unsigned char)*scanner->p;
		unsigned digit = isdigit(c)    ? (unsigned)c - '0'
				 : isxdigit(c) ? (unsigned)tolower(c) - 'a' + 10
					       : base;

		if (digit >= base)
			break;
		value = value * base + digit;
		scanner->p++;
	}
	return (char)value;
}

static char scan_escape(struct dhcpd_scanner *scanner)
{
	char c = *scanner->p++;

	switch (c) {
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	case 'b':
		return '\b';
	case 'x':
		return scan_number(scanner, 16, 2);
	default:
		if (c < '0' || c > '3')
			return c;
		scanner->p--;
		return scan_number(scanner, 8, 3);
	}
}

/*
 * The quote that ends the string, or NULL. It may stand on a later line, and then the string goes
 * on over the line's end; but behind a quote that was forgotten the next one begins another string.
 */
static const char *find_quote(const struct dhcpd_scanner *scanner)
{
	bool same_line = true;

	for (const char *p = scanner->p; p < scanner->end; p++) {
		if (*p == '\n') {
			same_line = false;
		} else if (*p == '\\') {
			p++;
		} else if (*p == '"') {
			const char *quote = p++;

			while (p < scanner->end && is_blank(*p))
				p++;
			return same_line || (p < scanner->end && strchr(";,){", *p))
				       ? quote
				       : NULL;
		}
	}
	return NULL;
}

static void scan_string(struct dhcpd_scanner *scanner, struct dhcpd_token *token)
{
	const char *start = scanner->p++, *quote = find_quote(scanner), *stop = quote;
	char *text;

	if (!quote) {
		stop = memchr(scanner->p, '\n', (size_t)(scanner->end - scanner->p));
		if (!stop)
			stop = scanner->end;
		token->fault = DHCPD_OPEN_STRING;
	}
	text = arena_alloc(scanner->arena, (size_t)(stop - scanner->p) + 1);
	token->kind = DHCPD_STRING;
	token->text = text;
	while (scanner->p < stop) {
		char c = *scanner->p++;

		if (c == '\n')
			next_line(scanner);
		if (c == '\\' && scanner->p < stop)
			c = scan_escape(scanner);
		text[token->length++] = c;
	}
	scanner->line_is_fresh = false;
	if (quote)
		scanner->p = quote + 1;
	token->width = (unsigned)(scanner->p - start);
}

/* What may stand inside a name, an address, a number or a MAC. */
static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' ||
	       c == ':' || c == '/' || (unsigned char)c >= 0x80;
}

static void scan_word(struct dhcpd_scanner *scanner, struct dhcpd_token *token)
{
	const char *start = scanner->p;

	while (scanner->p < scanner->end && is_word(*scanner->p)) {
		if ((unsigned char)*scanner->p >= 0x80)
			token->fault = DHCPD_FOREIGN;
		scanner->p++;
	}
	token->kind = DHCPD_WORD;
	if (scanner->p == start) {
		token->kind = DHCPD_SIGN;
		scanner->p++;
	}
	token->length = (size_t)(scanner->p - start);
	token->width = (unsigned)token->length;
	token->text = arena_strndup(scanner->arena, start, token->length);
}

struct dhcpd_token dhcpd_scan(struct dhcpd_scanner *scanner)
{
	struct dhcpd_token token = { .kind = DHCPD_END, .text = "" };

	skip_blank(scanner);
	token.where.file = scanner->file;
	token.where.line = scanner->line;
	token.where.column = (unsigned)(scanner->p - scanner->line_start) + 1;
	token.starts_line = scanner->line_is_fresh;
	scanner->line_is_fresh = false;
	if (scanner->p == scanner->end)
		return token;
	if (*scanner->p == '"')
		scan_string(scanner, &token);
	else
		scan_word(scanner, &token);
	return token;
}
