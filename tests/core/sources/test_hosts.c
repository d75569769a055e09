#include <string.h>

#include "core/arena.h"
#include "core/sources/hosts.h"
#include "tests/support/suite.h"

START_TEST(every_name_has_its_place)
{
	static const char text[] = "127.0.0.1 localhost localhost.localdomain # x\n"
				   "\n# 10.0.0.1 a\n  172.16.0.21\tM1.Example.com. m1\r\n"
				   "nonsense b\nfd00::1 c";
	struct arena *arena = arena_new();
	struct hosts hosts;

	hosts_read(arena, "hosts", text, strlen(text), &hosts);
	ck_assert_uint_eq(hosts.count, 5);
	ck_assert_str_eq(hosts.items[1].name, "localhost.localdomain");
	ck_assert_uint_eq(hosts.items[1].where.column, 21);
	ck_assert_str_eq(hosts.items[2].name, "m1.example.com");
	ck_assert_uint_eq(hosts.items[2].where.line, 4);
	ck_assert_uint_eq(hosts.items[2].where.column, 15);
	ck_assert_uint_eq(hosts.items[2].width, 15);
	ck_assert_str_eq(hosts.items[3].name, "m1");
	ck_assert_int_eq(hosts.items[4].addr.family, AF_INET6);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/hosts", every_name_has_its_place);
