#include "core/sources/dhcpd_expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/dhcpd_parser.h"

/* A function and its arguments: d data, n number, s a string. */
struct function {
	const char *name;
	const char *arguments; /* the last may be repeated if it is followed by '+' */
	enum dhcpd_operator op;
};

static const struct function functions[] = {
	{"substring",	       "dnn",  DHCPD_OP_SUBSTRING},
	{ "suffix",	    "dn",	  DHCPD_OP_SUFFIX	  },
	{ "lcase",		   "d",	DHCPD_OP_LOWER    },
	{ "ucase",		   "d",	DHCPD_OP_UPPER    },
	{ "concat",	    "dd+",  DHCPD_OP_CONCAT   },
	{ "pick",		  "d+",	DHCPD_OP_PICK     },
	{ "pick-first-value", "d+",   DHCPD_OP_PICK	  },
	{ "encode-int",	"nn",   DHCPD_OP_ENCODE   },
	{ "extract-int",	 "dn",   DHCPD_OP_EXTRACT	},
	{ "binary-to-ascii",  "nndd", DHCPD_OP_OTHER    },
	{ "reverse",	     "nd",   DHCPD_OP_OTHER	  },
	{ "packet",	    "nn",	  DHCPD_OP_OTHER	 },
	{ "v6relay",	     "nd",   DHCPD_OP_OTHER	  },
	{ "gethostname",	 "",     DHCPD_OP_OTHER    },
	{ "gethostbyname",	   "d",	DHCPD_OP_OTHER    },
	{ "defined",	     "d",	  DHCPD_OP_OTHER	 },
};

/* Words that stand alone. */
static const struct {
	const char *name;
	enum dhcpd_operator op;
} constants[] = {
	{"hardware",	      DHCPD_OP_HARDWARE},
	{ "known",	   DHCPD_OP_KNOWN	  },
	{ "host-decl-name", DHCPD_OP_DECLARED},
};

static const struct dhcpd_expression *parse_or(struct dhcpd_parser *parser);
static const struct dhcpd_expression *parse_unary(struct dhcpd_parser *parser);

static struct dhcpd_expression *make(struct dhcpd_parser *parser, enum dhcpd_operator op)
{
	struct dhcpd_expression *expression =
		arena_alloc(parser->arena, sizeof *expression);

	expression->op = op;
	expression->where = parser->ahead.where;
	return expression;
}

bool dhcpd_bytes_parse(struct dhcpd_parser *parser, const char *text,
		       const char **ret_data, size_t *ret_length)
{
	char *bytes = arena_alloc(parser->arena, strlen(text) / 2 + 2);
	size_t count = 0;

	for (;;) {
		char *end;
		unsigned long byte;

		if (!isxdigit((unsigned char)*text))
			return false;
		byte = strtoul(text, &end, 16);
		if (byte > 255)
			return false;
		bytes[count++] = (char)byte;
		text = end;
		if (!*text)
			break;
		if (*text++ != ':')
			return false;
	}
	*ret_data = bytes;
	*ret_length = count;
	return true;
}

/* concat(a, b, c) is concat(concat(a, b), c). */
static void add_argument(struct dhcpd_parser *parser, struct dhcpd_expression *call,
			 size_t i, const struct dhcpd_expression *argument)
{
	struct dhcpd_expression *inner;

	if (i < 2 || (call->op != DHCPD_OP_CONCAT && call->op != DHCPD_OP_PICK)) {
		if (i < DHCPD_ARGS_MAX)
			call->args[i] = argument;
		return;
	}
	inner = arena_alloc(parser->arena, sizeof *inner);
	*inner = *call;
	call->args[0] = inner;
	call->args[1] = argument;
}

static const struct dhcpd_expression *parse_call(struct dhcpd_parser *parser,
						 const struct function *function)
{
	struct dhcpd_expression *call = make(parser, function->op);
	const char *next = function->arguments;
	size_t i = 0;

	dhcpd_take(parser);
	if (!dhcpd_take_sign(parser, '(')) {
		dhcpd_unexpected(parser, "'('");
		return NULL;
	}
	while (*next) {
		const struct dhcpd_expression *argument = parse_or(parser);

		if (!argument)
			return NULL;
		add_argument(parser, call, i++, argument);
		if (next[1] == '+') {
			if (!dhcpd_take_sign(parser, ','))
				break;
			continue;
		}
		next++;
		if (*next && !dhcpd_take_sign(parser, ',')) {
			dhcpd_unexpected(parser, "a comma");
			return NULL;
		}
	}
	if (!dhcpd_take_sign(parser, ')')) {
		dhcpd_unexpected(parser, "')'");
		return NULL;
	}
	if (call->op == DHCPD_OP_ENCODE && call->args[1])
		call->number = call->args[1]->number;
	return call;
}

