#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

static struct wire wire;
static struct timeline_snapshot snapshot;

static void open_wire(void)
{
	wire_open(&wire, true);
}

static void ask(unsigned node, enum wire_client client, unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		wire_dhcp(&wire, &(struct wire_dhcp){ .type = 1,
						      .node = node,
						      .client = client,
						      .architecture = 7 });
		wire_pass(&wire, 4 << i);
	}
}

static void offer(unsigned node, const char *server, const char *address,
		  const char *boot_file)
{
	wire_dhcp(&wire, &(struct wire_dhcp){ .type = 2,
					      .node = node,
					      .server = server,
					      .address = address,
					      .boot_file = boot_file });
}

static const struct timeline_finding *stuck(const char *id, const char *node)
{
	const struct timeline_finding *finding;

	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, id, node);
	ck_assert_msg(finding, "no %s of %s", id, node);
	ck_assert_int_eq(finding->severity, FINDING_STUCK);
	ck_assert_ptr_nonnull(finding->cause);
	ck_assert_ptr_nonnull(finding->fix);
	ck_assert(snapshot.is_stuck);
	return finding;
}

START_TEST(nobody_offers)
{
	open_wire();
	ask(21, WIRE_PXE, 4);
	ck_assert_ptr_nonnull(
		strstr(stuck("dhcp-no-offer", "m1")->title,
		       "m1 (firmware) asks for an address (4 DISCOVERs in"));
	ck_assert_ptr_nonnull(
		strstr(stuck("dhcp-no-offer", "m1")->cause, "no DHCP server answers"));
	wire_close(&wire);
}
END_TEST

START_TEST(others_are_answered)
{
	open_wire();
	wire_lease(&wire, 22, WIRE_PXE, WIRE_DHCP, "172.16.0.22", "ipxe.efi");
	ask(21, WIRE_PXE, 4);
	ck_assert_ptr_nonnull(
		strstr(stuck("dhcp-no-offer", "m1")->cause, "answers others"));
	wire_close(&wire);
}
END_TEST

START_TEST(two_questions_are_no_reason_to_worry)
{
	open_wire();
	ask(21, WIRE_PXE, 2);
	snapshot = wire_look(&wire);
	ck_assert(!snapshot.is_stuck);
	wire_close(&wire);
}
END_TEST

START_TEST(a_late_answer_ends_it)
{
	open_wire();
	ask(21, WIRE_PXE, 4);
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(an_unknown_machine_is_shown)
{
	open_wire();
	ask(77, WIRE_PXE, 4);
	ck_assert_ptr_nonnull(strstr(stuck("dhcp-no-offer", "52:54:00:00:00:4d")->cause,
				     "in no host entry"));
	ck_assert_ptr_nonnull(
		wire_finding(&snapshot, "unknown-node", "52:54:00:00:00:4d"));
	wire_close(&wire);
}
END_TEST

START_TEST(a_laptop_is_not)
{
	open_wire();
	ask(77, WIRE_SYSTEM, 4);
	wire_lease(&wire, 78, WIRE_SYSTEM, WIRE_DHCP, "172.16.0.250", NULL);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.node_count, 5);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(offers_without_a_boot_file_are_ignored)
{
	open_wire();
	for (int i = 0; i < 3; i++) {
		ask(21, WIRE_PXE, 1);
		offer(21, WIRE_DHCP, "172.16.0.21", NULL);
	}
	ck_assert_ptr_nonnull(
		strstr(stuck("dhcp-offer-ignored", "m1")->cause,
		       "no boot file for this client (UEFI x86_64 (0x0007))"));
	wire_close(&wire);
}
END_TEST

/* proxyDHCP: boot files, and no address. */
START_TEST(a_server_of_boot_files_is_no_second_server)
{
	open_wire();
	ask(21, WIRE_PXE, 1);
	offer(21, "172.16.0.7", NULL, "ipxe.efi");
	offer(21, WIRE_DHCP, "172.16.0.21", NULL);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	ck_assert_str_eq(wire_row(wire_node(&snapshot, "m1"), STEP_OFFER)->detail,
			 "boot files from 172.16.0.7, 172.16.0.21 from 172.16.0.101");
	wire_close(&wire);
}
END_TEST

START_TEST(a_request_without_answer)
{
	open_wire();
	wire_dhcp(&wire,
		  &(struct wire_dhcp){ .type = 1, .node = 21, .client = WIRE_PXE });
	offer(21, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
	for (int i = 0; i < 4; i++) {
		wire_dhcp(&wire, &(struct wire_dhcp){ .type = 3,
						      .node = 21,
						      .client = WIRE_PXE,
						      .server = WIRE_DHCP,
						      .address = "172.16.0.21" });
		wire_pass(&wire, 4);
	}
	ck_assert_ptr_nonnull(strstr(stuck("dhcp-no-ack", "m1")->title,
				     "m1 (firmware) asks 172.16.0.101 for 172.16.0.21"));
	wire_close(&wire);
}
END_TEST

START_TEST(a_server_that_refuses)
{
	open_wire();
	wire_dhcp(&wire,
		  &(struct wire_dhcp){ .type = 1, .node = 21, .client = WIRE_PXE });
	wire_dhcp(&wire, &(struct wire_dhcp){ .type = 3,
					      .node = 21,
					      .client = WIRE_PXE,
					      .server = WIRE_DHCP,
					      .address = "172.16.0.21" });
	wire_dhcp(&wire,
		  &(struct wire_dhcp){ .type = 6, .node = 21, .server = "172.16.0.7" });
	wire_pass(&wire, 20);
	ck_assert_ptr_nonnull(strstr(stuck("dhcp-nak", "m1")->title,
				     "172.16.0.7 refuses 172.16.0.21 to m1"));
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_dhcp", nobody_offers, others_are_answered,
      two_questions_are_no_reason_to_worry, a_late_answer_ends_it,
      an_unknown_machine_is_shown, a_laptop_is_not,
      offers_without_a_boot_file_are_ignored,
      a_server_of_boot_files_is_no_second_server, a_request_without_answer,
      a_server_that_refuses);
