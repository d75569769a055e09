#include <string.h>

#include "core/arena.h"
#include "core/sources/named_token.h"
#include "tests/support/suite.h"

static struct named_scanner scanner;

static struct arena *begin(const char *text)
{
	struct arena *arena = arena_new();

	named_scanner_init(&scanner, arena, text, strlen(text));
	return arena;
}

static void expect(enum named_token_kind kind, const char *text, unsigned line,
		   unsigned column)
{
	struct named_token token = named_scan(&scanner);

	ck_assert_str_eq(token.text, text);
	ck_assert_int_eq(token.kind, kind);
	ck_assert_uint_eq(token.line, line);
	ck_assert_uint_eq(token.column, column);
	ck_assert(!token.broken);
}

START_TEST(named_has_three_kinds_of_comments)
{
	struct arena *arena = begin("a # one\nb // two\nc /* three\n */ d/e//f");

	expect(NAMED_WORD, "a", 1, 1);
	expect(NAMED_WORD, "b", 2, 1);
	expect(NAMED_WORD, "c", 3, 1);
	expect(NAMED_WORD, "d/e", 4, 5);
	expect(NAMED_END, "", 4, 11);
	expect(NAMED_END, "", 4, 11);
	arena_free(arena);
}
END_TEST

START_TEST(signs_need_no_blank)
{
	struct arena *arena = begin("acl\"x y\"{!10.0.0.0/8;};");

	expect(NAMED_WORD, "acl", 1, 1);
	expect(NAMED_STRING, "x y", 1, 4);
	expect(NAMED_SIGN, "{", 1, 9);
	expect(NAMED_SIGN, "!", 1, 10);
	expect(NAMED_WORD, "10.0.0.0/8", 1, 11);
	expect(NAMED_SIGN, ";", 1, 21);
	expect(NAMED_SIGN, "}", 1, 22);
	expect(NAMED_SIGN, ";", 1, 23);
	arena_free(arena);
}
END_TEST

START_TEST(backslashes_are_taken_out_of_strings)
{
	struct arena *arena = begin("\"a\\\"b\\\\\"");

	expect(NAMED_STRING, "a\"b\\", 1, 1);
	arena_free(arena);
}
END_TEST

START_TEST(what_is_not_closed_is_said)
{
	struct arena *arena = begin("\"open\nnext /* for ever");

	ck_assert(named_scan(&scanner).broken);
	expect(NAMED_WORD, "next", 2, 1);
	ck_assert(named_scan(&scanner).broken);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/named_token", named_has_three_kinds_of_comments, signs_need_no_blank,
      backslashes_are_taken_out_of_strings, what_is_not_closed_is_said);
