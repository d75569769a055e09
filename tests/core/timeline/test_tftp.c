#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

START_TEST(a_program_fetched_after_the_install_leaves_the_first_as_it_was)
{
	struct timeline_snapshot snapshot;
	const struct timeline_row *row;
	struct wire wire;

	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_MCS_GOT);
	wire_lease(&wire, 21, WIRE_PXE, WIRE_DHCP, "172.16.0.21", "ipxe.efi");
	wire_tftp(&wire, 21, "ipxe.efi", 900, 0);
	snapshot = wire_look(&wire);
	row = wire_row(wire_node(&snapshot, "m1"), STEP_TFTP);
	ck_assert_int_eq(row->state, ROW_DONE);
	ck_assert_uint_eq(row->bytes, 5000);
	ck_assert_int_lt(row->duration, 60 * WIRE_SECOND);
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/tftp",
      a_program_fetched_after_the_install_leaves_the_first_as_it_was);
