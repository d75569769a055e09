#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dhcpd.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct dhcpd dhcpd;

static void read_text(const char *text)
{
	arena = arena_new();
	diag_init(&diagnostics, arena);
	dhcpd_read(arena, "dhcpd.conf", text, strlen(text), &diagnostics, &dhcpd);
}

START_TEST(a_host_has_its_mac_address_and_name)
{
	struct addr addr;

	read_text(
		"# option host-name \"no\";\n"
		"subnet 172.16.0.0 netmask 255.255.255.0 {\n"
		"  if option arch = 00:07 { filename \"efi/ipxe.efi\"; } else { filename \"x\"; }\n"
		"  host m1 {\n"
		"    hardware ethernet 0:50:56:96:11:C2;\n"
		"    fixed-address 172.16.0.21, fd00::21;\n"
		"    option host-name \"m1.ocp45.example.localdomain\";\n"
		"  }\n"
		"}\n");
	ck_assert_uint_eq(diagnostics.count, 0);
	ck_assert_uint_eq(dhcpd.count, 1);
	ck_assert_str_eq(dhcpd.hosts[0].name, "m1");
	ck_assert_str_eq(dhcpd.hosts[0].mac, "00:50:56:96:11:c2");
	ck_assert_uint_eq(dhcpd.hosts[0].addresses.count, 2);
	ck_assert_int_eq(addr_parse("172.16.0.21", &addr), 0);
	ck_assert(addr_equal(&dhcpd.hosts[0].addresses.items[0], &addr));
	ck_assert_str_eq(dhcpd.hosts[0].host_name, "m1.ocp45.example.localdomain");
	ck_assert_uint_eq(dhcpd.hosts[0].where.line, 4);
	ck_assert_uint_eq(dhcpd.hosts[0].where.column, 3);
	ck_assert_uint_eq(dhcpd.hosts[0].name_where.line, 7);
	arena_free(arena);
}
END_TEST

START_TEST(declared_names_count_where_they_are_used)
{
	read_text("host a { hardware ethernet 00:00:00:00:00:01; }\n"
		  "group {\n use-host-decl-names on;\n"
		  " host b.example { hardware ethernet 00:00:00:00:00:02; }\n"
		  " group { use-host-decl-names off; host c { } }\n"
		  "}\n"
		  "host d { }\n");
	ck_assert_uint_eq(dhcpd.count, 4);
	ck_assert_ptr_null(dhcpd.hosts[0].host_name);
	ck_assert_str_eq(dhcpd.hosts[1].host_name, "b.example");
	ck_assert_uint_eq(dhcpd.hosts[1].name_where.line, 3);
	ck_assert_ptr_null(dhcpd.hosts[2].host_name);
	ck_assert_ptr_null(dhcpd.hosts[3].host_name);
	arena_free(arena);
}
END_TEST

START_TEST(a_block_inside_a_host_is_not_its_end)
{
	read_text("host m1 { if known { filename \"a\"; } fixed-address 10.0.0.1; }\n");
	ck_assert_uint_eq(dhcpd.count, 1);
	ck_assert_uint_eq(dhcpd.hosts[0].addresses.count, 1);
	arena_free(arena);
}
END_TEST

START_TEST(mistakes_are_warnings_and_not_the_end)
{
	read_text("}\nhost m1 { hardware ethernet zz:00; option host-name \"open\n; }\n"
		  "host m2 { fixed-address 10.0.0.2; }\ngroup {\n");
	ck_assert_uint_eq(dhcpd.count, 2);
	ck_assert_uint_eq(diagnostics.errors, 0);
	ck_assert_uint_eq(diagnostics.count, 4);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 1);
	ck_assert_uint_eq(diagnostics.items[1].where.column, 29);
	arena_free(arena);
}
END_TEST

START_TEST(depth_is_bounded)
{
	char text[2001];

	memset(text, '{', 1000);
	memset(text + 1000, '}', 1000);
	text[2000] = '\0';
	read_text(text);
	ck_assert_uint_gt(diagnostics.count, 0);
	arena_free(arena);
}
END_TEST

SUITE("core/sources/dhcpd", a_host_has_its_mac_address_and_name,
      declared_names_count_where_they_are_used, a_block_inside_a_host_is_not_its_end,
      mistakes_are_warnings_and_not_the_end, depth_is_bounded);
