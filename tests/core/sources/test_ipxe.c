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

/* Each label, or item of a menu, has a way of its own to the one kernel. */
START_TEST(ways_through_a_variable_are_followed)
{
	struct ipxe ipxe =
		read_text("#!ipxe\n"
			  "set base http://x\n"
			  "goto ${net0/ip}\n"
			  ":master\nset role master\ngoto go\n"
			  ":worker\nset role worker\ngoto go\n"
			  ":other\nset role x\niseq a b && goto go ||\n"
			  "read role\n"
			  ":go\n"
			  "kernel ${base}/k u=${base}/${role}.ign m=${net0/mac}\n"
			  "boot\n");
	const struct boot_entry *entries = ipxe.boot.entries;

	ck_assert_uint_eq(ipxe.boot.count, 2);
	ck_assert_str_eq(entries[0].name, "master");
	ck_assert_str_eq(entries[0].kernel.text, "http://x/k");
	ck_assert_str_eq(entries[0].args[0].text, "u=http://x/master.ign");
	ck_assert(!entries[0].args[0].unknown);
	ck_assert_uint_eq(entries[0].args[0].where.line, 15);
	ck_assert_uint_eq(entries[0].args[0].from.line, 5);
	ck_assert(entries[0].args[1].unknown);
	ck_assert_str_eq(entries[1].name, "worker");
	ck_assert_str_eq(entries[1].args[0].text, "u=http://x/worker.ign");
	ck_assert(entries[1].boots);
	arena_free(arena);
}
END_TEST

START_TEST(items_of_a_menu_are_values)
{
	struct ipxe ipxe = read_text("#!ipxe\n"
				     "menu Which?\nitem --gap -- Nodes\n"
				     "item --key m master Control plane\nitem worker\n"
				     "choose --default master role || shell\n"
				     "kernel http://x/k u=${role}\nboot\n");

	ck_assert_uint_eq(ipxe.boot.count, 2);
	ck_assert_str_eq(ipxe.boot.entries[0].args[0].text, "u=worker");
	ck_assert_str_eq(ipxe.boot.entries[1].args[0].text, "u=master");
	arena_free(arena);
}
END_TEST

/* Nothing is known that was not known before. */
START_TEST(a_script_that_goes_in_circles)
{
	struct ipxe ipxe = read_text("#!ipxe\n:a\nset x 1\nset x 2\ngoto b\n:b\n"
				     "goto a\n:c\nkernel k ${y}\n");

	ck_assert_uint_eq(ipxe.boot.count, 1);
	ck_assert_str_eq(ipxe.boot.entries[0].name, "c");
	arena_free(arena);
}
END_TEST

SUITE("core/sources/ipxe", ways_through_a_variable_are_followed,
      items_of_a_menu_are_values, a_script_that_goes_in_circles,
      the_name_in_the_ip_argument_is_found, an_ip_argument_without_a_name_names_nobody,
      a_name_may_come_without_an_address);
