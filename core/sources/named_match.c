#include "named_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/text.h"
#include "named_option.h"
#include "named_tree.h"

static bool read_prefix(const char *text, struct named_match *match)
{
	char buffer[ADDR_STRLEN];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	char *end;

	if (length >= sizeof buffer)
		return false;
	memcpy(buffer, text, length);
	buffer[length] = '\0';
	/* "10/8", "172.16/12" */
	if (slash && !strchr(buffer, ':')) {
		unsigned dots = 0;

		for (const char *p = buffer; *p; p++)
			dots += *p == '.';
		for (; dots < 3 && length + 2 < sizeof buffer; dots++, length += 2)
			memcpy(buffer + length, ".0", 3);
	}
	if (addr_parse(buffer, &match->addr) < 0)
		return false;
	match->prefix = match->addr.family == AF_INET ? 32 : 128;
	if (slash) {
		unsigned long prefix = strtoul(slash + 1, &end, 10);

		if (!isdigit((unsigned char)slash[1]) || *end || prefix > match->prefix)
			return false;
		match->prefix = (unsigned)prefix;
	}
	match->kind = NAMED_PREFIX;
	return true;
}

static void use_acl(struct named_lists *lists, const struct named_item *item)
{
	lists->names =
		arena_grow(lists->arena, lists->names, lists->count, sizeof(void *));
	lists->names[lists->count++] = item;
}

/* An acl may be declared behind the lists that use it. */
void named_acl_names_check(struct named_lists *lists, const struct named *named)
{
	struct index *acls = index_new(lists->arena, named->acl_count);

	for (size_t i = 0; i < named->acl_count; i++) {
		const char *name = text_dns_name(lists->arena, named->acls[i].name);

		index_add(acls, name, strlen(name), &named->acls[i]);
	}
	for (size_t i = 0; i < lists->count; i++) {
		const struct named_item *item = lists->names[i];
		const char *name = text_dns_name(lists->arena, item->text);

		if (!index_find(acls, name, strlen(name)))
			diag_error(lists->diagnostics, item->where, NULL,
				   "'%s' is no address, and there is no acl of that name",
				   item->text);
	}
}

static void read_match(struct named_lists *lists, const struct named_statement *statement,
		       struct named_match *match)
{
	static const struct {
		const char *word;
		enum named_match_kind kind;
	} words[] = {
		{"any",	 NAMED_ANY	   },
		{ "none",	  NAMED_NONE     },
		{ "localhost", NAMED_LOCALHOST},
		{ "localnets", NAMED_LOCALNETS},
	};
	size_t i = 0;
	const struct named_item *item = statement->items;

	match->where = item->where;
	if (item->kind == NAMED_SIGN && *item->text == '!') {
		match->negated = true;
		i++;
	}
	if (i == statement->count) {
		match->kind = NAMED_OTHER;
		return;
	}
	item = &statement->items[i];
	named_element_check(lists->diagnostics, statement, i);
	match->name = item->text;
	match->kind = statement->count - i > 1 ? NAMED_OTHER : NAMED_ACL;
	if (item->block) {
		struct named_matches *list = arena_alloc(lists->arena, sizeof *list);

		*list = named_matches_read(lists, item);
		match->list = list;
		match->kind = NAMED_LIST;
		return;
	}
	if (match->kind == NAMED_OTHER)
		return;
	if (read_prefix(item->text, match)) {
		named_prefix_check(lists->diagnostics, item, match);
		return;
	}
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
		if (!strcasecmp(item->text, words[w].word))
			match->kind = words[w].kind;
	}
	if (match->kind == NAMED_ACL)
		use_acl(lists, item);
}

struct named_matches named_matches_read(struct named_lists *lists,
					const struct named_item *block)
{
	struct named_matches matches = { .given = true, .where = block->where };
	struct named_match *items =
		arena_alloc(lists->arena, (block->block->count + 1) * sizeof *items);

	for (size_t i = 0; i < block->block->count; i++)
		read_match(lists, &block->block->statements[i], &items[i]);
	matches.items = items;
	matches.count = block->block->count;
	return matches;
}
