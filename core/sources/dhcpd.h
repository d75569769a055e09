/*
 * dhcpd.conf as a tree: scopes that hold statements, and the hosts, subnets, pools and classes that
 * are declared in them (dhcpd.conf(5), dhcp-eval(5), ISC DHCP 4.x). What a client is told in the
 * end is asked with dhcpd_ask.h.
 *
 * A pure function of the bytes. What dhcpd refuses is an error with its place, what it takes but
 * hardly means so a warning; what stands after it is still read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct dhcpd_expression;
struct diagnostics;
struct prefix_table;
struct source_file;
struct source_files;

/* A word of a statement: an address, a number, a string without its quotes. */
struct dhcpd_value {
	const char *text;
	bool quoted;
	unsigned width; /* in the file, in bytes */
	struct where where;
};

enum dhcpd_operation { DHCPD_SUPERSEDE, DHCPD_DEFAULT, DHCPD_APPEND, DHCPD_PREPEND };

/* `option routers 172.16.0.1;`, `next-server 172.16.0.101;`, `deny unknown-clients;` */
struct dhcpd_setting {
	const char *name; /* as written, without its option space */
	unsigned
		code; /* of a DHCP option of the standard space; 0: a parameter, or other */
	enum dhcpd_operation operation;
	const struct dhcpd_value *values;
	size_t count;
	const struct dhcpd_expression
		*expression; /* `= ...` instead of values, or NULL */
	struct where where;  /* of the name, or of the word `option` */
};

struct dhcpd_statement;

struct dhcpd_statements {
	struct dhcpd_statement *first, *last;
};

/* if, elsif, else; in order. */
struct dhcpd_branch {
	const struct dhcpd_expression
		*condition; /* NULL: else, or it was not understood */
	bool is_else;
	struct dhcpd_statements statements;
	struct where where;
	struct dhcpd_branch *next;
};

/* One of both. */
struct dhcpd_statement {
	const struct dhcpd_setting *setting;
	const struct dhcpd_branch *branches;
	struct dhcpd_statement *next;
};

enum dhcpd_scope_kind {
	DHCPD_ROOT,
	DHCPD_GROUP,
	DHCPD_SHARED_NETWORK,
	DHCPD_SUBNET,
	DHCPD_POOL,
	DHCPD_CLASS,
	DHCPD_HOST,
};

struct dhcpd_scope {
	enum dhcpd_scope_kind kind;
	const struct dhcpd_scope *outer; /* NULL: the root */
	struct dhcpd_statements statements;
	bool known_only;  /* a pool that strangers get nothing of */
	bool is_unclosed; /* its brace is missing, and that is said */
	struct where where;
};

struct dhcpd_host {
	const char *name; /* of the declaration */
	const char *mac;  /* lower case with colons; NULL: none, or none of Ethernet */
	struct where mac_where;
	const struct dhcpd_value *addresses; /* fixed-address: addresses and names */
	size_t address_count;
	struct dhcpd_scope *scope;
	struct where where;
};

struct dhcpd_subnet {
	struct addr network;
	unsigned prefix;  /* bits of the mask */
	const char *text; /* "172.16.0.0 netmask 255.255.255.0", "fd00::/64" */
	struct dhcpd_scope *scope;
	struct where where; /* of the address */
	unsigned width;	    /* of address and mask, in bytes */
};

struct dhcpd_range {
	struct addr low, high;
	const struct dhcpd_scope *scope; /* the subnet or the pool */
	struct where where;		 /* of the first address */
	unsigned width;
};

struct dhcpd_class {
	const char *name;
	const struct dhcpd_expression *match; /* `match if`, or NULL */
	const struct dhcpd_expression
		*submatch; /* `match`, whose value a subclass names */
	struct dhcpd_scope *scope;
	struct where where;
};

struct dhcpd_subclass {
	const struct dhcpd_class *of; /* NULL: of no class */
	const char *data;
	size_t length;
	struct dhcpd_scope *scope; /* its own statements, or those of its class */
	struct where where;
};

struct dhcpd {
	struct dhcpd_scope *root; /* never NULL */
	struct dhcpd_host *hosts;
	size_t count;
	struct dhcpd_subnet *subnets;
	size_t subnet_count;
	const struct prefix_table *subnets_by_prefix;
	struct dhcpd_range *ranges; /* dynamic addresses, of both families */
	size_t range_count;
	struct dhcpd_class **classes;
	size_t class_count;
	struct dhcpd_subclass *subclasses;
	size_t subclass_count;
	/* A file that it includes is not here: what is not said may stand there. */
	bool incomplete;
};

/* `files`: for what it includes; NULL: that is not followed. */
void dhcpd_read(struct arena *arena, struct source_files *files,
		const struct source_file *file, struct diagnostics *diagnostics,
		struct dhcpd *ret_dhcpd);
