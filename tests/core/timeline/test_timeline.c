#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

static struct wire wire;

static void open_wire(bool has_inventory)
{
	wire_open(&wire, has_inventory);
}

START_TEST(a_good_boot_is_told_step_by_step)
{
	static const enum timeline_step steps[] = {
		STEP_FW_DHCP,	STEP_OFFER,	 STEP_REQUEST, STEP_ACK,
		STEP_TFTP,	STEP_IPXE_DHCP,	 STEP_SCRIPT,  STEP_KERNEL,
		STEP_INITRAMFS, STEP_OS_DHCP,	 STEP_ROOTFS,  STEP_IGN,
		STEP_REBOOT,	STEP_FIRST_BOOT, STEP_DNS,     STEP_MCS_POLL,
		STEP_MCS_GOT,	STEP_REBOOT_2,	 STEP_PTR,     STEP_API,
		STEP_NTP,
	};
	struct timeline_snapshot snapshot;
	const struct timeline_node *node;

	open_wire(true);
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	snapshot = wire_look(&wire);
	node = wire_node(&snapshot, "m1");
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		const struct timeline_row *row = wire_row(node, steps[i]);

		ck_assert_msg(row && row->state == ROW_DONE, "%s",
			      timeline_step_id(steps[i]));
	}
	ck_assert_msg(snapshot.finding_count == 0, "%s",
		      snapshot.finding_count ? snapshot.findings[0].title : "");
	ck_assert(!snapshot.is_stuck);
	ck_assert_str_eq(node->address, "172.16.0.21");
	ck_assert_uint_eq(node->boots, 1);
	for (size_t i = 1; i < node->row_count; i++)
		ck_assert_int_ge(node->rows[i].first, node->rows[i - 1].first);
	wire_close(&wire);
}
END_TEST

START_TEST(details_say_who_and_how_much)
{
	struct timeline_snapshot snapshot;
	const struct timeline_node *node;

	open_wire(true);
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	snapshot = wire_look(&wire);
	node = wire_node(&snapshot, "m1");
	ck_assert_str_eq(wire_row(node, STEP_ACK)->detail,
			 "172.16.0.21 from 172.16.0.101, boot file ipxe.efi at "
			 "172.16.0.101");
	ck_assert_ptr_nonnull(strstr(wire_row(node, STEP_FW_DHCP)->detail, "UEFI"));
	ck_assert_uint_eq(wire_row(node, STEP_TFTP)->bytes, 5000);
	ck_assert_uint_eq(wire_row(node, STEP_ROOTFS)->bytes, 200000);
	ck_assert_uint_eq(wire_row(node, STEP_ROOTFS)->total, 200000);
	ck_assert_uint_eq(wire_row(node, STEP_MCS_POLL)->count, 6);
	ck_assert_ptr_nonnull(strstr(wire_row(node, STEP_MCS_POLL)->detail,
				     "accepted and closed at once (EOF) 5 times"));
	ck_assert_ptr_nonnull(
		strstr(wire_row(node, STEP_PTR)->detail, "m1.ocp45.example.localdomain"));
	wire_close(&wire);
}
END_TEST

START_TEST(without_an_inventory_macs_are_the_names)
{
	struct timeline_snapshot snapshot;
	const struct timeline_node *node;

	open_wire(false);
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.node_count, 1);
	node = wire_node(&snapshot, "52:54:00:00:00:15");
	ck_assert_ptr_null(node->fqdn);
	ck_assert_int_eq(node->stage, STEP_API);
	ck_assert_uint_eq(wire_count(&snapshot, FINDING_STUCK), 0);
	wire_close(&wire);
}
END_TEST

START_TEST(a_node_without_mac_is_known_by_its_address)
{
	struct timeline_snapshot snapshot;
	const struct timeline_node *node;

	open_wire(true);
	wire_boot(&wire, 31, "/worker.ign", STEP_IGN);
	snapshot = wire_look(&wire);
	node = wire_node(&snapshot, "w1");
	ck_assert(node->is_seen);
	ck_assert_str_eq(node->mac, "52:54:00:00:00:1f");
	ck_assert_int_eq(node->stage, STEP_IGN);
	ck_assert_ptr_nonnull(wire_row(node, STEP_FW_DHCP));
	ck_assert_uint_eq(snapshot.node_count, 5);
	wire_close(&wire);
}
END_TEST

START_TEST(vlan_tags_change_nothing)
{
	struct timeline_snapshot snapshot;

	open_wire(true);
	wire.vlan = 342;
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	snapshot = wire_look(&wire);
	ck_assert_int_eq(wire_node(&snapshot, "m1")->stage, STEP_API);
	wire_close(&wire);
}
END_TEST

START_TEST(what_is_not_visible_is_unknown_not_missing)
{
	struct timeline_snapshot snapshot;
	const struct timeline_node *node;

	/* The DHCP server's view: no HTTP, no 22623. */
	open_wire(true);
	wire_boot(&wire, 21, "/master.ign", STEP_TFTP);
	wire_pass(&wire, 2);
	wire_lease(&wire, 21, WIRE_IPXE, WIRE_DHCP, "172.16.0.21", "http://x/y.ipxe");
	wire_pass(&wire, 60);
	wire_lease(&wire, 21, WIRE_SYSTEM, WIRE_DHCP, "172.16.0.21", NULL);
	wire_pass(&wire, 3600);
	snapshot = wire_look(&wire);
	node = wire_node(&snapshot, "m1");
	ck_assert_int_eq(wire_row(node, STEP_SCRIPT)->state, ROW_UNKNOWN);
	ck_assert_int_eq(wire_row(node, STEP_KERNEL)->state, ROW_UNKNOWN);
	ck_assert_msg(!snapshot.is_stuck, "%s",
		      snapshot.finding_count ? snapshot.findings[0].title : "");
	ck_assert_ptr_nonnull(strstr(snapshot.invisible, "HTTP"));
	wire_close(&wire);
}
END_TEST

