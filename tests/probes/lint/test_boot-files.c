#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_boot_files;

static void expect(const char *script, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(
		world,
		"cluster: {name: ocp45, baseDomain: example}\n"
		"sources: {ipxe: b.ipxe}\n"
		"nodes:\n- {name: m1, role: master, addresses: [172.16.0.21]}\n"
		"hosts:\n- {name: bastion.example, addresses: [172.16.0.101], roles: [http]}\n"
		"artifacts: {baseUrl: \"http://172.16.0.7/\"}\n");
	lint_world_file(world, "b.ipxe", script);
	lint_world_expect(world, &probe_lint_boot_files, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define SCRIPT(text, ...) \
	expect("#!ipxe\n" text, ((const char *const[]){ __VA_ARGS__, NULL }))
#define H "http://172.16.0.101/"
#define STANZA(label, kernel, initrd, ignition)                            \
	":" label "\nkernel " kernel " coreos.inst.ignition_url=" ignition \
	"\ninitrd " initrd "\nboot\n"
#define KERNEL H "rhcos-4.5.6-x86_64-installer-kernel-x86_64"
#define INITRD H "rhcos-4.5.6-x86_64-installer-initramfs.x86_64.img"

START_TEST(right_ones_pass)
{
	SCRIPT(STANZA("master", KERNEL, INITRD, H "master.ign")
		       STANZA("infra", KERNEL, INITRD, H "worker.ign"),
	       "pass b.ipxe");
	SCRIPT("set h " H
	       "\n" STANZA("worker", "${h}rhcos-live-kernel-x86_64",
			   "http://172.16.0.7/i", "http://files.example/worker.ign"),
	       "pass b.ipxe");
	/* Two releases, each whole. */
	SCRIPT(STANZA("a", KERNEL, INITRD, H "master.ign")
		       STANZA("b", KERNEL, INITRD, H "master.ign")
			       STANZA("c", H "rhcos-4.6.1-x86_64-live-kernel-x86_64",
				      H "rhcos-4.6.1-x86_64-live-initramfs.x86_64.img",
				      H "master.ign"),
	       "pass b.ipxe");
	SCRIPT(STANZA("m", "${base}/k", "${base}/i", "${base}/${role}.ign"),
	       "pass b.ipxe");
}
END_TEST

START_TEST(files_are_of_one_version)
{
	SCRIPT(STANZA("a", KERNEL, INITRD, H "x.ign") STANZA(
		       "b", KERNEL, H "rhcos-4.5.2-x86_64-installer-initramfs.x86_64.img",
		       H "x.ign"),
	       "fail b.ipxe:8:8 b/rhcos-4.5.2-x86_64-installer-initramfs.x86_64.img");
}
END_TEST

START_TEST(each_role_has_its_ignition)
{
	SCRIPT(STANZA("master", H "k", H "i", H "worker.ign"),
	       "fail b.ipxe:3:55 master/ignition");
	SCRIPT(STANZA("worker-2", H "k", H "i", H "ocp/master.ign"),
	       "fail b.ipxe:3:55 worker-2/ignition");
	SCRIPT(STANZA("webmaster", H "k", H "i", H "worker.ign"), "pass b.ipxe");
}
END_TEST

START_TEST(hosts_serve_files)
{
	/* Told once, near or not. */
	SCRIPT(STANZA("a", "http://192.2.0.101/k", "http://192.2.0.101/i", H "x.ign"),
	       "fail b.ipxe:3:8 192.2.0.101");
	SCRIPT(STANZA("a", H "k", H "i", "http://10.9.8.7/x.ign"),
	       "warn b.ipxe:3:55 10.9.8.7");
	SCRIPT(STANZA("a", H "k", H "i", "http://172.16.0.21:8080/x.ign"),
	       "fail b.ipxe:3:55 172.16.0.21");
}
END_TEST

SUITE("lint.boot-files", right_ones_pass, files_are_of_one_version,
      each_role_has_its_ignition, hosts_serve_files);
