#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/named.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct source_files *files;
static struct diagnostics diagnostics;
static struct named named;

static void begin(void)
{
	arena = arena_new();
	files = source_files_new(arena, NULL);
	diag_init(&diagnostics, arena);
}

static void end(void)
{
	arena = arena_free(arena);
}

static void conf(const char *text)
{
	named_read(arena, files,
		   source_files_add(files, "named.conf", text, strlen(text)), true,
		   &diagnostics, &named);
}

static const char *said(void)
{
	const char *all = "";

	for (size_t i = 0; i < diagnostics.count; i++)
		all = arena_printf(
			arena, "%s%s:%u:%u %s\n", all, diagnostics.items[i].where.file,
			diagnostics.items[i].where.line,
			diagnostics.items[i].where.column, diagnostics.items[i].message);
	return all;
}

static enum named_verdict lets_in(const struct named_matches *matches, const char *text)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(text, &addr), 0);
	return named_matches_addr(&named, matches, &addr);
}

START_TEST(options_and_zones_have_their_places)
{
	begin();
	conf("options {\n\tdirectory \"/var/named\"; // here\n"
	     "\tlisten-on port 53 { 127.0.0.1; };\n"
	     "\tallow-query { localhost; 172.16.0.0/24; };\n\trecursion no;\n"
	     "\tforwarders { 10.0.0.1; 10.0.0.2 port 53; };\n};\n"
	     "zone \"Example.COM.\" IN {\n\ttype master;\n\tfile \"example.zone\";\n};\n"
	     "zone \".\" IN { type hint; file \"named.ca\"; };\n"
	     "zone \"x\" CHAOS { type primary; };\n");
	ck_assert_str_eq(said(), "");
	ck_assert_str_eq(named.options.directory.value, "/var/named");
	ck_assert_uint_eq(named.options.directory.where.line, 2);
	ck_assert_uint_eq(named.options.directory.where.column, 12);
	ck_assert_uint_eq(named.options.directory.width, 12);
	ck_assert_uint_eq(named.options.listen_on_count, 1);
	ck_assert_uint_eq(named.options.listen_on->port, 53);
	ck_assert_uint_eq(named.options.listen_on->where.line, 3);
	ck_assert_uint_eq(named.options.allow_query.count, 2);
	ck_assert_str_eq(named.options.recursion.value, "no");
	ck_assert_uint_eq(named.options.forwarders.count, 2);
	ck_assert_uint_eq(named.zone_count, 2);
	ck_assert_str_eq(named.zones[0]->name, "example.com");
	ck_assert_int_eq(named.zones[0]->type, NAMED_PRIMARY);
	ck_assert_str_eq(named.zones[0]->file.value, "example.zone");
	ck_assert_uint_eq(named.zones[0]->file.where.line, 10);
	ck_assert_uint_eq(named.zones[0]->name_where.column, 6);
	ck_assert_str_eq(named.zones[1]->name, "");
	ck_assert_int_eq(named.zones[1]->type, NAMED_HINT);
	end();
}
END_TEST

START_TEST(lists_decide_by_the_first_that_fits)
{
	const struct named_matches *matches;

	begin();
	conf("acl nodes { !172.16.0.9; 172.16/16; fd00::/8; };\n"
	     "acl loop { loop; };\n"
	     "options { allow-query { nodes; key k; };\n"
	     "  allow-recursion { !{ !10.0.0.1; any; }; any; };\n"
	     "  allow-query-cache { loop; localnets; }; };\n");
	ck_assert_str_eq(said(), "");
	matches = &named.options.allow_query;
	ck_assert_int_eq(lets_in(matches, "172.16.200.1"), NAMED_YES);
	ck_assert_int_eq(lets_in(matches, "fd12::1"), NAMED_YES);
	ck_assert_int_eq(lets_in(matches, "10.0.0.1"), NAMED_UNKNOWN);
	ck_assert_int_eq(lets_in(&named.options.allow_recursion, "10.0.0.1"), NAMED_YES);
	ck_assert_int_eq(lets_in(&named.options.allow_recursion, "10.0.0.2"), NAMED_NO);
	ck_assert_int_eq(lets_in(&named.options.allow_query_cache, "10.0.0.1"),
			 NAMED_UNKNOWN);
	end();
}
END_TEST

