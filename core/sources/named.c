#include "named.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/text.h"
#include "core/value.h"
#include "files.h"
#include "named_match.h"
#include "named_option.h"
#include "named_tree.h"

struct reader {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct named *named;
	struct named_lists lists;
};

static const char *const outer_words[] = {
	"acl",
	"controls",
	"dlz",
	"dnssec-policy",
	"dyndb",
	"http",
	"include",
	"key",
	"key-store",
	"logging",
	"lwres",
	"managed-keys",
	"masters",
	"options",
	"parental-agents",
	"plugin",
	"primaries",
	"remote-servers",
	"server",
	"statistics-channels",
	"template",
	"tls",
	"trust-anchors",
	"trusted-keys",
	"view",
	"zone",
	NULL,
};

static const char *const type_words[] = {
	"primary",     "master",  "secondary", "slave",	   "mirror",	      "stub",
	"static-stub", "forward", "hint",      "redirect", "delegation-only", NULL,
};

static const enum named_zone_type types[] = {
	NAMED_PRIMARY, NAMED_PRIMARY,  NAMED_SECONDARY,	      NAMED_SECONDARY,
	NAMED_MIRROR,  NAMED_STUB,     NAMED_STATIC_STUB,     NAMED_FORWARD,
	NAMED_HINT,    NAMED_REDIRECT, NAMED_DELEGATION_ONLY,
};

static bool word_is(const struct named_statement *statement, size_t i, const char *word)
{
	return i < statement->count && !statement->items[i].block &&
	       !strcasecmp(statement->items[i].text, word);
}

/* The first block of a statement, or NULL. */
static const struct named_item *block_of(const struct named_statement *statement)
{
	for (size_t i = 0; i < statement->count; i++) {
		if (statement->items[i].block)
			return &statement->items[i];
	}
	return NULL;
}

static void set_text(struct named_text *text, const struct named_item *item)
{
	text->value = item->text;
	text->where = item->where;
	text->width = item->width;
}

/* An option that may be said once. */
static void set_option(struct reader *reader, struct named_text *text,
		       const struct named_statement *statement)
{
	if (text->value)
		named_refuse_again(reader->diagnostics, statement);
	set_text(text, &statement->items[1]);
}

static void add_listen(struct reader *reader, const struct named_statement *statement,
		       struct named_matches **list, size_t *count)
{
	const struct named_item *block = block_of(statement);
	struct named_matches matches;

	if (!block)
		return;
	matches = named_matches_read(&reader->lists, block);
	matches.where = statement->items[0].where;
	matches.width = statement->items[0].width;
	for (size_t i = 1; i + 1 < statement->count; i++) {
		if (word_is(statement, i, "port"))
			matches.port = (in_port_t)strtoul(statement->items[i + 1].text,
							  NULL, 10);
		/* DNS over TLS and HTTPS are not what nodes ask. */
		if (word_is(statement, i, "tls") || word_is(statement, i, "http"))
			return;
	}
	*list = arena_grow(reader->arena, *list, *count, sizeof **list);
	(*list)[(*count)++] = matches;
}

static void read_forwarders(struct reader *reader,
			    const struct named_statement *statement,
			    struct named_options *options)
{
	const struct named_item *block = block_of(statement);

	if (!block)
		return;
	set_text(&options->forwarders_said, &statement->items[0]);
	for (size_t i = 0; i < block->block->count; i++) {
		struct addresses *list = &options->forwarders;
		struct addr addr;

		named_forwarder_check(reader->diagnostics, &block->block->statements[i]);
		if (addr_parse(block->block->statements[i].items[0].text, &addr) < 0)
			continue;
		list->items = arena_grow(reader->arena, list->items, list->count,
					 sizeof *list->items);
		list->items[list->count++] = addr;
	}
}

static void read_except(struct reader *reader, const struct named_statement *statement,
			struct named_options *options)
{
	const struct named_item *block = block_of(statement);

	for (size_t i = 0; block && i < block->block->count; i++) {
		const struct named_item *item = &block->block->statements[i].items[0];
		struct named_text *text;

		options->validate_except =
			arena_grow(reader->arena, options->validate_except,
				   options->validate_except_count, sizeof *text);
		text = &options->validate_except[options->validate_except_count++];
		set_text(text, item);
		text->value = text_dns_name(reader->arena, item->text);
	}
}

static void read_option(struct reader *reader, const struct named_statement *statement,
			struct named_options *options)
{
	const struct {
		const char *word;
		struct named_text *text;
	} texts[] = {
		{"directory",	       &options->directory	   },
		{ "recursion",	       &options->recursion	   },
		{ "forward",	     &options->forward	       },
		{ "dnssec-validation",  &options->dnssec_validation},
		{ "empty-zones-enable", &options->empty_zones      },
	};
	const struct {
		const char *word;
		struct named_matches *matches;
	} lists[] = {
		{"allow-query",	 &options->allow_query      },
		{ "allow-recursion",   &options->allow_recursion  },
		{ "allow-query-cache", &options->allow_query_cache},
	};
	const struct named_item *block = block_of(statement);

