#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_zone_ttl;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_zone_ttl, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(an_hour_passes)
{
	struct lint_world *world = lint_zones_new();

	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(two_weeks_are_long)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		"$TTL 2w\n@ 60 SOA ns1 r 7 2 3 4 5\nns1 A 172.16.0.102\napi.ocp45 A 172.16.0.111\n");
	expect(world, (const char *const[]){ "warn example.zone:4:1 example.localdomain",
					     NULL });
}
END_TEST

/* As the documentation of OpenShift has it. */
START_TEST(a_week_passes)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1W\n@ SOA ns1 r ( 2019070700 3H 30M 2W\n1W )\n"
			"api.ocp45 A 172.16.0.111\n");
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(a_denial_that_is_kept)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1d\n@ 3w SOA ns1 r (\n 7 1209600 3 4 ; 1209600\n"
			" 2w ) ; minimum\napi.ocp45 A 172.16.0.111\n");
	expect(world, (const char *const[]){
			      "warn example.zone:4:2 example.localdomain SOA", NULL });
}
END_TEST

START_TEST(other_names_may_be_kept)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD "www 864000 A 172.16.0.9\n" LINT_ZONE_API);
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

SUITE("lint.zone-ttl", an_hour_passes, two_weeks_are_long, a_week_passes, a_denial_that_is_kept,
      other_names_may_be_kept);
