#include <string.h>

#include "core/arena.h"
#include "core/excerpt.h"
#include "core/sources/files.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct source_files *files;
static struct source_file *file;

static void open_file(const char *text)
{
	arena = arena_free(arena);
	arena = arena_new();
	files = source_files_new(arena, NULL);
	file = source_files_add(files, "f", text, strlen(text));
}

static void shows(unsigned line, unsigned column, unsigned width, const char *before,
		  const char *marked, const char *after)
{
	const struct where where = { "f", line, column };
	const struct excerpt *excerpt = excerpt_make(arena, files, &where, width);

	ck_assert_ptr_nonnull(excerpt);
	ck_assert_str_eq(excerpt->before, before);
	ck_assert_str_eq(excerpt->marked, marked);
	ck_assert_str_eq(excerpt->after, after);
}

START_TEST(the_part_that_is_meant)
{
	open_file("one\n\tserver m1 172.16.0.21:22263 check\r\nlast");
	shows(2, 23, 5, " server m1 172.16.0.21", ":2226", "3 check");
	shows(2, 0, 0, " ", "server m1 172.16.0.21:22263 check", "");
	shows(3, 1, 4, "", "last", "");
	shows(3, 5, 1, "last", "", "");
	arena = arena_free(arena);
}
END_TEST

START_TEST(characters_are_whole)
{
	open_file(":master\xe3\x80\x80x\n");
	shows(1, 8, 1, ":master", "\xe3\x80\x80", "x");
	open_file("a\x1b[31mb\n");
	shows(1, 2, 1, "a", "\\x1b", "[31mb");
	arena = arena_free(arena);
}
END_TEST

START_TEST(long_lines_are_cut_around_the_mark)
{
	char text[1001];
	const struct where where = { "f", 1, 501 };
	const struct excerpt *excerpt;

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	text[500] = 'X';
	open_file(text);
	excerpt = excerpt_make(arena, files, &where, 1);
	ck_assert_str_eq(excerpt->marked, "X");
	ck_assert_uint_lt(strlen(excerpt->before), 80);
	ck_assert_uint_lt(strlen(excerpt->after), 80);
	ck_assert_int_eq(strncmp(excerpt->before, "...", 3), 0);
	arena = arena_free(arena);
}
END_TEST

static void shows_nothing(struct where where)
{
	ck_assert_ptr_null(excerpt_make(arena, files, &where, 1));
}

START_TEST(what_cannot_or_must_not_be_shown)
{
	open_file("pullSecret: x\n");
	shows_nothing((struct where){ "f", 3, 1 });
	shows_nothing((struct where){ "f", 1, 15 });
	shows_nothing((struct where){ "f", 0, 0 });
	shows_nothing((struct where){ "g", 1, 1 });
	shows_nothing((struct where){ NULL, 1, 1 });
	file->secret = true;
	shows_nothing((struct where){ "f", 1, 1 });
	arena = arena_free(arena);
}
END_TEST

SUITE("excerpt", the_part_that_is_meant, characters_are_whole,
      long_lines_are_cut_around_the_mark, what_cannot_or_must_not_be_shown);