static const struct dhcpd_expression *parse_option(struct dhcpd_parser *parser,
						   enum dhcpd_operator op)
{
	struct dhcpd_expression *expression = make(parser, op);
	struct dhcpd_option option;

	dhcpd_take(parser);
	/* Of an option that nobody declared the rest is still read. */
	if (!dhcpd_option_parse(parser, &option) && !*option.name)
		return NULL;
	expression->name = option.name;
	expression->space = option.space;
	expression->code = option.code;
	return expression;
}

/* A number, hexadecimal bytes, or the name of a variable; with arguments a call of its own. */
static const struct dhcpd_expression *parse_plain(struct dhcpd_parser *parser)
{
	struct dhcpd_expression *expression = make(parser, DHCPD_OP_OTHER);
	const char *text = parser->ahead.text;
	bool digits = strspn(text, "0123456789") == strlen(text);

	if (parser->ahead.fault) {
		dhcpd_unexpected(parser, "an expression");
		return NULL;
	}
	if ((isdigit((unsigned char)*text) || strchr(text, ':')) &&
	    dhcpd_bytes_parse(parser, text, &expression->data, &expression->length))
		expression->op = digits ? DHCPD_OP_NUMBER : DHCPD_OP_DATA;
	expression->number = digits ? strtoul(text, NULL, 10) : 0;
	dhcpd_take(parser);
	if (!dhcpd_take_sign(parser, '('))
		return expression;
	expression->op = DHCPD_OP_OTHER;
	do {
		if (!dhcpd_at_sign(parser, ')') && !parse_or(parser))
			return NULL;
	} while (dhcpd_take_sign(parser, ','));
	if (dhcpd_take_sign(parser, ')'))
		return expression;
	dhcpd_unexpected(parser, "')'");
	return NULL;
}

static const struct dhcpd_expression *parse_word(struct dhcpd_parser *parser)
{
	const struct dhcpd_expression *expression;
	const char *text = parser->ahead.text;

	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (!strcasecmp(functions[i].name, text))
			return parse_call(parser, &functions[i]);
	}
	if (!strcasecmp(text, "option"))
		return parse_option(parser, DHCPD_OP_OPTION);
	if (!strcasecmp(text, "exists"))
		return parse_option(parser, DHCPD_OP_EXISTS);
	if (!strcasecmp(text, "config-option"))
		return parse_option(parser, DHCPD_OP_OTHER);
	if (!strcasecmp(text, "check")) {
		expression = make(parser, DHCPD_OP_OTHER);
		dhcpd_take(parser);
		dhcpd_take(parser);
		return expression;
	}
	for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
		if (strcasecmp(constants[i].name, text) != 0)
			continue;
		expression = make(parser, constants[i].op);
		dhcpd_take(parser);
		return expression;
	}
	return parse_plain(parser);
}

/* What kind of value it has, as far as that is known. */
enum sort { SORT_UNKNOWN, SORT_BOOLEAN, SORT_DATA };

static enum sort sort_of(const struct dhcpd_expression *expression)
{
	switch (expression->op) {
	case DHCPD_OP_OTHER:
		return SORT_UNKNOWN;
	case DHCPD_OP_EXISTS:
	case DHCPD_OP_KNOWN:
	case DHCPD_OP_NOT:
	case DHCPD_OP_AND:
	case DHCPD_OP_OR:
	case DHCPD_OP_EQUAL:
	case DHCPD_OP_DIFFERENT:
	case DHCPD_OP_MATCHES:
	case DHCPD_OP_MATCHES_IN_ANY_CASE:
		return SORT_BOOLEAN;
	default:
		return SORT_DATA;
	}
}

/* NULL if it cannot be true or false, which has been said. */
static const struct dhcpd_expression *
want_condition(struct dhcpd_parser *parser, const struct dhcpd_expression *expression)
{
	if (!expression || sort_of(expression) != SORT_DATA)
		return expression;
	dhcpd_refuse(parser, expression->where,
		     "write the whole comparison again: option arch = 00:07 or option "
		     "arch = 00:09",
		     "this is a value, and a condition is expected here");
	return NULL;
}

static const struct dhcpd_expression *parse_not(struct dhcpd_parser *parser)
{
	struct dhcpd_expression *expression = make(parser, DHCPD_OP_NOT);

	dhcpd_take(parser);
	expression->args[0] = want_condition(parser, parse_unary(parser));
	return expression->args[0] ? expression : NULL;
}

static const struct dhcpd_expression *parse_parentheses(struct dhcpd_parser *parser)
{
	const struct dhcpd_expression *inner;

	dhcpd_take(parser);
	inner = parse_or(parser);
	if (!inner || dhcpd_take_sign(parser, ')'))
		return inner;
	dhcpd_unexpected(parser, "')'");
	return NULL;
}

