/* api.bootstrap: complete or not, early or late. */
#include "tests/support/api_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_api_bootstrap;

static struct api_world world;

static void expect(enum phase phase, const char *data, enum status status,
		   const char *part)
{
	api_world_open(&world, phase);
	if (data)
		api_world_serve(
			&world, "/api/v1/namespaces/kube-system/configmaps/bootstrap ",
			arena_printf(world.world.arena,
				     "{\"kind\":\"ConfigMap\",\"data\":%s}", data));
	api_world_run(&world, &probe_api_bootstrap);
	world_expect_text(&world.world, "api.bootstrap", API_WORLD_DOMAIN, status, part);
	api_world_close(&world);
}

START_TEST(all)
{
	expect(PHASE_BOOTSTRAP, "{\"status\":\"complete\"}", STATUS_PASS, "take it out");
	expect(PHASE_BOOTSTRAP, "{}", STATUS_SKIP, "not complete yet");
	expect(PHASE_INSTALL, "{\"status\":\"complete\"}", STATUS_PASS, "is complete");
	expect(PHASE_INSTALL, "{}", STATUS_FAIL, "is not complete");
	expect(PHASE_INSTALL, NULL, STATUS_SKIP, "does not show");
}
END_TEST

SUITE("probes/api/bootstrap", all);
