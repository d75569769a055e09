#include "tests/support/dhcp_site.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_dhcp_range;

static void expect(const char *key, const char *text, const char *const *expected)
{
	dhcp_site_expect(&probe_lint_dhcp_range, key, text, expected);
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

START_TEST(ranges_hold_nobody_s_address)
{
	DHCPD("subnet 172.16.0.0 netmask 255.255.255.0 {\n range 172.16.0.100 172.16.0.120;\n}\n",
	      "fail dhcp.conf:2:8 172.16.0.100 to 172.16.0.120");
	DHCPD("subnet 172.16.0.0 netmask 255.255.255.0 {\n range 172.16.0.21 172.16.0.22;\n}\n"
	      "host m1 { fixed-address 172.16.0.21; }\n",
	      "fail dhcp.conf:2:8 172.16.0.21 to 172.16.0.22");
	DHCPD("subnet 172.16.0.0 netmask 255.255.255.0 {\n range 172.16.0.20 172.16.0.21;\n}\n"
	      "host m1 { fixed-address 172.16.0.21; }\n",
	      "warn dhcp.conf:2:8 172.16.0.20 to 172.16.0.21");
	/* Strangers get nothing of it, and who is known has an address of its own. */
	DHCPD("subnet 172.16.0.0 netmask 255.255.255.0 {\n"
	      " pool { range 172.16.0.20 172.16.0.21; deny unknown-clients; }\n}\n"
	      "host m1 { fixed-address 172.16.0.21; }\n",
	      "pass dhcp.conf");
	DHCPD("deny unknown-clients;\nsubnet 172.16.0.0 netmask 255.255.255.0 {\n"
	      " range 172.16.0.20 172.16.0.21;\n}\nhost m1 { fixed-address 172.16.0.21; }\n",
	      "pass dhcp.conf");
	/* dnsmasq keeps an address that a dhcp-host has. */
	DNSMASQ("dhcp-range=172.16.0.20,172.16.0.23,255.255.255.0\n"
		"dhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n"
		"dhcp-host=00:50:56:96:ec:a7,172.16.0.22,m2\n",
		"fail dhcp.conf:1:12 172.16.0.20 to 172.16.0.23");
}
END_TEST

START_TEST(hosts_are_in_a_network)
{
	DHCPD("host m1 { fixed-address 172.16.0.21; }\n", "warn subnet");
	DHCPD("subnet 172.16.1.0 netmask 255.255.255.0 { }\n"
	      "host m1 { fixed-address 172.16.0.21; }\n"
	      "host m2 { fixed-address 172.16.0.22; }\n"
	      "host m3 { fixed-address 172.16.1.23; }\n",
	      "fail dhcp.conf:2:25 172.16.0.0/24");
	DNSMASQ("dhcp-range=172.16.1.0,static,255.255.255.0\n"
		"dhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n",
		"fail dhcp.conf:2:29 172.16.0.0/24");
	/* The mask of the interface is not known. */
	DNSMASQ("dhcp-range=172.16.1.0,static\n"
		"dhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n",
		"pass dhcp.conf");
}
END_TEST

SUITE("lint.dhcp-range", a_right_file_passes, ranges_hold_nobody_s_address,
      hosts_are_in_a_network);
