/*
 * The expressions of dhcpd.conf (dhcp-eval(5)) as trees.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct dhcpd_parser;

enum dhcpd_operator {
	DHCPD_OP_DATA,	 /* a string or bytes: `data`, `length` */
	DHCPD_OP_NUMBER, /* `number` */
	DHCPD_OP_OPTION, /* of the client: `code`, `name` */
	DHCPD_OP_EXISTS, /* the same */
	DHCPD_OP_HARDWARE,
	DHCPD_OP_KNOWN,
	DHCPD_OP_DECLARED,  /* host-decl-name: of the client's `host` */
	DHCPD_OP_SUBSTRING, /* of args[0], args[1] and args[2] */
	DHCPD_OP_SUFFIX,    /* of args[0], args[1] */
	DHCPD_OP_LOWER,
	DHCPD_OP_UPPER,
	DHCPD_OP_CONCAT, /* of args[0] and args[1] */
	DHCPD_OP_PICK,	 /* args[0], or args[1] where there is none */
	DHCPD_OP_ENCODE, /* args[0] as `number` bits */
	DHCPD_OP_EXTRACT,
	DHCPD_OP_NOT,
	DHCPD_OP_AND,
	DHCPD_OP_OR,
	DHCPD_OP_EQUAL,
	DHCPD_OP_DIFFERENT,
	DHCPD_OP_MATCHES,	      /* ~=, args[1] a regular expression */
	DHCPD_OP_MATCHES_IN_ANY_CASE, /* ~~ */
	DHCPD_OP_OTHER,		      /* its value cannot be known here */
};

#define DHCPD_ARGS_MAX 3

struct dhcpd_expression {
	enum dhcpd_operator op;
	const struct dhcpd_expression *args[DHCPD_ARGS_MAX];
	const char *data;
	size_t length;
	unsigned long number;
	const char *name, *space; /* of the option; space NULL: the standard one */
	unsigned code;		  /* in the standard space, or 0 */
	struct where where;
};

/*
 * Reads one from the parser's place. NULL: it is none; that was said, and the parser stands where
 * dhcpd_skip() can go on.
 */
const struct dhcpd_expression *dhcpd_expression_parse(struct dhcpd_parser *parser);
/* The same, and it must be one that is true or false. */
const struct dhcpd_expression *dhcpd_condition_parse(struct dhcpd_parser *parser);
/* "00:07" or "7" -> two bytes, one byte; false: no list of hexadecimal bytes. */
bool dhcpd_bytes_parse(struct dhcpd_parser *parser, const char *text,
		       const char **ret_data, size_t *ret_length);
