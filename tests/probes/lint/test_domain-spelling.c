#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_domain_spelling;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_domain_spelling, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(one_spelling_passes)
{
	struct lint_world *world = lint_zones_new();

	expect(world, (const char *const[]){ "pass example.localdomain", NULL });
}
END_TEST

START_TEST(a_domain_cut_short)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "reverse.zone",
		"$TTL 60\n@ IN SOA ns1.example.local. root 1 2 3 4 5\n  NS ns1.example.local.\n" LINT_REVERSE_NODES);
	expect(world,
	       (const char *const[]){ "warn reverse.zone:2:10 example.local", NULL });
}
END_TEST

START_TEST(a_letter_off)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD "www CNAME a.exmaple.localdomain.\n");
	expect(world, (const char *const[]){ "fail example.zone:8:11 exmaple.localdomain",
					     NULL });
}
END_TEST

START_TEST(other_domains_are_others)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		LINT_ZONE_HEAD
		"www CNAME a.example.org.\nb CNAME a.sample2.localdomain.\nc CNAME x.amazonaws.com.\n");
	expect(world, (const char *const[]){ "pass example.localdomain", NULL });
}
END_TEST

SUITE("lint.domain-spelling", one_spelling_passes, a_domain_cut_short, a_letter_off,
      other_domains_are_others);
