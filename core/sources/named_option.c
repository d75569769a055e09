#include "named_option.h"

#include <string.h>
#include <strings.h>

#include "core/diag.h"
#include "named.h"
#include "named_tree.h"

enum value {
	VALUE_LIST,	  /* { ... } */
	VALUE_PORT_LIST,  /* port 53 { ... } */
	VALUE_BLOCK,	  /* "name" IN { ... }: what is in it is not judged here */
	VALUE_BOOLEAN,	  /* yes, no */
	VALUE_VALIDATION, /* yes, no, auto */
	VALUE_FORWARD,	  /* only, first */
	VALUE_WORD,
	VALUE_STRING,
};

/* BIND 9.11 and later agree about these. */
static const struct option {
	const char *name;
	enum value value;
} options[] = {
	{"acl",		      VALUE_BLOCK     },
	{ "allow-notify",		  VALUE_LIST	     },
	{ "allow-query",		 VALUE_LIST	    },
	{ "allow-query-cache",       VALUE_LIST	  },
	{ "allow-query-cache-on",	  VALUE_LIST	     },
	{ "allow-query-on",	    VALUE_LIST      },
	{ "allow-recursion",	     VALUE_LIST	},
	{ "allow-recursion-on",	VALUE_LIST	   },
	{ "allow-transfer",	    VALUE_PORT_LIST },
	{ "allow-update",		  VALUE_LIST	     },
	{ "allow-update-forwarding", VALUE_LIST	},
	{ "blackhole",	       VALUE_LIST	  },
	{ "forwarders",		VALUE_PORT_LIST },
	{ "listen-on",	       VALUE_PORT_LIST },
	{ "listen-on-v6",		  VALUE_PORT_LIST },
	{ "match-clients",	   VALUE_LIST      },
	{ "match-destinations",	VALUE_LIST	   },
	{ "empty-zones-enable",	VALUE_BOOLEAN   },
	{ "match-recursive-only",	  VALUE_BOOLEAN	},
	{ "recursion",	       VALUE_BOOLEAN   },
	{ "directory",	       VALUE_STRING    },
	{ "dnssec-validation",       VALUE_VALIDATION},
	{ "type",		    VALUE_WORD	     },
	{ "view",		    VALUE_BLOCK     },
	{ "zone",		    VALUE_BLOCK     },
	{ "file",		    VALUE_STRING    },
	{ "forward",		     VALUE_FORWARD   },
};

static const struct option *find_option(const struct named_item *item)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (item->kind == NAMED_WORD && !strcasecmp(item->text, options[i].name))
			return &options[i];
	}
	return NULL;
}

static struct where end_of(const struct named_item *item)
{
	struct where where = item->where;

	where.column += item->width;
	return where;
}

static bool is_one_of(const struct named_item *item, const char *const *words)
{
	for (; !item->block && item->kind == NAMED_WORD && *words; words++) {
		if (!strcasecmp(item->text, *words))
			return true;
	}
	return false;
}

/* A list: the first item behind the name, or behind a port, is the block. */
static void check_list(struct diagnostics *diagnostics,
		       const struct named_statement *statement, bool may_have_port)
{
	const struct named_item *name = statement->items;
	bool has_block = name[statement->count - 1].block;

	if (has_block && (statement->count == 2 || may_have_port))
		return;
	diag_error(diagnostics, end_of(name), "put braces around it: { any; };",
		   has_block ? "nothing stands between '%s' and its list"
			     : "a list in braces is missing behind '%s'",
		   name->text);
}

static void check_word(struct diagnostics *diagnostics,
		       const struct named_statement *statement, const char *const *words,
		       const char *help)
{
	const struct named_item *name = statement->items;

	if (statement->count == 1)
		diag_error(diagnostics, end_of(name), help,
			   "'%s' wants a value behind it", name->text);
	else if (words ? !is_one_of(&name[1], words) : name[1].kind != NAMED_WORD)
		diag_error(diagnostics, name[1].where, help, "'%s' is no value of '%s'",
			   name[1].text, name->text);
}

static void check_string(struct diagnostics *diagnostics,
			 const struct named_statement *statement)
{
	const struct named_item *name = statement->items;

	if (statement->count > 1 && name[1].kind == NAMED_STRING)
		return;
	diag_error(diagnostics, statement->count > 1 ? name[1].where : end_of(name),
		   "put quotes around it", "a string in quotes is expected behind '%s'",
		   name->text);
}

