/*
 * The declarations of dhcpd.conf that are no network: hosts, groups, classes, options, includes.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/index.h"
#include "core/sources/dhcpd_expression.h"
#include "core/sources/dhcpd_parser.h"
#include "core/sources/files.h"

#define INCLUDE_DEPTH_MAX 16
#define INCLUDES_MAX	  4096

/* What was declared where; the index holds one of these for a name. */
struct declared {
	struct where where;
	struct dhcpd_class *class;
};

/* What was declared by that name before, or NULL: this is the first, and is kept. */
static struct declared *declare(struct dhcpd_parser *parser, struct index *index,
				const char *name, const struct declared *declared)
{
	struct declared *copy = arena_alloc(parser->arena, sizeof *copy);

	*copy = *declared;
	return index_add(index, name, strlen(name), copy);
}

/* "0:50:56:96:11:C2" -> "00:50:56:96:11:c2"; NULL for what is no Ethernet address. */
static const char *read_mac(struct arena *arena, const char *text)
{
	unsigned bytes[6];
	int used = 0;

	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &bytes[0], &bytes[1], &bytes[2],
		   &bytes[3], &bytes[4], &bytes[5], &used) != 6 ||
	    text[used])
		return NULL;
	return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1],
			    bytes[2], bytes[3], bytes[4], bytes[5]);
}

/* Behind the word `hardware`. */
static void parse_hardware(struct dhcpd_parser *parser, struct dhcpd_host *host)
{
	struct dhcpd_token type = parser->ahead, address;
	const char *bytes;
	size_t count;

	if (!dhcpd_take_word(parser, "ethernet") &&
	    !dhcpd_take_word(parser, "token-ring") && !dhcpd_take_word(parser, "fddi") &&
	    !dhcpd_take_word(parser, "infiniband") &&
	    (type.kind != DHCPD_WORD || strncasecmp(type.text, "unknown-", 8) != 0 ||
	     !dhcpd_take(parser).text)) {
		dhcpd_unexpected(parser, "ethernet");
		dhcpd_skip(parser);
		return;
	}
	address = parser->ahead;
	if (host->mac_where.file) {
		dhcpd_refuse(parser, address.where, "one host declaration for each card",
			     "host %s has two hardware addresses", host->name);
		dhcpd_skip(parser);
		return;
	}
	if (address.kind != DHCPD_WORD || address.fault ||
	    !dhcpd_bytes_parse(parser, address.text, &bytes, &count)) {
		dhcpd_refuse(parser, address.where,
			     "hardware ethernet 00:50:56:96:11:c2;",
			     "'%s' is no hardware address", address.text);
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	host->mac_where = address.where;
	host->mac = read_mac(parser->arena, address.text);
	if (!host->mac && !strcasecmp(type.text, "ethernet"))
		dhcpd_doubt(parser, address.where, "hardware ethernet 00:50:56:96:11:c2;",
			    "'%s' is no Ethernet address; no card has it", address.text);
	dhcpd_semicolon(parser);
}

static void parse_fixed_address(struct dhcpd_parser *parser, struct dhcpd_host *host,
				bool six)
{
	struct dhcpd_setting setting = { 0 };
	struct where where = parser->last.where;

	if (!dhcpd_values_parse(parser, six ? "fixed-address6" : "fixed-address",
				six ? "6A" : "IA", &setting)) {
		dhcpd_skip(parser);
		return;
	}
	dhcpd_semicolon(parser);
	if (host->addresses) {
		dhcpd_refuse(parser, where, "fixed-address ADDRESS, ADDRESS;",
			     "host %s has two fixed-address statements", host->name);
		return;
	}
	host->addresses = setting.values;
	host->address_count = setting.count;
}

/* What only a host may say; false: something else. */
static bool parse_host_part(struct dhcpd_parser *parser, struct dhcpd_host *host)
{
	if (dhcpd_take_word(parser, "hardware")) {
		parse_hardware(parser, host);
	} else if (dhcpd_take_word(parser, "fixed-address")) {
		parse_fixed_address(parser, host, false);
	} else if (dhcpd_take_word(parser, "fixed-address6")) {
		parse_fixed_address(parser, host, true);
	} else if (dhcpd_at_word(parser, "uid") ||
		   dhcpd_at_word(parser, "host-identifier") ||
		   dhcpd_at_word(parser, "fixed-prefix6") ||
		   dhcpd_at_word(parser, "group") || dhcpd_at_word(parser, "dynamic") ||
		   dhcpd_at_word(parser, "deleted")) {
		dhcpd_take(parser);
		while (!dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '}') &&
		       !dhcpd_at_sign(parser, '{') && parser->ahead.kind != DHCPD_END)
			dhcpd_take(parser);
		dhcpd_semicolon(parser);
	} else {
		return false;
	}
	return true;
}

