#include <string.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

#define DOMAIN "ocp45.example.localdomain"

extern const struct probe probe_dns_server, probe_dns_no_wildcard;

static const struct probe *const table[] = { &probe_dns_server, &probe_dns_no_wildcard,
					     NULL };
static struct world world;

static void expect(const char *domain, enum status status, const char *part)
{
	world_expect_text(&world, "dns.no-wildcard", domain, status, part);
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_run(&world, table);
	expect(DOMAIN, STATUS_PASS, "a random name below " DOMAIN " does not resolve");
	expect("example.localdomain", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(below_the_cluster)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_add(world.servers[0], "*." DOMAIN, "A", "172.16.0.111");
	world_run(&world, table);
	expect(DOMAIN, STATUS_FAIL,
	       "any name below " DOMAIN " resolves, to 172.16.0.111");
	expect(DOMAIN, STATUS_FAIL, "delete the record *." DOMAIN);
	expect("example.localdomain", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(below_the_base)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	/* As a name server sees it: the wildcard does not reach into a domain that exists. */
	dns_server_treat(world.servers[1], DOMAIN, DNS_RCODE, 3);
	dns_server_add(world.servers[1], "*.example.localdomain", "AAAA", "fd00::99");
	world_run(&world, table);
	expect("example.localdomain", STATUS_WARN,
	       arena_printf(world.arena, "resolves at %s, to fd00::99",
			    world.name_servers[1].text));
	expect(DOMAIN, STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(nobody_can_say)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "example.localdomain", DNS_RCODE, 2);
	dns_server_treat(world.servers[0], DOMAIN, DNS_SERVE, 0);
	world_run(&world, table);
	expect("example.localdomain", STATUS_SKIP, "SERVFAIL");
	expect(DOMAIN, STATUS_PASS, "");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world.inventory.base_domain = "localdomain";
	world.inventory.cluster_domain = "example.localdomain";
	world_run(&world, table);
	expect("localdomain", STATUS_SKIP, "top-level");
	world_close(&world);
}
END_TEST

START_TEST(silent)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	/* The names of the cluster are served, all others get no answer. */
	dns_server_treat(world.servers[0], DOMAIN, DNS_DROP, 0);
	dns_server_treat(world.servers[0], "api." DOMAIN, DNS_SERVE, 0);
	world_run(&world, table);
	expect(DOMAIN, STATUS_SKIP, "no answer");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], DOMAIN, DNS_DROP, 0);
	dns_server_treat(world.servers[0], "api." DOMAIN, DNS_SERVE, 0);
	world.deadline = 0.2;
	world_run(&world, table);
	expect(DOMAIN, STATUS_ERROR, "deadline");
	world_close(&world);
}
END_TEST

SUITE("dns.no-wildcard", healthy, below_the_cluster, below_the_base, nobody_can_say,
      silent);
