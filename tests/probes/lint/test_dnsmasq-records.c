#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_dnsmasq_records;

#define API	"host-record=api.ocp45.example,172.16.0.111\n"
#define API_INT "host-record=api-int.ocp45.example,172.16.0.110\n"
#define APPS	"address=/apps.ocp45.example/172.16.0.111\n"
#define M1	"host-record=m1.ocp45.example,172.16.0.21\n"

static void expect(const char *text, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(world, "d.conf", text);
	lint_world_config(
		world, "cluster: {name: ocp45, baseDomain: example}\n"
		       "sources: {dnsmasq: d.conf}\n"
		       "nodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n");
	lint_world_expect(world, &probe_lint_dnsmasq_records, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define EXPECT(text, ...) expect(text, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(all_there)
{
	EXPECT(API API_INT APPS M1, "pass d.conf");
	EXPECT("address=/api.ocp45.example/172.16.0.111\n" API_INT
	       "address=/.apps.ocp45.example/172.16.0.111\n",
	       "pass d.conf");
	EXPECT("host-record=lb.example,172.16.0.111\ncname=api.ocp45.example,lb.example\n"
	       "cname=api-int.ocp45.example,lb.example\n" APPS,
	       "pass d.conf");
	/* Both families. */
	EXPECT(API API_INT APPS "address=/apps.ocp45.example/fd00::5\n", "pass d.conf");
	/* It is asked for something else, or serves no names. */
	EXPECT("address=/example.org/10.0.0.1\n" APPS, "pass d.conf");
	expect("port=0\n" API APPS, (const char *const[]){ NULL });
}
END_TEST

START_TEST(a_name_is_missing)
{
	EXPECT(API APPS M1, "fail d.conf:1:13 api-int.ocp45.example");
	EXPECT(API API_INT M1, "fail d.conf:1:13 *.apps.ocp45.example");
	EXPECT(API API_INT "address=/app.ocp45.example/172.16.0.111\n",
	       "fail d.conf:3:9 *.apps.ocp45.example");
	EXPECT(API API_INT "address=/app.ocp45.example/172.16.0.111\n"
			   "address=/apps.ocp45.example/fd00::5\n",
	       "fail d.conf:3:9 *.apps.ocp45.example");
	/* It may stand in the file that is not here. */
	EXPECT(API APPS "conf-dir=/nowhere\n", "pass d.conf");
}
END_TEST

START_TEST(a_domain_as_a_whole)
{
	EXPECT(API API_INT "address=/ocp45.example/172.16.0.111\n",
	       "fail d.conf:3:9 *.ocp45.example");
	EXPECT(API API_INT APPS "address=/example/172.16.0.111\n",
	       "warn d.conf:4:9 *.example");
}
END_TEST

START_TEST(another_address)
{
	EXPECT(API API_INT APPS "host-record=m1.ocp45.example,172.16.0.12,fd00::21\n",
	       "fail d.conf:4:13 m1.ocp45.example");
}
END_TEST

SUITE("lint.dnsmasq-records", all_there, a_name_is_missing, a_domain_as_a_whole,
      another_address);