void named_option_check(struct diagnostics *diagnostics,
			const struct named_statement *statement)
{
	static const char *const booleans[] = { "yes", "no", "true", "false",
						"1",   "0",  NULL };
	static const char *const validations[] = { "yes", "no", "true", "false",
						   "1",	  "0",	"auto", NULL };
	static const char *const forwards[] = { "only", "first", NULL };
	const struct option *option = find_option(statement->items);

	if (!option)
		return;
	switch (option->value) {
	case VALUE_LIST:
	case VALUE_PORT_LIST:
		check_list(diagnostics, statement, option->value == VALUE_PORT_LIST);
		break;
	case VALUE_BLOCK:
		check_list(diagnostics, statement, true);
		break;
	case VALUE_BOOLEAN:
		check_word(diagnostics, statement, booleans, "yes or no");
		break;
	case VALUE_VALIDATION:
		check_word(diagnostics, statement, validations, "yes, no or auto");
		break;
	case VALUE_FORWARD:
		check_word(diagnostics, statement, forwards, "only or first");
		break;
	case VALUE_WORD:
		check_word(diagnostics, statement, NULL, NULL);
		break;
	case VALUE_STRING:
		check_string(diagnostics, statement);
		break;
	}
}

/* Behind the first block, or behind the one value. */
static size_t own_items(const struct named_statement *statement)
{
	const struct option *option = find_option(statement->items);
	bool has_block = option && option->value <= VALUE_BLOCK;

	if (!option)
		return statement->count;
	if (!has_block)
		return statement->count > 2 && !statement->items[1].block
			       ? 2
			       : statement->count;
	for (size_t i = 1; i < statement->count; i++) {
		if (statement->items[i].block)
			return i + 1;
	}
	return statement->count;
}

size_t named_statement_end(struct diagnostics *diagnostics,
			   const struct named_statement *statement)
{
	size_t count = own_items(statement);
	const struct named_item *last = &statement->items[count - 1];

	if (count < statement->count && last->block)
		diag_error(diagnostics, statement->items[count].where,
			   "write '};' where the block ends",
			   "';' is missing before '%s'", statement->items[count].text);
	else if (count < statement->count)
		diag_error(diagnostics, end_of(last), "write ';' here",
			   "';' is missing behind '%s'", last->text);
	return count;
}

void named_refuse_again(struct diagnostics *diagnostics,
			const struct named_statement *statement)
{
	diag_error(diagnostics, statement->items->where, "say it once",
		   "'%s' is said twice in this block", statement->items->text);
}

void named_element_check(struct diagnostics *diagnostics,
			 const struct named_statement *statement, size_t first)
{
	static const char *const pairs[] = { "key", "geoip", "ecs", NULL };
	const struct named_item *item = &statement->items[first];

	if (first + 1 < statement->count && !is_one_of(item, pairs))
		diag_error(diagnostics, end_of(item), "write ';' here",
			   "';' is missing behind '%s'", item->block ? "}" : item->text);
}

void named_forwarder_check(struct diagnostics *diagnostics,
			   const struct named_statement *statement)
{
	static const char *const pairs[] = { "port", "dscp", "tls", NULL };
	const struct named_item *item = statement->items;
	struct addr addr;

	if (item->kind != NAMED_WORD || addr_parse(item->text, &addr) < 0)
		diag_error(diagnostics, item->where, NULL,
			   "'%s' is no address, and forwarders are addresses",
			   item->block ? "{" : item->text);
	else if (statement->count > 1 && !is_one_of(&item[1], pairs))
		diag_error(diagnostics, end_of(item), "write ';' here",
			   "';' is missing behind '%s'", item->text);
}

void named_prefix_check(struct diagnostics *diagnostics, const struct named_item *item,
			const struct named_match *match)
{
	unsigned bits = match->addr.family == AF_INET ? 32 : 128;

	for (unsigned i = match->prefix; i < bits; i++) {
		if (!(match->addr.bytes[i / 8] & (0x80 >> i % 8)))
			continue;
		diag_error(diagnostics, item->where,
			   "write the network's own address, or leave the length away",
			   "'%s' has bits set behind its length", item->text);
		return;
	}
}

void named_class_check(struct diagnostics *diagnostics, const struct named_item *item)
{
	static const char *const classes[] = { "in",	 "ch",	"chaos", "hs",
					       "hesiod", "any", "none",	 NULL };

	if (!is_one_of(item, classes) && item->kind != NAMED_STRING)
		diag_error(diagnostics, item->where, "zone \"example.com\" IN { ... };",
			   "'%s' is no class of zones", item->text);
}

void named_views_check(struct diagnostics *diagnostics, const struct named *named)
{
	for (size_t i = 0; named->view_count && i < named->zone_count; i++) {
		const struct named_zone *zone = named->zones[i];

		if (!zone->view)
			diag_error(diagnostics, zone->name_where,
				   "move it into the views that answer for it",
				   "zone \"%s\" stands outside of the views; where there "
				   "are views, every zone is in one",
				   zone->name);
	}
}
