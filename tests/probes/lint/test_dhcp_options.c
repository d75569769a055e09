#include "tests/support/dhcp_site.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_dhcp_options;

static void expect(const char *key, const char *text, const char *const *expected)
{
	dhcp_site_expect(&probe_lint_dhcp_options, key, text, expected);
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

#define NTP  "option ntp-servers 172.16.0.102;\n"
#define NET  "subnet 172.16.0.0 netmask 255.255.255.0 { }\n"
#define DNS  "option domain-name-servers 172.16.0.102;\n"
#define GATE "option routers 172.16.0.1;\n"
#define M1   "host m1 { fixed-address 172.16.0.21; }\n"
#define M2   "host m2 { fixed-address 172.16.0.22; }\n"

START_TEST(router_and_name_server_are_told)
{
	DHCPD(NTP NET M1, "fail dhcp.conf:2:8 172.16.0.0 netmask 255.255.255.0/routers",
	      "fail dhcp.conf:2:8 172.16.0.0 netmask 255.255.255.0/domain-name-servers");
	DHCPD(NTP NET DNS "option routers 172.16.1.1;\n" M1,
	      "fail dhcp.conf:4:16 router/172.16.1.1");
	/* In the network, and no router. */
	DHCPD(NTP NET DNS "option routers 172.16.0.255;\n" M1,
	      "fail dhcp.conf:4:16 router/172.16.0.255");
	DHCPD(NTP NET DNS "option routers 172.16.0.22;\n" M1,
	      "fail dhcp.conf:4:16 router/172.16.0.22");
	DHCPD(NTP NET GATE "option domain-name-servers 8.8.8.8;\n" M1,
	      "fail dhcp.conf:4:28 name server/8.8.8.8");
	DHCPD(NTP NET GATE "option domain-name-servers 172.16.0.102, 8.8.8.8;\n" M1,
	      "warn dhcp.conf:4:42 name server/8.8.8.8");
	/* dnsmasq tells its own address. */
	DNSMASQ("dhcp-range=172.16.0.0,static,255.255.255.0,12h\ndhcp-option=42,0.0.0.0\n"
		"dhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n",
		"pass dhcp.conf");
	DNSMASQ("dhcp-range=172.16.0.0,static,255.255.255.0,12h\ndhcp-option=42,0.0.0.0\n"
		"dhcp-option=3,172.16.9.1\ndhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n",
		"fail dhcp.conf:3:15 router/172.16.9.1");
}
END_TEST

START_TEST(mask_mtu_lease_and_time_are_sound)
{
	DHCPD(NTP NET DNS GATE "option subnet-mask 255.255.0.0;\n" M1,
	      "fail dhcp.conf:5:20 172.16.0.0 netmask 255.255.255.0/subnet-mask");
	DHCPD(NTP NET DNS GATE "option interface-mtu 1300;\n" M1,
	      "warn dhcp.conf:5:22 172.16.0.0 netmask 255.255.255.0/interface-mtu");
	DHCPD(NTP NET DNS GATE "default-lease-time 600;\n" M1,
	      "warn dhcp.conf:5:1 lease");
	DHCPD(NTP NET DNS GATE "max-lease-time 600;\n" M1, "warn dhcp.conf:5:1 lease");
	DHCPD(NTP NET DNS GATE "default-lease-time infinite;\n" M1, "pass dhcp.conf");
	DHCPD(NET DNS GATE M1, "warn dhcp.conf:1:8 ntp-servers");
}
END_TEST

START_TEST(a_node_is_told_its_own_name)
{
	DHCPD(NTP NET DNS GATE "use-host-decl-names on;\n" M1, "pass dhcp.conf");
	DHCPD(NTP NET DNS GATE
	      "use-host-decl-names on;\nhost m9 { fixed-address 172.16.0.21; }\n",
	      "fail dhcp.conf:6:6 m9/host-name");
	DHCPD(NTP NET DNS GATE
	      "host m1 { fixed-address 172.16.0.21; option host-name \"m2\"; }\n",
	      "fail dhcp.conf:5:38 m1/host-name");
	DHCPD(NTP NET DNS GATE
	      "host m1 { fixed-address 172.16.0.21; option host-name \"M1.OCP45.example.localdomain\"; }\n",
	      "warn dhcp.conf:5:38 m1/host-name");
	DHCPD(NTP NET DNS GATE
	      "group { option host-name \"localhost\"; host m1 { fixed-address 172.16.0.21; } }\n",
	      "fail dhcp.conf:5:9 m1/host-name");
}
END_TEST

START_TEST(names_that_are_put_together_are_told_once)
{
	DHCPD(NTP NET DNS GATE "option host-name = concat(host-decl-name, "
			       "\".ocp45.example.localdomain\");\n" M1 M2,
	      "pass dhcp.conf");
	DHCPD(NTP NET DNS GATE
	      "option host-name = concat(host-decl-name, \".wrong.domain\");\n" M1 M2,
	      "fail dhcp.conf:5:1 m1/host-name");
	/* What the machine says of itself is not known. */
	DHCPD(NTP NET DNS GATE
	      "option host-name = concat(option fqdn.hostname, \".wrong.domain\");\n" M1,
	      "pass dhcp.conf");
}
END_TEST

SUITE("lint.dhcp-options", names_that_are_put_together_are_told_once, a_right_file_passes,
      router_and_name_server_are_told, mask_mtu_lease_and_time_are_sound,
      a_node_is_told_its_own_name);