START_TEST(progress_of_a_download_is_bytes_of_how_many)
{
	struct timeline_snapshot snapshot;
	const struct timeline_row *row;

	open_wire(true);
	wire_boot(&wire, 21, "/master.ign", STEP_OS_DHCP);
	wire_fetch(&wire,
		   &(struct wire_fetch){ .node = 21,
					 .path = "/rhcos-4.5.6-metal.x86_64.raw.gz",
					 .agent = "curl/7.61",
					 .length = 1000000,
					 .sent = 250000,
					 .stays_open = true });
	snapshot = wire_look(&wire);
	row = wire_row(wire_node(&snapshot, "m1"), STEP_ROOTFS);
	ck_assert_int_eq(row->state, ROW_RUNNING);
	ck_assert_uint_eq(row->bytes, 250000);
	ck_assert_ptr_nonnull(strstr(row->detail, "250.0 KB of 1.0 MB (25 %)"));
	ck_assert(!snapshot.is_stuck);
	wire_close(&wire);
}
END_TEST

struct heard {
	char text[4096];
	size_t count;
};

static void hear(const struct timeline_event *event, void *arg)
{
	struct heard *heard = arg;
	size_t length = strlen(heard->text);

	heard->count++;
	snprintf(heard->text + length, sizeof heard->text - length, "%s %s: %s\n",
		 event->node, timeline_step_id(event->step), event->text);
}

START_TEST(changes_are_told_as_they_happen)
{
	static struct heard heard;

	open_wire(true);
	timeline_on_event(wire.timeline, hear, &heard);
	wire_boot(&wire, 21, "/master.ign", STEP_MCS_GOT);
	ck_assert_ptr_nonnull(
		strstr(heard.text, "m1 ack: ack 172.16.0.21 from 172.16.0.101"));
	ck_assert_ptr_nonnull(strstr(heard.text, "m1 ign: has master.ign, 1800 bytes"));
	ck_assert_ptr_nonnull(strstr(heard.text, "m1 mcs-got: gets its configuration"));
	/* Five tries with the same end are one change. */
	ck_assert_uint_lt(heard.count, 40);
	wire_close(&wire);
}
END_TEST

START_TEST(the_hour_does_not_matter)
{
	struct timeline_snapshot snapshot;

	open_wire(true);
	wire_boot(&wire, 21, "/master.ign", STEP_API);
	/* A running node asks for its certificates all day. */
	for (int i = 0; i < 1000; i++) {
		wire_connect(&wire, "172.16.0.21", WIRE_VIP, 6443, WIRE_SERVED);
		wire_pass(&wire, 60);
	}
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

/* As it is when the phase moves: the same nodes in another inventory. */
START_TEST(another_inventory_of_the_same_nodes_forgets_nothing)
{
	struct timeline_snapshot snapshot;

	open_wire(true);
	wire_boot(&wire, 21, "/worker.ign", STEP_IGN);
	ck_assert(timeline_adopt(wire.timeline, wire_inventory(wire.arena)));
	snapshot = wire_look(&wire);
	ck_assert_int_eq(wire_node(&snapshot, "m1")->stage, STEP_IGN);
	ck_assert_ptr_nonnull(wire_finding(&snapshot, "ign-wrong-role", "m1"));
	wire_close(&wire);
}
END_TEST

START_TEST(an_inventory_of_other_nodes_is_refused)
{
	struct inventory *other;

	open_wire(true);
	other = arena_alloc(wire.arena, sizeof *other);
	*other = *wire_inventory(wire.arena);
	other->node_count--;
	ck_assert(!timeline_adopt(wire.timeline, other));
	ck_assert(!timeline_adopt(wire.timeline, NULL));
	wire_close(&wire);
}
END_TEST

/* iPXE asks for a router over IPv6 before it has an address. */
START_TEST(the_address_is_that_of_dhcp)
{
	static const char link_local[] = "fe80::21";
	struct timeline_snapshot snapshot;

	open_wire(true);
	wire_boot(&wire, 21, "/master.ign", STEP_IPXE_DHCP);
	wire_dns(&wire, link_local, "fe80::102", "quay.io", 1, -1, NULL);
	snapshot = wire_look(&wire);
	ck_assert_str_eq(wire_node(&snapshot, "m1")->address, "172.16.0.21");
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/timeline", a_good_boot_is_told_step_by_step,
      details_say_who_and_how_much, without_an_inventory_macs_are_the_names,
      a_node_without_mac_is_known_by_its_address, vlan_tags_change_nothing,
      what_is_not_visible_is_unknown_not_missing,
      progress_of_a_download_is_bytes_of_how_many, changes_are_told_as_they_happen,
      the_hour_does_not_matter, another_inventory_of_the_same_nodes_forgets_nothing,
      an_inventory_of_other_nodes_is_refused, the_address_is_that_of_dhcp);
