#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_zone_load;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_zone_load, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(zones_that_load_pass)
{
	struct lint_world *world = lint_zones_new();

	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(a_name_server_without_address)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1h\n@ SOA ns1 r 1 2 3 4 5\n  NS ns1\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:3:6 example.localdomain: NS ns1.example.localdomain",
		       NULL });
}
END_TEST

START_TEST(a_name_server_that_is_an_alias)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD LINT_ZONE_API "ns9 CNAME ns1\n@ NS ns9\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:11:6 example.localdomain: NS ns9.example.localdomain",
		       NULL });
}
END_TEST

START_TEST(a_name_server_elsewhere_is_not_asked)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			"$TTL 1h\n@ SOA ns1 r 1 2 3 4 5\n  NS ns1.example.org.\n");
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(an_alias_has_no_other_data)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD
			"x CNAME ns1\nx TXT a\ny CNAME ns1\ny CNAME ns1\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:9:1 example.localdomain: CNAME x.example.localdomain",
		       NULL });
}
END_TEST

START_TEST(no_soa_no_ns)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone", "$TTL 1h\nns1 A 172.16.0.1\n");
	expect(world, (const char *const[]){
			      "fail example.zone:2:1 example.localdomain: SOA", NULL });
	world = lint_zones_new();
	lint_world_file(world, "example.zone",
			"$TTL 1h\n@ SOA ns1 r 7 2 3 4 5\nns1 A 172.16.0.1\n");
	expect(world, (const char *const[]){
			      "fail example.zone:2:1 example.localdomain: NS", NULL });
}
END_TEST

START_TEST(a_broken_line)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone", LINT_ZONE_HEAD "x A 172.16.0\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:8:1 example.localdomain: invalid IPv4 address",
		       NULL });
}
END_TEST

START_TEST(names_of_other_zones_are_left_out)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD "x.example.org. A 172.16.0.1\n");
	expect(world, (const char *const[]){
			      "warn example.zone:8:1 example.localdomain: x.example.org",
			      NULL });
}
END_TEST

START_TEST(an_underscore_in_a_host_name)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD
			"a_b A 172.16.0.1\n_a._tcp SRV 0 0 1 ns1\n_t TXT x\n");
	expect(world,
	       (const char *const[]){
		       "fail example.zone:8:1 example.localdomain: a_b.example.localdomain",
		       NULL });
}
END_TEST

START_TEST(unless_names_are_not_checked)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			"options { check-names master warn; };\n" LINT_NAMED_ZONES);
	lint_world_file(world, "example.zone", LINT_ZONE_HEAD "a_b A 172.16.0.1\n");
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

START_TEST(other_peoples_zones_get_no_word)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "named.conf",
			LINT_NAMED_ZONES
			"zone \"other.org\" { type master; file \"other.zone\"; };\n");
	lint_world_file(world, "other.zone", "nonsense\n");
	expect(world,
	       (const char *const[]){ "pass example.zone", "pass reverse.zone", NULL });
}
END_TEST

SUITE("lint.zone-load", zones_that_load_pass, a_name_server_without_address,
      a_name_server_that_is_an_alias, a_name_server_elsewhere_is_not_asked,
      an_alias_has_no_other_data, no_soa_no_ns, a_broken_line,
      names_of_other_zones_are_left_out, an_underscore_in_a_host_name,
      unless_names_are_not_checked, other_peoples_zones_get_no_word);
