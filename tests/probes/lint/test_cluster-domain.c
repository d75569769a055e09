#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_cluster_domain;

#define HEAD "$TTL 3600\n@ SOA ns1 r 7 2 3 4 5\n NS ns1\nns1 A 10.0.0.2\n"
#define NAMES                                                                     \
	"api A 10.0.0.5\napi-int A 10.0.0.5\n*.apps A 10.0.0.5\nm1 A 10.0.0.21\n" \
	"m2 A 10.0.0.22\n"
#define PTRS "$TTL 3600\n@ SOA ns1 r 7 2 3 4 5\n NS ns1.example.com.\n"

static void expect(const char *zone, const char *reverse, const char *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(
		world, "ic.yaml",
		"apiVersion: v1\nbaseDomain: example.com\nmetadata:\n  name: prod\n");
	lint_world_file(world, "named.conf",
			"zone \"example.com\" { type master; file \"z\"; };\n"
			"zone \"0.0.10.in-addr.arpa\" { type master; file \"r\"; };\n");
	lint_world_file(world, "z", zone);
	lint_world_file(world, "r", reverse);
	lint_world_config(world,
			  "sources: {installConfig: ic.yaml, named: named.conf}\n"
			  "nodes:\n- {name: m1, role: master, addresses: [10.0.0.21]}\n"
			  "- {name: m2, role: master, addresses: [10.0.0.22]}\n");
	lint_world_expect(world, &probe_lint_cluster_domain, PHASE_PREBOOT,
			  (const char *const[]){ expected, NULL });
	lint_world_free(world);
}

START_TEST(one_domain_passes)
{
	expect(HEAD "$ORIGIN prod.example.com.\n" NAMES, PTRS, "pass prod.example.com");
	/* Those of another cluster. */
	expect(HEAD "$ORIGIN test.example.com.\n"
		    "api A 10.0.0.9\napi-int A 10.0.0.9\nm1 A 10.0.0.29\n",
	       PTRS, "pass prod.example.com");
}
END_TEST

START_TEST(names_of_another_cluster)
{
	expect(HEAD "$ORIGIN prd.example.com.\n" NAMES, PTRS,
	       "fail ic.yaml:4:9 prod.example.com");
	/* Who is right, reverse zones tell. */
	expect(HEAD "$ORIGIN prd.example.com.\n" NAMES,
	       PTRS "21 PTR m1.prod.example.com.\n", "fail z:5:9 prod.example.com");
}
END_TEST

START_TEST(the_final_dot_of_an_origin)
{
	expect(HEAD "$ORIGIN prod.example.com\n" NAMES, PTRS,
	       "fail z:5:9 prod.example.com");
}
END_TEST

START_TEST(the_name_of_the_zone)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(world, "named.conf",
			"zone \"exmaple.com\" { type master; file \"z\"; };\n");
	lint_world_file(world, "z", HEAD "$ORIGIN prod.example.com.\n" NAMES);
	lint_world_config(world,
			  "cluster: {name: prod, baseDomain: example.com}\n"
			  "sources: {named: named.conf}\n"
			  "nodes:\n- {name: m1, role: master, addresses: [10.0.0.21]}\n");
	lint_world_expect(
		world, &probe_lint_cluster_domain, PHASE_PREBOOT,
		(const char *const[]){ "fail named.conf:1:6 exmaple.com", NULL });
	lint_world_free(world);
}
END_TEST

SUITE("lint.cluster-domain", one_domain_passes, names_of_another_cluster,
      the_final_dot_of_an_origin, the_name_of_the_zone);
