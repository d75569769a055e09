/*
 * The statements of dhcpd.conf: options and parameters, and those that decide about them.
 */
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/dhcpd_expression.h"
#include "core/sources/dhcpd_option.h"
#include "core/sources/dhcpd_parser.h"

static void append(struct dhcpd_parser *parser, struct dhcpd_statements *statements,
		   const struct dhcpd_setting *setting,
		   const struct dhcpd_branch *branches)
{
	struct dhcpd_statement *statement = arena_alloc(parser->arena, sizeof *statement);

	statement->setting = setting;
	statement->branches = branches;
	if (statements->last)
		statements->last->next = statement;
	else
		statements->first = statement;
	statements->last = statement;
}

/* `= expression` or values, and the semicolon. */
static bool parse_setting(struct dhcpd_parser *parser, const char *shape,
			  struct dhcpd_setting *setting)
{
	bool fits;

	if (dhcpd_take_sign(parser, '=')) {
		setting->expression = dhcpd_expression_parse(parser);
		fits = setting->expression;
	} else {
		fits = dhcpd_values_parse(parser, setting->name, shape, setting);
	}
	if (!fits)
		dhcpd_skip(parser);
	return fits && dhcpd_semicolon(parser);
}

static void parse_option(struct dhcpd_parser *parser, struct dhcpd_statements *statements,
			 struct where where, enum dhcpd_operation operation)
{
	struct dhcpd_setting *setting = arena_alloc(parser->arena, sizeof *setting);
	struct dhcpd_option option;

	if (!dhcpd_option_parse(parser, &option)) {
		dhcpd_skip(parser);
		return;
	}
	setting->name = option.name;
	setting->code = option.code;
	setting->operation = operation;
	setting->where = where;
	parse_setting(parser, option.shape, setting);
	append(parser, statements, setting, NULL);
}

/* allow, deny, ignore: each stands for a parameter that is a flag. */
static void parse_permission(struct dhcpd_parser *parser,
			     struct dhcpd_statements *statements)
{
	static const char *const keys[][2] = {
		{"bootp",		   "allow-bootp"	 },
		{ "booting",	     "allow-booting"	     },
		{ "dynamic-bootp",   "dynamic-bootp"	   },
		{ "unknown-clients", "boot-unknown-clients"},
		{ "duplicates",	"duplicates"	     },
		{ "declines",	      "declines"		 },
		{ "client-updates",  "client-updates"	     },
		{ "leasequery",	"leasequery"	     },
	};
	struct dhcpd_token verb = dhcpd_take(parser);
	struct dhcpd_setting *setting = arena_alloc(parser->arena, sizeof *setting);
	struct dhcpd_value *value = arena_alloc(parser->arena, sizeof *value);

	for (size_t i = 0; !setting->name && i < sizeof keys / sizeof *keys; i++) {
		if (dhcpd_at_word(parser, keys[i][0]))
			setting->name = keys[i][1];
	}
	if (!setting->name) {
		dhcpd_unexpected(parser, "unknown-clients, bootp, booting, duplicates, "
					 "declines, client-updates or leasequery");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	value->text = !strcasecmp(verb.text, "allow")  ? "true"
		      : !strcasecmp(verb.text, "deny") ? "false"
						       : "ignore";
	value->where = setting->where = verb.where;
	value->width = verb.width;
	setting->values = value;
	setting->count = 1;
	dhcpd_semicolon(parser);
	append(parser, statements, setting, NULL);
}

/* Executable statements up to the closing brace. */
static void parse_body(struct dhcpd_parser *parser, struct dhcpd_statements *statements)
{
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	if (parser->depth == DHCPD_DEPTH_MAX) {
		dhcpd_refuse(parser, parser->last.where, NULL,
			     "blocks are nested more than %d deep", DHCPD_DEPTH_MAX);
		while (!dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END) {
			dhcpd_take(parser);
			dhcpd_skip(parser);
		}
		dhcpd_take(parser);
		return;
	}
	parser->depth++;
	while (!dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END) {
		if (dhcpd_parse_executable(parser, statements))
			continue;
		dhcpd_unexpected(parser, "an option or a parameter");
		dhcpd_take(parser);
		dhcpd_skip(parser);
	}
	parser->depth--;
	if (!dhcpd_take_sign(parser, '}'))
		dhcpd_unexpected(parser, "'}'");
}

/* NULL: it is none, which has been said. */
static const struct dhcpd_expression *parse_condition(struct dhcpd_parser *parser,
						      struct where where)
{
	/* dhcpd takes a parenthesis in front for one around the whole condition. */
	bool parenthesis = dhcpd_take_sign(parser, '(');
	const struct dhcpd_expression *condition = dhcpd_condition_parse(parser);

