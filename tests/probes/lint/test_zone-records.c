#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_zone_records;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_zone_records, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(all_names_are_there)
{
	struct lint_world *world = lint_zones_new();

	expect(world, (const char *const[]){ "pass example.zone", NULL });
}
END_TEST

START_TEST(names_that_are_missing)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD "api.ocp45 IN A 172.16.0.111\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:8:1 api-int.ocp45.example.localdomain",
		       "fail example.zone:2:1 *.apps.ocp45.example.localdomain",
		       "fail example.zone:8:1 bs.ocp45.example.localdomain",
		       "fail example.zone:8:1 m1.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(a_wrong_address_is_marked)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS
			"bs.ocp45 IN A 172.16.0.11\nm1.ocp45 IN A 172.16.0.12\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:12:15 m1.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(an_address_too_much)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS LINT_ZONE_NODES
			"m1.ocp45 IN A 172.16.0.99\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:13:15 m1.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(a_final_dot_that_is_missing)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS
		"bs.ocp45 IN A 172.16.0.11\nm1.ocp45.example.localdomain IN A 172.16.0.21\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:12:1 m1.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(another_name_without_final_dot)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS LINT_ZONE_NODES
			"db.ocp45.example.localdomain IN A 172.16.0.77\n");
	expect(world,
	       (const char *const[]){
		       "warn example.zone:13:1 db.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(app_is_not_apps)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API
			"*.app.ocp45 IN A 172.16.0.111\n" LINT_ZONE_NODES);
	expect(world,
	       (const char *const[]){
		       "fail example.zone:10:1 *.apps.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(a_wildcard_over_the_cluster)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS LINT_ZONE_NODES
			"*.ocp45 IN A 172.16.0.111\n* IN A 172.16.0.111\n");
	expect(world, (const char *const[]){
			      "fail example.zone:13:1 *.ocp45.example.localdomain",
			      "warn example.zone:14:1 *.example.localdomain", NULL });
}
END_TEST

START_TEST(names_that_hide_the_wildcard)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS LINT_ZONE_NODES
		"foo.apps.ocp45 TXT x\na.bar.apps.ocp45 A 172.16.0.111\nok.apps.ocp45 A 172.16.0.111\n");
	expect(world, (const char *const[]){
			      "warn example.zone:13:1 foo.apps.ocp45.example.localdomain",
			      "warn example.zone:15:1 bar.apps.ocp45.example.localdomain",
			      NULL });
}
END_TEST

START_TEST(aliases_of_the_balancer_are_fine)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		LINT_ZONE_HEAD
		"lb1 A 172.16.0.111\napi.ocp45 CNAME lb1\napi-int.ocp45 A 172.16.0.110\n*.apps.ocp45 CNAME lb1\n" LINT_ZONE_NODES);
	expect(world, (const char *const[]){ "pass example.zone", NULL });
}
END_TEST

START_TEST(an_alias_that_leads_nowhere)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		LINT_ZONE_HEAD
		"api.ocp45 CNAME lb1\napi-int.ocp45 A 172.16.0.110\n" LINT_ZONE_APPS
			LINT_ZONE_NODES);
	expect(world,
	       (const char *const[]){
		       "fail example.zone:8:17 api.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(a_name_below_an_origin_without_final_dot)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS
			"bs.ocp45 A 172.16.0.11\n$ORIGIN ocp45.example.localdomain.\n"
			"m1.ocp45.example.localdomain A 172.16.0.21\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:13:1 m1.ocp45.example.localdomain", NULL });
}
END_TEST

START_TEST(a_line_that_cannot_be_read_is_the_missing_one)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API LINT_ZONE_APPS
			"bs.ocp45 A 172.16.0.11\nm1.ocp45 A 172.16.0.321\n");
	expect(world, (const char *const[]){ "pass example.zone", NULL });
}
END_TEST

START_TEST(the_name_of_the_balancer_is_no_node_s)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(
		world, "z",
		"$TTL 3600\n@ SOA ns1 r 7 2 3 4 5\n NS ns1\nns1 A 10.0.0.2\n"
		"api.prod A 10.0.0.21\napi-int.prod A 10.0.0.5\n"
		"*.apps.prod A 10.0.0.5\nm1.prod A 10.0.0.21\nm2.prod A 10.0.0.22\n");
	lint_world_file(world, "named.conf",
			"zone \"example.com\" { type master; file \"z\"; };\n");
	lint_world_config(world, "cluster: {name: prod, baseDomain: example.com}\n"
				 "sources: {named: named.conf}\nnodes:\n"
				 "- {name: m1, role: master, addresses: [10.0.0.21]}\n"
				 "- {name: m2, role: master, addresses: [10.0.0.22]}\n");
	expect(world,
	       (const char *const[]){ "fail z:5:1 api.prod.example.com/node", NULL });
}
END_TEST

START_TEST(a_cluster_zone_of_its_own)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		LINT_NAMED_ZONES
		"zone \"ocp45.example.localdomain\" { type master; file \"c.zone\"; };");
	lint_world_file(world, "example.zone", LINT_ZONE_HEAD "ocp45 NS ns1\n");
	lint_world_file(
		world, "c.zone",
		"$TTL 60\n@ SOA a b 1 2 3 4 5\n@ NS ns1.example.localdomain.\napi A 172.16.0.111\napi-int A 172.16.0.110\n*.apps A 172.16.0.111\nbs A 172.16.0.11\nm1 A 172.16.0.21\n");
	expect(world, (const char *const[]){ "pass example.zone", "pass c.zone", NULL });
}
END_TEST

START_TEST(a_cluster_zone_on_another_server)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD "ocp45 NS ns.ocp45\nns.ocp45 A 172.16.0.103\n");
	expect(world, (const char *const[]){ "pass example.zone", NULL });
}
END_TEST

START_TEST(a_copy_of_a_primary_is_not_judged)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"zone \"example.localdomain\" { type slave; masters { 172.16.0.9; }; file \"example.zone\"; };\n");
	expect(world, (const char *const[]){ NULL });
}
END_TEST

START_TEST(split_views)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "named.conf",
		"view in { match-clients { 172.16.0.0/24; };\n" LINT_NAMED_ZONES
		"};\nview out { zone \"example.localdomain\" { type master; file \"out.zone\"; }; };\n");
	lint_world_file(
		world, "out.zone",
		"$TTL 60\n@ SOA ns1 b 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\napi.ocp45 A 192.0.2.2\n");
	expect(world, (const char *const[]){ "pass example.zone", NULL });
}
END_TEST

SUITE("lint.zone-records", all_names_are_there, names_that_are_missing,
      a_wrong_address_is_marked, an_address_too_much, a_final_dot_that_is_missing,
      another_name_without_final_dot, app_is_not_apps, a_wildcard_over_the_cluster,
      names_that_hide_the_wildcard, aliases_of_the_balancer_are_fine,
      an_alias_that_leads_nowhere, a_name_below_an_origin_without_final_dot,
      a_line_that_cannot_be_read_is_the_missing_one,
      the_name_of_the_balancer_is_no_node_s, a_cluster_zone_of_its_own,
      a_cluster_zone_on_another_server, a_copy_of_a_primary_is_not_judged, split_views);
