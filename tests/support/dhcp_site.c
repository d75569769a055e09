#include "dhcp_site.h"

#include <stdio.h>

#include "lint_world.h"

const char dhcp_site_dhcpd[] =
	"option arch code 93 = unsigned integer 16;\n"
	"subnet 172.16.0.0 netmask 255.255.255.0 {\n"
	"  range 172.16.0.200 172.16.0.220;\n"
	"  option routers 172.16.0.1;\n"
	"  option domain-name-servers 172.16.0.102;\n"
	"  option ntp-servers 172.16.0.102;\n"
	"}\n"
	"class \"pxeclients\" {\n"
	"  match if substring(option vendor-class-identifier, 0, 9) = \"PXEClient\";\n"
	"  next-server 172.16.0.101;\n"
	"  if exists user-class and option user-class = \"iPXE\" {\n"
	"    filename \"http://172.16.0.101/boot.ipxe\";\n"
	"  } elsif option arch = 00:07 or option arch = 00:09 {\n"
	"    filename \"ipxe.efi\";\n"
	"  } else {\n"
	"    filename \"undionly.kpxe\";\n"
	"  }\n"
	"}\n"
	"host m1 { hardware ethernet 00:50:56:96:37:c8; fixed-address 172.16.0.21; }\n"
	"host m2 { hardware ethernet 00:50:56:96:ec:a7; fixed-address 172.16.0.22; }\n"
	"host m3 { hardware ethernet 00:50:56:96:e5:2f; fixed-address 172.16.0.23; }\n";

const char dhcp_site_dnsmasq[] =
	"enable-tftp\ntftp-root=/srv/tftp\n"
	"dhcp-range=172.16.0.200,172.16.0.220,255.255.255.0,12h\n"
	"dhcp-host=00:50:56:96:37:c8,172.16.0.21,m1\n"
	"dhcp-host=00:50:56:96:ec:a7,172.16.0.22,m2\n"
	"dhcp-host=00:50:56:96:e5:2f,172.16.0.23,m3\n"
	"dhcp-option=option:router,172.16.0.1\n"
	"dhcp-option=option:dns-server,172.16.0.102\n"
	"dhcp-option=option:ntp-server,172.16.0.102\n"
	"dhcp-match=set:efi,option:client-arch,7\n"
	"dhcp-match=set:efi,option:client-arch,9\n"
	"dhcp-userclass=set:ipxe,iPXE\n"
	"dhcp-boot=undionly.kpxe\n"
	"dhcp-boot=tag:efi,ipxe.efi\n"
	"dhcp-boot=tag:ipxe,http://172.16.0.101/boot.ipxe\n";

void dhcp_site_expect(const struct probe *probe, const char *key, const char *text,
		      const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[1024];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example.localdomain}\n"
		 "sources: {%s: dhcp.conf}\n"
		 "endpoints: {api: [172.16.0.111], apiInt: [172.16.0.110], "
		 "ingress: [172.16.0.111]}\n"
		 "nodes:\n"
		 "- {name: m1, role: master, addresses: [172.16.0.21], "
		 "mac: \"00:50:56:96:37:c8\"}\n"
		 "- {name: m2, role: master, addresses: [172.16.0.22]}\n"
		 "- {name: m3, role: master, addresses: [172.16.0.23]}\n"
		 "hosts:\n"
		 "- {name: bastion.example.localdomain, addresses: [172.16.0.101], "
		 "roles: [bastion, http]}\n"
		 "dns: {servers: [172.16.0.102]}\n",
		 key);
	lint_world_config(world, config);
	lint_world_file(world, "dhcp.conf", text);
	lint_world_expect(world, probe, PHASE_PREBOOT, expected);
	lint_world_free(world);
}
