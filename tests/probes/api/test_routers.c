/* api.routers: where they run against where the balancer looks. */
#include "tests/support/api_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_api_routers;

static struct api_world world;
static struct balancer_front fronts[2];

/* One server behind 80 and 443, as haproxy.cfg names it. */
static void open_with(const char *host)
{
	struct balancer_server *server;

	api_world_open(&world, PHASE_READY);
	server = arena_alloc(world.world.arena, sizeof *server);
	*server = (struct balancer_server){
		.host = host, .where = {"haproxy.cfg", 7, 1}
	};
	for (unsigned i = 0; i < 2; i++)
		fronts[i] = (struct balancer_front){ .port = i ? 443 : 80,
						     .servers = server,
						     .server_count = 1 };
	world.world.inventory.haproxy_file = "haproxy.cfg";
	world.world.inventory.fronts = fronts;
	world.world.inventory.front_count = 2;
}

static const char *pod(const char *node, const char *ready)
{
	return arena_printf(
		world.world.arena,
		"{\"spec\":{\"nodeName\":\"%s\"},\"status\":{\"conditions\":[{"
		"\"type\":\"Ready\",\"status\":\"%s\"}]}}",
		node, ready);
}

static void expect(const char *items, enum status status, const char *part)
{
	api_world_serve(&world,
			"/api/v1/namespaces/openshift-ingress/pods?fieldSelector=",
			api_world_list(&world, "Pod", items));
	api_world_run(&world, &probe_api_routers);
	world_expect_text(&world.world, "api.routers", API_WORLD_DOMAIN, status, part);
	api_world_close(&world);
}

START_TEST(behind_the_balancer)
{
	open_with("172.16.0.31");
	expect(pod(API_WORLD_W1, "True"), STATUS_PASS, "behind the balancer");
	open_with("w1");
	expect(pod(API_WORLD_W1, "True"), STATUS_PASS, "behind the balancer");
}
END_TEST

START_TEST(elsewhere)
{
	open_with("w1");
	expect(pod(API_WORLD_M1, "True"), STATUS_FAIL, "run on " API_WORLD_M1);
	open_with("w1");
	expect(arena_printf(world.world.arena, "%s,%s", pod(API_WORLD_M1, "True"),
			    pod(API_WORLD_W1, "True")),
	       STATUS_WARN, API_WORLD_M1);
}
END_TEST

START_TEST(nothing_to_say)
{
	open_with("w1");
	expect(pod(API_WORLD_M1, "False"), STATUS_SKIP, "no router is ready");
	/* Some other name of that node, or of another. */
	open_with("router-vip.test");
	expect(pod(API_WORLD_M1, "True"), STATUS_SKIP, "no planned nodes");
	open_with("w1");
	world.world.inventory.front_count = 0;
	expect(pod(API_WORLD_M1, "True"), STATUS_SKIP, "was not read");
	open_with("w1");
	api_world_status(&world, 401);
	expect("", STATUS_SKIP, "HTTP 401");
}
END_TEST

SUITE("probes/api/routers", behind_the_balancer, elsewhere, nothing_to_say);
