/* Whose address a node has, and whether it is the planned one. */
#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

#define ROGUE "172.16.0.7"

static struct wire wire;
static struct timeline_snapshot snapshot;

static void open_wire(void)
{
	wire_open(&wire, true);
}

static void ask(unsigned node)
{
	wire.transaction++;
	wire_dhcp(&wire,
		  &(struct wire_dhcp){ .type = 1, .node = node, .client = WIRE_PXE });
}

static void offer(unsigned node, const char *server, const char *address)
{
	wire_dhcp(&wire, &(struct wire_dhcp){ .type = 2,
					      .node = node,
					      .server = server,
					      .address = address,
					      .boot_file = "ipxe.efi" });
}

/* The server's answer to a node that has the address already. */
static void renew(unsigned node, const char *server, const char *address)
{
	wire.transaction++;
	wire_dhcp(&wire, &(struct wire_dhcp){ .type = 3,
					      .node = node,
					      .client = WIRE_SYSTEM,
					      .renewed = address });
	wire_dhcp(&wire, &(struct wire_dhcp){ .type = 5,
					      .node = node,
					      .server = server,
					      .renewed = address,
					      .address = address });
}

static const struct timeline_finding *found(const char *id, const char *node,
					    enum timeline_severity severity)
{
	const struct timeline_finding *finding;

	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, id, node);
	ck_assert_msg(finding, "no %s of %s", id, node);
	ck_assert_int_eq(finding->severity, severity);
	ck_assert_ptr_nonnull(finding->cause);
	ck_assert_ptr_nonnull(finding->fix);
	ck_assert_int_eq(snapshot.is_stuck, severity == FINDING_STUCK);
	return finding;
}

static void expect_nothing(void)
{
	snapshot = wire_look(&wire);
	ck_assert_msg(!snapshot.finding_count, "%s",
		      snapshot.finding_count ? snapshot.findings[0].title : "");
}

START_TEST(a_rogue_server_is_named)
{
	open_wire();
	wire_lease(&wire, 21, WIRE_PXE, ROGUE, "172.16.0.200", "x");
	ck_assert_str_eq(
		found("dhcp-rogue-server", "m1", FINDING_STUCK)->title,
		"m1 has an address from 172.16.0.7, which is not your DHCP server");
	wire_close(&wire);
}
END_TEST

/* A server answers the node alone; whom the node has chosen it tells everybody. */
START_TEST(named_without_its_answers)
{
	struct wire_dhcp request = { .type = 3,
				     .node = 21,
				     .client = WIRE_IPXE,
				     .server = ROGUE,
				     .address = "172.16.0.200" };

	open_wire();
	ask(21);
	wire_dhcp(&wire, &request);
	ck_assert_str_eq(
		found("dhcp-rogue-server", "m1", FINDING_STUCK)->title,
		"m1 takes an address of 172.16.0.7, which is not your DHCP server");
	wire_close(&wire);
	open_wire();
	ask(21);
	request.server = WIRE_DHCP;
	wire_dhcp(&wire, &request);
	expect_nothing();
	wire_close(&wire);
}
END_TEST

/* Nothing of a boot was seen: what runs is the installed system. */
START_TEST(of_a_system_that_runs)
{
	open_wire();
	wire_lease(&wire, 21, WIRE_SYSTEM, ROGUE, "172.16.0.200", NULL);
	found("dhcp-rogue-server", "m1", FINDING_STUCK);
	wire_close(&wire);
	open_wire();
	renew(21, ROGUE, "172.16.0.200");
	found("dhcp-rogue-server", "m1", FINDING_STUCK);
	wire_close(&wire);
}
END_TEST

