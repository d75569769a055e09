#include <string.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_dns_server, probe_dns_external;

static const struct probe *const table[] = { &probe_dns_server, &probe_dns_external,
					     NULL };
static struct world world;

static void expect(const char *host, enum status status, const char *part)
{
	world_expect_text(&world, "dns.external", host, status, part);
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://quay.io/v2/");
	world_target(&world, "https://QUAY.io/other");
	world_target(&world, "https://registry.test/v2/"); /* AAAA only */
	world_target(&world, "https://198.51.100.7/v2/");
	world_run(&world, table);
	expect("quay.io", STATUS_PASS, "quay.io resolves");
	expect("registry.test", STATUS_PASS, "");
	ck_assert_uint_eq(engine_plan(world.engine)->count, 3);
	world_close(&world);
}
END_TEST

START_TEST(missing)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://quay.io/v2/");
	world_target(&world, "https://quey.io/v2/");
	dns_server_treat(world.servers[1], "quay.io", DNS_RCODE, 2);
	world_run(&world, table);
	expect("quey.io", STATUS_FAIL, "quey.io does not resolve: NXDOMAIN");
	expect("quay.io", STATUS_FAIL,
	       arena_printf(world.arena, "does not resolve at %s: SERVFAIL",
			    world.name_servers[1].text));
	world_close(&world);
}
END_TEST

START_TEST(the_server_does_not_recurse)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "quay.io", DNS_RCODE, 5);
	world_target(&world, "https://quay.io/v2/");
	world_target(&world, "https://mirror.example.localdomain/v2/");
	dns_server_add(world.servers[0], "mirror.example.localdomain", "A",
		       "172.16.0.50");
	world_run(&world, table);
	expect("quay.io", STATUS_SKIP, "waits for dns.server");
	/* A name of our own needs no recursion. */
	expect("mirror.example.localdomain", STATUS_PASS, "");
	world_close(&world);

	/* One of two recurses: the other one has been reported. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "quay.io", DNS_RCODE, 5);
	world_target(&world, "https://quay.io/v2/");
	world_run(&world, table);
	expect("quay.io", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(own_name_missing)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://mirror.example.localdomain/v2/");
	world_run(&world, table);
	expect("mirror.example.localdomain", STATUS_FAIL,
	       "in zone example.localdomain: mirror IN A");
	world_close(&world);
}
END_TEST

START_TEST(proxy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://nowhere.test/");
	world.inventory.egress_proxy = "http://proxy:3128";
	world_run(&world, table);
	expect("nowhere.test", STATUS_SKIP, "proxy");
	world_close(&world);
}
END_TEST

START_TEST(silent)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://quay.io/v2/");
	world_target(&world, "https://slow.test/v2/");
	dns_server_treat(world.servers[0], "slow.test", DNS_DROP, 0);
	world_run(&world, table);
	expect("slow.test", STATUS_FAIL, "no answer");
	expect("quay.io", STATUS_PASS, "");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://slow.test/v2/");
	dns_server_treat(world.servers[0], "slow.test", DNS_DROP, 0);
	world.deadline = 0.2;
	world_run(&world, table);
	expect("slow.test", STATUS_ERROR, "deadline");
	world_close(&world);
}
END_TEST

SUITE("dns.external", healthy, missing, the_server_does_not_recurse, own_name_missing,
      proxy, silent);
