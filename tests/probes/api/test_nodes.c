/* api.nodes: joined, under the right name, at the right address, Ready; or not yet. */
#include "tests/support/api_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_api_nodes;

static struct api_world world;

/* m1 is as it must be, w1 is as `item` says; NULL: it is not there. */
static void run_with(enum phase phase, const char *name, const char *address,
		     const char *ready, long since)
{
	const char *items;

	api_world_open(&world, phase);
	items = api_world_node(&world, API_WORLD_M1, "172.16.0.21", "True", 60);
	if (name)
		items = arena_printf(world.world.arena, "%s,%s", items,
				     api_world_node(&world, name, address, ready, since));
	api_world_serve(&world,
			"/api/v1/nodes?limit=", api_world_list(&world, "Node", items));
	api_world_run(&world, &probe_api_nodes);
	world_expect(&world.world, "api.nodes", API_WORLD_M1, STATUS_PASS);
}

static void expect(enum status status, const char *part)
{
	world_expect_text(&world.world, "api.nodes", API_WORLD_W1, status, part);
	api_world_close(&world);
}

START_TEST(joined)
{
	run_with(PHASE_READY, API_WORLD_W1, "172.16.0.31", "True", 60);
	expect(STATUS_PASS, "joined and is Ready");
	/* DHCP may give a short name. */
	run_with(PHASE_READY, "w1", "172.16.0.31", "True", 60);
	expect(STATUS_PASS, "joined and is Ready");
}
END_TEST

START_TEST(wrong_name)
{
	run_with(PHASE_INSTALL, "localhost.localdomain", "172.16.0.31", "True", 60);
	expect(STATUS_FAIL, "joined the cluster as localhost.localdomain");
	/* One of the same first label elsewhere is another machine. */
	run_with(PHASE_READY, "w1.other.test", "172.16.0.77", "True", 60);
	expect(STATUS_FAIL, "has not joined");
}
END_TEST

START_TEST(wrong_address)
{
	run_with(PHASE_READY, API_WORLD_W1, "172.16.0.99", "True", 60);
	expect(STATUS_FAIL, "has the address 172.16.0.99, planned is 172.16.0.31");
}
END_TEST

START_TEST(not_ready)
{
	run_with(PHASE_READY, API_WORLD_W1, "172.16.0.31", "False", 60);
	expect(STATUS_FAIL, "says it");
	run_with(PHASE_READY, API_WORLD_W1, "172.16.0.31", "Unknown", 60);
	expect(STATUS_FAIL, "kubelet is silent");
	/* Workers take their time, but not for ever. */
	run_with(PHASE_INSTALL, API_WORLD_W1, "172.16.0.31", "False", 60);
	expect(STATUS_SKIP, "not Ready yet");
	run_with(PHASE_INSTALL, API_WORLD_W1, "172.16.0.31", "False", 3600);
	expect(STATUS_WARN, "60 min");
}
END_TEST

START_TEST(absent)
{
	run_with(PHASE_READY, NULL, NULL, NULL, 0);
	expect(STATUS_FAIL, "has not joined");
	run_with(PHASE_INSTALL, NULL, NULL, NULL, 0);
	expect(STATUS_SKIP, "has not joined yet");
}
END_TEST

START_TEST(waits_for_its_request)
{
	const struct result *result;

	api_world_open(&world, PHASE_READY);
	api_world_serve(&world, "/api/v1/nodes", api_world_list(&world, "Node", ""));
	api_world_fails("api.csr", API_WORLD_W1);
	api_world_run(&world, &probe_api_nodes);
	result = world_result(&world.world, "api.nodes", API_WORLD_W1);
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_str_eq(result->blocked_by[0]->subject, API_WORLD_W1);
	/* m1 asks for nothing. */
	world_expect(&world.world, "api.nodes", API_WORLD_M1, STATUS_FAIL);
	api_world_close(&world);
}
END_TEST

/* A refusal is one cause. */
START_TEST(refused)
{
	const struct result *result;

	api_world_open(&world, PHASE_READY);
	api_world_status(&world, 403);
	api_world_run(&world, &probe_api_nodes);
	world_expect_text(&world.world, "api.nodes", API_WORLD_M1, STATUS_ERROR,
			  "HTTP 403");
	result = world_result(&world.world, "api.nodes", API_WORLD_W1);
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_ptr_nonnull(result->blocked_by);
	ck_assert_uint_eq(http_server_count(world.server, ""), 1);
	api_world_close(&world);
}
END_TEST

SUITE("probes/api/nodes", joined, wrong_name, wrong_address, not_ready, absent,
      waits_for_its_request, refused);
