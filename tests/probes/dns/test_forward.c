#include <string.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

#define DOMAIN "ocp45.example.localdomain"

extern const struct probe probe_dns_server, probe_dns_forward;

static const struct probe *const table[] = { &probe_dns_server, &probe_dns_forward,
					     NULL };
static struct world world;

static void expect(const char *subject, enum status status, const char *part)
{
	world_expect_text(&world, "dns.forward", subject, status, part);
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	world_run(&world, table);
	expect("api." DOMAIN, STATUS_PASS, "resolves to 172.16.0.111");
	expect("api-int." DOMAIN, STATUS_PASS, "172.16.0.110");
	expect("m1." DOMAIN, STATUS_PASS, "172.16.0.21");
	expect("w1." DOMAIN, STATUS_PASS, "172.16.0.31");
	/* A name at a server: A and AAAA once, over all checks; api over TCP besides. */
	ck_assert_uint_eq(dns_server_asked(world.servers[0]), 4 * 2 + 1);
	world_close(&world);
}
END_TEST

START_TEST(missing)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	world_run(&world, table);
	expect("m2." DOMAIN, STATUS_FAIL, "does not exist in DNS: NXDOMAIN");
	expect("m2." DOMAIN, STATUS_FAIL,
	       "fix in zone example.localdomain: m2.ocp45 IN A 172.16.0.22");
	expect("m2." DOMAIN, STATUS_FAIL, "reason dns-nxdomain");
	expect("m2." DOMAIN, STATUS_FAIL, "m2." DOMAIN " A");
	expect("m1." DOMAIN, STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(missing_at_one_of_two)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	dns_server_add(world.servers[0], "m2." DOMAIN, "A", "172.16.0.22");
	world_run(&world, table);
	expect("m2." DOMAIN, STATUS_FAIL,
	       arena_printf(world.arena, "does not exist in DNS at %s: NXDOMAIN",
			    world.name_servers[1].text));
	expect("m2." DOMAIN, STATUS_FAIL,
	       arena_printf(world.arena, "observed 172.16.0.22 from %s; NXDOMAIN from %s",
			    world.name_servers[0].text, world.name_servers[1].text));
	world_close(&world);
}
END_TEST

START_TEST(other_failures)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "m1." DOMAIN, DNS_RCODE, 2);
	dns_server_treat(world.servers[0], "w1." DOMAIN, DNS_DROP, 0);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	dns_server_treat(world.servers[0], "m2." DOMAIN, DNS_RCODE, 5);
	world_node(&world, "m3." DOMAIN, NODE_MASTER, "172.16.0.23");
	dns_server_add(world.servers[0], "m3." DOMAIN, "NS", "ns1.test");
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_FAIL, "does not resolve: SERVFAIL");
	expect("w1." DOMAIN, STATUS_FAIL, "does not resolve: no answer");
	expect("m2." DOMAIN, STATUS_FAIL, "does not resolve: REFUSED");
	expect("m3." DOMAIN, STATUS_FAIL, "the name exists without A or AAAA");
	world_close(&world);
}
END_TEST

START_TEST(wrong)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	dns_server_add(world.servers[0], "m2." DOMAIN, "A", "172.16.0.99");
	dns_server_add(world.servers[0], "w1." DOMAIN, "A", "172.16.0.98");
	dns_server_add(world.servers[0], "m1." DOMAIN, "AAAA", "fd00::21");
	world_run(&world, table);
	expect("m2." DOMAIN, STATUS_FAIL, "resolves to 172.16.0.99, not to 172.16.0.22");
	expect("m2." DOMAIN, STATUS_FAIL, "expected 172.16.0.22");
	expect("w1." DOMAIN, STATUS_FAIL, "also resolves to 172.16.0.98");
	expect("m1." DOMAIN, STATUS_FAIL, "also resolves to fd00::21");
	world_close(&world);
}
END_TEST

