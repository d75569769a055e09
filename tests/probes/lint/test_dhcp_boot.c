#include "tests/support/dhcp_site.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_dhcp_boot;

static void expect(const char *key, const char *text, const char *const *expected)
{
	dhcp_site_expect(&probe_lint_dhcp_boot, key, text, expected);
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

#define ARCH  "option arch code 93 = unsigned integer 16;\n"
#define NEXT  "next-server 172.16.0.101;\n"
#define CHAIN "if exists user-class { filename \"http://172.16.0.101/a.ipxe\"; }\n"

START_TEST(firmware_gets_a_program_of_its_kind)
{
	DHCPD(NEXT "filename \"pxelinux.cfg/default\";\n", "warn dhcp.conf:2:10 BIOS",
	      "fail dhcp.conf:2:10 UEFI");
	DHCPD(ARCH NEXT "if option arch = 00:00 { filename \"shimx64.efi\"; }\n"
			"else { filename \"pxelinux.0\"; }\n",
	      "warn dhcp.conf:3:35 BIOS", "warn dhcp.conf:4:17 UEFI");
	/* All machines are of one kind. */
	DHCPD(NEXT "filename \"pxelinux.0\";\n", "pass dhcp.conf");
}
END_TEST

START_TEST(both_types_of_uefi_are_one)
{
	DHCPD(ARCH NEXT "if option arch = 00:07 { filename \"shim.efi\"; }\n"
			"else { filename \"pxelinux.0\"; }\n",
	      "warn dhcp.conf:3:35 UEFI types");
	/* The option has two bytes: "= 7" is never true. */
	DHCPD(ARCH NEXT
	      "if option arch = 7 or option arch = 00:09 { filename \"shim.efi\"; }\n"
	      "else { filename \"pxelinux.0\"; }\n",
	      "warn dhcp.conf:3:54 UEFI types");
	DNSMASQ("dhcp-range=172.16.0.0,static\ndhcp-match=set:efi,93,7\n"
		"dhcp-boot=pxelinux.0,,172.16.0.101\ndhcp-boot=tag:efi,shim.efi,,172.16.0.101\n",
		"warn dhcp.conf:4:19 UEFI types");
}
END_TEST

START_TEST(ipxe_gets_its_script)
{
	DHCPD(ARCH NEXT
	      "if option arch = 00:07 or option arch = 00:09 {\n filename \"ipxe.efi\";\n"
	      "} else {\n filename \"undionly.kpxe\";\n}\n",
	      "fail dhcp.conf:4:11 iPXE loop");
	DHCPD(ARCH NEXT
	      "if option arch = 00:07 or option arch = 00:09 { filename \"ipxe.efi\"; }\n"
	      "else { filename \"undionly.kpxe\"; }\n" CHAIN,
	      "pass dhcp.conf");
	DNSMASQ("dhcp-range=172.16.0.0,static\ndhcp-match=set:ipxe,175\n"
		"dhcp-boot=tag:!ipxe,undionly.kpxe,,172.16.0.101\n",
		"warn dhcp.conf:3:21 iPXE script");
}
END_TEST

/* A line for UEFI alone, with a program for BIOS. */
START_TEST(the_program_of_the_other_firmware)
{
	DHCPD(ARCH "next-server 172.16.0.101;\n"
		   "if option arch = 00:07 or option arch = 00:09 "
		   "{ filename \"pxelinux.0\"; }\n"
		   "else { filename \"pxelinux.0\"; }\n",
	      "warn dhcp.conf:3:58 UEFI");
}
END_TEST

START_TEST(servers_are_hosts_of_the_plan)
{
	DHCPD(ARCH
	      "if option arch = 00:07 or option arch = 00:09 { filename \"shim.efi\"; }\n"
	      "else { filename \"pxelinux.0\"; }\n",
	      "fail dhcp.conf:3:17 next-server");
	DHCPD(ARCH
	      "next-server 192.2.0.101;\n"
	      "if option arch = 00:07 or option arch = 00:09 { filename \"shim.efi\"; }\n"
	      "else { filename \"pxelinux.0\"; }\n",
	      "fail dhcp.conf:2:13 next-server/192.2.0.101");
	DHCPD(ARCH
	      "next-server 10.9.9.9;\n"
	      "if option arch = 00:07 or option arch = 00:09 { filename \"shim.efi\"; }\n"
	      "else { filename \"pxelinux.0\"; }\n",
	      "warn dhcp.conf:2:13 next-server/10.9.9.9");
	DHCPD(NEXT
	      "if option user-class = \"iPXE\" { filename \"http://172.16.0.21/a.ipxe\"; }\n",
	      "fail dhcp.conf:2:42 filename/172.16.0.21");
}
END_TEST

START_TEST(what_hangs_on_the_unknown_is_left_alone)
{
	DHCPD(NEXT
	      "if option agent.circuit-id = \"x\" { filename \"pxelinux.cfg/default\"; }\n",
	      "pass dhcp.conf");
	DHCPD("subnet 172.16.0.0 netmask 255.255.255.0 { }\n", "pass dhcp.conf");
	DNSMASQ("dhcp-range=172.16.0.0,static\ndhcp-boot=tag:eth1,menu.cfg\n",
		"pass dhcp.conf");
}
END_TEST

SUITE("lint.dhcp-boot", the_program_of_the_other_firmware, a_right_file_passes,
      firmware_gets_a_program_of_its_kind, both_types_of_uefi_are_one,
      ipxe_gets_its_script, servers_are_hosts_of_the_plan,
      what_hangs_on_the_unknown_is_left_alone);
