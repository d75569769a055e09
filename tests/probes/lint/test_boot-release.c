#include <stdio.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_boot_release;

static void expect(const char *version, const char *text, const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[256];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example%s%s}\n"
		 "sources: {grub: grub.cfg}\n",
		 *version ? ", openshiftVersion: " : "", version);
	lint_world_config(world, config);
	lint_world_file(world, "grub.cfg", text);
	lint_world_expect(world, &probe_lint_boot_release, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define ENTRY(version, kernel, arguments, initrd, ...)                                 \
	expect(version,                                                                \
	       "menuentry m {\nlinux /rhcos-" kernel " " arguments "\ninitrd /" initrd \
	       "\n}\n",                                                                \
	       ((const char *const[]){ __VA_ARGS__, NULL }))
#define OLD   "4.5.6-x86_64-installer-kernel-x86_64"
#define OLD_I "rhcos-4.5.6-x86_64-installer-initramfs.x86_64.img"
#define NEW   "4.16.3-x86_64-live-kernel-x86_64"
#define NEW_I "rhcos-4.16.3-x86_64-live-initramfs.x86_64.img"
#define PASS  "pass grub.cfg"

START_TEST(right_ones_pass)
{
	ENTRY("'4.5'", OLD, "", OLD_I, PASS);
	ENTRY("'4.16'", NEW, "", NEW_I, PASS);
	ENTRY("'4.17'", NEW, "", NEW_I, PASS);
	ENTRY("'4.20'", "9.6.20250701-0-live-kernel.x86_64", "", "initramfs", PASS);
	ENTRY("", OLD, "coreos.inst.image_url=x", OLD_I, PASS);
	ENTRY("", NEW, "coreos.live.rootfs_url=x", NEW_I, PASS);
	ENTRY("", NEW, "", NEW_I " /rootfs.img", PASS);
	ENTRY("", NEW, "$args", NEW_I, PASS);
	ENTRY("'4.16'", "live-kernel-$arch", "", "$initrd", PASS);
}
END_TEST

START_TEST(each_release_has_its_kind)
{
	ENTRY("'4.16'", OLD, "", OLD_I, "fail grub.cfg:2:7 m/rhcos-" OLD);
	ENTRY("'4.5'", "4.6.1-x86_64-live-kernel-x86_64", "", "i",
	      "fail grub.cfg:2:7 m/rhcos-4.6.1-x86_64-live-kernel-x86_64",
	      "warn grub.cfg:2:7 m/version");
	ENTRY("'4.5.5'", OLD, "", OLD_I, "warn grub.cfg:2:7 m/version");
	ENTRY("'4.15'", NEW, "", NEW_I, "warn grub.cfg:2:7 m/version");
}
END_TEST

START_TEST(what_is_booted_together_is_of_one_kind)
{
	ENTRY("'4.16'", NEW, "", "rhcos-4.16.3-aarch64-live-initramfs.aarch64.img",
	      "fail grub.cfg:3:8 m/rhcos-4.16.3-aarch64-live-initramfs.aarch64.img");
	ENTRY("'4.16'", NEW, "", OLD_I, "fail grub.cfg:3:8 m/" OLD_I);
	ENTRY("", OLD, "coreos.live.rootfs_url=x", OLD_I,
	      "fail grub.cfg:2:7 m/rhcos-" OLD);
	ENTRY("", NEW, "", NEW_I, "fail grub.cfg:2:7 m/rhcos-" NEW);
}
END_TEST

SUITE("lint.boot-release", right_ones_pass, each_release_has_its_kind,
      what_is_booted_together_is_of_one_kind);
