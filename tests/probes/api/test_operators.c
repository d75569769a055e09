/* api.operators: what is wrong, what is early, and what has another cause. */
#include "tests/support/api_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_api_operators;

static struct api_world world;

static const char *item(const char *name, const char *available, const char *degraded,
			const char *progressing, long since)
{
	const char *stamp = api_world_stamp(&world, since);

	return arena_printf(
		world.world.arena,
		"{\"metadata\":{\"name\":\"%s\"},\"status\":{\"conditions\":["
		"{\"type\":\"Available\",\"status\":\"%s\",\"message\":\"a\","
		"\"lastTransitionTime\":\"%s\"},"
		"{\"type\":\"Degraded\",\"status\":\"%s\",\"message\":\"d\","
		"\"lastTransitionTime\":\"%s\"},"
		"{\"type\":\"Progressing\",\"status\":\"%s\",\"message\":\"p\"}]}}",
		name, available, stamp, degraded, stamp, progressing);
}

/* etcd has settled; the other is as `second` says. */
static void look(const char *second)
{
	api_world_serve(
		&world, "/apis/config.openshift.io/v1/clusteroperators",
		api_world_list(&world, "ClusterOperator",
			       arena_printf(world.world.arena, "%s,%s",
					    item("etcd", "True", "False", "False", 9),
					    second)));
	api_world_run(&world, &probe_api_operators);
}

static void expect(enum status status, const char *part)
{
	world_expect_text(&world.world, "api.operators", API_WORLD_DOMAIN, status, part);
	api_world_close(&world);
}

START_TEST(ready)
{
	api_world_open(&world, PHASE_READY);
	look(item("dns", "True", "False", "False", 60));
	expect(STATUS_PASS, "all 2 operators");
	api_world_open(&world, PHASE_READY);
	look(item("dns", "False", "True", "True", 60));
	expect(STATUS_FAIL, "dns: not available: a");
	api_world_open(&world, PHASE_READY);
	look(item("dns", "True", "True", "False", 60));
	expect(STATUS_WARN, "dns: degraded: d");
	api_world_open(&world, PHASE_READY);
	look(item("dns", "True", "False", "True", 60));
	expect(STATUS_WARN, "dns: still progressing: p");
}
END_TEST

START_TEST(install)
{
	api_world_open(&world, PHASE_INSTALL);
	look(item("console", "False", "True", "True", 60));
	expect(STATUS_SKIP, "1 of 2 operators have settled; waiting for console");
	/* No planned node is missing, and the installer would have given up. */
	api_world_open(&world, PHASE_INSTALL);
	look(item("console", "False", "True", "True", 3600));
	expect(STATUS_WARN, "not available since");
}
END_TEST

START_TEST(other_causes)
{
	static const struct {
		const char *id, *subject, *name;
		bool is_cause;
	} cases[] = {
		{"api.nodes",     API_WORLD_W1,			     "dns",	    true },
		{ "lb.port",	     "*.apps." API_WORLD_DOMAIN ":443", "console",	   true },
		{ "lb.tls",	    "*.apps." API_WORLD_DOMAIN ":443", "authentication", true },
		{ "dns.wildcard", "*.apps." API_WORLD_DOMAIN,	      "console",	 true },
		{ "api.routers",	 API_WORLD_DOMAIN,		   "ingress",	      true },
		{ "lb.backend",	API_WORLD_W1 ":80",		    "ingress",	       true },
		{ "lb.port",	     "*.apps." API_WORLD_DOMAIN ":443", "dns",	       false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct result *result;

		api_world_open(&world, PHASE_READY);
		api_world_fails(cases[i].id, cases[i].subject);
		look(item(cases[i].name, "False", "False", "False", 60));
		result = world_result(&world.world, "api.operators", API_WORLD_DOMAIN);
		ck_assert_msg(result->status ==
				      (cases[i].is_cause ? STATUS_SKIP : STATUS_FAIL),
			      "%s: %s", cases[i].id, result->title);
		ck_assert((result->blocked_by != NULL) == cases[i].is_cause);
		api_world_close(&world);
	}
}
END_TEST

START_TEST(none_yet)
{
	api_world_open(&world, PHASE_INSTALL);
	api_world_status(&world, 404);
	api_world_run(&world, &probe_api_operators);
	expect(STATUS_SKIP, "does not show cluster operators yet");
}
END_TEST

SUITE("probes/api/operators", ready, install, other_causes, none_yet);
