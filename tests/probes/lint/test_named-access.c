#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_named_access;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_named_access, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(what_distributions_ship_without_limits)
{
	struct lint_world *world = lint_zones_new();

	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(listens_on_loopback_only)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options {\n\tlisten-on port 53 { 127.0.0.1; };\n\tlisten-on-v6 port 53 { ::1; };\n\tallow-query { localhost; };\n};\n" LINT_NAMED_ZONES);
	expect(world, (const char *const[]){ "fail named.conf:2:2 listen-on",
					     "fail named.conf:4:2 allow-query", NULL });
}
END_TEST

START_TEST(listens_on_a_second_address)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { listen-on { 127.0.0.1; }; listen-on { 172.16.0.102; }; };\n" LINT_NAMED_ZONES);
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(some_nodes_are_left_out)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { allow-query { !172.16.0.21; 172.16/16; }; };\n" LINT_NAMED_ZONES);
	expect(world, (const char *const[]){ "fail named.conf:1:11 allow-query", NULL });
}
END_TEST

START_TEST(networks_of_the_server_may_be_the_nodes)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { allow-query { localnets; }; allow-recursion { localnets; }; };\n" LINT_NAMED_ZONES);
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(no_recursion)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"options { recursion no; };\n" LINT_NAMED_ZONES);
	expect(world, (const char *const[]){ "fail named.conf:1:21 recursion", NULL });
}
END_TEST

START_TEST(no_recursion_for_nodes)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { allow-recursion { localhost; }; };\n" LINT_NAMED_ZONES);
	expect(world,
	       (const char *const[]){ "fail named.conf:1:11 allow-recursion", NULL });
}
END_TEST

START_TEST(no_view_for_the_nodes)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"view a { match-clients { 10.0.0.0/8; };\n" LINT_NAMED_ZONES
			"};\n");
	expect(world,
	       (const char *const[]){ "fail named.conf:1:10 match-clients", NULL });
}
END_TEST

START_TEST(a_private_domain_that_is_forwarded)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { dnssec-validation auto; };\nzone \"example.localdomain\" { type forward; forwarders { 10.0.0.1; }; };\n");
	expect(world,
	       (const char *const[]){ "warn named.conf:1:29 dnssec-validation", NULL });
}
END_TEST

START_TEST(and_is_not_validated)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { validate-except { localdomain; }; };\nzone \"example.localdomain\" { type forward; forwarders { 10.0.0.1; }; };\n");
	expect(world, (const char *const[]){ "pass named.conf", NULL });
}
END_TEST

START_TEST(a_server_that_is_not_the_clusters)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"options { listen-on { 127.0.0.1; }; };\nzone \"localhost\" { type master; file \"db.local\"; };\n");
	expect(world, (const char *const[]){ NULL });
}
END_TEST

SUITE("lint.named-access", what_distributions_ship_without_limits,
      listens_on_loopback_only, listens_on_a_second_address, some_nodes_are_left_out,
      networks_of_the_server_may_be_the_nodes, no_recursion, no_recursion_for_nodes,
      no_view_for_the_nodes, a_private_domain_that_is_forwarded, and_is_not_validated,
      a_server_that_is_not_the_clusters);