	if (condition && parenthesis && !dhcpd_take_sign(parser, ')')) {
		dhcpd_unexpected(parser, "')'");
		return NULL;
	}
	if (!condition || dhcpd_at_sign(parser, '{'))
		return condition;
	if (parenthesis)
		dhcpd_refuse(parser, where, "put parentheses around the whole condition",
			     "dhcpd takes the parenthesis that begins this condition "
			     "for one around all of it, and wants '{' behind it");
	else
		dhcpd_unexpected(parser, "'{'");
	return condition;
}

static struct dhcpd_branch *parse_branch(struct dhcpd_parser *parser, bool is_else,
					 struct where where)
{
	struct dhcpd_branch *branch = arena_alloc(parser->arena, sizeof *branch);

	branch->where = where;
	branch->is_else = is_else;
	if (!is_else)
		branch->condition = parse_condition(parser, where);
	/* What is in the block is still read. */
	while (!is_else && !dhcpd_at_sign(parser, '{') && !dhcpd_at_sign(parser, '}') &&
	       parser->ahead.kind != DHCPD_END)
		dhcpd_take(parser);
	if (is_else || dhcpd_at_sign(parser, '{'))
		parse_body(parser, &branch->statements);
	return branch;
}

/* Behind the word `if`. */
static void parse_if(struct dhcpd_parser *parser, struct dhcpd_statements *statements,
		     struct where where)
{
	struct dhcpd_branch *first = parse_branch(parser, false, where), *last = first;

	while (!last->is_else) {
		struct where next = parser->ahead.where;
		bool is_else = dhcpd_take_word(parser, "else");

		if (!is_else && !dhcpd_take_word(parser, "elsif"))
			break;
		if (is_else && dhcpd_take_word(parser, "if"))
			is_else = false;
		last->next = parse_branch(parser, is_else, next);
		last = last->next;
	}
	append(parser, statements, NULL, first);
}

/* `switch (e) { case x: ... }`: what it comes to is not followed; each part may apply. */
static void parse_switch(struct dhcpd_parser *parser, struct dhcpd_statements *statements,
			 struct where where)
{
	struct dhcpd_branch *branch = arena_alloc(parser->arena, sizeof *branch);

	branch->where = where;
	while (!dhcpd_at_sign(parser, '{') && !dhcpd_at_sign(parser, ';') &&
	       parser->ahead.kind != DHCPD_END)
		dhcpd_take(parser);
	parse_body(parser, &branch->statements);
	append(parser, statements, NULL, branch);
}

static void parse_case(struct dhcpd_parser *parser)
{
	const char *text = "";

	do {
		text = dhcpd_take(parser).text;
	} while (parser->last.kind != DHCPD_END && *text &&
		 text[strlen(text) - 1] != ':' && !dhcpd_at_sign(parser, ';') &&
		 !dhcpd_at_sign(parser, '}'));
}

/* Statements that say nothing about a reply: up to their end, whatever they hold. */
static bool skip_other(struct dhcpd_parser *parser)
{
	static const char *const words[] = { "add",    "break",	  "define",
					     "eval",   "execute", "key",
					     "log",    "on",	  "parse-vendor-option",
					     "return", "send",	  "set",
					     "unset",  "zone",	  "db-time-format" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!dhcpd_take_word(parser, words[i]))
			continue;
		while (!dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '{') &&
		       !dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END)
			dhcpd_take(parser);
		if (dhcpd_at_sign(parser, '{')) {
			dhcpd_skip(parser);
			dhcpd_take_sign(parser, ';'); /* behind a key or a zone */
		} else {
			dhcpd_semicolon(parser);
		}
		return true;
	}
	return false;
}

static bool parse_parameter(struct dhcpd_parser *parser,
			    struct dhcpd_statements *statements)
{
	const struct dhcpd_token token = parser->ahead;
	const struct dhcpd_known *known = dhcpd_parameter_known(token.text);
	struct dhcpd_setting *setting;

