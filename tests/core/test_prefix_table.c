#include "core/arena.h"
#include "core/prefix_table.h"
#include "tests/support/suite.h"

static struct prefix_table *table;

static void add(const char *network, unsigned prefix, const char *value)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(network, &addr), 0);
	prefix_table_add(table, &addr, prefix, (void *)(uintptr_t)value);
}

static const char *find(const char *text)
{
	const char *value;
	struct addr addr;

	ck_assert_int_eq(addr_parse(text, &addr), 0);
	value = prefix_table_find(table, &addr);
	return value ? value : "none";
}

START_TEST(the_network_of_an_address_is_found)
{
	struct arena *arena = arena_new();

	table = prefix_table_new(arena, 4);
	add("172.16.0.0", 24, "a");
	add("172.16.1.0", 25, "b");
	add("10.0.0.1", 32, "c");
	add("fd00::", 64, "d");
	ck_assert_str_eq(find("172.16.0.255"), "a");
	ck_assert_str_eq(find("172.16.1.127"), "b");
	ck_assert_str_eq(find("172.16.1.128"), "none");
	ck_assert_str_eq(find("10.0.0.1"), "c");
	ck_assert_str_eq(find("10.0.0.2"), "none");
	ck_assert_str_eq(find("fd00::1:2"), "d");
	ck_assert_str_eq(find("fd00:0:0:1::"), "none");
	arena_free(arena);
}
END_TEST

START_TEST(of_networks_in_networks_the_first_counts)
{
	struct arena *arena = arena_new();

	table = prefix_table_new(arena, 0);
	ck_assert_str_eq(find("10.1.1.1"), "none");
	add("10.1.9.9", 16, "first"); /* its host bits do not count */
	add("10.1.1.0", 24, "second");
	add("10.1.0.0", 16, "again");
	add("0.0.0.0", 0, "all");
	ck_assert_str_eq(find("10.1.1.1"), "first");
	ck_assert_str_eq(find("10.2.1.1"), "all");
	ck_assert_str_eq(find("::"), "none");
	arena_free(arena);
}
END_TEST

SUITE("core/prefix_table", the_network_of_an_address_is_found,
      of_networks_in_networks_the_first_counts);
