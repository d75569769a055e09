#include <string.h>

#include "core/arena.h"
#include "core/sources/ipxe_script.h"
#include "tests/support/suite.h"

static struct arena *arena;

static struct ipxe_script read_text(const char *text)
{
	struct ipxe_script script;

	arena = arena_new();
	ipxe_script_read(arena, "b.ipxe", text, strlen(text), &script);
	return script;
}

START_TEST(lines_end_as_in_ipxe)
{
	struct ipxe_script script =
		read_text("#!ipxe\r\n:a\xe3\x80\x80 # b\r\n"
			  "kernel \\\r\n  x y && boot || goto a # c\n");

	ck_assert(script.starts);
	ck_assert_uint_eq(script.label_count, 1);
	ck_assert_str_eq(script.labels[0].name, "a\xe3\x80\x80");
	ck_assert_uint_eq(script.command_count, 3);
	ck_assert_uint_eq(script.commands[0].count, 3);
	ck_assert_uint_eq(script.commands[0].words[1].where.line, 4);
	ck_assert_uint_eq(script.commands[0].words[1].where.column, 3);
	ck_assert(!script.commands[0].conditional);
	ck_assert(script.commands[2].conditional);
	ck_assert_uint_eq(script.commands[2].count, 2);
	arena_free(arena);
}
END_TEST

START_TEST(variables_are_put_in_where_they_are_sure)
{
	struct ipxe_script script =
		read_text("#!ipxe\nset a x y\nset b ${a}z\n"
			  "isset ${c} || set c d\nset e 1\nset e 2\n"
			  "echo ${b} ${c} ${e} ${a:hex} ${net0/mac}\n");
	const struct ipxe_command *echo = &script.commands[script.command_count - 1];

	ck_assert_uint_eq(echo->count, 7);
	ck_assert_str_eq(echo->words[1].text, "x");
	ck_assert_str_eq(echo->words[2].text, "yz");
	for (size_t i = 3; i < echo->count; i++)
		ck_assert(echo->words[i].unknown);
	ck_assert_uint_eq(echo->words[2].where.column, 6);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/ipxe_script", lines_end_as_in_ipxe,
      variables_are_put_in_where_they_are_sure);
