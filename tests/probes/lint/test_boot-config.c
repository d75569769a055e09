#include <stdio.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_boot_config;

static void expect(const char *key, const char *name, const char *text,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[1024];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example}\n"
		 "sources: {%s: ['%s']}\n"
		 "nodes:\n- {name: m1, role: master, addresses: [172.16.0.21], mac: "
		 "'00:50:56:96:37:c8'}\n"
		 "- {name: m2, role: master, addresses: [172.16.0.172], mac: "
		 "'00:50:56:96:ec:a7'}\n",
		 key, name);
	lint_world_config(world, config);
	lint_world_file(world, name, text);
	lint_world_expect(world, &probe_lint_boot_config, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define EXPECT(key, name, text, ...) \
	expect(key, name, text, ((const char *const[]){ __VA_ARGS__, NULL }))
#define LABEL "LABEL m\nKERNEL k\n"

START_TEST(labels_are_found)
{
	EXPECT("pxelinux", "default",
	       "DEFAULT menu.c32\nONTIMEOUT m\n" LABEL "LABEL w\nLOCALBOOT 0\n",
	       "pass default");
	EXPECT("pxelinux", "default", "DEFAULT linux\n", "pass default");
	EXPECT("pxelinux", "default", "DEFAULT master\nLABEL mastre\nKERNEL k\n",
	       "fail default:1:9 DEFAULT master");
	EXPECT("pxelinux", "default", "ONTIMEOUT local\nINCLUDE x.cfg\n" LABEL,
	       "pass default");
	EXPECT("pxelinux", "default", "ONTIMEOUT local\n" LABEL LABEL,
	       "warn default:1:11 ONTIMEOUT local");
	EXPECT("pxelinux", "default", "ONTIMEOUT m\n" LABEL LABEL,
	       "warn default:4:7 LABEL m");
}
END_TEST

START_TEST(files_are_called_as_they_are_asked_for)
{
	EXPECT("pxelinux", "01-00-50-56-96-37-c8", LABEL, "pass 01-00-50-56-96-37-c8");
	EXPECT("pxelinux", "01-00-50-56-96-37-C8", LABEL, "fail 01-00-50-56-96-37-C8");
	EXPECT("pxelinux", "00:50:56:96:37:c8", LABEL, "fail 00:50:56:96:37:c8");
	EXPECT("pxelinux", "00-50-56-aa-aa-aa", LABEL, "warn 00-50-56-aa-aa-aa");
	EXPECT("pxelinux", "AC100015", LABEL, "pass AC100015");
	EXPECT("pxelinux", "ac1000ac", LABEL, "fail ac1000ac");
	EXPECT("pxelinux", "AC10", LABEL, "pass AC10");
	EXPECT("grub", "grub.cfg-01-00-50-56-96-37-c8", "linux k\n",
	       "pass grub.cfg-01-00-50-56-96-37-c8");
	EXPECT("grub", "grub.cfg-00-50-56-96-37-c8", "linux k\n",
	       "fail grub.cfg-00-50-56-96-37-c8");
	EXPECT("grub", "grub.cfg-common", "linux k\n", "pass grub.cfg-common");
}
END_TEST

START_TEST(a_mac_of_nobody_was_mistyped)
{
	EXPECT("pxelinux", "01-00-50-56-96-37-c9", LABEL, "warn 01-00-50-56-96-37-c9");
	/* Of another cluster. */
	EXPECT("pxelinux", "01-00-50-56-96-99-99", LABEL, "pass 01-00-50-56-96-99-99");
}
END_TEST

static void expect_loader(const char *loader, const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char text[256];

	snprintf(text, sizeof text,
		 "subnet 172.16.0.0 netmask 255.255.255.0 {\n"
		 " next-server 172.16.0.101;\n filename \"%s\";\n}\n",
		 loader);
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {dhcpd: d.conf, pxelinux: default}\n");
	lint_world_file(world, "d.conf", text);
	lint_world_file(world, "default", "LABEL m\nKERNEL http://h/k\n" LABEL);
	lint_world_expect(world, &probe_lint_boot_config, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(pxelinux_knows_no_http)
{
	expect_loader("boot/pxelinux.0",
		      (const char *const[]){ "warn default:2:8 pxelinux.0", NULL });
	expect_loader("lpxelinux.0", (const char *const[]){ "pass default", NULL });
}
END_TEST

SUITE("lint.boot-config", labels_are_found, files_are_called_as_they_are_asked_for,
      a_mac_of_nobody_was_mistyped, pxelinux_knows_no_http);