START_TEST(dual_stack)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_add_address(&world, &world.nodes[0].addresses, "fd00::21");
	world_add_address(&world, &world.nodes[1].addresses, "fd00::31");
	dns_server_add(world.servers[0], "m1." DOMAIN, "AAAA", "fd00::21");
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_PASS, "172.16.0.21, fd00::21");
	expect("w1." DOMAIN, STATUS_FAIL, "does not resolve to fd00::31");
	expect("w1." DOMAIN, STATUS_FAIL,
	       "w1.ocp45.example.localdomain. IN AAAA fd00::31");
	world_close(&world);
}
END_TEST

START_TEST(missing_dot)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	dns_server_add(world.servers[0], "m2." DOMAIN ".example.localdomain", "A",
		       "172.16.0.22");
	world_run(&world, table);
	expect("m2." DOMAIN, STATUS_FAIL, "its record lacks the trailing dot");
	expect("m2." DOMAIN, STATUS_FAIL, "m2.ocp45 IN A 172.16.0.22");
	expect("m2." DOMAIN, STATUS_FAIL, "reason dns-missing-dot");
	world_close(&world);
}
END_TEST

START_TEST(aliases)
{
	world_open(&world);
	world_serve_empty(&world, DNS_BOTH);
	dns_server_zone(world.servers[0], "example.localdomain");
	dns_server_add(world.servers[0], "api." DOMAIN, "CNAME",
		       "lb.example.localdomain");
	dns_server_add(world.servers[0], "lb.example.localdomain", "A", "172.16.0.111");
	dns_server_add(world.servers[0], "api-int." DOMAIN, "CNAME", "api-int." DOMAIN);
	dns_server_add(world.servers[0], "m1." DOMAIN, "CNAME",
		       "gone.example.localdomain");
	world_run(&world, table);
	expect("api." DOMAIN, STATUS_PASS, "172.16.0.111 (CNAME lb.example.localdomain)");
	expect("api-int." DOMAIN, STATUS_FAIL, "CNAME records form a loop");
	expect("m1." DOMAIN, STATUS_FAIL,
	       "CNAME gone.example.localdomain has no address");
	world_close(&world);
}
END_TEST

START_TEST(hosts)
{
	struct host *host;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	host = world_host(&world, "lb1.example.localdomain", "172.16.0.110");
	world_add_address(&world, &host->addresses, "172.16.0.111");
	world_host(&world, "lb2.example.localdomain", "172.16.0.112");
	world_host(&world, "bastion.example.localdomain", "172.16.0.101");
	dns_server_add(world.servers[0], "lb1.example.localdomain", "A", "172.16.0.110");
	dns_server_add(world.servers[0], "lb2.example.localdomain", "A", "172.16.0.113");
	world_run(&world, table);
	expect("lb1.example.localdomain", STATUS_PASS, "172.16.0.110");
	expect("lb2.example.localdomain", STATUS_FAIL, "resolves to 172.16.0.113");
	expect("bastion.example.localdomain", STATUS_FAIL, "NXDOMAIN");
	world_close(&world);
}
END_TEST

START_TEST(any_address_will_do)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world.inventory.api.addresses.count = 0;
	world_run(&world, table);
	expect("api." DOMAIN, STATUS_PASS, "172.16.0.111");
	world_close(&world);
}
END_TEST

START_TEST(only_usable_servers_are_asked)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[1], "", DNS_RCODE, 5);
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_PASS, "172.16.0.21");
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_RCODE, 5);
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_SKIP, "waits for dns.server");
	ck_assert_uint_eq(
		world_result(&world, "dns.server", world.name_servers[0].text)->blocks,
		4);
	world_close(&world);

	/* TCP is missing: said once, and the names are judged. */
	world_open(&world);
	world_serve(&world, DNS_UDP_ONLY);
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_PASS, "172.16.0.21");
	world_close(&world);
}
END_TEST

START_TEST(cancelled)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "m1." DOMAIN, DNS_DROP, 0);
	world.deadline = 0.3;
	world_run(&world, table);
	expect("m1." DOMAIN, STATUS_ERROR, "deadline");
	expect("w1." DOMAIN, STATUS_PASS, "");
	world_close(&world);
}
END_TEST

SUITE("dns.forward", healthy, missing, missing_at_one_of_two, other_failures, wrong,
      dual_stack, missing_dot, aliases, hosts, any_address_will_do,
      only_usable_servers_are_asked, cancelled);
