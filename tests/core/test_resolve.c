/* A host name -> its addresses, from the first usable server that has some. */
#include <string.h>

#include "core/resolve.h"
#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

static const char *host;
static unsigned callbacks, inside;
static char text[256];
static const struct dns_answer *failure;

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	(void)inventory;
	subject_add(list, &(struct subject){ .name = "all" });
}

static void resolved(const struct resolution *resolution, void *arg)
{
	ck_assert(!inside);
	callbacks++;
	text[0] = '\0';
	for (size_t i = 0; i < resolution->addresses.count; i++) {
		char address[ADDR_STRLEN];
		size_t used = strlen(text);

		snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "",
			 addr_str(&resolution->addresses.items[i], address));
	}
	failure = resolution->failure;
	run_pass(arg, "%s", resolution->host);
}

static void start(struct run *run)
{
	inside++;
	resolve(run, host, resolved, run);
	inside--;
}

static const struct probe resolver = {
	.id = "test.resolve",
	.title = "resolves",
	.phases = PHASE_ALL,
	.subjects = subjects,
	.start = start,
};

static const struct probe *const table[] = { &resolver, NULL };

static const char *addresses_of(struct world *world, const char *name)
{
	host = name;
	callbacks = 0;
	world_run(world, table);
	ck_assert_uint_eq(callbacks, 1);
	return text;
}

START_TEST(literals)
{
	static const char *const hosts[][2] = {
		{"172.16.0.1", "172.16.0.1"},
		{ "fd00::1",   "fd00::1"   },
		{ "[fd00::1]", "fd00::1"	 },
	};
	struct world world;

	for (size_t i = 0; i < 3; i++) {
		world_open(&world);
		ck_assert_str_eq(addresses_of(&world, hosts[i][0]), hosts[i][1]);
		world_close(&world);
	}
}
END_TEST

START_TEST(both_families)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_add(world.servers[0], "both.test", "AAAA", "fd00::9");
	dns_server_add(world.servers[0], "both.test", "A", "172.16.0.9");
	ck_assert_str_eq(addresses_of(&world, "both.test"), "172.16.0.9 fd00::9");
	world_close(&world);
}
END_TEST

START_TEST(the_first_that_has_some)
{
	struct world world;

	/* The order of the list, not of arrival. */
	world_open(&world);
	world_serve_empty(&world, DNS_BOTH);
	world_serve_empty(&world, DNS_BOTH);
	world_serve_empty(&world, DNS_BOTH);
	dns_server_add(world.servers[1], "x.test", "A", "172.16.0.1");
	dns_server_treat(world.servers[1], "x.test", DNS_LATE, 100);
	dns_server_add(world.servers[2], "x.test", "A", "172.16.0.2");
	ck_assert_str_eq(addresses_of(&world, "x.test"), "172.16.0.1");
	ck_assert_ptr_null(failure);
	world_close(&world);
}
END_TEST

START_TEST(failures)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	ck_assert_str_eq(addresses_of(&world, "nowhere.test"), "");
	ck_assert_str_eq(dns_answer_word(failure), "NXDOMAIN");
	world_close(&world);

	/* No server at all. */
	world_open(&world);
	ck_assert_str_eq(addresses_of(&world, "nowhere.test"), "");
	ck_assert_ptr_null(failure);
	world_close(&world);
}
END_TEST

START_TEST(cancelled)
{
	struct world world;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_DROP, 0);
	world.deadline = 0.1;
	host = "quay.io";
	callbacks = 0;
	world_run(&world, table);
	ck_assert_uint_eq(callbacks, 0);
	world_close(&world);
}
END_TEST

SUITE("resolve", literals, both_families, the_first_that_has_some, failures, cancelled);
