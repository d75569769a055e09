#include <stdio.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_boot_arguments;

static void expect(const char *version, const char *arguments, const char *more,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[256], script[4096];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example%s%s}\n"
		 "sources: {ipxe: b.ipxe}\n",
		 *version ? ", openshiftVersion: " : "", version);
	snprintf(script, sizeof script,
		 "#!ipxe\n:m\nkernel http://h/rhcos-kernel %s\ninitrd http://h/i.img\n"
		 "%sboot\n",
		 arguments, more);
	lint_world_config(world, config);
	lint_world_file(world, "b.ipxe", script);
	lint_world_expect(world, &probe_lint_boot_arguments, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define ARGUMENTS(version, arguments, ...) \
	expect(version, arguments, "", ((const char *const[]){ __VA_ARGS__, NULL }))

#define OLD                                                            \
	"rd.neednet=1 coreos.inst=yes coreos.inst.image_url=http://x " \
	"coreos.inst.ignition_url=http://y "
#define NEW "coreos.inst.install_dev=/dev/sda coreos.inst.ignition_url=http://y "
#define AT  "b.ipxe:3:8 m/"

START_TEST(right_ones_pass)
{
	ARGUMENTS("'4.5'", OLD "coreos.inst.install_dev=sda initrd=i.img", "pass b.ipxe");
	ARGUMENTS("'4.16'", NEW "coreos.live.rootfs_url=http://z initrd=i.img",
		  "pass b.ipxe");
	/* What only the machine knows may be what is missing. */
	ARGUMENTS("'4.5'", "coreos.inst=yes ${args}", "pass b.ipxe");
	/* The root file system as a second initrd; no install by arguments. */
	expect("'4.16'", "initrd=i.img", "initrd http://h/rootfs.img\n",
	       (const char *const[]){ "pass b.ipxe", NULL });
	expect("'4.16'", "initrd=main", "initrd --name main http://h/rootfs.img\n",
	       (const char *const[]){ "pass b.ipxe", NULL });
}
END_TEST

START_TEST(each_release_reads_its_own)
{
	ARGUMENTS("'4.5'", "coreos.inst.install_dev=sda initrd=i.img",
		  "fail " AT "coreos.inst", "fail " AT "coreos.inst.image_url",
		  "fail " AT "rd.neednet", "fail " AT "coreos.inst.ignition_url");
	ARGUMENTS("'4.16'", NEW "initrd=i.img", "fail " AT "coreos.live.rootfs_url");
	ARGUMENTS("'4.16'",
		  "initrd=i.img coreos.live.rootfs_url=http://z coreos.inst=yes " NEW,
		  "warn b.ipxe:3:75 m/coreos.inst");
	/* All of an old release: that the new one's is missing says it. */
	ARGUMENTS("'4.16'", OLD "coreos.inst.install_dev=sda initrd=i.img",
		  "fail " AT "coreos.live.rootfs_url");
	ARGUMENTS(
		"'4.16'",
		"coreos.inst.install_dev=sda coreos.inst.ignition_url=${u} initrd=i.img",
		"fail " AT "coreos.live.rootfs_url");
	/* Without a release, what is wrong in each of them. */
	ARGUMENTS("", OLD "initrd=i.img", "fail " AT "coreos.inst.install_dev");
}
END_TEST

START_TEST(slips_are_named)
{
	ARGUMENTS("'4.5'", "coreos.inst.instal_dev=sda initrd=i.img " OLD,
		  "fail b.ipxe:3:30 m/coreos.inst.instal_dev");
	ARGUMENTS("", "coreos.inst.zzz=1 initrd=i.img " NEW,
		  "warn b.ipxe:3:30 m/coreos.inst.zzz");
}
END_TEST

START_TEST(the_initrd_has_its_name)
{
	ARGUMENTS("", "initrd=http://h/i.img " NEW, "fail b.ipxe:3:30 m/initrd=");
	ARGUMENTS("", NEW, "warn " AT "initrd=");
	ARGUMENTS("", "initrd=${i} " NEW, "pass b.ipxe");
}
END_TEST

START_TEST(values_have_their_form)
{
	ARGUMENTS("'4.5'", OLD "coreos.inst.install_dev=/dev/sda initrd=i.img",
		  "fail b.ipxe:3:124 m/coreos.inst.install_dev");
	ARGUMENTS("'4.16'", NEW "coreos.live.rootfs_url=ftp://h/z initrd=i.img",
		  "fail b.ipxe:3:97 m/coreos.live.rootfs_url");
	ARGUMENTS("'4.16'",
		  "coreos.inst.install_dev=sda coreos.inst.ignition_url=/m.ign "
		  "coreos.live.rootfs_url=HTTP://h/z initrd=i.img",
		  "fail b.ipxe:3:58 m/coreos.inst.ignition_url");
	ARGUMENTS("'4.16'",
		  "coreos.inst.install_dev=sda coreos.inst.ignition_url=${url} "
		  "coreos.live.rootfs_url=tftp://h/z initrd=i.img",
		  "pass b.ipxe");
}
END_TEST

START_TEST(a_serial_console_is_told)
{
	ARGUMENTS("'4.16'",
		  NEW "coreos.live.rootfs_url=http://z initrd=i.img console=ttyS0 "
		      "console=tty0",
		  "pass b.ipxe");
	ARGUMENTS("'4.16'",
		  NEW "coreos.live.rootfs_url=http://z initrd=i.img console=tty0 "
		      "console=ttyS0,115200n8",
		  "pass b.ipxe:3:155 m/console");
}
END_TEST

/* The same rules, whichever program reads the file. */
START_TEST(each_loader_is_judged)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example, "
				 "openshiftVersion: '4.16'}\n"
				 "sources: {pxelinux: [default], grub: [grub.cfg]}\n");
	lint_world_file(
		world, "default",
		"LABEL a\nKERNEL rhcos-k\nAPPEND initrd=x/i coreos.live.rootfs_url=http://z " NEW
		"\nLABEL b\nKERNEL rhcos-k\nAPPEND coreos.live.rootfs_url=http://z " NEW
		"\nLABEL c\nKERNEL vmlinuz\n");
	lint_world_file(
		world, "grub.cfg",
		"menuentry a {\n linux /rhcos-k coreos.live.rootfs_url=http://z " NEW
		"\n initrd /i\n}\nmenuentry b {\n linux /rhcos-k " NEW
		"coreos.live.rootfs_ur=http://z\n initrd /i\n}\n");
	lint_world_expect(world, &probe_lint_boot_arguments, PHASE_PREBOOT,
			  (const char *const[]){
				  "fail default:5:8 b/initrd",
				  "fail grub.cfg:6:84 b/coreos.live.rootfs_ur", NULL });
	lint_world_free(world);
}
END_TEST

SUITE("lint.boot-arguments", right_ones_pass, each_release_reads_its_own, slips_are_named,
      the_initrd_has_its_name, values_have_their_form, a_serial_console_is_told,
      each_loader_is_judged);
