/*
 * The values of a setting, against the shape that dhcpd wants (see dhcpd_option.h).
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/dhcpd_parser.h"
#include "core/text.h"

static bool is_identifier(const char *text)
{
	if (!isalpha((unsigned char)*text))
		return false;
	for (; *text; text++) {
		if (!isalnum((unsigned char)*text) && *text != '-' && *text != '_')
			return false;
	}
	return true;
}

/* Decimal, 0x... or octal, with a sign. */
static bool is_number(const char *text)
{
	char *end;

	strtol(text, &end, 0);
	return end != text && !*end;
}

static bool is_name_or_address(const char *text)
{
	struct addr addr;

	if (addr_parse(text, &addr) >= 0)
		return addr.family == AF_INET;
	return !isdigit((unsigned char)*text) ||
			       strspn(text, "0123456789.") != strlen(text)
		       ? text_is_host_name(text) || strchr(text, '_')
		       : false;
}

static bool is_flag(const char *text)
{
	static const char *const words[] = { "true", "false", "on", "off", "ignore" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!strcasecmp(text, words[i]))
			return true;
	}
	return false;
}

/* NULL: the token fits; else what is expected. */
static const char *misfit(const struct dhcpd_token *token, char shape)
{
	bool word = token->kind == DHCPD_WORD && !token->fault;
	bool string = token->kind == DHCPD_STRING && !token->fault;
	const char *text = token->text;
	struct addr addr;

	switch (shape) {
	case 'I':
		return word && is_name_or_address(text)
			       ? NULL
			       : "an IPv4 address or a host name";
	case '6':
		return word && addr_parse(text, &addr) >= 0 && addr.family == AF_INET6
			       ? NULL
			       : "an IPv6 address";
	case 't':
		return string || (word && is_identifier(text)) ? NULL : "text in quotes";
	case 'D':
		return string ? NULL : "a domain name in quotes";
	case 'd':
	case 'k':
		return string || word ? NULL : "a name";
	case 'T':
		return word && (is_number(text) || !strcasecmp(text, "infinite"))
			       ? NULL
			       : "a number of seconds";
	case 'f':
		return word && is_flag(text) ? NULL : "on or off";
	case 'X':
		return string || (word && isxdigit((unsigned char)*text))
			       ? NULL
			       : "text in quotes or hexadecimal bytes";
	case 'N':
	case 'U':
		return word ? NULL : "a word";
	default:
		return word && is_number(text) ? NULL : "a number";
	}
}

static void add_value(struct dhcpd_parser *parser, struct dhcpd_value **values,
		      size_t *count)
{
	struct dhcpd_token token = dhcpd_take(parser);

	*values = arena_grow(parser->arena, *values, *count, sizeof **values);
	(*values)[(*count)++] =
		(struct dhcpd_value){ .text = token.text,
				      .quoted = token.kind == DHCPD_STRING,
				      .width = token.width,
				      .where = token.where };
}

/* `*`: all up to the semicolon. */
static bool parse_anything(struct dhcpd_parser *parser, struct dhcpd_value **values,
			   size_t *count)
{
	while (parser->ahead.kind != DHCPD_END && !parser->ahead.fault &&
	       !dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '{') &&
	       !dhcpd_at_sign(parser, '}'))
		add_value(parser, values, count);
	return true;
}

static bool parse_shape(struct dhcpd_parser *parser, const char *what, const char *shape,
			struct dhcpd_value **values, size_t *count)
{
	const char *p = shape;

	while (*p) {
		const char *expected;

		if (*p == 'A' || *p == 'a') {
			if (!dhcpd_take_sign(parser, ','))
				return true;
			p = *p == 'A' ? shape : p - 1;
			continue;
		}
		/* The list of domains may be one string or several. */
		expected = misfit(&parser->ahead, *p);
		if (expected) {
			dhcpd_unexpected(parser, arena_printf(parser->arena, "%s (%s)",
							      expected, what));
			return false;
		}
		add_value(parser, values, count);
		if (*p == 'D' && dhcpd_take_sign(parser, ','))
			continue;
		p++;
	}
	return true;
}

bool dhcpd_values_parse(struct dhcpd_parser *parser, const char *what, const char *shape,
			struct dhcpd_setting *setting)
{
	struct dhcpd_value *values = NULL;
	size_t count = 0;
	bool fits = *shape == '*' ? parse_anything(parser, &values, &count)
				  : parse_shape(parser, what, shape, &values, &count);

	setting->values = values;
	setting->count = count;
	return fits;
}
