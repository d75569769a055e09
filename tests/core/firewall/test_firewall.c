/*
 * The model of firewalld: building it.
 */
#include <errno.h>

#include "core/arena.h"
#include "core/firewall/firewall.h"
#include "tests/support/suite.h"

START_TEST(ports_and_ranges)
{
	struct firewall_ports ports;

	ck_assert_int_eq(firewall_parse_port("30000-32767/udp", &ports), 0);
	ck_assert_uint_eq(ports.first, 30000);
	ck_assert_uint_eq(ports.last, 32767);
	ck_assert_str_eq(ports.protocol, "udp");
	ck_assert_int_eq(firewall_parse_port("22623/tcp", &ports), 0);
	ck_assert_uint_eq(ports.last, 22623);
	ck_assert_int_eq(firewall_parse_port("22623", &ports), -EINVAL);
	ck_assert_int_eq(firewall_parse_port("9-3/tcp", &ports), -EINVAL);
	ck_assert_int_eq(firewall_parse_port("65536/tcp", &ports), -EINVAL);
	ck_assert_int_eq(firewall_parse_port("-1/tcp", &ports), -EINVAL);
	ck_assert_int_eq(firewall_parse_port("80/icmp", &ports), -EINVAL);
	ck_assert_int_eq(firewall_parse_port("/tcp", &ports), -EINVAL);
}
END_TEST

START_TEST(networks)
{
	struct firewall_net net;
	struct addr inside, outside;

	ck_assert_int_eq(addr_parse("172.16.3.255", &inside), 0);
	ck_assert_int_eq(addr_parse("172.16.4.0", &outside), 0);
	ck_assert_int_eq(firewall_parse_net("172.16.0.0/22", &net), 0);
	ck_assert(firewall_net_has(&net, &inside));
	ck_assert(!firewall_net_has(&net, &outside));
	ck_assert_int_eq(firewall_parse_net("172.16.0.0/255.255.252.0", &net), 0);
	ck_assert_uint_eq(net.bits, 22);
	ck_assert_int_eq(firewall_parse_net("0.0.0.0/0", &net), 0);
	ck_assert(firewall_net_has(&net, &outside));
	ck_assert_int_eq(firewall_parse_net("fd00::/64", &net), 0);
	ck_assert(!firewall_net_has(&net, &inside));
	ck_assert_int_eq(firewall_parse_net("172.16.0.0/255.0.255.0", &net), -EINVAL);
	ck_assert_int_eq(firewall_parse_net("172.16.0.0/33", &net), -EINVAL);
	ck_assert_int_eq(firewall_parse_net("nodes", &net), -EINVAL);
}
END_TEST

START_TEST(includes_are_followed_even_in_a_circle)
{
	struct arena *arena = arena_new();
	struct firewall *firewall = firewall_new(arena);
	struct firewall_service *service = firewall_add_service(firewall, "a");
	struct firewall_port_list list;

	firewall_add_name(firewall, &service->includes, "b");
	service = firewall_add_service(firewall, "b");
	firewall_add_name(firewall, &service->includes, "a");
	firewall_add_name(firewall, &service->includes, "gone");
	ck_assert_int_eq(firewall_add_port(firewall, &service->ports, "6443", "tcp"), 0);
	list = firewall_service_ports(firewall, "a");
	ck_assert_uint_eq(list.count, 1);
	ck_assert(firewall_ports_have(&list, 6443, "tcp"));
	ck_assert(!firewall_ports_have(&list, 6443, "udp"));
	ck_assert_uint_eq(firewall_service_ports(firewall, "gone").count, 0);
	arena_free(arena);
}
END_TEST

START_TEST(a_name_given_twice_is_the_last_one)
{
	struct arena *arena = arena_new();
	struct firewall *firewall = firewall_new(arena);
	struct firewall_zone *zone = firewall_add_zone(firewall, "public");

	firewall_add_name(firewall, &zone->set.services, "ssh");
	zone = firewall_add_zone(firewall, "public");
	ck_assert_uint_eq(zone->set.services.count, 0);
	ck_assert_uint_eq(firewall->zone_count, 1);
	ck_assert_ptr_null(firewall_zone(firewall, "pbulic"));
	arena_free(arena);
}
END_TEST

SUITE("firewall", ports_and_ranges, networks, includes_are_followed_even_in_a_circle,
      a_name_given_twice_is_the_last_one);
