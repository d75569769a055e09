#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_zone_reverse;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_zone_reverse, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(all_lead_back)
{
	struct lint_world *world = lint_zones_new();

	expect(world, (const char *const[]){ "pass reverse.zone", NULL });
}
END_TEST

START_TEST(a_missing_record)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "reverse.zone",
			LINT_REVERSE_HEAD LINT_REVERSE_API
			"11 PTR bs.ocp45.example.localdomain.\n");
	expect(world, (const char *const[]){ "fail reverse.zone:8:1 172.16.0.21", NULL });
}
END_TEST

START_TEST(api_is_only_warned_about)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "reverse.zone", LINT_REVERSE_HEAD LINT_REVERSE_NODES);
	expect(world,
	       (const char *const[]){ "warn reverse.zone:7:1 172.16.0.111",
				      "warn reverse.zone:7:1 172.16.0.110", NULL });
}
END_TEST

START_TEST(no_final_dot)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "reverse.zone",
		LINT_REVERSE_HEAD LINT_REVERSE_API
		"11 IN PTR bs.ocp45.example.localdomain.\n21 IN PTR m1.ocp45.example.localdomain\n");
	expect(world,
	       (const char *const[]){ "fail reverse.zone:9:11 172.16.0.21", NULL });
}
END_TEST

START_TEST(a_wrong_name)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "reverse.zone",
		LINT_REVERSE_HEAD LINT_REVERSE_API
		"11 IN PTR bs.ocp45.example.localdomain.\n21 IN PTR m1.example.localdomain.\n");
	expect(world,
	       (const char *const[]){ "fail reverse.zone:9:11 172.16.0.21", NULL });
}
END_TEST

START_TEST(two_names)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "reverse.zone",
			LINT_REVERSE_HEAD LINT_REVERSE_API LINT_REVERSE_NODES
			"21 IN PTR old.example.localdomain.\n");
	expect(world,
	       (const char *const[]){ "fail reverse.zone:10:11 172.16.0.21", NULL });
}
END_TEST

START_TEST(capital_letters)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "reverse.zone",
		LINT_REVERSE_HEAD LINT_REVERSE_API
		"11 IN PTR bs.ocp45.example.localdomain.\n21 IN PTR M1.ocp45.example.localdomain.\n");
	expect(world,
	       (const char *const[]){ "warn reverse.zone:9:11 172.16.0.21", NULL });
}
END_TEST

START_TEST(a_record_left_over)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "reverse.zone",
		LINT_REVERSE_HEAD LINT_REVERSE_API LINT_REVERSE_NODES
		"99 IN PTR m1.ocp45.example.localdomain.\n98 PTR pc.example.org.\n");
	expect(world,
	       (const char *const[]){ "warn reverse.zone:10:11 172.16.0.99", NULL });
}
END_TEST

START_TEST(parts_of_a_network_that_were_handed_on)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		LINT_NAMED_ZONES
		"zone \"0/25.0.16.172.in-addr.arpa\" { type master; file \"part.zone\"; };");
	lint_world_file(world, "reverse.zone",
			LINT_REVERSE_HEAD "$GENERATE 0-127 $ CNAME $.0/25\n");
	lint_world_file(world, "part.zone",
			LINT_REVERSE_HEAD LINT_REVERSE_API LINT_REVERSE_NODES);
	expect(world,
	       (const char *const[]){ "pass reverse.zone", "pass part.zone", NULL });
}
END_TEST

START_TEST(handed_on_to_another_server)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "reverse.zone",
			LINT_REVERSE_HEAD
			"$GENERATE 0-127 $ CNAME $.0-127.others.example.org.\n");
	expect(world, (const char *const[]){ "pass reverse.zone", NULL });
}
END_TEST

SUITE("lint.zone-reverse", all_lead_back, a_missing_record, api_is_only_warned_about,
      no_final_dot, a_wrong_name, two_names, capital_letters, a_record_left_over,
      parts_of_a_network_that_were_handed_on, handed_on_to_another_server);
