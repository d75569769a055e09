#include <string.h>

#include "core/arena.h"
#include "core/sources/ipxe.h"
#include "tests/support/suite.h"

static struct arena *arena;

static struct ipxe read_text(const char *text)
{
	struct ipxe ipxe;

	arena = arena_new();
	ipxe_read(arena, "boot.ipxe", text, strlen(text), &ipxe);
	return ipxe;
}

START_TEST(the_name_in_the_ip_argument_is_found)
{
	struct ipxe ipxe = read_text(
		"#!ipxe\n"
		"kernel http://x/k rd.neednet=1 \\\r\n"
		"  ip=172.16.0.21::172.16.0.1:255.255.255.0:m1.example:ens3:none\n"
		"# ip=172.16.0.22::::m2::none\n"
		"echo ip=172.16.0.23::::m3::none\n"
		"kernel k ip=[fd00::24]::[fd00::1]:64:m4:ens3:none ip=dhcp\n");
	struct addr addr;

	ck_assert_uint_eq(ipxe.boot.name_count, 2);
	ck_assert_str_eq(ipxe.boot.names[0].host_name, "m1.example");
	ck_assert_uint_eq(ipxe.boot.names[0].where.line, 3);
	ck_assert_uint_eq(ipxe.boot.names[0].where.column, 3);
	ck_assert_int_eq(addr_parse("fd00::24", &addr), 0);
	ck_assert(addr_equal(&ipxe.boot.names[1].client, &addr));
	arena_free(arena);
}
END_TEST

START_TEST(an_ip_argument_without_a_name_names_nobody)
{
	struct ipxe ipxe = read_text(
		"kernel k ip=dhcp ip=eno1:dhcp ip=10.0.0.1::10.0.0.254:24::eno1:none "
		"ip= ip=::::::::::::::\n");

	ck_assert_uint_eq(ipxe.boot.name_count, 0);
	arena_free(arena);
}
END_TEST

START_TEST(a_name_may_come_without_an_address)
{
	struct ipxe ipxe = read_text("#!ipxe\n"
				     "kernel k ip=::::m1:ens3:dhcp\n"
				     "kernel k ip=dhcp hostname=m2.example hostname=\n"
				     "echo hostname=m3\n");

	ck_assert_uint_eq(ipxe.boot.name_count, 2);
	ck_assert_str_eq(ipxe.boot.names[0].host_name, "m1");
	ck_assert_int_eq(ipxe.boot.names[0].client.family, 0);
	ck_assert_str_eq(ipxe.boot.names[1].host_name, "m2.example");
	ck_assert_uint_eq(ipxe.boot.names[1].where.line, 3);
	ck_assert_uint_eq(ipxe.boot.names[1].where.column, 18);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/ipxe", the_name_in_the_ip_argument_is_found,
      an_ip_argument_without_a_name_names_nobody, a_name_may_come_without_an_address);
