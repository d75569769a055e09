/* api.reachable: each state of the connection is one verdict. */
#include <string.h>

#include "tests/support/api_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_api_reachable;

static struct api_world world;

static const char *server(void)
{
	return arena_printf(world.world.arena, "127.0.0.1:%u",
			    http_server_port(world.server));
}

static void expect(enum phase phase, int status, enum status wanted, const char *part)
{
	api_world_open(&world, phase);
	if (status)
		api_world_status(&world, status);
	api_world_run(&world, &probe_api_reachable);
	world_expect_text(&world.world, "api.reachable", server(), wanted, part);
	ck_assert_ptr_null(
		strstr(world_text(&world.world,
				  world_result(&world.world, "api.reachable", server())),
		       "s3cret"));
	api_world_close(&world);
}

START_TEST(answers)
{
	expect(PHASE_READY, 404, STATUS_PASS, "answers to the kubeconfig");
	expect(PHASE_READY, 403, STATUS_PASS, "may not read the version");
	expect(PHASE_READY, 401, STATUS_ERROR, "HTTP 401");
	expect(PHASE_READY, 503, STATUS_FAIL, "HTTP 503");
	expect(PHASE_BOOTSTRAP, 503, STATUS_SKIP, "does not answer yet");
	expect(PHASE_BOOTSTRAP, 401, STATUS_ERROR, "HTTP 401");
}
END_TEST

START_TEST(version_is_there)
{
	api_world_open(&world, PHASE_INSTALL);
	api_world_serve(&world, "/apis/config.openshift.io/v1/clusterversions/version ",
			"{\"kind\":\"ClusterVersion\"}");
	api_world_run(&world, &probe_api_reachable);
	world_expect(&world.world, "api.reachable", server(), STATUS_PASS);
	ck_assert_uint_eq(http_server_count(world.server, ""), 1);
	api_world_close(&world);
}
END_TEST

START_TEST(other_authority)
{
	struct pki other = pki_make(
		&(struct pki_wish){ .cn = "x", .is_ca = true, .from = -60, .to = 9999 });
	char *pem = pki_pem(&other);

	api_world_open(&world, PHASE_BOOTSTRAP);
	world.kubeconfig.ca.text = pem;
	api_world_run(&world, &probe_api_reachable);
	world_expect_text(&world.world, "api.reachable", server(), STATUS_FAIL,
			  "kube-apiserver-lb-signer");
	ck_assert_uint_eq(http_server_count(world.server, ""), 0);
	api_world_close(&world);
	free(pem);
	pki_free(&other);
}
END_TEST

START_TEST(without_kubeconfig)
{
	api_world_open(&world, PHASE_READY);
	world.world.inventory.kubeconfig = NULL;
	api_world_run(&world, &probe_api_reachable);
	ck_assert_int_lt(
		plan_find(engine_plan(world.world.engine), "api.reachable", server()), 0);
	api_world_close(&world);
}
END_TEST

SUITE("probes/api/reachable", answers, version_is_there, other_authority,
      without_kubeconfig);
