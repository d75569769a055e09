#include <string.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

#define DOMAIN "ocp45.example.localdomain"
#define API    "api." DOMAIN

extern const struct probe probe_dns_server, probe_dns_forward, probe_dns_consistency;

static const struct probe *const table[] = { &probe_dns_server, &probe_dns_forward,
					     &probe_dns_consistency, NULL };
static struct world world;

static void expect(const char *subject, enum status status, const char *part)
{
	world_expect_text(&world, "dns.consistency", subject, status, part);
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	world_run(&world, table);
	expect(API, STATUS_PASS, "2 servers say the same");
	expect("m1." DOMAIN, STATUS_PASS, "");
	/* The questions of dns.forward are not asked again. */
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 4 * 2 + 1);
	world_close(&world);
}
END_TEST

START_TEST(one_server)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_run(&world, table);
	expect(API, STATUS_SKIP, "only one name server can be asked");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_DROP, 0);
	world_run(&world, table);
	expect(API, STATUS_SKIP, "only one name server can be asked");
	world_close(&world);
}
END_TEST

START_TEST(disagree)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	world.inventory.api.addresses.count = 0;
	dns_server_add(world.servers[1], API, "A", "172.16.0.112");
	world_run(&world, table);
	world_expect(&world, "dns.forward", API, STATUS_PASS);
	expect(API, STATUS_FAIL,
	       arena_printf(world.arena,
			    "172.16.0.111 from %s; 172.16.0.111, 172.16.0.112 from %s",
			    world.name_servers[0].text, world.name_servers[1].text));
	world_close(&world);
}
END_TEST

START_TEST(said_once)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	dns_server_add(world.servers[1], API, "A", "172.16.0.112");
	world_run(&world, table);
	world_expect(&world, "dns.forward", API, STATUS_FAIL);
	expect(API, STATUS_SKIP, "waits for dns.forward " API);
	world_close(&world);
}
END_TEST

START_TEST(silent)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[1], "m1." DOMAIN, DNS_DROP, 0);
	world.deadline = 0.3;
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_ERROR, "deadline");
	world_close(&world);
}
END_TEST

SUITE("dns.consistency", healthy, one_server, disagree, said_once, silent);
