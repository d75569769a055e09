/*
 * Which interface bears an address?
 */
#include "core/arena.h"
#include "core/io_interface.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

static const char *of(struct arena *arena, const char *text)
{
	struct addr addr;
	const char *name;

	ck_assert_int_eq(addr_parse(text, &addr), 0);
	name = interface_of(arena, &addr);
	return name ? name : "none";
}

START_TEST(by_address_and_by_network)
{
	struct arena *arena = arena_new();

	if (tcp_world_enter() &&
	    tcp_world_do("ip link add eth0 type veth peer name eth1") &&
	    tcp_world_do("ip addr add 172.16.0.110/24 dev eth0") &&
	    tcp_world_do("ip addr add 172.16.0.200/32 dev eth1") &&
	    tcp_world_do("ip addr add fd00::1/64 dev eth1 nodad")) {
		ck_assert_str_eq(of(arena, "172.16.0.110"), "eth0");
		ck_assert_str_eq(of(arena, "172.16.0.111"), "eth0");
		ck_assert_str_eq(of(arena, "172.16.0.200"), "eth1");
		ck_assert_str_eq(of(arena, "172.16.1.1"), "none");
		ck_assert_str_eq(of(arena, "fd00::99"), "eth1");
	}
	ck_assert_str_eq(of(arena, "127.0.0.1"), "none");
	arena_free(arena);
}
END_TEST

SUITE("io_interface", by_address_and_by_network);
