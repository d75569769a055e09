#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/nginx_reader.h"

#define DEPTH_MAX 32

static struct web_location *read_location(struct nginx_reader *reader,
					  const struct nginx_directive *directive,
					  const struct nginx_scope *outer,
					  const struct web_location *parent,
					  unsigned depth);

static const char *line_of(struct nginx_reader *reader,
			   const struct nginx_directive *directive)
{
	const char *text = directive->words[0].text;

	for (size_t i = 1; i < directive->count && i < 4; i++)
		text = arena_printf(reader->arena, "%s %s", text,
				    directive->words[i].text);
	return nginx_clean(reader, text);
}

/* To the end of its last word, where it is on one line. */
static unsigned width_of(const struct nginx_directive *directive)
{
	const struct nginx_word *first = &directive->words[0];
	const struct nginx_word *last = &directive->words[directive->count - 1];

	return first->where.line == last->where.line
		       ? last->where.column + last->width - first->where.column
		       : first->width;
}

static void set_root(struct nginx_reader *reader, const struct nginx_directive *directive,
		     struct nginx_scope *scope)
{
	const struct nginx_word *word = &directive->words[1];

	/* What a relative one is relative to was decided when nginx was built. */
	scope->root = nginx_is_variable(word->text) || *word->text != '/'
			      ? NULL
			      : nginx_clean(reader, word->text);
	scope->root_where = word->where;
	scope->root_width = word->width;
}

/* allow and deny: the first that fits counts, so only one for all is known to. */
static void set_access(struct nginx_reader *reader,
		       const struct nginx_directive *directive, bool is_first,
		       struct nginx_scope *scope)
{
	bool all = directive->count > 1 && !strcmp(directive->words[1].text, "all");

	if (!is_first)
		return;
	scope->access = !all			      ? WEB_ACCESS_UNKNOWN
			: nginx_is(directive, "deny") ? WEB_REFUSED
						      : WEB_ALLOWED;
	scope->access_says = line_of(reader, directive);
	scope->access_where = directive->words[0].where;
	scope->access_width = width_of(directive);
}

static void set_password(struct nginx_reader *reader,
			 const struct nginx_directive *directive,
			 struct nginx_scope *scope)
{
	const char *value = directive->count > 1 ? directive->words[1].text : "off";

	/* A login that was asked for outside is taken back; what else held there is not known. */
	if (!strcmp(value, "off") || nginx_is_variable(value)) {
		if (scope->access == WEB_REFUSED)
			scope->access = WEB_ACCESS_UNKNOWN;
		return;
	}
	scope->access = WEB_REFUSED;
	scope->access_says = line_of(reader, directive);
	scope->access_where = directive->words[0].where;
	scope->access_width = width_of(directive);
}

/* error_page 404 =200 /x: with another status, or from elsewhere. Without, 404 stays 404. */
static bool catches_missing(const struct nginx_directive *directive)
{
	bool missing = false, otherwise = false;

	for (size_t i = 1; i < directive->count; i++) {
		const char *text = directive->words[i].text;

		missing = missing || !strcmp(text, "404");
		otherwise = otherwise || *text == '=' || !strncmp(text, "http", 4);
	}
	return missing && otherwise;
}

/* What answers by itself; none of them is inherited. */
static bool is_content(const struct nginx_directive *directive)
{
	static const char *const names[] = {
		"return",    "proxy_pass",     "fastcgi_pass", "uwsgi_pass", "scgi_pass",
		"grpc_pass", "memcached_pass", "stub_status",  "empty_gif",  "internal",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (nginx_is(directive, names[i]))
			return true;
	}
	return false;
}

static bool is_read_here(const struct nginx_directive *directive)
{
	static const char *const names[] = {
		"root",	   "alias",	 "allow",
		"deny",	   "auth_basic", "auth_basic_user_file",
		"satisfy", "error_page", "location",
		"server",  "try_files",	 "rewrite",
		"if",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (nginx_is(directive, names[i]))
			return true;
	}
	return is_content(directive) || nginx_is_harmless(directive->words[0].text);
}

