/*
 * The rich language, as firewalld.richlanguage(5) has it.
 */
#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/firewall/rich.h"
#include "tests/support/suite.h"

START_TEST(reads_a_whole_rule)
{
	struct arena *arena = arena_new();
	struct firewall_rule rule;

	ck_assert_int_eq(
		firewall_parse_rule(arena,
				    "rule priority=\"-5\" family=\"ipv4\" source NOT "
				    "address=\"172.16.0.0/24\" port port=\"22623\" "
				    "protocol=\"tcp\" log prefix=\"a b\" level=\"info\" "
				    "limit value=\"1/m\" reject type=\"tcp-reset\"",
				    &rule),
		0);
	ck_assert_int_eq(rule.priority, -5);
	ck_assert_int_eq(rule.family, AF_INET);
	ck_assert(rule.source.invert && rule.source.is_net);
	ck_assert_uint_eq(rule.source.net.bits, 24);
	ck_assert_int_eq(rule.match, FIREWALL_PORT);
	ck_assert_uint_eq(rule.ports.first, 22623);
	ck_assert_int_eq(rule.action, FIREWALL_REJECT);
	ck_assert(!rule.limited);
	arena_free(arena);
}
END_TEST

START_TEST(takes_what_firewalld_takes)
{
	static const char *const rules[] = {
		"rule service name=http accept",
		"rule family=ipv6 source address='fd00::/64' accept",
		"rule protocol value=\"esp\" drop",
		"rule family=\"ipv4\" destination address=\"10.0.0.1\" service name=\"dns\" accept",
		"rule family=\"ipv4\" forward-port port=\"80\" protocol=\"tcp\" to-port=\"8080\"",
		"rule masquerade",
		"rule icmp-block name=\"redirect\"",
		"rule source ipset=\"nodes\" accept",
		"rule source mac=\"00:11:22:33:44:55\" drop",
		"rule priority=10 drop",
		"rule service name=ssh accept limit value=\"2/m\"",
		"rule service name=ssh audit limit value=\"1/m\" accept",
		"rule priority=32767 log prefix=\"DROP: \" limit value=\"5/m\"",
		"rule port port=100-200 protocol=udp mark set=1",
	};
	struct arena *arena = arena_new();
	struct firewall_rule rule;

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		ck_assert_msg(firewall_parse_rule(arena, rules[i], &rule) == 0, "%s",
			      rules[i]);
	ck_assert_int_eq(firewall_parse_rule(arena, rules[10], &rule), 0);
	ck_assert(rule.limited);
	arena_free(arena);
}
END_TEST

START_TEST(refuses_what_firewalld_refuses)
{
	static const char *const rules[] = {
		"",
		"accept",
		"rule",
		"rule accept",
		"rule family=ipv5 accept",
		"rule source address=10.0.0.0/8 accept",
		"rule family=ipv6 source address=10.0.0.0/8 accept",
		"rule family=ipv4 source address=10.0.0.0/33 accept",
		"rule service name=http",
		"rule service name=http accept drop",
		"rule service name=http service name=https accept",
		"rule port port=80 accept",
		"rule port port=99999 protocol=tcp accept",
		"rule priority=40000 service name=http accept",
		"rule service name=http accept surprise",
		"rule service name=\"http accept",
		"rule family=ipv4 source accept",
	};
	struct arena *arena = arena_new();
	struct firewall_rule rule;
	char *huge = arena_alloc(arena, 10000);

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		ck_assert_msg(firewall_parse_rule(arena, rules[i], &rule) == -EINVAL,
			      "%s", rules[i]);
	memset(huge, 'a', 9999);
	ck_assert_int_eq(firewall_parse_rule(arena, huge, &rule), -EINVAL);
	arena_free(arena);
}
END_TEST

SUITE("firewall_rich", reads_a_whole_rule, takes_what_firewalld_takes,
      refuses_what_firewalld_refuses);
