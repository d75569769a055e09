#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/yaml.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct yaml *root;

static int parse_bytes(const char *bytes, size_t length)
{
	if (!arena)
		arena = arena_new();
	diag_init(&diagnostics, arena);
	return yaml_parse(arena, "t.yaml", bytes, length, &diagnostics, &root);
}

static int parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

/* Refused with one error whose message holds `words`, at a place. */
static void refused(const char *text, unsigned line, unsigned column, const char *words)
{
	ck_assert_int_lt(parse(text), 0);
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_msg(strstr(diagnostics.items[0].message, words) != NULL, "%s",
		      diagnostics.items[0].message);
	ck_assert_uint_eq(diagnostics.items[0].where.line, line);
	if (column)
		ck_assert_uint_eq(diagnostics.items[0].where.column, column);
}

START_TEST(a_tree_has_places)
{
	const struct yaml *list;

	ck_assert_int_eq(parse("# comment\na: one\nb:\n  - {c: 'two'}\n  - \"3\"\n"), 0);
	ck_assert_int_eq(root->kind, YAML_MAP);
	ck_assert_uint_eq(root->count, 2);
	ck_assert_str_eq(yaml_get(root, "a")->text, "one");
	ck_assert(yaml_get(root, "a")->plain);
	ck_assert_uint_eq(yaml_get(root, "a")->where.line, 2);
	ck_assert_uint_eq(yaml_get(root, "a")->where.column, 4);
	ck_assert_uint_eq(yaml_get(root, "a")->end.column, 7);
	ck_assert_uint_eq(yaml_get(root, "a")->key->where.column, 1);
	list = yaml_get(root, "b");
	ck_assert_int_eq(list->kind, YAML_LIST);
	ck_assert_str_eq(yaml_get(list->first, "c")->text, "two");
	ck_assert(!yaml_get(list->first, "c")->plain);
	ck_assert_uint_eq(yaml_get(list->first, "c")->where.line, 4);
	ck_assert_uint_eq(yaml_get(list->first, "c")->where.column, 9);
	ck_assert_str_eq(list->last->text, "3");
	ck_assert_ptr_null(yaml_get(root, "c"));
	ck_assert_ptr_null(yaml_get(list, "c"));
	ck_assert_ptr_null(yaml_get(NULL, "c"));
	arena = arena_free(arena);
}
END_TEST

START_TEST(columns_count_characters)
{
	ck_assert_int_eq(parse("{\xc3\xa4\xc3\xb6: x}"), 0);
	ck_assert_uint_eq(root->first->where.column, 6);
	arena = arena_free(arena);
}
END_TEST

START_TEST(a_byte_order_mark_is_fine)
{
	ck_assert_int_eq(parse("\xef\xbb\xbf"
			       "a: b\n"),
			 0);
	ck_assert_str_eq(yaml_get(root, "a")->text, "b");
	ck_assert_uint_eq(yaml_get(root, "a")->key->where.column, 1);
	arena = arena_free(arena);
}
END_TEST

START_TEST(null_is_nothing_or_a_plain_word)
{
	ck_assert_int_eq(parse("{a: , b: ~, c: null, d: 'null', e: '', f: x}"), 0);
	ck_assert(yaml_is_null(yaml_get(root, "a")));
	ck_assert(yaml_is_null(yaml_get(root, "b")));
	ck_assert(yaml_is_null(yaml_get(root, "c")));
	ck_assert(!yaml_is_null(yaml_get(root, "d")));
	ck_assert(!yaml_is_null(yaml_get(root, "e")));
	ck_assert(!yaml_is_null(yaml_get(root, "f")));
	ck_assert(yaml_is_null(NULL));
	arena = arena_free(arena);
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
	refused("", 0, 0, "empty");
	refused("\xef\xbb\xbf", 0, 0, "empty");
	refused("# only\n\n# comments\n", 0, 0, "says nothing");
	refused("a: b\nc: \xe9t\xe9\n", 2, 4, "not UTF-8");
	ck_assert_int_lt(parse_bytes("\xff\xfe"
				     "a\0",
				     4),
			 0);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].help, "UTF-16"));
	ck_assert_int_lt(parse_bytes("a: b\0c", 6), 0);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 1);
	refused("a: \"x\\0y\"", 1, 4, "zero byte");
	refused("a: \x07", 1, 4, "not YAML");
	arena = arena_free(arena);
}
END_TEST

