#include "tests/support/dhcp_site.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_dhcp_hosts;

static void expect(const char *key, const char *text, const char *const *expected)
{
	dhcp_site_expect(&probe_lint_dhcp_hosts, key, text, expected);
}

#define SAYS(...)	   ((const char *const[]){ __VA_ARGS__, NULL })
#define DHCPD(text, ...)   expect("dhcpd", text, SAYS(__VA_ARGS__))
#define DNSMASQ(text, ...) expect("dnsmasq", text, SAYS(__VA_ARGS__))

START_TEST(a_right_file_passes)
{
	DHCPD(dhcp_site_dhcpd, "pass dhcp.conf");
	DNSMASQ(dhcp_site_dnsmasq, "pass dhcp.conf");
}
END_TEST

#define NET "subnet 172.16.0.0 netmask 255.255.255.0 { }\n"
#define M1  "host m1 { hardware ethernet 00:50:56:96:37:c8; fixed-address 172.16.0.21; }\n"
#define M2  "host m2 { hardware ethernet 00:50:56:96:ec:a7; fixed-address 172.16.0.22; }\n"
#define M3  "host m3 { hardware ethernet 00:50:56:96:e5:2f; fixed-address 172.16.0.23; }\n"

START_TEST(each_node_has_its_own_address)
{
	DHCPD(NET M1 M2
	      "host m3 { hardware ethernet 00:50:56:96:e5:2f; fixed-address 172.16.0.32; }\n",
	      "fail dhcp.conf:4:62 m3");
	DNSMASQ("dhcp-range=172.16.0.0,static\n"
		"dhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n"
		"dhcp-host=00:50:56:96:ec:a7,172.16.0.22,m2\n"
		"dhcp-host=00:50:56:96:e5:2f,172.16.0.24,m3\n",
		"fail dhcp.conf:4:29 m3");
}
END_TEST

START_TEST(a_wrong_network_is_one_mistake)
{
	DHCPD("host m1 { hardware ethernet 00:50:56:96:37:c8; fixed-address 192.2.0.21; }\n"
	      "host m2 { hardware ethernet 00:50:56:96:ec:a7; fixed-address 192.2.0.22; }\n"
	      "host m3 { hardware ethernet 00:50:56:96:e5:2f; fixed-address 192.2.0.23; }\n",
	      "fail dhcp.conf:1:62 192.2.0.0/24");
}
END_TEST

START_TEST(cards_and_addresses_are_not_shared)
{
	DHCPD(NET M1 M2
	      "host m3 { hardware ethernet 00:50:56:96:ec:a7; fixed-address 172.16.0.23; }\n",
	      "fail dhcp.conf:4:29 m3/mac");
	DHCPD(NET M1 M2 M3
	      "host x { hardware ethernet 00:50:56:96:00:01; fixed-address 172.16.0.99; }\n"
	      "host y { hardware ethernet 00:50:56:96:00:02; fixed-address 172.16.0.99; }\n",
	      "fail dhcp.conf:6:61 y/address");
	/* Who has the card is known, and whose the address is: the other line is wrong. */
	DHCPD(NET M1 M2 M3
	      "host m2 { hardware ethernet 00:50:56:96:37:c8; fixed-address 172.16.0.22; }\n",
	      "fail dhcp.conf:5:29 m2/mac");
	DHCPD(NET M1
	      "host m2 { hardware ethernet 00:50:56:96:ec:a7; fixed-address 172.16.0.21; }\n" M3,
	      "fail dhcp.conf:3:62 m2");
	/* Two cards of one machine; one card in two networks. */
	DHCPD(NET
	      "subnet 10.0.0.0 netmask 255.0.0.0 { }\n" M1 M2 M3
	      "host m1-b { hardware ethernet 00:50:56:96:00:01; fixed-address 172.16.0.21; }\n"
	      "host m2-far { hardware ethernet 00:50:56:96:ec:a7; fixed-address 10.0.0.22; }\n",
	      "pass dhcp.conf");
}
END_TEST

START_TEST(the_card_is_the_node_s)
{
	DHCPD(NET
	      "host m1 { hardware ethernet 00:50:56:96:37:c9; fixed-address 172.16.0.21; }\n" M2
		      M3,
	      "fail dhcp.conf:2:29 m1/card");
}
END_TEST

START_TEST(nodes_without_an_entry_are_named)
{
	DHCPD(NET M1 M2, "warn ocp-preflight.yaml:7:10 m3.ocp45.example.localdomain");
	DHCPD(NET, "warn ocp-preflight.yaml:5:10 nodes");
	DHCPD(NET "include \"/nowhere/hosts.conf\";\n", "pass dhcp.conf");
	DHCPD(NET M1 M2 "host m3 { hardware ethernet 00:50:56:96:e5:2f; }\n",
	      "warn dhcp.conf:4:6 m3/floating");
}
END_TEST

SUITE("lint.dhcp-hosts", a_right_file_passes, each_node_has_its_own_address,
      a_wrong_network_is_one_mistake, cards_and_addresses_are_not_shared,
      the_card_is_the_node_s, nodes_without_an_entry_are_named);