void nginx_inherit(struct nginx_reader *reader, const struct nginx_block *block,
		   struct nginx_scope *scope)
{
	const struct nginx_directive *root = NULL;
	bool has_rules = false;

	for (size_t i = 0; i < block->count; i++) {
		const struct nginx_directive *directive = block->items[i];

		if (nginx_is(directive, "root") || nginx_is(directive, "alias")) {
			if (root)
				diag_error(reader->diagnostics, directive->words[0].where,
					   "delete one of them", "\"%s\" is given twice",
					   nginx_clean(reader, directive->words[0].text));
			root = directive;
			set_root(reader, directive, scope);
		} else if (nginx_is(directive, "allow") || nginx_is(directive, "deny")) {
			set_access(reader, directive, !has_rules, scope);
			has_rules = true;
		} else if (nginx_is(directive, "auth_basic")) {
			set_password(reader, directive, scope);
		} else if (nginx_is(directive, "satisfy")) {
			scope->satisfy_any = !strcmp(directive->words[1].text, "any");
		} else if (nginx_is(directive, "error_page")) {
			scope->has_fallback =
				scope->has_fallback || catches_missing(directive);
		} else if (!is_read_here(directive)) {
			scope->unknown = true;
		}
	}
}

/* "$uri" first, and in the end a status: the file, or nothing. */
static void read_try_files(const struct nginx_directive *directive,
			   struct web_location *location)
{
	const struct nginx_word *words = directive->words;

	if (strcmp(words[1].text, "$uri") != 0)
		location->content = WEB_CONTENT_UNKNOWN;
	for (size_t i = 2; i < directive->count; i++) {
		if (strcmp(words[i].text, "$uri/") != 0 &&
		    strncmp(words[i].text, "=4", 2) != 0)
			location->has_fallback = true;
	}
}

/* Whether an `if` can change who answers. */
static bool is_idle(const struct nginx_directive *condition)
{
	for (size_t i = 0; i < condition->child_count; i++) {
		if (!nginx_is_harmless(condition->children[i].words[0].text))
			return false;
	}
	return true;
}

static void read_content(struct nginx_reader *reader,
			 const struct nginx_directive *directive,
			 struct web_location *location)
{
	if (is_content(directive)) {
		location->content = WEB_NO_FILES;
		location->content_says = line_of(reader, directive);
		location->where = directive->words[0].where;
	} else if (nginx_is(directive, "try_files")) {
		read_try_files(directive, location);
	} else if (nginx_is(directive, "rewrite") ||
		   (nginx_is(directive, "if") && !is_idle(directive))) {
		location->content = WEB_CONTENT_UNKNOWN;
	}
}

static void add_child(struct nginx_reader *reader, struct web_location *parent,
		      struct web_location *child)
{
	for (size_t i = 0; i < parent->child_count; i++) {
		const struct web_location *other = parent->children[i];

		if (other->match != WEB_REGEX &&
		    strcmp(other->pattern, child->pattern) == 0 &&
		    (other->match == WEB_EXACT) == (child->match == WEB_EXACT) &&
		    child->match != WEB_REGEX) {
			diag_error(reader->diagnostics, child->where,
				   "delete one of them", "duplicate location \"%s\"",
				   nginx_clean(reader, child->pattern));
			return;
		}
	}
	parent->children = arena_grow(reader->arena, parent->children,
				      parent->child_count, sizeof *parent->children);
	parent->children[parent->child_count++] = child;
}

static void read_children(struct nginx_reader *reader, const struct nginx_block *block,
			  const struct nginx_scope *scope, struct web_location *location,
			  unsigned depth)
{
	for (size_t i = 0; i < block->count; i++) {
		struct web_location *child;

		if (!nginx_is(block->items[i], "location"))
			continue;
		child = read_location(reader, block->items[i], scope, location, depth);
		if (child)
			add_child(reader, location, child);
	}
}