static void add_host(struct dhcpd_parser *parser, const struct dhcpd_host *host)
{
	struct dhcpd *dhcpd = parser->dhcpd;

	dhcpd->hosts = arena_grow(parser->arena, dhcpd->hosts, dhcpd->count,
				  sizeof *dhcpd->hosts);
	dhcpd->hosts[dhcpd->count++] = *host;
}

static void parse_host(struct dhcpd_parser *parser, const struct dhcpd_scope *outer)
{
	struct dhcpd_token name = parser->ahead;
	struct dhcpd_host host = { .name = name.text, .where = name.where };
	const struct declared *before;

	if (name.kind != DHCPD_WORD || name.fault) {
		dhcpd_unexpected(parser, "the name of a host");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	before = declare(parser, parser->host_names, host.name,
			 &(struct declared){ .where = host.where });
	if (before)
		dhcpd_refuse(parser, host.where, "give it another name",
			     "host %s is declared already in %s:%u", host.name,
			     before->where.file, before->where.line);
	host.scope = dhcpd_scope_new(parser, DHCPD_HOST, outer, host.where);
	while (!dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END) {
		if (!parse_host_part(parser, &host))
			dhcpd_parse_statement(parser, host.scope,
					      &host.scope->statements);
	}
	if (!dhcpd_take_sign(parser, '}') && !host.scope->is_unclosed)
		dhcpd_unexpected(parser, "'}'");
	add_host(parser, &host);
}

static void parse_group(struct dhcpd_parser *parser, const struct dhcpd_scope *outer)
{
	struct dhcpd_scope *scope =
		dhcpd_scope_new(parser, DHCPD_GROUP, outer, parser->last.where);

	if (!dhcpd_at_sign(parser, '{') && !parser->ahead.fault &&
	    (parser->ahead.kind == DHCPD_WORD || parser->ahead.kind == DHCPD_STRING))
		dhcpd_take(parser);
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_parse_block(parser, scope);
}

/* `match if ...;` or `match ...;`, `spawn with ...;`, `lease limit 4;`; false: something else. */
static bool parse_class_part(struct dhcpd_parser *parser, struct dhcpd_class *class)
{
	const struct dhcpd_expression **place = &class->submatch;

	if (dhcpd_take_word(parser, "match")) {
		bool condition = dhcpd_take_word(parser, "if");

		place = condition ? &class->match : &class->submatch;
		*place = condition ? dhcpd_condition_parse(parser)
				   : dhcpd_expression_parse(parser);
	} else if (dhcpd_take_word(parser, "spawn")) {
		dhcpd_take_word(parser, "with");
		*place = dhcpd_expression_parse(parser);
	} else if (dhcpd_at_word(parser, "lease") || dhcpd_at_word(parser, "dynamic")) {
		while (!dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '}') &&
		       parser->ahead.kind != DHCPD_END)
			dhcpd_take(parser);
		return dhcpd_semicolon(parser) || true;
	} else {
		return false;
	}
	if (*place)
		dhcpd_semicolon(parser);
	else
		dhcpd_skip(parser);
	return true;
}

static void parse_class_body(struct dhcpd_parser *parser, struct dhcpd_class *class,
			     struct dhcpd_scope *scope)
{
	if (!dhcpd_take_sign(parser, '{')) {
		dhcpd_unexpected(parser, "'{'");
		dhcpd_skip(parser);
		return;
	}
	while (!dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END) {
		if (!class || !parse_class_part(parser, class))
			dhcpd_parse_statement(parser, scope, &scope->statements);
	}
	if (!dhcpd_take_sign(parser, '}'))
		dhcpd_unexpected(parser, "'}'");
}

