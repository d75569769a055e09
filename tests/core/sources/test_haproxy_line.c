#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/haproxy_line.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct haproxy_line line;

static void split(const char *text)
{
	static char address[] = "172.16.0.110";
	struct index *variables;

	arena = arena_new();
	variables = index_new(arena, 0);
	index_add(variables, "VIP", 3, address);
	haproxy_line_split(arena, variables, text, strlen(text), &line);
}

static void done(void)
{
	arena = arena_free(arena);
}

START_TEST(words_comments_and_places)
{
	split("  bind\t*:80 # the\n");
	ck_assert_uint_eq(line.count, 2);
	ck_assert_str_eq(line.words[0].text, "bind");
	ck_assert_uint_eq(line.words[0].column, 3);
	ck_assert_str_eq(line.words[1].text, "*:80");
	ck_assert_uint_eq(line.words[1].column, 8);
	ck_assert_uint_eq(haproxy_word_column(&line.words[1], 2), 10);
	done();
	split("a#b c");
	ck_assert_uint_eq(line.count, 1);
	done();
}
END_TEST

START_TEST(quotes_and_backslashes)
{
	split("\"a b\" 'c \\n' d\\ e \\x41 \\# x\"y\"'z' \\q");
	ck_assert_uint_eq(line.count, 7);
	ck_assert_str_eq(line.words[0].text, "a b");
	ck_assert_str_eq(line.words[1].text, "c \\n");
	ck_assert_str_eq(line.words[2].text, "d e");
	ck_assert_str_eq(line.words[3].text, "A");
	ck_assert_str_eq(line.words[4].text, "#");
	ck_assert_str_eq(line.words[5].text, "xyz");
	ck_assert_str_eq(line.words[6].text, "\\q");
	ck_assert_uint_eq(line.open_quote, 0);
	/* What is behind a quote cannot be told by counting. */
	ck_assert_uint_eq(haproxy_word_column(&line.words[5], 2), line.words[5].column);
	done();
	split("a 'b c");
	ck_assert_uint_eq(line.open_quote, 3);
	done();
}
END_TEST

START_TEST(variables_in_double_quotes_only)
{
	split("\"${VIP}:80\" \"$VIP\" $VIP '$VIP' \"${NO}:1\" \"${NO-1.2.3.4}:1\" \"\\$VIP\"");
	ck_assert_uint_eq(line.count, 7);
	ck_assert_str_eq(line.words[0].text, "172.16.0.110:80");
	ck_assert_str_eq(line.words[1].text, "172.16.0.110");
	ck_assert_str_eq(line.words[2].text, "$VIP");
	ck_assert_str_eq(line.words[3].text, "$VIP");
	ck_assert_str_eq(line.words[4].text, "${NO}:1");
	ck_assert(line.words[4].is_unknown);
	ck_assert_str_eq(line.words[5].text, "1.2.3.4:1");
	ck_assert(!line.words[5].is_unknown);
	ck_assert_str_eq(line.words[6].text, "$VIP");
	ck_assert(!line.words[6].is_unknown);
	done();
}
END_TEST

START_TEST(what_variables_add_is_bounded)
{
	struct arena *own = arena_new();
	char *text = arena_alloc(own, 9 * 10000 + 3), *out;

	out = text;
	*out++ = '"';
	for (int i = 0; i < 10000; i++) {
		memcpy(out, "${VIP} ", 7);
		out += 7;
	}
	*out = '"';
	split(text);
	ck_assert_uint_eq(line.count, 1);
	ck_assert(line.words[0].is_unknown);
	done();
	arena_free(own);
}
END_TEST

START_TEST(too_many_words)
{
	split("a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a "
	      "a a a a a a a a a a a a a a a a a a a a a a a a");
	ck_assert_uint_eq(line.count, HAPROXY_WORDS_MAX);
	ck_assert(line.too_long);
	done();
}
END_TEST

SUITE("core/sources/haproxy_line", words_comments_and_places, quotes_and_backslashes,
      variables_in_double_quotes_only, what_variables_add_is_bounded, too_many_words);
