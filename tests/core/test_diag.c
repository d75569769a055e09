#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;

static char *printed(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	diag_print(&diagnostics, out);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

static void begin(void)
{
	arena = arena_new();
	diag_init(&diagnostics, arena);
}

START_TEST(looks_like_a_compiler)
{
	char *text;

	begin();
	diag_error(&diagnostics, (struct where){ "a.yaml", 3, 7 }, "did you mean 'x'?",
		   "unknown key '%s'", "y");
	diag_warning(&diagnostics, (struct where){ "b.cfg", 9, 0 }, NULL, "odd");
	diag_error(&diagnostics, (struct where){ "c", 0, 0 }, NULL, "gone");
	diag_error(&diagnostics, (struct where){ 0 }, NULL, "nowhere");
	text = printed();
	ck_assert_str_eq(text, "a.yaml:3:7: error: unknown key 'y'\n"
			       "  help: did you mean 'x'?\n"
			       "b.cfg:9: warning: odd\n"
			       "c: error: gone\n"
			       "ocp-preflight: error: nowhere\n");
	ck_assert_uint_eq(diagnostics.count, 4);
	ck_assert_uint_eq(diagnostics.errors, 3);
	free(text);
	arena = arena_free(arena);
}
END_TEST

START_TEST(hostile_text_is_shown_harmless)
{
	char *text;

	begin();
	diag_error(&diagnostics, (struct where){ "a\x1b[2J", 1, 1 }, "h\x07", "m%s",
		   "\x1b]0;");
	text = printed();
	ck_assert_ptr_null(strpbrk(text, "\x1b\x07"));
	ck_assert_ptr_nonnull(strstr(text, "\\x1b"));
	free(text);
	arena = arena_free(arena);
}
END_TEST

START_TEST(a_hundred_are_shown_errors_first)
{
	char *text;

	begin();
	for (int i = 0; i < 20000; i++)
		diag_warning(&diagnostics, (struct where){ "f", 1, 1 }, NULL, "w%d", i);
	text = printed();
	ck_assert_ptr_nonnull(strstr(text, "w99\n"));
	ck_assert_ptr_null(strstr(text, "w100\n"));
	ck_assert_ptr_nonnull(strstr(text, "and 19900 more\n"));
	ck_assert_uint_eq(diagnostics.count + diagnostics.dropped, 20000);
	free(text);
	arena = arena_free(arena);
	begin();
	for (int i = 0; i < 150; i++)
		diag_warning(&diagnostics, (struct where){ "f", 1, 1 }, NULL, "w%d", i);
	diag_error(&diagnostics, (struct where){ "f", 1, 1 }, NULL, "the error");
	text = printed();
	ck_assert_ptr_nonnull(strstr(text, "the error"));
	ck_assert_ptr_nonnull(strstr(text, "and 51 more\n"));
	free(text);
	arena = arena_free(arena);
}
END_TEST

SUITE("diag", looks_like_a_compiler, hostile_text_is_shown_harmless,
      a_hundred_are_shown_errors_first);