	named_option_check(reader->diagnostics, statement);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (statement->count > 1 && word_is(statement, 0, texts[i].word))
			set_option(reader, texts[i].text, statement);
	}
	for (size_t i = 0; block && i < sizeof lists / sizeof lists[0]; i++) {
		if (!word_is(statement, 0, lists[i].word))
			continue;
		if (lists[i].matches->given)
			named_refuse_again(reader->diagnostics, statement);
		*lists[i].matches = named_matches_read(&reader->lists, block);
		lists[i].matches->where = statement->items[0].where;
		lists[i].matches->width = statement->items[0].width;
	}
	if (word_is(statement, 0, "listen-on"))
		add_listen(reader, statement, &options->listen_on,
			   &options->listen_on_count);
	else if (word_is(statement, 0, "listen-on-v6"))
		add_listen(reader, statement, &options->listen_on_v6,
			   &options->listen_on_v6_count);
	else if (word_is(statement, 0, "forwarders"))
		read_forwarders(reader, statement, options);
	else if (word_is(statement, 0, "check-names") &&
		 !word_is(statement, 1, "secondary") && !word_is(statement, 1, "slave") &&
		 !word_is(statement, 1, "response"))
		options->names_unchecked =
			!word_is(statement, statement->count - 1, "fail");
	else if (word_is(statement, 0, "validate-except"))
		read_except(reader, statement, options);
}

/* Calls `read` for each statement; two that lack the semicolon between them are two. */
static void read_statements(struct reader *reader, const struct named_block *block,
			    void (*read)(struct reader *reader,
					 const struct named_statement *statement,
					 void *arg),
			    void *arg)
{
	for (size_t i = 0; i < block->count; i++) {
		struct named_statement rest = block->statements[i];

		while (rest.count) {
			size_t count = named_statement_end(reader->diagnostics, &rest);

			read(reader, &(struct named_statement){ rest.items, count }, arg);
			rest.items += count;
			rest.count -= count;
		}
	}
}

static void read_options_statement(struct reader *reader,
				   const struct named_statement *statement, void *arg)
{
	read_option(reader, statement, arg);
}

static void read_type(struct reader *reader, const struct named_statement *statement,
		      struct named_zone *zone)
{
	const struct named_item *item = &statement->items[1];

	named_option_check(reader->diagnostics, statement);
	if (zone->type_said.value)
		named_refuse_again(reader->diagnostics, statement);
	set_text(&zone->type_said, item);
	for (size_t i = 0; type_words[i]; i++) {
		if (!strcasecmp(item->text, type_words[i])) {
			zone->type = types[i];
			return;
		}
	}
	diag_error(reader->diagnostics, item->where,
		   value_words_help(reader->arena, type_words, item->text),
		   "'%s' is not a type of zone", item->text);
}

static void set_file(struct reader *reader, struct named_zone *zone,
		     const struct named_statement *statement)
{
	named_option_check(reader->diagnostics, statement);
	set_option(reader, &zone->file, statement);
}

static void read_zone_statement(struct reader *reader,
				const struct named_statement *statement, void *arg)
{
	struct named_zone *zone = arg;

	if (statement->count > 1 && word_is(statement, 0, "type"))
		read_type(reader, statement, zone);
	else if (statement->count > 1 && word_is(statement, 0, "file"))
		set_file(reader, zone, statement);
	else if (word_is(statement, 0, "database") || word_is(statement, 0, "dlz"))
		zone->database = true;
	else if (statement->count > 1 && word_is(statement, 0, "in-view"))
		zone->type = NAMED_IN_VIEW;
	else if (statement->count > 1 && word_is(statement, 0, "masterfile-format"))
		zone->plain_text = word_is(statement, 1, "text");
	else
		read_option(reader, statement, &zone->options);
}

static void read_zone(struct reader *reader, const struct named_statement *statement,
		      const struct named_view *view)
{
	struct named *named = reader->named;
	const struct named_item *block = block_of(statement);
	struct named_zone *zone;

	named_option_check(reader->diagnostics, statement);
	if (statement->count < 2 || statement->items[1].block) {
		diag_error(reader->diagnostics, statement->items[0].where,
			   "zone \"example.com\" IN { ... };", "this zone has no name");
		return;
	}
	/* Another class (CH) is not that of addresses. */
	if (statement->count > 2 && !statement->items[2].block &&
	    !word_is(statement, 2, "in")) {
		named_class_check(reader->diagnostics, &statement->items[2]);
		return;
	}
	zone = arena_alloc(reader->arena, sizeof *zone);
	zone->name = text_dns_name(reader->arena, statement->items[1].text);
	if (!strcmp(zone->name, "."))
		zone->name = "";
	zone->type = NAMED_UNTYPED;
	zone->plain_text = true;
	zone->view = view;
	zone->where = statement->items[0].where;
	zone->name_where = statement->items[1].where;
	zone->name_width = statement->items[1].width;
	if (block)
		read_statements(reader, block->block, read_zone_statement, zone);
	named->zones =
		arena_grow(reader->arena, named->zones, named->zone_count, sizeof zone);
	named->zones[named->zone_count++] = zone;
}

