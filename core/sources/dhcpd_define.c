/*
 * The options that a file declares itself: `option arch code 93 = unsigned integer 16;`.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/dhcpd_option.h"
#include "core/sources/dhcpd_parser.h"

/* Spaces that dhcpd brings along. What is in those other than "dhcp" is not looked at. */
static bool space_known(struct dhcpd_parser *parser, const char *space)
{
	static const char *const own[] = { "dhcp",  "dhcp6",	    "nwip", "fqdn",
					   "agent", "vendor",	    "vsio", "server",
					   "isc",   "vendor-class", "isc6", "client" };
	const char *lower = dhcpd_lower(parser, space);

	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (!strcmp(own[i], lower))
			return true;
	}
	return index_find(parser->spaces, lower, strlen(lower));
}

/* "agent.circuit-id" -> "circuit-id" and the space; NULL: the standard one. */
static const char *split(struct dhcpd_parser *parser, const char *name,
			 const char **ret_space)
{
	const char *dot = strchr(name, '.');

	*ret_space = NULL;
	if (!dot)
		return name;
	*ret_space = arena_strndup(parser->arena, name, (size_t)(dot - name));
	if (!strcasecmp(*ret_space, "dhcp"))
		*ret_space = NULL;
	return dot + 1;
}

static struct dhcpd_known *find_declared(struct dhcpd_parser *parser, const char *name)
{
	const char *lower = dhcpd_lower(parser, name);

	if (!strncmp(lower, "dhcp.", 5))
		lower += 5;
	return index_find(parser->options, lower, strlen(lower));
}

static void declare(struct dhcpd_parser *parser, const char *name, unsigned code,
		    const char *shape)
{
	struct dhcpd_known *known = find_declared(parser, name);
	const char *lower = dhcpd_lower(parser, name);

	if (!strncmp(lower, "dhcp.", 5))
		lower += 5;
	if (!known) {
		known = arena_alloc(parser->arena, sizeof *known);
		index_add(parser->options, lower, strlen(lower), known);
	}
	*known = (struct dhcpd_known){ .name = lower, .code = code, .shape = shape };
}

static void say_unknown(struct dhcpd_parser *parser, const struct dhcpd_token *token,
			const char *name)
{
	const char *nearest = dhcpd_option_nearest(name), *help = NULL;
	unsigned code = dhcpd_option_customary(name);

	if (code == 93)
		help = arena_printf(
			parser->arena,
			"at the top of the file: option %s code 93 = unsigned "
			"integer 16;",
			name);
	else if (nearest)
		help = arena_printf(parser->arena, "did you mean '%s'?", nearest);
	dhcpd_refuse(parser, token->where, help,
		     "option '%s' is used and declared nowhere; dhcpd does not start",
		     token->text);
	/* One word is enough for all the places where it is used. */
	declare(parser, token->text, code, "*");
}

bool dhcpd_option_parse(struct dhcpd_parser *parser, struct dhcpd_option *ret_option)
{
	struct dhcpd_token token = parser->ahead;
	const struct dhcpd_known *known;
	const char *name, *space;

	*ret_option = (struct dhcpd_option){ .name = "", .shape = "*" };
	if (token.kind != DHCPD_WORD || token.fault) {
		dhcpd_unexpected(parser, "the name of an option");
		return false;
	}
	dhcpd_take(parser);
	name = split(parser, token.text, &space);
	ret_option->name = name;
	ret_option->space = space;
	known = find_declared(parser, token.text);
	if (!known && !space)
		known = dhcpd_option_known(name);
	if (known) {
		ret_option->shape = known->shape;
		ret_option->code = space ? 0 : known->code;
		return true;
	}
	if (!strncasecmp(name, "unknown-", 8)) {
		ret_option->code = space ? 0 : (unsigned)strtoul(name + 8, NULL, 10);
		known = dhcpd_option_by_code(ret_option->code);
		ret_option->shape = known ? known->shape : "X";
		return true;
	}
	if (space && space_known(parser, space))
		return true;
	ret_option->code = space ? 0 : dhcpd_option_customary(name);
	/* It may be declared in the file that is not here. */
	if (!parser->dhcpd->incomplete)
		say_unknown(parser, &token, name);
	return parser->dhcpd->incomplete;
}

