#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_named_zone;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_named_zone, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(both_zones_are_there)
{
	struct lint_world *world = lint_zones_new();

	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(no_zone_for_the_addresses)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"zone \"example.localdomain\" { type master; file \"example.zone\"; };\n");
	expect(world, (const char *const[]){ "fail 0.16.172.in-addr.arpa", NULL });
}
END_TEST

START_TEST(no_zone_for_the_names)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"zone \"0.16.172.in-addr.arpa\" { type master; file \"reverse.zone\"; };\n");
	expect(world, (const char *const[]){ "fail ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(all_else_is_forwarded)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { forwarders { 10.0.0.1; }; };\nzone \"0.16.172.in-addr.arpa\" { type master; file \"reverse.zone\"; };\n");
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(a_zone_for_all_of_the_network)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"zone \"example.localdomain\" { type master; file \"example.zone\"; };\nzone \"16.172.in-addr.arpa\" { type slave; masters { 10.0.0.1; }; };\n");
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(a_zone_twice_and_without_type)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			LINT_NAMED_ZONES
			"zone \"example.localdomain\" { file \"x\"; };\n");
	expect(world, (const char *const[]){
			      "fail named.conf:3:6 example.localdomain",
			      "fail named.conf:3:6 example.localdomain (2)", NULL });
}
END_TEST

START_TEST(the_zone_may_be_in_a_file_that_is_not_here)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"include \"/etc/named/zones.conf\";\n"
			"zone \"example.localdomain\" { type master; file "
			"\"example.zone\"; };\n");
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(a_file_by_another_name_in_a_copy)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"zone \"example.localdomain\" { type master; file "
			"\"example.zone\"; };\n"
			"zone \"0.16.172.in-addr.arpa\" { type master; file "
			"\"revers.zone\"; };\n");
	expect(world, (const char *const[]){ "fail named.conf:2:50 0.16.172.in-addr.arpa",
					     NULL });
}
END_TEST

START_TEST(a_file_that_was_not_copied)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"zone \"example.localdomain\" { type master; file "
			"\"example.zone\"; };\n"
			"zone \"0.16.172.in-addr.arpa\" { type master; file "
			"\"of-the-network\"; };\n");
	expect(world, (const char *const[]){ "warn named.conf:2:50 0.16.172.in-addr.arpa",
					     NULL });
}
END_TEST

/* named.conf alone, or with other folders' files, says nothing about this one. */
START_TEST(a_file_of_a_folder_that_was_not_copied)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"zone \"example.localdomain\" { type master; file "
			"\"example.zone\"; };\n"
			"zone \"0.16.172.in-addr.arpa\" { type master; file "
			"\"/etc/bind/revers.zone\"; };\n");
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(all_names_are_in_another_domain)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"zone \"exmaple.localdomain\" { type master; file "
			"\"example.zone\"; };\n"
			"zone \"0.16.172.in-addr.arpa\" { type master; file "
			"\"reverse.zone\"; };\n");
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

SUITE("lint.named-zone", a_file_by_another_name_in_a_copy, a_file_that_was_not_copied,
      a_file_of_a_folder_that_was_not_copied, all_names_are_in_another_domain,
      the_zone_may_be_in_a_file_that_is_not_here, both_zones_are_there,
      no_zone_for_the_addresses, no_zone_for_the_names, all_else_is_forwarded,
      a_zone_for_all_of_the_network, a_zone_twice_and_without_type);
