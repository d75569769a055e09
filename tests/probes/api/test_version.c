/* api.version: installed, on its way, held up. */
#include "tests/support/api_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_api_version;

static struct api_world world;

static void look(const char *state, const char *available, const char *failing,
		 long since)
{
	api_world_serve(
		&world, "/apis/config.openshift.io/v1/clusterversions/version ",
		arena_printf(
			world.world.arena,
			"{\"kind\":\"ClusterVersion\",\"status\":{\"desired\":{\"version\":"
			"\"4.5.6\"},\"history\":[{\"state\":\"%s\"}],\"conditions\":["
			"{\"type\":\"Available\",\"status\":\"%s\"},"
			"{\"type\":\"Failing\",\"status\":\"%s\",\"message\":\"f\","
			"\"lastTransitionTime\":\"%s\"},"
			"{\"type\":\"Progressing\",\"status\":\"True\",\"message\":"
			"\"Working towards 4.5.6: 612 of 903 done (67%% complete)\"}]}}",
			state, available, failing, api_world_stamp(&world, since)));
	api_world_run(&world, &probe_api_version);
}

static void expect(enum status status, const char *part)
{
	world_expect_text(&world.world, "api.version", API_WORLD_DOMAIN, status, part);
	api_world_close(&world);
}

START_TEST(install)
{
	api_world_open(&world, PHASE_INSTALL);
	look("Partial", "False", "False", 0);
	expect(STATUS_PASS, "4.5.6: 612 of 903 done (67%)");
	/* For a moment an operator that has not reported yet makes it fail. */
	api_world_open(&world, PHASE_INSTALL);
	look("Partial", "False", "True", 60);
	expect(STATUS_PASS, "612 of 903");
	api_world_open(&world, PHASE_INSTALL);
	look("Partial", "False", "True", 3600);
	expect(STATUS_WARN, "failing since");
}
END_TEST

START_TEST(ready)
{
	api_world_open(&world, PHASE_READY);
	look("Completed", "True", "False", 0);
	expect(STATUS_PASS, "4.5.6 is installed");
	/* An upgrade is no fault. */
	api_world_open(&world, PHASE_READY);
	look("Partial", "True", "False", 0);
	expect(STATUS_PASS, "on its way");
	api_world_open(&world, PHASE_READY);
	look("Partial", "False", "False", 0);
	expect(STATUS_FAIL, "is not complete: Working towards");
	api_world_open(&world, PHASE_READY);
	look("Completed", "True", "True", 1);
	expect(STATUS_WARN, "failing");
}
END_TEST

START_TEST(an_operator_is_the_cause)
{
	api_world_open(&world, PHASE_READY);
	api_world_fails("api.operators", API_WORLD_DOMAIN);
	look("Partial", "False", "True", 0);
	ck_assert_ptr_nonnull(
		world_result(&world.world, "api.version", API_WORLD_DOMAIN)->blocked_by);
	api_world_close(&world);
}
END_TEST

SUITE("probes/api/version", install, ready, an_operator_is_the_cause);
