#include <string.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

#define DOMAIN "ocp45.example.localdomain"

extern const struct probe probe_dns_server, probe_dns_wildcard;

static const struct probe *const table[] = { &probe_dns_server, &probe_dns_wildcard,
					     NULL };
static struct world world;

static void expect(enum status status, const char *part)
{
	world_expect_text(&world, "dns.wildcard", "*.apps." DOMAIN, status, part);
}

static struct dns_server *serve_without_apps(void)
{
	struct dns_server *server = world_serve_empty(&world, DNS_BOTH);

	dns_server_zone(server, "example.localdomain");
	dns_server_add(server, "api." DOMAIN, "A", "172.16.0.111");
	return server;
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	world_run(&world, table);
	expect(STATUS_PASS,
	       "a random name below apps." DOMAIN " resolves to 172.16.0.111");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world.inventory.ingress.addresses.count = 0;
	world_run(&world, table);
	expect(STATUS_PASS, "172.16.0.111");
	world_close(&world);
}
END_TEST

START_TEST(missing)
{
	world_open(&world);
	serve_without_apps();
	world_run(&world, table);
	expect(STATUS_FAIL, "NXDOMAIN for a random name below it");
	expect(STATUS_FAIL,
	       "in zone example.localdomain: *.apps.ocp45 IN A 172.16.0.111");
	world_close(&world);
}
END_TEST

START_TEST(nearly)
{
	world_open(&world);
	dns_server_add(serve_without_apps(), "*.app." DOMAIN, "A", "172.16.0.111");
	world_run(&world, table);
	expect(STATUS_FAIL, "one letter is missing");
	world_close(&world);

	world_open(&world);
	dns_server_add(serve_without_apps(), "console-openshift-console.apps." DOMAIN,
		       "A", "172.16.0.111");
	world_run(&world, table);
	expect(STATUS_FAIL, "no wildcard");
	world_close(&world);
}
END_TEST

START_TEST(wrong)
{
	world_open(&world);
	dns_server_add(serve_without_apps(), "*.apps." DOMAIN, "A", "172.16.0.99");
	world_run(&world, table);
	expect(STATUS_FAIL, "resolves to 172.16.0.99, not to 172.16.0.111");
	world_close(&world);

	/* One of two addresses is missing: no other one is wrong. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_add_address(&world, &world.inventory.ingress.addresses, "fd00::111");
	world_run(&world, table);
	expect(STATUS_FAIL, "*.apps." DOMAIN " does not resolve to fd00::111");
	world_close(&world);

	/* Nothing to compare with, but each other. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_add(serve_without_apps(), "*.apps." DOMAIN, "A", "172.16.0.99");
	world.inventory.ingress.addresses.count = 0;
	world_run(&world, table);
	expect(STATUS_FAIL, "disagree");
	world_close(&world);
}
END_TEST

START_TEST(silent)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "apps." DOMAIN, DNS_DROP, 0);
	world_run(&world, table);
	expect(STATUS_FAIL, "no answer");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "apps." DOMAIN, DNS_DROP, 0);
	world.deadline = 0.2;
	world_run(&world, table);
	expect(STATUS_ERROR, "deadline");
	world_close(&world);
}
END_TEST

/* Two runs of the program say the same, so no random label is in what they say. */
START_TEST(the_same_text_each_time)
{
	char *texts[2];

	for (size_t i = 0; i < 2; i++) {
		const struct result *result;

		world_open(&world);
		serve_without_apps();
		world.name_servers[0].text = "server"; /* the port differs */
		world_run(&world, table);
		result = world_result(&world, "dns.wildcard", "*.apps." DOMAIN);
		ck_assert_ptr_nonnull(result->observed);
		texts[i] = mem_strdup(arena_printf(world.arena, "%s %s %s %s",
						   result->title, result->observed,
						   result->fix[0], result->expected));
		world_close(&world);
	}
	ck_assert_str_eq(texts[0], texts[1]);
	free(texts[0]);
	free(texts[1]);
}
END_TEST

SUITE("dns.wildcard", healthy, missing, nearly, wrong, silent, the_same_text_each_time);
