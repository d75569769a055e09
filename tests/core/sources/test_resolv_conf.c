#include <string.h>

#include "core/arena.h"
#include "core/sources/resolv_conf.h"
#include "tests/support/suite.h"

START_TEST(name_servers_are_read_as_glibc_reads_them)
{
	static const char text[] = "# nameserver 192.0.2.1\n"
				   "search example.localdomain\n"
				   "nameserver 172.16.0.102\n"
				   " nameserver 192.0.2.2\n"
				   "nameservers 192.0.2.3\n"
				   "nameserver\n"
				   "nameserver dns.example\n"
				   "nameserver\t fd00::2 # the second\r\n"
				   "nameserver 127.0.0.53;x\n"
				   "nameserver 192.0.2.4";
	struct arena *arena = arena_new();
	struct name_server *servers;
	size_t count;

	resolv_conf_read(arena, "/etc/resolv.conf", text, strlen(text), &servers, &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(servers[0].text, "172.16.0.102");
	ck_assert_uint_eq(servers[0].addr.port, 53);
	ck_assert_uint_eq(servers[0].where.line, 3);
	ck_assert_str_eq(servers[1].text, "fd00::2");
	ck_assert_int_eq(servers[1].addr.family, AF_INET6);
	ck_assert_str_eq(servers[2].text, "127.0.0.53");
	resolv_conf_read(arena, "x", "", 0, &servers, &count);
	ck_assert_uint_eq(count, 0);
	resolv_conf_read(arena, "x", "nameserver 192.0.2.4", 20, &servers, &count);
	ck_assert_uint_eq(count, 1);
	arena_free(arena);
}
END_TEST

SUITE("resolv_conf", name_servers_are_read_as_glibc_reads_them);
