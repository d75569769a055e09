#include "core/sources/dhcpd_parser.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"

struct dhcpd_token dhcpd_take(struct dhcpd_parser *parser)
{
	parser->last = parser->ahead;
	parser->ahead = dhcpd_scan(&parser->scanner);
	return parser->last;
}

bool dhcpd_at_sign(const struct dhcpd_parser *parser, char sign)
{
	return parser->ahead.kind == DHCPD_SIGN && *parser->ahead.text == sign;
}

bool dhcpd_at_word(const struct dhcpd_parser *parser, const char *word)
{
	return parser->ahead.kind == DHCPD_WORD && !strcasecmp(parser->ahead.text, word);
}

bool dhcpd_take_sign(struct dhcpd_parser *parser, char sign)
{
	if (!dhcpd_at_sign(parser, sign))
		return false;
	dhcpd_take(parser);
	return true;
}

bool dhcpd_take_word(struct dhcpd_parser *parser, const char *word)
{
	if (!dhcpd_at_word(parser, word))
		return false;
	dhcpd_take(parser);
	return true;
}

void dhcpd_refuse(struct dhcpd_parser *parser, struct where where, const char *help,
		  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_error(parser->diagnostics, where, help, "%s",
		   arena_vprintf(parser->arena, format, args));
	va_end(args);
}

void dhcpd_doubt(struct dhcpd_parser *parser, struct where where, const char *help,
		 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_warning(parser->diagnostics, where, help, "%s",
		     arena_vprintf(parser->arena, format, args));
	va_end(args);
}

void dhcpd_unexpected(struct dhcpd_parser *parser, const char *expected)
{
	const struct dhcpd_token *token = &parser->ahead;
	const char *sign = token->kind == DHCPD_STRING ? "\"" : "";

	if (token->fault == DHCPD_OPEN_STRING)
		dhcpd_refuse(parser, token->where, "close it with a quote",
			     "this string is not closed");
	else if (token->fault == DHCPD_FOREIGN ||
		 (token->kind == DHCPD_SIGN && (unsigned char)*token->text >= 0x80))
		dhcpd_refuse(
			parser, token->where, "write ASCII spaces, and notes behind a #",
			"'%s' is not ASCII; outside of comments and strings dhcpd reads "
			"nothing else, and takes a wide space for no space",
			token->text);
	else if (token->kind == DHCPD_END)
		dhcpd_refuse(parser, token->where, NULL,
			     "the file ends where %s is expected", expected);
	else
		dhcpd_refuse(parser, token->where, NULL,
			     "%s%s%s stands where %s is expected", sign, token->text,
			     sign, expected);
}

bool dhcpd_semicolon(struct dhcpd_parser *parser)
{
	const struct dhcpd_token *last = &parser->last;
	struct where end = last->where;

	if (dhcpd_take_sign(parser, ';'))
		return true;
	end.column += last->width;
	if (parser->ahead.kind == DHCPD_END || parser->ahead.starts_line)
		dhcpd_refuse(parser, end, "end the statement with ';'",
			     "the semicolon behind '%s' is missing", last->text);
	else
		dhcpd_unexpected(parser, "a semicolon");
	dhcpd_skip(parser);
	return false;
}

/* A word that begins a statement, where it begins a line. */
static bool is_landmark(const struct dhcpd_token *token)
{
	static const char *const words[] = { "class",  "group",		 "host",
					     "if",     "include",	 "option",
					     "pool",   "shared-network", "subclass",
					     "subnet", "subnet6",	 "range" };

	if (token->kind != DHCPD_WORD || !token->starts_line)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!strcasecmp(token->text, words[i]))
			return true;
	}
	return false;
}

void dhcpd_skip(struct dhcpd_parser *parser)
{
	size_t blocks = 0;

	while (parser->ahead.kind != DHCPD_END) {
		if (!blocks &&
		    (dhcpd_at_sign(parser, '}') || is_landmark(&parser->ahead)))
			return;
		if (dhcpd_at_sign(parser, '{')) {
			blocks++;
		} else if (dhcpd_at_sign(parser, '}')) {
			if (!--blocks) {
				dhcpd_take(parser);
				return;
			}
		} else if (!blocks && dhcpd_at_sign(parser, ';')) {
			dhcpd_take(parser);
			return;
		}
		dhcpd_take(parser);
	}
}

char *dhcpd_lower(struct dhcpd_parser *parser, const char *text)
{
	char *lower = arena_strdup(parser->arena, text);

	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return lower;
}