START_TEST(views_are_chosen_by_the_client)
{
	const struct named_view *view;
	struct addr addr;

	begin();
	conf("view \"in\" { match-clients { 172.16.0.0/24; };\n"
	     "  zone \"a\" { type primary; file \"in.a\"; }; };\n"
	     "view out { recursion no; zone \"a\" { type primary; file \"out.a\"; };\n"
	     "  zone b { in-view in; }; };\n");
	ck_assert_str_eq(said(), "");
	ck_assert_uint_eq(named.view_count, 2);
	ck_assert_uint_eq(named.zone_count, 3);
	ck_assert_str_eq(named.zones[0]->view->name, "in");
	ck_assert_int_eq(named.zones[2]->type, NAMED_IN_VIEW);
	addr_parse("172.16.0.5", &addr);
	ck_assert_int_eq(named_view_of(&named, &addr, &view), NAMED_YES);
	ck_assert_ptr_eq(view, named.views[0]);
	addr_parse("10.0.0.5", &addr);
	ck_assert_int_eq(named_view_of(&named, &addr, &view), NAMED_YES);
	ck_assert_ptr_eq(view, named.views[1]);
	ck_assert_str_eq(
		named_option_text(&named, view, offsetof(struct named_options, recursion))
			->value,
		"no");
	end();
}
END_TEST

START_TEST(included_files_stand_where_they_are_included)
{
	begin();
	source_files_add(files, "more.conf", "zone b { type slave; };\n", 24);
	source_files_add(files, "/etc/x/loop.conf", "include \"/etc/x/loop.conf\";", 27);
	conf("zone a { type master; file \"a\"; };\n"
	     "include \"/etc/named/more.conf\";\n"
	     "include \"/not/there\";\ninclude \"/etc/x/loop.conf\";\n");
	ck_assert_uint_eq(named.zone_count, 2);
	ck_assert_str_eq(named.zones[1]->where.file, "more.conf");
	ck_assert_int_eq(named.zones[1]->type, NAMED_SECONDARY);
	ck_assert_ptr_nonnull(strstr(said(), "include each other too deep"));
	end();
}
END_TEST

START_TEST(what_is_not_a_statement_does_not_swallow_the_next)
{
	begin();
	conf("<remark>\nzone \"a\" { type master; file \"a\"; };\n"
	     "zoen \"b\" { type master; };\nfuture-word { x; };\n"
	     "zone \"c\" { type mastr; file \"c\"; };\n");
	ck_assert_str_eq(said(),
			 "named.conf:1:1 '<remark>' is no statement of named.conf\n"
			 "named.conf:3:1 'zoen' is no statement of named.conf\n"
			 "named.conf:5:17 'mastr' is not a type of zone\n");
	ck_assert_uint_eq(named.zone_count, 2);
	ck_assert_int_eq(named.zones[1]->type, NAMED_UNTYPED);
	end();
}
END_TEST

START_TEST(a_semicolon_that_is_missing_is_said_where_it_belongs)
{
	begin();
	conf("zone \"a\" {\n\ttype master\n\tfile \"a\";\n}\n"
	     "zone \"b\" { type master; file \"b\" };\n"
	     "acl x { any }; \n"
	     "zone \"c\" { type master; file \"c\"; };");
	ck_assert_str_eq(said(), "named.conf:5:1 ';' is missing before 'zone'\n"
				 "named.conf:5:33 ';' is missing behind 'b'\n"
				 "named.conf:6:12 ';' is missing behind 'any'\n"
				 "named.conf:2:13 ';' is missing behind 'master'\n");
	ck_assert_uint_eq(named.zone_count, 3);
	ck_assert_str_eq(named.zones[0]->file.value, "a");
	ck_assert_str_eq(named.zones[1]->file.value, "b");
	end();
}
END_TEST

START_TEST(what_is_not_closed_is_said)
{
	begin();
	conf("zone \"a\" { type master;\n file \"a\";\n");
	ck_assert_str_eq(said(),
			 "named.conf:1:10 this block is not closed before the end "
			 "of the file\n"
			 "named.conf:1:11 ';' is missing behind '}'\n");
	ck_assert_uint_eq(named.zone_count, 1);
	diag_init(&diagnostics, arena);
	conf("}; zone \"b\" { type master; file \"b; };\n");
	ck_assert_ptr_nonnull(strstr(said(), "1:1 this brace closes nothing"));
	ck_assert_ptr_nonnull(strstr(said(), "1:33 this string is not closed"));
	end();
}
END_TEST

SUITE("core/sources/named", options_and_zones_have_their_places,
      lists_decide_by_the_first_that_fits, views_are_chosen_by_the_client,
      included_files_stand_where_they_are_included,
      what_is_not_a_statement_does_not_swallow_the_next,
      a_semicolon_that_is_missing_is_said_where_it_belongs, what_is_not_closed_is_said);