START_TEST(syntax_errors_name_the_place_and_the_usual_suspect)
{
	refused("a:\n\tb: c\n", 2, 1, "not YAML");
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].help, "tab"));
	refused("a: [b, c\nd: e\n", 2, 0, "not YAML");
	refused("a: b\n---\nc: d\n", 2, 1, "second document");
	refused("[a]: b\n", 1, 1, "a key must be a word");
	refused("{a: b}} \n", 1, 0, "not YAML");
	arena = arena_free(arena);
}
END_TEST

START_TEST(duplicate_keys_are_all_reported)
{
	char text[2048] = "";
	size_t used = 0;

	ck_assert_int_lt(parse("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\n"), 0);
	ck_assert_uint_eq(diagnostics.errors, 2);
	ck_assert_str_eq(diagnostics.items[0].message,
			 "the key 'a' is here twice; first in line 1");
	ck_assert_uint_eq(diagnostics.items[0].where.line, 3);
	ck_assert_uint_eq(diagnostics.items[1].where.line, 4);
	ck_assert_uint_eq(diagnostics.items[1].where.column, 11);
	/* The tree is still there, with the first value. */
	ck_assert_str_eq(yaml_get(root, "a")->text, "1");
	/* Large maps look their keys up in a table. */
	for (int i = 0; i < 40; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "k%d: v\n",
					 i % 38);
	ck_assert_int_lt(parse(text), 0);
	ck_assert_uint_eq(diagnostics.errors, 2);
	ck_assert_uint_eq(diagnostics.items[1].where.line, 40);
	arena = arena_free(arena);
}
END_TEST

START_TEST(aliases_are_expanded_within_a_budget)
{
	ck_assert_int_eq(parse("a: &x [1, 2]\nb: *x\nc: &y text\nd: *y\n"), 0);
	ck_assert_uint_eq(yaml_get(root, "b")->count, 2);
	ck_assert_str_eq(yaml_get(root, "b")->first->text, "1");
	ck_assert_uint_eq(yaml_get(root, "b")->where.line, 2);
	ck_assert_str_eq(yaml_get(root, "d")->text, "text");
	refused("a: *nobody\n", 1, 4, "no anchor");
	refused("a: &x [b, *x]\n", 1, 11, "endless");
	refused("&x {a: *x}\n", 1, 8, "endless");
	refused("a: &a [x,x,x,x,x,x,x,x,x,x]\n"
		"b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
		"c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
		"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
		"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
		"f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
		"g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n",
		7, 0, "2,000,000");
	arena = arena_free(arena);
}
END_TEST

START_TEST(depth_is_bounded)
{
	char text[200000];

	memset(text, '[', sizeof text);
	ck_assert_int_lt(parse_bytes(text, sizeof text), 0);
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_uint_eq(diagnostics.items[0].where.column, 65);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "64 levels"));
	for (size_t i = 0; i < sizeof text; i += 2)
		memcpy(text + i, "- ", 2);
	ck_assert_int_lt(parse_bytes(text, sizeof text), 0);
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	ck_assert_int_eq(parse_bytes(text, 128), 0);
	arena = arena_free(arena);
}
END_TEST

START_TEST(two_million_values_are_enough)
{
	size_t length = 5000002;
	char *text = malloc(length);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 1; i + 1 < length; i++)
		text[i] = i % 2 ? 'a' : ',';
	text[0] = '[';
	text[length - 1] = ']';
	ck_assert_int_lt(parse_bytes(text, length), 0);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "2,000,000"));
	free(text);
	arena = arena_free(arena);
}
END_TEST

SUITE("yaml", a_tree_has_places, columns_count_characters, a_byte_order_mark_is_fine,
      null_is_nothing_or_a_plain_word, what_is_no_text_is_refused,
      syntax_errors_name_the_place_and_the_usual_suspect, duplicate_keys_are_all_reported,
      aliases_are_expanded_within_a_budget, depth_is_bounded,
      two_million_values_are_enough);