static void apply(const struct nginx_scope *scope, struct web_location *location)
{
	location->folder = scope->root;
	location->folder_where = scope->root_where;
	location->folder_width = scope->root_width;
	location->has_fallback = scope->has_fallback;
	location->access = scope->access == WEB_REFUSED && scope->satisfy_any
				   ? WEB_ACCESS_UNKNOWN
				   : scope->access;
	location->access_says = scope->access_says;
	location->access_where = scope->access_where;
	location->access_width = scope->access_width;
	location->content = scope->unknown ? WEB_CONTENT_UNKNOWN : WEB_FILES;
}

/* What the block says, into a location; its own locations are read by read_children(). */
static void fill(struct nginx_reader *reader, const struct nginx_block *block,
		 struct nginx_scope *scope, struct web_location *location)
{
	nginx_inherit(reader, block, scope);
	apply(scope, location);
	for (size_t i = 0; i < block->count; i++) {
		if (location->content == WEB_FILES)
			read_content(reader, block->items[i], location);
		if (nginx_is(block->items[i], "alias"))
			location->is_alias = true;
	}
	/* An alias of a pattern is made with what the pattern matched. */
	if (location->is_alias && location->match == WEB_REGEX)
		location->folder = NULL;
}

/* "= /x", "=/x", "^~ /x", "~ x", "~* x", "/x", "@name". False: nobody's URL leads there. */
static bool read_pattern(struct nginx_reader *reader,
			 const struct nginx_directive *directive,
			 struct web_location *location)
{
	const struct nginx_word *word = &directive->words[1];
	const char *text = word->text;
	size_t sign = *text == '~'		? 1 + (text[1] == '*')
		      : *text == '='		? 1
		      : !strncmp(text, "^~", 2) ? 2
						: 0;

	if (directive->count > 2 && (!sign || text[sign])) {
		diag_error(reader->diagnostics, word->where,
			   "a modifier is one of = ~ ~* ^~",
			   "invalid location modifier \"%s\"", nginx_clean(reader, text));
		return false;
	}
	location->match = !sign		 ? WEB_PREFIX
			  : *text == '=' ? WEB_EXACT
			  : *text == '^' ? WEB_PREFIX_FINAL
					 : WEB_REGEX;
	location->ignore_case = *text == '~' && sign == 2;
	location->pattern = directive->count > 2 ? directive->words[2].text : text + sign;
	return *location->pattern != '@';
}

/* A URL of the inner one has to be one of the outer one, too; a pattern may match anything. */
static bool is_inside(struct nginx_reader *reader, const struct web_location *location,
		      const struct web_location *parent)
{
	if (parent->match != WEB_EXACT &&
	    (location->match == WEB_REGEX ||
	     !strncmp(location->pattern, parent->pattern, strlen(parent->pattern))))
		return true;
	diag_error(reader->diagnostics, location->where, NULL,
		   "location \"%s\" is outside of location \"%s\"",
		   nginx_clean(reader, location->pattern),
		   nginx_clean(reader, parent->pattern));
	return false;
}

static struct web_location *read_location(struct nginx_reader *reader,
					  const struct nginx_directive *directive,
					  const struct nginx_scope *outer,
					  const struct web_location *parent,
					  unsigned depth)
{
	struct web_location *location = arena_alloc(reader->arena, sizeof *location);
	struct nginx_scope scope = *outer;
	struct nginx_block block;

	location->where = directive->words[0].where;
	if (depth == DEPTH_MAX || !read_pattern(reader, directive, location))
		return NULL;
	if (!is_inside(reader, location, parent))
		return NULL;
	block = nginx_block_of(reader, directive->children, directive->child_count,
			       NGINX_LOCATION);
	fill(reader, &block, &scope, location);
	read_children(reader, &block, &scope, location, depth + 1);
	return location;
}

struct web_location *nginx_server_root(struct nginx_reader *reader,
				       const struct nginx_block *block,
				       const struct nginx_scope *http,
				       const struct nginx_directive *server)
{
	struct web_location *root = arena_alloc(reader->arena, sizeof *root);
	struct nginx_scope scope = *http;

	root->pattern = "";
	root->where = server->words[0].where;
	fill(reader, block, &scope, root);
	/* What a server answers by itself comes before its locations. */
	if (root->content == WEB_FILES || scope.unknown)
		read_children(reader, block, &scope, root, 0);
	return root;
}
