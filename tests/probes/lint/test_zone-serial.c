#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_zone_serial;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_zone_serial, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(serials_in_order_pass)
{
	struct lint_world *world = lint_zones_new();

	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(a_date_to_come)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1h\n@ SOA ns1 r 2099010101 2 3 4 5\n");
	expect(world, (const char *const[]){ "warn example.zone:2:13 example.localdomain",
					     NULL });
}
END_TEST

START_TEST(a_date_before_openshift)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		"$TTL 1h\n@ SOA ns1 r 2000091802 2 3 4 5\napi.ocp45 A 172.16.0.111\n");
	expect(world, (const char *const[]){ "warn example.zone:2:13 example.localdomain",
					     NULL });
}
END_TEST

START_TEST(an_old_zone_without_the_cluster)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1h\n@ SOA ns1 r 2000091802 2 3 4 5\n");
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(a_plain_number)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1h\n@ SOA ns1 r 7 2 3 4 5\napi.ocp45 A 172.16.0.111\n");
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

SUITE("lint.zone-serial", serials_in_order_pass, a_date_to_come, a_date_before_openshift,
      an_old_zone_without_the_cluster, a_plain_number);
