#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

static struct wire wire;
static struct timeline_snapshot snapshot;

static void boot_until(enum timeline_step last)
{
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", last);
}

static const struct timeline_finding *found(const char *id,
					    enum timeline_severity severity)
{
	const struct timeline_finding *finding;

	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, id, "m1");
	ck_assert_msg(finding, "no %s", id);
	ck_assert_int_eq(finding->severity, severity);
	return finding;
}

START_TEST(the_role_of_another)
{
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/ocp/worker.ign", STEP_IGN);
	ck_assert_str_eq(found("ign-wrong-role", FINDING_STUCK)->title,
			 "m1 fetched worker.ign, and is a master");
	wire_close(&wire);
}
END_TEST

START_TEST(the_kernel_does_not_come_up)
{
	boot_until(STEP_INITRAMFS);
	snapshot = wire_look(&wire);
	ck_assert(!snapshot.is_stuck);
	wire_pass(&wire, 300);
	ck_assert_ptr_nonnull(
		strstr(found("kernel-silent", FINDING_STUCK)->cause, "no driver"));
	wire_close(&wire);
}
END_TEST

START_TEST(writing_the_disk_takes_its_time)
{
	boot_until(STEP_IGN);
	wire_pass(&wire, 600);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_pass(&wire, 1200);
	found("install-silent", FINDING_STUCK);
	wire_close(&wire);
}
END_TEST

START_TEST(it_installs_itself_again_and_again)
{
	boot_until(STEP_IGN);
	for (int i = 0; i < 2; i++) {
		wire_pass(&wire, 200);
		wire_boot(&wire, 21, "/master.ign", STEP_IGN);
	}
	ck_assert_str_eq(found("boot-loop-install", FINDING_STUCK)->title,
			 "m1 has been installed 2 times and installs itself again");
	wire_close(&wire);
}
END_TEST

START_TEST(a_look_at_the_network_before_the_disk_is_fine)
{
	boot_until(STEP_IGN);
	wire_pass(&wire, 200);
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
	wire_tftp(&wire, 21, "ipxe.efi", 5000, 0);
	wire_lease(&wire, 21, WIRE_IPXE, WIRE_DHCP, "172.16.0.21", "http://x/y");
	wire_fetch(&wire, &(struct wire_fetch){
				  .node = 21, .path = "/pxeboot.ipxe", .agent = "iPXE" });
	wire_pass(&wire, 20);
	wire_lease(&wire, 21, WIRE_SYSTEM, WIRE_DHCP, "172.16.0.21", NULL);
	wire_pass(&wire, 200);
	snapshot = wire_look(&wire);
	ck_assert_msg(!snapshot.finding_count, "%s",
		      snapshot.finding_count ? snapshot.findings[0].title : "");
	ck_assert_int_eq(wire_node(&snapshot, "m1")->stage, STEP_FIRST_BOOT);
	wire_close(&wire);
}
END_TEST

START_TEST(it_stays_at_the_network)
{
	boot_until(STEP_IGN);
	wire_pass(&wire, 200);
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
	wire_pass(&wire, 200);
	found("boot-order", FINDING_WARN);
	wire_close(&wire);
}
END_TEST

START_TEST(it_ends_at_the_same_step_each_time)
{
	boot_until(STEP_INITRAMFS);
	for (int i = 0; i < 2; i++) {
		wire_pass(&wire, 60);
		wire_boot(&wire, 21, "/master.ign", STEP_INITRAMFS);
	}
	ck_assert_str_eq(
		found("boot-repeats", FINDING_STUCK)->title,
		"m1 has booted from the network 3 times and never got past initramfs");
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_install", the_role_of_another, the_kernel_does_not_come_up,
      writing_the_disk_takes_its_time, it_installs_itself_again_and_again,
      a_look_at_the_network_before_the_disk_is_fine, it_stays_at_the_network,
      it_ends_at_the_same_step_each_time);