static bool at_class_name(struct dhcpd_parser *parser)
{
	if (parser->ahead.kind == DHCPD_STRING && !parser->ahead.fault)
		return true;
	dhcpd_unexpected(parser, "the name of a class in quotes");
	dhcpd_skip(parser);
	return false;
}

static struct dhcpd_class *new_class(struct dhcpd_parser *parser,
				     const struct dhcpd_scope *outer,
				     const struct dhcpd_token *name)
{
	struct dhcpd *dhcpd = parser->dhcpd;
	struct dhcpd_class *class = arena_alloc(parser->arena, sizeof *class);

	class->name = name->text;
	class->where = name->where;
	class->scope = dhcpd_scope_new(parser, DHCPD_CLASS, outer, name->where);
	dhcpd->classes = arena_grow(parser->arena, dhcpd->classes, dhcpd->class_count,
				    sizeof *dhcpd->classes);
	dhcpd->classes[dhcpd->class_count++] = class;
	return class;
}

static void parse_class(struct dhcpd_parser *parser, const struct dhcpd_scope *outer)
{
	struct dhcpd_token name = parser->ahead;
	struct declared declared = { .where = name.where };
	const struct declared *before;

	if (!at_class_name(parser))
		return;
	dhcpd_take(parser);
	before = index_find(parser->classes, name.text, strlen(name.text));
	/* The same class may be declared in parts. */
	declared.class = before ? before->class : new_class(parser, outer, &name);
	declare(parser, parser->classes, name.text, &declared);
	parse_class_body(parser, declared.class, declared.class->scope);
}

static void parse_subclass(struct dhcpd_parser *parser, const struct dhcpd_scope *outer)
{
	struct dhcpd *dhcpd = parser->dhcpd;
	struct dhcpd_token name = parser->ahead;
	struct dhcpd_subclass subclass = { .where = name.where };
	const struct declared *declared;

	if (!at_class_name(parser))
		return;
	dhcpd_take(parser);
	declared = index_find(parser->classes, name.text, strlen(name.text));
	if (declared)
		subclass.of = declared->class;
	else if (!dhcpd->incomplete)
		dhcpd_refuse(parser, name.where, "declare the class in front of it",
			     "there is no class \"%s\"", name.text);
	if (parser->ahead.kind == DHCPD_STRING) {
		subclass.data = parser->ahead.text;
		subclass.length = parser->ahead.length;
	} else if (parser->ahead.kind != DHCPD_WORD ||
		   !dhcpd_bytes_parse(parser, parser->ahead.text, &subclass.data,
				      &subclass.length)) {
		dhcpd_unexpected(parser, "a string or hexadecimal bytes");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	subclass.scope =
		dhcpd_scope_new(parser, DHCPD_CLASS,
				subclass.of ? subclass.of->scope : outer, name.where);
	if (!dhcpd_take_sign(parser, ';'))
		parse_class_body(parser, NULL, subclass.scope);
	dhcpd->subclasses = arena_grow(parser->arena, dhcpd->subclasses,
				       dhcpd->subclass_count, sizeof subclass);
	dhcpd->subclasses[dhcpd->subclass_count++] = subclass;
}

/* A relative path starts at the folder of the file that names it. */
static const char *include_path(struct dhcpd_parser *parser, const char *path)
{
	const char *slash = strrchr(parser->scanner.file, '/');

	if (*path == '/' || !slash)
		return path;
	return arena_printf(parser->arena, "%.*s/%s", (int)(slash - parser->scanner.file),
			    parser->scanner.file, path);
}

static void include(struct dhcpd_parser *parser, struct dhcpd_scope *scope,
		    const struct dhcpd_token *name)
{
	struct dhcpd_scanner outer = parser->scanner;
	struct dhcpd_token ahead = parser->ahead, last = parser->last;
	struct source_file *file;
	int r;

	if (!parser->files) {
		parser->dhcpd->incomplete = true;
		return;
	}
	r = source_files_open(parser->files, include_path(parser, name->text), &file);
	if (r < 0) {
		parser->dhcpd->incomplete = true;
		dhcpd_doubt(parser, name->where,
			    "give the file's copy too, or run where it is",
			    "cannot read '%s': %s; what it says is not known here",
			    name->text, file_error(r));
		return;
	}
	parser->include_depth++;
	dhcpd_scanner_init(&parser->scanner, parser->arena, file->name, file->bytes,
			   file->length);
	dhcpd_take(parser);
	while (parser->ahead.kind != DHCPD_END) {
		if (dhcpd_take_sign(parser, '}'))
			dhcpd_refuse(parser, parser->last.where, NULL,
				     "this brace closes nothing in its file");
		else
			dhcpd_parse_statement(parser, scope, &scope->statements);
	}
	parser->include_depth--;
	parser->scanner = outer;
	parser->ahead = ahead;
	parser->last = last;
}

static void parse_include(struct dhcpd_parser *parser, struct dhcpd_scope *scope)
{
	struct dhcpd_token name = parser->ahead;

	if (name.kind != DHCPD_STRING || name.fault) {
		dhcpd_unexpected(parser, "the name of a file in quotes");
		dhcpd_skip(parser);
		return;
	}
	dhcpd_take(parser);
	dhcpd_semicolon(parser);
	if (parser->include_depth == INCLUDE_DEPTH_MAX ||
	    parser->includes == INCLUDES_MAX) {
		dhcpd_refuse(parser, name.where, NULL,
			     "files include each other too often");
		return;
	}
	parser->includes++;
	include(parser, scope, &name);
}

/* `failover peer "x" { ... }`, `failover peer "x";`, `server-duid ...;` and the like. */
static bool skip_declaration(struct dhcpd_parser *parser)
{
	static const char *const words[] = {
		"failover",	 "server-duid", "lease-id-format",
		"authoritative", "not",		"interface"
	};

	if (dhcpd_at_sign(parser, '%')) {
		dhcpd_skip(parser);
		return true;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!dhcpd_take_word(parser, words[i]))
			continue;
		while (!dhcpd_at_sign(parser, ';') && !dhcpd_at_sign(parser, '{') &&
		       !dhcpd_at_sign(parser, '}') && parser->ahead.kind != DHCPD_END &&
		       !parser->ahead.starts_line)
			dhcpd_take(parser);
		if (dhcpd_at_sign(parser, '{'))
			dhcpd_skip(parser);
		else
			dhcpd_semicolon(parser);
		return true;
	}
	return false;
}