	if (!known && strncasecmp(token.text, "ldap-", 5) != 0)
		return false;
	setting = arena_alloc(parser->arena, sizeof *setting);
	setting->name = known ? known->name : token.text;
	setting->where = token.where;
	dhcpd_take(parser);
	parse_setting(parser, known ? known->shape : "*", setting);
	append(parser, statements, setting, NULL);
	return true;
}

bool dhcpd_parse_executable(struct dhcpd_parser *parser,
			    struct dhcpd_statements *statements)
{
	static const struct {
		const char *word;
		enum dhcpd_operation operation;
	} verbs[] = {
		{"option",	    DHCPD_SUPERSEDE},
		       { "supersede", DHCPD_SUPERSEDE},
		{ "append",    DHCPD_APPEND	 },
		       { "prepend",   DHCPD_PREPEND  },
		{ "default",   DHCPD_DEFAULT  },
	};
	struct where where = parser->ahead.where;

	if (parser->ahead.kind != DHCPD_WORD || parser->ahead.fault)
		return false;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (!dhcpd_take_word(parser, verbs[i].word))
			continue;
		parse_option(parser, statements, where, verbs[i].operation);
		return true;
	}
	if (dhcpd_at_word(parser, "allow") || dhcpd_at_word(parser, "deny") ||
	    dhcpd_at_word(parser, "ignore")) {
		parse_permission(parser, statements);
		return true;
	}
	if (dhcpd_take_word(parser, "if")) {
		parse_if(parser, statements, where);
		return true;
	}
	if (dhcpd_take_word(parser, "switch")) {
		parse_switch(parser, statements, where);
		return true;
	}
	if (dhcpd_at_word(parser, "case") || dhcpd_at_word(parser, "default:")) {
		parse_case(parser);
		return true;
	}
	return skip_other(parser) || parse_parameter(parser, statements);
}

static void say_unknown(struct dhcpd_parser *parser)
{
	const struct dhcpd_token *token = &parser->ahead;
	const char *nearest, *help = NULL;

	if (token->kind != DHCPD_WORD || token->fault) {
		dhcpd_unexpected(parser, "a statement");
		return;
	}
	nearest = dhcpd_parameter_nearest(token->text);
	if (nearest)
		help = arena_printf(parser->arena, "did you mean '%s'?", nearest);
	else if (dhcpd_option_known(token->text))
		help = arena_printf(parser->arena, "option %s ...;", token->text);
	dhcpd_refuse(parser, token->where, help, "dhcpd knows no statement '%s'",
		     token->text);
}

/* "foo;" and "foo(...);" are expressions, which dhcpd evaluates to nothing. */
static bool is_lone_word(struct dhcpd_parser *parser)
{
	struct dhcpd_scanner behind = parser->scanner;
	struct dhcpd_token next;

	if (parser->ahead.kind != DHCPD_WORD || parser->ahead.fault ||
	    strpbrk(parser->ahead.text, ".:/"))
		return false;
	next = dhcpd_scan(&behind);
	return next.kind == DHCPD_SIGN && *next.text == ';';
}

static void parse_unknown(struct dhcpd_parser *parser)
{
	unsigned line = parser->ahead.where.line;

	if (is_lone_word(parser)) {
		dhcpd_doubt(
			parser, parser->ahead.where, NULL,
			"'%s' says nothing; dhcpd takes it for the name of a variable",
			dhcpd_take(parser).text);
		dhcpd_take(parser);
		return;
	}
	say_unknown(parser);
	if (parser->ahead.kind == DHCPD_WORD && !parser->ahead.fault) {
		dhcpd_take(parser);
		dhcpd_skip(parser);
		return;
	}
	/* What is no word begins no statement: it ends with its line. */
	while (parser->ahead.kind != DHCPD_END && parser->ahead.where.line == line &&
	       !dhcpd_at_sign(parser, '}'))
		dhcpd_take(parser);
}

void dhcpd_parse_statement(struct dhcpd_parser *parser, struct dhcpd_scope *scope,
			   struct dhcpd_statements *statements)
{
	if (parser->depth == DHCPD_DEPTH_MAX) {
		dhcpd_refuse(parser, parser->ahead.where, NULL,
			     "blocks are nested more than %d deep", DHCPD_DEPTH_MAX);
		dhcpd_take(parser);
		dhcpd_skip(parser);
		return;
	}
	parser->depth++;
	if (!dhcpd_parse_declaration(parser, scope) &&
	    !dhcpd_parse_network(parser, scope) &&
	    !dhcpd_parse_executable(parser, statements))
		parse_unknown(parser);
	parser->depth--;
}
