/*
 * What the files dhcpd*.c that read dhcpd.conf share: the tokens, what was declared, and how a
 * mistake is said and passed over.
 */
#pragma once

#include "core/sources/dhcpd.h"
#include "core/sources/dhcpd_token.h"

#define DHCPD_DEPTH_MAX 64 /* of blocks, and of expressions */

struct diagnostics;
struct index;

struct dhcpd_parser {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	struct dhcpd *dhcpd;
	struct dhcpd_scanner scanner;
	struct dhcpd_token ahead; /* the next token */
	struct dhcpd_token last;  /* the one before it */
	unsigned depth, expression_depth, include_depth, includes;
	struct index *options, *spaces; /* declared by the file: names in lower case */
	struct index *classes, *host_names, *peers;
};

/* The next token is consumed. */
struct dhcpd_token dhcpd_take(struct dhcpd_parser *parser);
/* The next token is this sign, or this word (in any case). */
bool dhcpd_at_sign(const struct dhcpd_parser *parser, char sign);
bool dhcpd_at_word(const struct dhcpd_parser *parser, const char *word);
/* The same, and it is consumed. */
bool dhcpd_take_sign(struct dhcpd_parser *parser, char sign);
bool dhcpd_take_word(struct dhcpd_parser *parser, const char *word);

/* dhcpd refuses the file because of this. `help`: the remedy, or NULL. */
void dhcpd_refuse(struct dhcpd_parser *parser, struct where where, const char *help,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));
void dhcpd_doubt(struct dhcpd_parser *parser, struct where where, const char *help,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));
/* "'x' stands where ... is expected"; the fault of the token itself, if it has one. */
void dhcpd_unexpected(struct dhcpd_parser *parser, const char *expected);
/* The end of a statement; where there is none it is said, and the rest is passed over. */
bool dhcpd_semicolon(struct dhcpd_parser *parser);
/*
 * To behind the semicolon or the block that ends this statement; not over the brace that closes the
 * block around it, and not over a line that begins with a declaration.
 */
void dhcpd_skip(struct dhcpd_parser *parser);

/* dhcpd_statement.c: one statement, declarations among them where `declarations`. */
void dhcpd_parse_statement(struct dhcpd_parser *parser, struct dhcpd_scope *scope,
			   struct dhcpd_statements *statements);
/* A parameter, an option, an `if`... ; false: it is none, and nothing was consumed. */
bool dhcpd_parse_executable(struct dhcpd_parser *parser,
			    struct dhcpd_statements *statements);
/* dhcpd_declaration.c; false as above. */
bool dhcpd_parse_declaration(struct dhcpd_parser *parser, struct dhcpd_scope *scope);
/* dhcpd_network.c */
bool dhcpd_parse_network(struct dhcpd_parser *parser, struct dhcpd_scope *scope);
/* dhcpd.c: all up to the end of the scope's block. */
void dhcpd_parse_block(struct dhcpd_parser *parser, struct dhcpd_scope *scope);
struct dhcpd_scope *dhcpd_scope_new(struct dhcpd_parser *parser,
				    enum dhcpd_scope_kind kind,
				    const struct dhcpd_scope *outer, struct where where);
/* dhcpd_define.c: `option ... code`, `option space`; behind the word `option`. */
bool dhcpd_parse_definition(struct dhcpd_parser *parser, const struct dhcpd_scope *scope);
/*
 * The option of that name, after the word `option` was consumed: its shape and code; false: dhcpd
 * does not know it, which was said.
 */
struct dhcpd_option {
	const char *name;  /* without its space */
	const char *space; /* NULL: the standard one */
	const char *shape;
	unsigned code;
};
bool dhcpd_option_parse(struct dhcpd_parser *parser, struct dhcpd_option *ret_option);
/* dhcpd_value.c: the values of that shape, without the semicolon; false: said. */
bool dhcpd_values_parse(struct dhcpd_parser *parser, const char *what, const char *shape,
			struct dhcpd_setting *setting);
/* A copy in lower case. */
char *dhcpd_lower(struct dhcpd_parser *parser, const char *text);
