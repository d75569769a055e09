#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

START_TEST(lost_packets_are_counted_from_the_first_on)
{
	struct timeline_snapshot snapshot;
	const struct timeline_finding *finding;
	struct wire wire;

	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_NTP);
	snapshot = wire_look(&wire);
	ck_assert_ptr_null(wire_finding(&snapshot, "packets-lost", NULL));
	timeline_lose(wire.timeline, 1, WIRE_START + WIRE_SECOND);
	snapshot = wire_look(&wire);
	ck_assert_str_eq(wire_finding(&snapshot, "packets-lost", NULL)->title,
			 "1 packet lost here: byte counts and gaps may be wrong");
	timeline_lose(wire.timeline, 1000, WIRE_START + 9 * WIRE_SECOND);
	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, "packets-lost", NULL);
	ck_assert_str_eq(finding->title,
			 "1001 packets lost here: byte counts and gaps may be wrong");
	ck_assert_int_eq(finding->since, WIRE_START + WIRE_SECOND);
	ck_assert_uint_eq(snapshot.lost, 1001);
	ck_assert(!snapshot.is_stuck);
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_loss", lost_packets_are_counted_from_the_first_on);
