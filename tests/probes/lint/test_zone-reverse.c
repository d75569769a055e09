#include <stdio.h>

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

START_TEST(no_record_at_all)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "reverse.zone",
			LINT_REVERSE_HEAD "200 PTR printer.example.localdomain.\n");
	expect(world, (const char *const[]){
			      "fail reverse.zone:2:1 0.16.172.in-addr.arpa", NULL });
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

/* The zone that leads to it is another server's. */
START_TEST(a_part_of_a_network)
{
	static const char *const names[] = { "128-255.0.0.10.in-addr.arpa",
					     "128/25.0.0.10.in-addr.arpa" };

	for (size_t i = 0; i < 2; i++) {
		struct lint_world *world = lint_world_new();
		char named[256];

		snprintf(named, sizeof named,
			 "zone \"%s\" { type master; file \"r\"; };\n"
			 "zone \"example.com\" { type master; file \"z\"; };\n",
			 names[i]);
		lint_world_file(world, "named.conf", named);
		lint_world_file(world, "z",
				"$TTL 3600\n@ SOA ns1 r 7 2 3 4 5\n NS ns1\n"
				"ns1 A 10.0.0.130\n$ORIGIN prod.example.com.\n"
				"m1 A 10.0.0.141\nm2 A 10.0.0.142\nm3 A 10.0.0.143\n");
		lint_world_file(world, "r",
				"$TTL 3600\n@ SOA ns1.example.com. r 7 2 3 4 5\n"
				" NS ns1.example.com.\n141 PTR m1.prod.example.com.\n"
				"142 PTR m2.prod.example.com\n");
		lint_world_config(
			world, "cluster: {name: prod, baseDomain: example.com}\n"
			       "sources: {named: named.conf}\nnodes:\n"
			       "- {name: m1, role: master, addresses: [10.0.0.141]}\n"
			       "- {name: m2, role: master, addresses: [10.0.0.142]}\n"
			       "- {name: m3, role: master, addresses: [10.0.0.143]}\n");
		expect(world, (const char *const[]){ "fail r:5:9 10.0.0.142",
						     "fail r:5:1 10.0.0.143", NULL });
	}
}
END_TEST

SUITE("lint.zone-reverse", no_record_at_all, a_part_of_a_network, all_lead_back,
      a_missing_record, api_is_only_warned_about, no_final_dot, a_wrong_name, two_names,
      capital_letters, a_record_left_over, parts_of_a_network_that_were_handed_on,
      handed_on_to_another_server);