static void read_view_statement(struct reader *reader,
				const struct named_statement *statement, void *arg)
{
	struct named_view *view = arg;
	const struct named_item *block = block_of(statement);

	if (word_is(statement, 0, "zone")) {
		read_zone(reader, statement, view);
	} else if (word_is(statement, 0, "match-clients") && block) {
		view->clients = named_matches_read(&reader->lists, block);
		view->clients.where = statement->items[0].where;
		view->clients.width = statement->items[0].width;
	} else if (word_is(statement, 0, "match-destinations") ||
		   word_is(statement, 0, "match-recursive-only")) {
		view->by_destination = true;
	} else {
		read_option(reader, statement, &view->options);
	}
}

static void read_view(struct reader *reader, const struct named_statement *statement)
{
	struct named *named = reader->named;
	const struct named_item *block = block_of(statement);
	struct named_view *view;

	named_option_check(reader->diagnostics, statement);
	if (statement->count < 3 || !block)
		return;
	view = arena_alloc(reader->arena, sizeof *view);
	view->name = statement->items[1].text;
	view->where = statement->items[0].where;
	named->views =
		arena_grow(reader->arena, named->views, named->view_count, sizeof view);
	named->views[named->view_count++] = view;
	read_statements(reader, block->block, read_view_statement, view);
}

static void read_acl(struct reader *reader, const struct named_statement *statement)
{
	struct named *named = reader->named;
	const struct named_item *block = block_of(statement);

	named_option_check(reader->diagnostics, statement);
	if (statement->count < 3 || !block)
		return;
	named->acls = arena_grow(reader->arena, named->acls, named->acl_count,
				 sizeof *named->acls);
	named->acls[named->acl_count].name = statement->items[1].text;
	named->acls[named->acl_count++].matches =
		named_matches_read(&reader->lists, block);
}

static bool is_outer_word(const struct named_item *item)
{
	for (size_t i = 0; outer_words[i]; i++) {
		if (!item->block && item->kind == NAMED_WORD &&
		    !strcasecmp(item->text, outer_words[i]))
			return true;
	}
	return false;
}

/* Letters, digits and hyphens. */
static bool looks_like_word(const struct named_item *item)
{
	for (const char *p = item->text; *p; p++) {
		if (!isalnum((unsigned char)*p) && *p != '-' && *p != '_')
			return false;
	}
	return item->kind == NAMED_WORD;
}

/* A later version may know more words; what cannot be one is refused by every version. */
static bool may_be_word(const struct named_item *item)
{
	return looks_like_word(item) && islower((unsigned char)*item->text) &&
	       !text_nearest(item->text, outer_words);
}

static void read_options(struct reader *reader, const struct named_statement *statement,
			 const struct named_block *block)
{
	if (reader->named->has_options)
		named_refuse_again(reader->diagnostics, statement);
	reader->named->has_options = true;
	read_statements(reader, block, read_options_statement, &reader->named->options);
}

static void read_outer(struct reader *reader, struct named_statement statement)
{
	const struct named_item *first = statement.items;
	const struct named_item *block;

	if (!is_outer_word(first) && !may_be_word(first)) {
		diag_error(reader->diagnostics, first->where,
			   looks_like_word(first)
				   ? value_words_help(reader->arena, outer_words,
						      first->text)
				   : "delete it, or make it a comment: // ...",
			   "'%s' is no statement of named.conf", first->text);
		/* What was meant as a remark swallows the statement behind it. */
		while (statement.count &&
		       (statement.items->where.line == first->where.line ||
			!is_outer_word(statement.items))) {
			statement.items++;
			statement.count--;
		}
		if (!statement.count)
			return;
	}
	block = block_of(&statement);
	if (word_is(&statement, 0, "options") && block)
		read_options(reader, &statement, block->block);
	else if (word_is(&statement, 0, "view"))
		read_view(reader, &statement);
	else if (word_is(&statement, 0, "zone"))
		read_zone(reader, &statement, NULL);
	else if (word_is(&statement, 0, "acl"))
		read_acl(reader, &statement);
}

/* named.conf.local and its like are read by a named.conf that declares acls, too. */
static bool is_fragment(const char *path, const struct named *named)
{
	return strstr(path, ".conf.") || !named->has_options;
}

void named_read(struct arena *arena, struct source_files *files,
		const struct source_file *file, bool copy,
		struct diagnostics *diagnostics, struct named *ret_named)
{
	struct reader reader = {
		.arena = arena,
		.diagnostics = diagnostics,
		.named = ret_named,
		.lists = {arena, diagnostics, NULL, 0}
	};
	const struct named_block *block =
		named_tree_read(arena, files, file, copy, diagnostics);

	*ret_named = (struct named){ .file = file->name, .partial = block->partial };
	for (size_t i = 0; i < block->count; i++)
		read_outer(&reader, block->statements[i]);
	named_views_check(diagnostics, ret_named);
	if (!ret_named->partial && !is_fragment(file->name, ret_named))
		named_acl_names_check(&reader.lists, ret_named);
}