/* One type of a definition; "" where it is none. */
static const char *parse_type(struct dhcpd_parser *parser)
{
	bool is_signed = dhcpd_take_word(parser, "signed");

	if (!is_signed)
		dhcpd_take_word(parser, "unsigned");
	if (dhcpd_take_word(parser, "integer")) {
		struct dhcpd_token width = dhcpd_take(parser);

		if (!strcmp(width.text, "8"))
			return is_signed ? "b" : "B";
		if (!strcmp(width.text, "16"))
			return is_signed ? "s" : "S";
		return strcmp(width.text, "32") != 0 ? "" : is_signed ? "l" : "L";
	}
	if (dhcpd_take_word(parser, "boolean"))
		return "f";
	if (dhcpd_take_word(parser, "ip-address"))
		return "I";
	if (dhcpd_take_word(parser, "ip6-address"))
		return "6";
	if (dhcpd_take_word(parser, "text"))
		return "t";
	if (dhcpd_take_word(parser, "string"))
		return "X";
	if (dhcpd_take_word(parser, "domain-name"))
		return "d";
	if (dhcpd_take_word(parser, "domain-list")) {
		dhcpd_take_word(parser, "compressed");
		return "D";
	}
	if (dhcpd_take_word(parser, "zerolen"))
		return "*";
	if (dhcpd_take_word(parser, "encapsulate")) {
		dhcpd_take(parser);
		return "*";
	}
	return "";
}

/* "{ ip-address, integer 8 }": its own shape is not kept. */
static const char *parse_record(struct dhcpd_parser *parser)
{
	do {
		if (!*parse_type(parser))
			return "";
	} while (dhcpd_take_sign(parser, ','));
	return dhcpd_take_sign(parser, '}') ? "*" : "";
}

static const char *parse_types(struct dhcpd_parser *parser)
{
	bool is_array = dhcpd_take_word(parser, "array");
	const char *shape;

	if (is_array && !dhcpd_take_word(parser, "of"))
		return "";
	if (dhcpd_take_sign(parser, '{'))
		return parse_record(parser);
	shape = parse_type(parser);
	return is_array && *shape ? arena_printf(parser->arena, "%sA", shape) : shape;
}

static bool parse_space(struct dhcpd_parser *parser)
{
	struct dhcpd_token token = dhcpd_take(parser);
	static char declared;
	const char *lower = dhcpd_lower(parser, token.text);

	index_add(parser->spaces, lower, strlen(lower), &declared);
	/* Widths of its codes. */
	while (parser->ahead.kind == DHCPD_WORD && !parser->ahead.starts_line)
		dhcpd_take(parser);
	return dhcpd_semicolon(parser);
}

static void parse_code(struct dhcpd_parser *parser, const struct dhcpd_token *name)
{
	unsigned long code;
	const char *shape;
	char *end;

	code = strtoul(parser->ahead.text, &end, 10);
	if (parser->ahead.kind != DHCPD_WORD || *end || end == parser->ahead.text) {
		dhcpd_unexpected(parser, "the number of the option");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	declare(parser, name->text, (unsigned)code, "*");
	if (!dhcpd_take_sign(parser, '=')) {
		dhcpd_unexpected(parser, "'='");
		dhcpd_skip(parser);
		return;
	}
	shape = parse_types(parser);
	if (!*shape) {
		dhcpd_refuse(parser, parser->last.where,
			     "unsigned integer 16, text, ip-address",
			     "'%s' is no type of an option", parser->last.text);
		dhcpd_skip(parser);
		return;
	}
	declare(parser, name->text, (unsigned)code, shape);
	dhcpd_semicolon(parser);
}

bool dhcpd_parse_definition(struct dhcpd_parser *parser, const struct dhcpd_scope *scope)
{
	struct dhcpd_scanner behind = parser->scanner;
	struct dhcpd_token name = parser->ahead, next;
	const char *space;

	if (dhcpd_take_word(parser, "space")) {
		parse_space(parser);
		return true;
	}
	/* Two words ahead. */
	next = dhcpd_scan(&behind);
	if (name.kind != DHCPD_WORD || next.kind != DHCPD_WORD ||
	    strcasecmp(next.text, "code") != 0)
		return false;
	dhcpd_take(parser);
	dhcpd_take(parser);
	split(parser, name.text, &space);
	if (space && !space_known(parser, space))
		dhcpd_refuse(parser, name.where,
			     arena_printf(parser->arena,
					  "in front of it: option space %s;", space),
			     "there is no option space '%s'", space);
	if (scope->kind != DHCPD_ROOT)
		dhcpd_refuse(
			parser, name.where, "move it in front of the first block",
			"option '%s' is declared inside a block; dhcpd takes that only "
			"outside of all",
			name.text);
	parse_code(parser, &name);
	return true;
}