/* Declarations of nodes and networks inside a host or a class are refused. */
static void must_be_outside(struct dhcpd_parser *parser, struct dhcpd_scope *scope,
			    const char *what)
{
	if ((scope->kind != DHCPD_HOST && scope->kind != DHCPD_CLASS) ||
	    scope->is_unclosed)
		return;
	dhcpd_refuse(parser, parser->last.where,
		     "close the block in front of it with '}'",
		     "a %s may not stand inside a %s", what,
		     scope->kind == DHCPD_HOST ? "host" : "class");
	scope->is_unclosed = true;
}

bool dhcpd_parse_declaration(struct dhcpd_parser *parser, struct dhcpd_scope *scope)
{
	if (dhcpd_take_word(parser, "host")) {
		must_be_outside(parser, scope, "host");
		parse_host(parser, scope);
	} else if (dhcpd_take_word(parser, "group")) {
		must_be_outside(parser, scope, "group");
		parse_group(parser, scope);
	} else if (dhcpd_take_word(parser, "class") ||
		   dhcpd_take_word(parser, "vendor-class") ||
		   dhcpd_take_word(parser, "user-class")) {
		parse_class(parser, scope);
	} else if (dhcpd_take_word(parser, "subclass")) {
		parse_subclass(parser, scope);
	} else if (dhcpd_take_word(parser, "include")) {
		parse_include(parser, scope);
	} else if (dhcpd_at_word(parser, "option")) {
		struct dhcpd_scanner scanner = parser->scanner;
		struct dhcpd_token ahead = parser->ahead, last = parser->last;

		dhcpd_take(parser);
		if (dhcpd_parse_definition(parser, scope))
			return true;
		parser->scanner = scanner;
		parser->ahead = ahead;
		parser->last = last;
		return false;
	} else {
		return skip_declaration(parser);
	}
	return true;
}