/* It goes on where it was: no firmware asks for an address. */
START_TEST(a_renewal_is_no_step)
{
	open_wire();
	renew(21, WIRE_DHCP, "172.16.0.21");
	wire_pass(&wire, 600);
	expect_nothing();
	ck_assert_int_eq(snapshot.nodes[1].stage, STEP_OS_DHCP);
	/* What it has now counts, not what it had. */
	renew(21, ROGUE, "172.16.0.200");
	found("dhcp-rogue-server", "m1", FINDING_STUCK);
	wire_lease(&wire, 21, WIRE_SYSTEM, WIRE_DHCP, "172.16.0.21", NULL);
	expect_nothing();
	wire_close(&wire);
}
END_TEST

START_TEST(a_second_server_that_did_not_win_is_a_warning)
{
	open_wire();
	ask(21);
	offer(21, ROGUE, "172.16.0.200");
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
	snapshot = wire_look(&wire);
	ck_assert(!snapshot.is_stuck);
	ck_assert_ptr_nonnull(wire_finding(&snapshot, "dhcp-other-server", "m1"));
	wire_close(&wire);
}
END_TEST

/* Both offer what is planned; what the one that is not listed gives to others is no accident. */
START_TEST(a_failover_pair_is_no_fault)
{
	open_wire();
	ask(21);
	offer(21, ROGUE, "172.16.0.21");
	offer(21, WIRE_DHCP, "172.16.0.21");
	wire_lease(&wire, 22, WIRE_PXE, ROGUE, "172.16.0.22", "ipxe.efi");
	wire_lease(&wire, 77, WIRE_PXE, ROGUE, "172.16.0.201", "ipxe.efi");
	found("dhcp-unlisted-server", "m2", FINDING_NOTE);
	ck_assert_ptr_null(wire_finding(&snapshot, "dhcp-other-server", "m1"));
	ck_assert_ptr_null(
		wire_finding(&snapshot, "dhcp-rogue-server", "52:54:00:00:00:4d"));
	wire_close(&wire);
}
END_TEST

/* A relay may call the server by its own address, and a server itself by another one. */
START_TEST(names_of_a_server)
{
	struct wire_dhcp ack = { .type = 5,
				 .node = 21,
				 .server = "172.16.0.1",
				 .relay = "172.16.0.1",
				 .address = "172.16.0.21" };

	open_wire();
	ask(21);
	wire_dhcp(&wire, &ack);
	expect_nothing();
	wire_close(&wire);
	open_wire();
	ask(21);
	ack.relay = NULL;
	ack.server = "10.0.0.1";
	ack.sender = WIRE_DHCP;
	wire_dhcp(&wire, &ack);
	expect_nothing();
	/* A relay that leaves its name alone hides nobody. */
	ask(21);
	ack.relay = "172.16.0.1";
	ack.sender = "172.16.0.1";
	ack.address = "172.16.0.200";
	wire_dhcp(&wire, &ack);
	found("dhcp-rogue-server", "m1", FINDING_STUCK);
	wire_close(&wire);
}
END_TEST

START_TEST(an_address_of_the_pool_is_wrong)
{
	open_wire();
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.200", "ipxe.efi");
	ck_assert_str_eq(found("dhcp-wrong-address", "m1", FINDING_STUCK)->title,
			 "m1 got 172.16.0.200, not the planned 172.16.0.21");
	wire_close(&wire);
}
END_TEST

/* Whosever the servers are: the other one has what is planned. */
START_TEST(two_servers_with_different_data)
{
	open_wire();
	ask(21);
	offer(21, ROGUE, "172.16.0.21");
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.200", "ipxe.efi");
	ck_assert_str_eq(found("dhcp-wrong-address", "m1", FINDING_STUCK)->cause,
			 "two DHCP servers answer: 172.16.0.7 has the planned address "
			 "for it, 172.16.0.101 was quicker");
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_lease", a_rogue_server_is_named, named_without_its_answers,
      of_a_system_that_runs, a_renewal_is_no_step,
      a_second_server_that_did_not_win_is_a_warning, a_failover_pair_is_no_fault,
      names_of_a_server, an_address_of_the_pool_is_wrong,
      two_servers_with_different_data);
