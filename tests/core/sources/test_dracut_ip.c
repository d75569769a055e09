#include <string.h>

#include "core/arena.h"
#include "core/sources/dracut_ip.h"
#include "tests/support/suite.h"

static struct arena *arena;

static struct dracut_ip read_text(const char *text)
{
	struct dracut_ip ip;

	arena = arena_new();
	dracut_ip_read(arena, text, strlen(text), &ip);
	return ip;
}

START_TEST(a_client_has_all_fields)
{
	struct dracut_ip ip = read_text(
		"172.16.0.21:172.16.0.9:172.16.0.1:255.255.255.0:m1.example:ens3:none:"
		"172.16.0.102:[fd00::53]");

	ck_assert_int_eq(ip.form, DRACUT_IP_CLIENT);
	ck_assert_str_eq(ip.client.text, "172.16.0.21");
	ck_assert_str_eq(ip.peer.text, "172.16.0.9");
	ck_assert_str_eq(ip.gateway.text, "172.16.0.1");
	ck_assert_uint_eq(ip.gateway.offset, 23);
	ck_assert_str_eq(ip.netmask.text, "255.255.255.0");
	ck_assert_str_eq(ip.host_name.text, "m1.example");
	ck_assert_str_eq(ip.interface.text, "ens3");
	ck_assert_str_eq(ip.kind.text, "none");
	ck_assert_str_eq(ip.dns[0].text, "172.16.0.102");
	ck_assert_str_eq(ip.dns[1].text, "fd00::53");
	arena_free(arena);
}
END_TEST

START_TEST(brackets_hold_an_ipv6_address)
{
	struct dracut_ip ip = read_text("[fd00::21]::[fd00::1]:64:m1:ens3:none:1500");

	ck_assert_str_eq(ip.client.text, "fd00::21");
	ck_assert_uint_eq(ip.client.offset, 1);
	ck_assert_str_eq(ip.gateway.text, "fd00::1");
	ck_assert_str_eq(ip.netmask.text, "64");
	ck_assert_str_eq(ip.dns[0].text, "");
	arena_free(arena);
	ip = read_text("[fd00::21");
	ck_assert_str_eq(ip.kind.text, "[fd00::21");
	arena_free(arena);
}
END_TEST

START_TEST(dhcp_has_two_forms)
{
	struct dracut_ip ip = read_text("dhcp");

	ck_assert_int_eq(ip.form, DRACUT_IP_KIND);
	ck_assert_str_eq(ip.kind.text, "dhcp");
	ck_assert_str_eq(ip.client.text, "");
	arena_free(arena);
	ip = read_text("ens3:dhcp6:1500");
	ck_assert_int_eq(ip.form, DRACUT_IP_INTERFACE);
	ck_assert_str_eq(ip.interface.text, "ens3");
	ck_assert_str_eq(ip.kind.text, "dhcp6");
	arena_free(arena);
	ip = read_text("::::m1:ens3:dhcp");
	ck_assert_int_eq(ip.form, DRACUT_IP_CLIENT);
	ck_assert_str_eq(ip.host_name.text, "m1");
	arena_free(arena);
}
END_TEST

SUITE("core/sources/dracut_ip", a_client_has_all_fields, brackets_hold_an_ipv6_address,
      dhcp_has_two_forms);
