#include <string.h>

#include "core/arena.h"
#include "core/sources/isc_token.h"
#include "tests/support/suite.h"

static struct isc_scanner scanner;

static struct arena *begin(const struct isc_dialect *dialect, const char *text)
{
	struct arena *arena = arena_new();

	isc_scanner_init(&scanner, arena, dialect, text, strlen(text));
	return arena;
}

static void expect(enum isc_token_kind kind, const char *text, unsigned line,
		   unsigned column)
{
	struct isc_token token = isc_scan(&scanner);

	ck_assert_str_eq(token.text, text);
	ck_assert_int_eq(token.kind, kind);
	ck_assert_uint_eq(token.line, line);
	ck_assert_uint_eq(token.column, column);
	ck_assert(!token.broken);
}

START_TEST(named_has_three_kinds_of_comments)
{
	struct arena *arena =
		begin(&isc_named, "a # one\nb // two\nc /* three\n */ d/e//f");

	expect(ISC_WORD, "a", 1, 1);
	expect(ISC_WORD, "b", 2, 1);
	expect(ISC_WORD, "c", 3, 1);
	expect(ISC_WORD, "d/e", 4, 5);
	expect(ISC_END, "", 4, 11);
	expect(ISC_END, "", 4, 11);
	arena_free(arena);
}
END_TEST

START_TEST(dhcpd_has_one_kind_of_comment)
{
	struct arena *arena = begin(&isc_dhcpd, "filename \"a#b\"; # c\n//d (e)");

	expect(ISC_WORD, "filename", 1, 1);
	expect(ISC_STRING, "a#b", 1, 10);
	expect(ISC_SIGN, ";", 1, 15);
	expect(ISC_WORD, "//d", 2, 1);
	expect(ISC_SIGN, "(", 2, 5);
	expect(ISC_WORD, "e", 2, 6);
	expect(ISC_SIGN, ")", 2, 7);
	arena_free(arena);
}
END_TEST

START_TEST(signs_need_no_blank)
{
	struct arena *arena = begin(&isc_named, "acl\"x y\"{!10.0.0.0/8;};");

	expect(ISC_WORD, "acl", 1, 1);
	expect(ISC_STRING, "x y", 1, 4);
	expect(ISC_SIGN, "{", 1, 9);
	expect(ISC_SIGN, "!", 1, 10);
	expect(ISC_WORD, "10.0.0.0/8", 1, 11);
	expect(ISC_SIGN, ";", 1, 21);
	expect(ISC_SIGN, "}", 1, 22);
	expect(ISC_SIGN, ";", 1, 23);
	arena_free(arena);
}
END_TEST

START_TEST(backslashes_are_taken_out_of_strings)
{
	struct arena *arena = begin(&isc_named, "\"a\\\"b\\\\\"");

	expect(ISC_STRING, "a\"b\\", 1, 1);
	arena_free(arena);
}
END_TEST

START_TEST(what_is_not_closed_is_said)
{
	struct arena *arena = begin(&isc_named, "\"open\nnext /* for ever");

	ck_assert(isc_scan(&scanner).broken);
	expect(ISC_WORD, "next", 2, 1);
	ck_assert(isc_scan(&scanner).broken);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/isc_token", named_has_three_kinds_of_comments,
      dhcpd_has_one_kind_of_comment, signs_need_no_blank,
      backslashes_are_taken_out_of_strings, what_is_not_closed_is_said);
