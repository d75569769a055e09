/* The kernel's tables in a network of the test's own. */
#include <poll.h>
#include <stdio.h>

#include "core/io_netlink.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

__attribute__((constructor)) static void enter(void)
{
	if (!tcp_world_enter()) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

static struct netlink *kernel;

static void open_world(void)
{
	ck_assert(tcp_world_enter());
	ck_assert_int_eq(netlink_open(&kernel), 0);
	ck_assert(tcp_world_do("ip link add near type veth peer name far"));
	ck_assert(tcp_world_do("ip link set far up"));
	ck_assert(tcp_world_do("ip link set near up"));
	ck_assert(tcp_world_do("ip addr add 10.9.0.1/16 dev near"));
	ck_assert(tcp_world_do("ip addr add fd09::1/64 dev near nodad"));
}

static struct netlink_way way_to(const char *text)
{
	struct netlink_way way;
	struct addr addr;

	ck_assert_int_eq(addr_parse(text, &addr), 0);
	ck_assert_int_eq(netlink_find_way(kernel, &addr, &way), 0);
	return way;
}

START_TEST(own_and_foreign)
{
	struct netlink_way way;

	open_world();
	way = way_to("10.9.0.1");
	ck_assert(way.is_local);
	ck_assert_int_eq(way.neighbour, NEIGHBOUR_NOT_NEEDED);
	/* Its route is made by a worker of the kernel, which may have other work first. */
	for (int tries = 0; tries < 1000 && !way_to("fd09::1").is_local; tries++)
		poll(NULL, 0, 5);
	ck_assert(way_to("fd09::1").is_local);
	ck_assert(way_to("127.0.0.1").is_local);
	ck_assert(!way_to("192.0.2.1").has_route);
	ck_assert(!way_to("2001:db8::1").has_route);
	way = way_to("10.9.0.77");
	ck_assert(way.has_route);
	ck_assert(!way.has_gateway);
	ck_assert(!way.is_local);
	ck_assert_int_eq(way.neighbour, NEIGHBOUR_UNKNOWN);
	netlink_close(kernel);
}
END_TEST

START_TEST(forbidden)
{
	open_world();
	ck_assert(tcp_world_do("ip route add prohibit 192.0.2.1"));
	ck_assert(tcp_world_do("ip route add unreachable 192.0.2.2"));
	ck_assert(tcp_world_do("ip route add blackhole 192.0.2.3"));
	ck_assert(tcp_world_do("ip -6 route add prohibit 2001:db8::1"));
	ck_assert(way_to("192.0.2.1").forbidden);
	ck_assert(way_to("192.0.2.2").forbidden);
	ck_assert(way_to("192.0.2.3").forbidden);
	ck_assert(way_to("2001:db8::1").forbidden);
	netlink_close(kernel);
}
END_TEST

START_TEST(neighbours)
{
	struct netlink_way way;

	open_world();
	ck_assert(
		tcp_world_do("ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev near"));
	ck_assert(tcp_world_do("ip neigh add 10.9.0.3 dev near nud failed"));
	ck_assert(tcp_world_do("ip neigh add fd09::2 lladdr 02:00:00:00:00:02 dev near"));
	ck_assert(tcp_world_do("ip neigh add fd09::3 dev near nud failed"));
	ck_assert(tcp_world_do(
		"ip neigh add 10.9.0.4 lladdr 02:00:00:00:00:04 dev near nud stale"));
	ck_assert(tcp_world_do("ip route add 10.8.0.0/16 via 10.9.0.3"));
	ck_assert(tcp_world_do("ip route add 10.7.0.0/16 via inet6 fd09::2 dev near"));
	ck_assert_int_eq(way_to("10.9.0.2").neighbour, NEIGHBOUR_PRESENT);
	ck_assert_int_eq(way_to("10.9.0.4").neighbour, NEIGHBOUR_OLD);
	ck_assert_int_eq(way_to("10.9.0.3").neighbour, NEIGHBOUR_UNANSWERED);
	ck_assert_int_eq(way_to("fd09::2").neighbour, NEIGHBOUR_PRESENT);
	ck_assert_int_eq(way_to("fd09::3").neighbour, NEIGHBOUR_UNANSWERED);
	way = way_to("10.8.0.1");
	ck_assert(way.has_gateway);
	ck_assert_int_eq(way.gateway.bytes[3], 3);
	ck_assert_int_eq(way.neighbour, NEIGHBOUR_UNANSWERED);
	way = way_to("10.7.0.1");
	ck_assert(way.has_gateway);
	ck_assert_int_eq(way.gateway.family, AF_INET6);
	ck_assert_int_eq(way.neighbour, NEIGHBOUR_PRESENT);
	netlink_close(kernel);
}
END_TEST

SUITE("core/io_netlink", own_and_foreign, forbidden, neighbours);
