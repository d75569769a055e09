#include <string.h>

#include "core/wire/tcp.h"
#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

static struct wire wire;
static struct timeline_snapshot snapshot;

static void boot_until(enum timeline_step last)
{
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", last);
}

static const struct timeline_finding *stuck(const char *id)
{
	const struct timeline_finding *finding;

	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, id, "m1");
	ck_assert_msg(finding, "no %s", id);
	ck_assert_int_eq(finding->severity, FINDING_STUCK);
	ck_assert_uint_eq(wire_count(&snapshot, FINDING_STUCK), 1);
	ck_assert_ptr_nonnull(finding->cause);
	ck_assert_ptr_nonnull(finding->fix);
	return finding;
}

static void fetch(const char *path, const char *agent, unsigned status)
{
	wire_fetch(&wire, &(struct wire_fetch){ .node = 21,
						.path = path,
						.agent = agent,
						.status = status,
						.length = 500 });
}

START_TEST(the_boot_program_is_not_there)
{
	boot_until(STEP_ACK);
	wire_tftp(&wire, 21, "ipxe.efi", 0, 1);
	ck_assert_str_eq(stuck("tftp-error")->title,
			 "m1 asked 172.16.0.101 for ipxe.efi: TFTP error 1 nothing");
	ck_assert_ptr_nonnull(strstr(stuck("tftp-error")->cause, "no such file"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_boot_program_may_not_be_read)
{
	boot_until(STEP_ACK);
	wire_tftp(&wire, 21, "ipxe.efi", 0, 2);
	ck_assert_ptr_nonnull(strstr(stuck("tftp-error")->cause, "SELinux"));
	wire_close(&wire);
}
END_TEST

START_TEST(tftp_is_silent)
{
	boot_until(STEP_ACK);
	for (int i = 0; i < 4; i++) {
		wire_udp(&wire, "172.16.0.21", 1030, WIRE_DHCP, 69, "\0\1ipxe.efi\0octet",
			 17);
		wire_pass(&wire, 2);
	}
	ck_assert_ptr_nonnull(strstr(stuck("tftp-no-answer")->title,
				     "for ipxe.efi 4 times over TFTP and got no answer"));
	wire_close(&wire);
}
END_TEST

START_TEST(ipxe_loads_ipxe)
{
	boot_until(STEP_TFTP);
	for (int i = 0; i < 4; i++) {
		wire_pass(&wire, 2);
		wire_lease(&wire, 21, WIRE_IPXE, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
		wire_tftp(&wire, 21, "ipxe.efi", 5000, 0);
	}
	ck_assert_ptr_nonnull(strstr(stuck("ipxe-loop")->title, "over and over"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_boot_program_does_not_run)
{
	boot_until(STEP_ACK);
	wire_tftp(&wire, 21, "undionly.kpxe", 5000, 0);
	wire_pass(&wire, 100);
	ck_assert_ptr_nonnull(strstr(stuck("boot-program-dead")->cause,
				     "for BIOS, on a machine with UEFI"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_script_is_another)
{
	boot_until(STEP_IPXE_DHCP);
	fetch("/pxeboot.ipxe", "iPXE/1.21", 404);
	ck_assert_str_eq(stuck("http-error")->title,
			 "m1 asked 172.16.0.101 for /pxeboot.ipxe: HTTP 404");
	wire_close(&wire);
}
END_TEST

START_TEST(the_menu_waits)
{
	boot_until(STEP_SCRIPT);
	wire_pass(&wire, 60);
	snapshot = wire_look(&wire);
	ck_assert_int_eq(wire_finding(&snapshot, "kernel-not-asked", "m1")->severity,
			 FINDING_WARN);
	wire_pass(&wire, 600);
	ck_assert_ptr_nonnull(strstr(stuck("kernel-not-asked")->cause, "menu"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_web_server_does_not_run)
{
	boot_until(STEP_IPXE_DHCP);
	wire_connect(&wire, "172.16.0.21", WIRE_WEB, 80, WIRE_REFUSED);
	wire_connect(&wire, "172.16.0.21", WIRE_WEB, 80, WIRE_REFUSED);
	ck_assert_ptr_nonnull(strstr(stuck("http-no-connection")->title,
				     "connects to 172.16.0.101:80: connection refused"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_web_server_is_elsewhere)
{
	boot_until(STEP_IPXE_DHCP);
	wire_connect(&wire, "172.16.0.21", "192.2.0.101", 80, WIRE_SILENT);
	wire_pass(&wire, 10);
	ck_assert_ptr_nonnull(strstr(stuck("http-no-connection")->title, "no answer"));
	wire_close(&wire);
}
END_TEST

START_TEST(a_lost_syn_is_no_fault)
{
	boot_until(STEP_IPXE_DHCP);
	for (int i = 0; i < 2; i++) {
		wire_tcp(&wire, &(struct wire_segment){ .from = "172.16.0.21",
							.to = WIRE_WEB,
							.from_port = 1,
							.to_port = 80,
							.flags = TCP_FLAG_SYN });
		wire_pass(&wire, 1);
	}
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(nobody_has_the_routers_address)
{
	boot_until(STEP_IPXE_DHCP);
	for (int i = 0; i < 5; i++) {
		wire_arp(&wire, 21, "172.16.0.21", "172.16.0.254");
		wire_pass(&wire, 1);
	}
	ck_assert_str_eq(
		stuck("arp-no-answer")->title,
		"m1 looks for 172.16.0.254 on its own network 5 times, and nobody "
		"answers");
	wire_close(&wire);
}
END_TEST

START_TEST(ipxe_has_no_script)
{
	boot_until(STEP_TFTP);
	wire_lease(&wire, 21, WIRE_IPXE, WIRE_DHCP, "172.16.0.21", NULL);
	wire_pass(&wire, 30);
	ck_assert_ptr_nonnull(
		strstr(stuck("script-not-asked")->title, "given no script"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_image_may_not_be_read)
{
	boot_until(STEP_OS_DHCP);
	fetch("/rhcos-live-rootfs.x86_64.img", "curl/7.76", 403);
	ck_assert_ptr_nonnull(strstr(stuck("http-error")->cause, "SELinux"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_ignition_file_may_not_be_read)
{
	boot_until(STEP_ROOTFS);
	fetch("/master.ign", NULL, 403);
	ck_assert_ptr_nonnull(strstr(stuck("ign-refused")->cause, "0640"));
	wire_close(&wire);
}
END_TEST

START_TEST(after_a_404_it_may_go_well)
{
	boot_until(STEP_IPXE_DHCP);
	fetch("/mac-525400000015.ipxe", "iPXE/1.21", 404);
	fetch("/pxeboot.ipxe", "iPXE/1.21", 200);
	snapshot = wire_look(&wire);
	ck_assert(!snapshot.is_stuck);
	wire_close(&wire);
}
END_TEST

START_TEST(a_download_stands_still)
{
	boot_until(STEP_OS_DHCP);
	wire_fetch(&wire, &(struct wire_fetch){ .node = 21,
						.path = "/rootfs.img",
						.agent = "curl",
						.length = 1000000,
						.sent = 200000,
						.stays_open = true });
	wire_pass(&wire, 30);
	ck_assert_str_eq(stuck("download-stalled")->title,
			 "m1: /rootfs.img stands still after 200.0 KB of 1.0 MB");
	wire_close(&wire);
}
END_TEST

START_TEST(a_download_breaks_off)
{
	boot_until(STEP_OS_DHCP);
	wire_fetch(&wire, &(struct wire_fetch){ .node = 21,
						.path = "/rootfs.img",
						.agent = "curl",
						.length = 1000000,
						.sent = 200000 });
	ck_assert_ptr_nonnull(strstr(stuck("download-stalled")->title, "broke off"));
	wire_close(&wire);
}
END_TEST

START_TEST(a_head_is_no_download)
{
	boot_until(STEP_OS_DHCP);
	wire_fetch(&wire, &(struct wire_fetch){ .node = 21,
						.path = "/rootfs.img",
						.agent = "curl",
						.method = "HEAD",
						.length = 1000000 });
	wire_pass(&wire, 30);
	snapshot = wire_look(&wire);
	ck_assert_ptr_null(wire_finding(&snapshot, "download-stalled", "m1"));
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_fetch", the_boot_program_is_not_there,
      the_boot_program_may_not_be_read, tftp_is_silent, ipxe_loads_ipxe,
      the_boot_program_does_not_run, the_script_is_another, the_menu_waits,
      the_web_server_does_not_run, the_web_server_is_elsewhere, a_lost_syn_is_no_fault,
      nobody_has_the_routers_address, ipxe_has_no_script, the_image_may_not_be_read,
      the_ignition_file_may_not_be_read, after_a_404_it_may_go_well,
      a_download_stands_still, a_download_breaks_off, a_head_is_no_download);