static const struct dhcpd_expression *parse_operand(struct dhcpd_parser *parser)
{
	struct dhcpd_expression *expression;

	if (dhcpd_at_word(parser, "not"))
		return parse_not(parser);
	if (dhcpd_at_sign(parser, '('))
		return parse_parentheses(parser);
	if (parser->ahead.kind == DHCPD_WORD)
		return parse_word(parser);
	if (parser->ahead.kind != DHCPD_STRING || parser->ahead.fault) {
		dhcpd_unexpected(parser, "an expression");
		return NULL;
	}
	expression = make(parser, DHCPD_OP_DATA);
	expression->data = parser->ahead.text;
	expression->length = parser->ahead.length;
	dhcpd_take(parser);
	return expression;
}

/* All that is nested passes through here. */
static const struct dhcpd_expression *parse_unary(struct dhcpd_parser *parser)
{
	const struct dhcpd_expression *expression;

	if (parser->expression_depth == DHCPD_DEPTH_MAX) {
		dhcpd_refuse(parser, parser->ahead.where, NULL,
			     "expressions are nested more than %d deep", DHCPD_DEPTH_MAX);
		return NULL;
	}
	parser->expression_depth++;
	expression = parse_operand(parser);
	parser->expression_depth--;
	return expression;
}

/* The operator that is ahead is consumed; DHCPD_OP_OTHER: arithmetic; false: none, or said. */
static bool take_comparison(struct dhcpd_parser *parser, enum dhcpd_operator *ret_op)
{
	if (dhcpd_take_sign(parser, '=')) {
		*ret_op = DHCPD_OP_EQUAL;
		return true;
	}
	if (dhcpd_at_sign(parser, '!') || dhcpd_at_sign(parser, '~')) {
		bool different = dhcpd_at_sign(parser, '!');

		dhcpd_take(parser);
		*ret_op = different		       ? DHCPD_OP_DIFFERENT
			  : dhcpd_at_sign(parser, '~') ? DHCPD_OP_MATCHES_IN_ANY_CASE
						       : DHCPD_OP_MATCHES;
		if (dhcpd_take_sign(parser, '=') ||
		    (!different && dhcpd_take_sign(parser, '~')))
			return true;
		dhcpd_unexpected(parser, "'='");
		return false;
	}
	for (const char *sign = "+-/*%&|^"; *sign; sign++) {
		if (dhcpd_take_sign(parser, *sign)) {
			*ret_op = DHCPD_OP_OTHER;
			return true;
		}
	}
	return false;
}

/* A condition is no value. */
static bool may_be_compared(struct dhcpd_parser *parser,
			    const struct dhcpd_expression *both)
{
	enum sort left = sort_of(both->args[0]), right = sort_of(both->args[1]);

	if (left == right || left == SORT_UNKNOWN || right == SORT_UNKNOWN)
		return true;
	dhcpd_refuse(parser, both->where, NULL,
		     "a condition and a value are compared here");
	return false;
}

static const struct dhcpd_expression *parse_comparison(struct dhcpd_parser *parser)
{
	const struct dhcpd_expression *left = parse_unary(parser);
	struct where where = parser->ahead.where;
	enum dhcpd_operator op;

	while (left && take_comparison(parser, &op)) {
		struct dhcpd_expression *both = make(parser, op);

		both->where = where;
		both->args[0] = left;
		both->args[1] = parse_unary(parser);
		left = both->args[1] && may_be_compared(parser, both) ? both : NULL;
	}
	return left;
}

static const struct dhcpd_expression *join(struct dhcpd_parser *parser,
					   enum dhcpd_operator op,
					   const struct dhcpd_expression *left,
					   const struct dhcpd_expression *right)
{
	struct dhcpd_expression *both = make(parser, op);

	both->where = left->where;
	both->args[0] = want_condition(parser, left);
	both->args[1] = want_condition(parser, right);
	return both->args[0] && both->args[1] ? both : NULL;
}

static const struct dhcpd_expression *parse_and(struct dhcpd_parser *parser)
{
	const struct dhcpd_expression *left = parse_comparison(parser);

	while (left && dhcpd_take_word(parser, "and"))
		left = join(parser, DHCPD_OP_AND, left, parse_comparison(parser));
	return left;
}

static const struct dhcpd_expression *parse_or(struct dhcpd_parser *parser)
{
	const struct dhcpd_expression *left = parse_and(parser);

	while (left && dhcpd_take_word(parser, "or"))
		left = join(parser, DHCPD_OP_OR, left, parse_and(parser));
	return left;
}

const struct dhcpd_expression *dhcpd_expression_parse(struct dhcpd_parser *parser)
{
	return parse_or(parser);
}

const struct dhcpd_expression *dhcpd_condition_parse(struct dhcpd_parser *parser)
{
	return want_condition(parser, parse_or(parser));
}
