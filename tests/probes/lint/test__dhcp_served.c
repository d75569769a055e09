/* lint.dhcp-boot, where the folders of the servers are here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_dhcp_boot;

static char root[] = "/tmp/ocp-served-XXXXXX";

static void make(const char *name)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", root, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fclose(file), 0);
}

static void drop(const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", root, name);
	ck_assert_int_eq(remove(path), 0);
}

static void set_up(void)
{
	memcpy(root + strlen(root) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void expect(const char *sources, const char *artifacts, const char *dhcp,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[1024];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example}\n"
		 "sources: {%s}\n"
		 "hosts:\n- {name: bastion.example, addresses: [172.16.0.101], "
		 "roles: [http, bastion]}\n"
		 "artifacts: {baseUrl: 'http://172.16.0.101/'%s}\n",
		 sources, artifacts);
	lint_world_config(world, config);
	lint_world_file(world, "dhcp.conf", dhcp);
	lint_world_file(world, "boot.ipxe",
			"#!ipxe\nkernel http://172.16.0.101/kernel\nboot\n");
	lint_world_expect(world, &probe_lint_dhcp_boot, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define SAYS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SCRIPT(url)                                                 \
	"subnet 172.16.0.0 netmask 255.255.255.0 {\n"               \
	"if exists user-class and option user-class = \"iPXE\" {\n" \
	"filename \"" url "\";\n"                                   \
	"} else { filename \"undionly.kpxe\"; next-server 172.16.0.101; }\n}\n"
#define DHCPD "dhcpd: dhcp.conf"
#define BOTH  "dhcpd: dhcp.conf, ipxe: boot.ipxe"

START_TEST(the_script_is_known_by_nearly_that_name)
{
	expect(BOTH, "", SCRIPT("http://172.16.0.101/bot.ipxe"),
	       SAYS("warn dhcp.conf:3:10 file/bot.ipxe"));
	expect(BOTH, "", SCRIPT("http://172.16.0.101/boot.ipxe"), SAYS("pass dhcp.conf"));
	/* Another script, which may lead to this one. */
	expect(BOTH, "", SCRIPT("http://172.16.0.101/menu.ipxe"), SAYS("pass dhcp.conf"));
	expect(BOTH, "", SCRIPT("http://172.16.0.101/boot1.ipxe"),
	       SAYS("pass dhcp.conf"));
}
END_TEST

START_TEST(the_docroot_has_the_script)
{
	char artifacts[128];

	set_up();
	snprintf(artifacts, sizeof artifacts, ", docroot: '%s'", root);
	make("boot.ipxe");
	expect(DHCPD, artifacts, SCRIPT("http://172.16.0.101/bot.ipxe"),
	       SAYS("fail dhcp.conf:3:10 file/bot.ipxe"));
	expect(DHCPD, artifacts, SCRIPT("http://172.16.0.101/boot.ipxe"),
	       SAYS("pass dhcp.conf"));
	/* A folder with nothing of the installation is that of another host. */
	expect(BOTH, artifacts, SCRIPT("http://172.16.0.101/menu.php"),
	       SAYS("pass dhcp.conf"));
	make("kernel");
	expect(BOTH, artifacts, SCRIPT("http://172.16.0.101/menu.php"),
	       SAYS("fail dhcp.conf:3:10 file/menu.php"));
	expect(BOTH, artifacts, SCRIPT("http://172.16.0.101/menu.php?mac=${mac}"),
	       SAYS("pass dhcp.conf"));
	drop("kernel");
	drop("boot.ipxe");
	ck_assert_int_eq(rmdir(root), 0);
}
END_TEST

START_TEST(the_tftp_root_of_dnsmasq_has_the_program)
{
	char dhcp[256];

	set_up();
	snprintf(dhcp, sizeof dhcp,
		 "enable-tftp\ntftp-root=%s\ndhcp-range=172.16.0.9,172.16.0.10\n"
		 "dhcp-boot=pxelinux.0\n",
		 root);
	/* Not a folder for TFTP. */
	make("lpxelinux");
	expect("dnsmasq: dhcp.conf", "", dhcp, SAYS("pass dhcp.conf"));
	make("lpxelinux.0");
	expect("dnsmasq: dhcp.conf", "", dhcp,
	       SAYS("fail dhcp.conf:4:11 file/pxelinux.0"));
	make("pxelinux.0");
	expect("dnsmasq: dhcp.conf", "", dhcp, SAYS("pass dhcp.conf"));
	drop("pxelinux.0");
	drop("lpxelinux.0");
	drop("lpxelinux");
	ck_assert_int_eq(rmdir(root), 0);
}
END_TEST

SUITE("lint.dhcp-boot, served", the_script_is_known_by_nearly_that_name,
      the_docroot_has_the_script, the_tftp_root_of_dnsmasq_has_the_program);
