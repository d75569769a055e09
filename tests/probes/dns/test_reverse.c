#include <string.h>

#include "core/sources/files.h"
#include "core/sources/sources.h"
#include "core/sources/zones.h"
#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

#define DOMAIN "ocp45.example.localdomain"
#define ZONE   "0.16.172.in-addr.arpa"

extern const struct probe probe_dns_server, probe_dns_forward, probe_dns_reverse;

static const struct probe *const table[] = { &probe_dns_server, &probe_dns_forward,
					     &probe_dns_reverse, NULL };
static struct world world;

static void expect(const char *subject, enum status status, const char *part)
{
	world_expect_text(&world, "dns.reverse", subject, status, part);
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_run(&world, table);
	expect("172.16.0.21", STATUS_PASS, "172.16.0.21 is named m1." DOMAIN);
	expect("172.16.0.31", STATUS_PASS, "");
	expect("172.16.0.110", STATUS_PASS, "");
	expect("172.16.0.111", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(missing)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	world_node(&world, "m3." DOMAIN, NODE_MASTER, "172.16.9.23");
	world_run(&world, table);
	expect("172.16.0.22", STATUS_FAIL, "172.16.0.22 has no PTR record");
	expect("172.16.0.22", STATUS_FAIL, "expected m2." DOMAIN ".");
	expect("172.16.0.22", STATUS_FAIL, "observed NXDOMAIN from 127.0.0.1");
	expect("172.16.0.22", STATUS_FAIL, "in zone " ZONE ": 22 IN PTR m2." DOMAIN ".");
	expect("172.16.0.22", STATUS_FAIL, "localhost");
	/* There is no zone for that network at all. */
	expect("172.16.9.23", STATUS_FAIL,
	       "in zone 9.16.172.in-addr.arpa: 23 IN PTR m3.");
	expect("172.16.9.23", STATUS_FAIL, "has no such zone yet");
	world_close(&world);
}
END_TEST

/* The zone's file is one of the install: its line is shown, or that the server has not read it. */
START_TEST(the_file_of_the_zone_is_named)
{
	static const char text[] = "$TTL 60\n@ SOA ns1 root 7 2 3 4 5\n@ NS ns1.x.\n"
				   "21 PTR m1." DOMAIN ".\n23 PTR m3." DOMAIN ".\n";
	const char *const path = "db.172.16.0";
	const struct where where = { 0 };
	const struct zones_options options = { .paths = &path,
					       .wheres = &where,
					       .path_count = 1 };
	struct sources sources = { 0 };
	const struct result *result;

	world_open(&world);
	sources.files = source_files_new(world.arena, NULL);
	source_files_add(sources.files, path, text, strlen(text));
	sources.zones = zones_read(world.arena, sources.files, &options);
	world.inventory.sources = &sources;
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	world_node(&world, "m3." DOMAIN, NODE_MASTER, "172.16.0.23");
	world_run(&world, table);
	result = world_result(&world, "dns.reverse", "172.16.0.22");
	ck_assert_str_eq(result->source.file, "db.172.16.0");
	ck_assert_uint_eq(result->source.line, 5);
	expect("172.16.0.22", STATUS_FAIL, "edit db.172.16.0:5");
	result = world_result(&world, "dns.reverse", "172.16.0.23");
	ck_assert_uint_eq(result->source.line, 5);
	expect("172.16.0.23", STATUS_FAIL,
	       "db.172.16.0:5 is right: raise the serial 7, then: rndc reload " ZONE);
	world_close(&world);
}
END_TEST

/* The zone that the denial names is where the line goes, unless the server has it built in. */
START_TEST(zones_of_other_sizes)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_zone(world.servers[0], "20.10.in-addr.arpa");
	dns_server_zone(world.servers[0], "168.192.in-addr.arpa");
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "10.20.0.22");
	world_node(&world, "m3." DOMAIN, NODE_MASTER, "192.168.0.23");
	world_run(&world, table);
	expect("10.20.0.22", STATUS_FAIL, "in zone 20.10.in-addr.arpa: 22.0 IN PTR m2.");
	expect("192.168.0.23", STATUS_FAIL,
	       "in zone 0.168.192.in-addr.arpa: 23 IN PTR m3.");
	expect("192.168.0.23", STATUS_FAIL, "has no such zone yet");
	world_close(&world);
}
END_TEST

START_TEST(named_elsewhere)
{
	struct node *node;

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	node = world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	node->named_by = "option host-name in dhcpd.conf:41";
	world_run(&world, table);
	expect("172.16.0.22", STATUS_WARN, "option host-name in dhcpd.conf:41");
	world_close(&world);
}
END_TEST

START_TEST(wrong_and_several)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	world_node(&world, "m3." DOMAIN, NODE_MASTER, "172.16.0.23");
	world_node(&world, "m4." DOMAIN, NODE_MASTER, "172.16.0.24");
	dns_server_add(world.servers[0], "22." ZONE, "PTR", "old.example.localdomain");
	dns_server_add(world.servers[0], "23." ZONE, "PTR", "m3." DOMAIN);
	dns_server_add(world.servers[0], "23." ZONE, "PTR", "old.example.localdomain");
	/* Names are compared without regard to case. */
	dns_server_add(world.servers[0], "24." ZONE, "PTR",
		       "M4.OCP45.Example.localdomain");
	world_run(&world, table);
	expect("172.16.0.22", STATUS_FAIL,
	       "172.16.0.22 is named old.example.localdomain, not m2." DOMAIN);
	expect("172.16.0.23", STATUS_FAIL, "172.16.0.23 has 2 PTR records");
	expect("172.16.0.23", STATUS_FAIL, "delete: 23." ZONE ". IN PTR old.example.");
	expect("172.16.0.24", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(missing_dot)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "172.16.0.22");
	dns_server_add(world.servers[0], "22." ZONE, "PTR", "m2." DOMAIN "." ZONE);
	world_run(&world, table);
	expect("172.16.0.22", STATUS_FAIL, "lacks the trailing dot");
	expect("172.16.0.22", STATUS_FAIL, "22 IN PTR m2." DOMAIN ".");
	expect("172.16.0.22", STATUS_FAIL, "m2." DOMAIN "." ZONE);
	world_close(&world);

	/* What stands behind the name is the zone, whatever its size. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "10.20.0.22");
	dns_server_add(world.servers[0], "22.0.20.10.in-addr.arpa", "PTR",
		       "m2." DOMAIN ".20.10.in-addr.arpa");
	world_run(&world, table);
	expect("10.20.0.22", STATUS_FAIL,
	       "in zone 20.10.in-addr.arpa: 22.0 IN PTR m2." DOMAIN ".");
	world_close(&world);
}
END_TEST

START_TEST(api_only_warns)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world.inventory.api.addresses = world_addresses(&world, "172.16.0.120");
	world.inventory.api_int.addresses = world_addresses(&world, "172.16.0.121");
	world_host(&world, "lb1.example.localdomain", "172.16.0.121");
	dns_server_add(world.servers[0], "121." ZONE, "PTR", "api-int." DOMAIN);
	dns_server_add(world.servers[0], "121." ZONE, "PTR", "lb1.example.localdomain");
	world_run(&world, table);
	expect("172.16.0.120", STATUS_WARN, "172.16.0.120 has no PTR record");
	expect("172.16.0.120", STATUS_WARN, "120 IN PTR api." DOMAIN ".");
	/* Both are names of that address. */
	expect("172.16.0.121", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

START_TEST(one_address_for_both)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world.inventory.api_int.addresses = world.inventory.api.addresses;
	world_run(&world, table);
	expect("172.16.0.111", STATUS_PASS, "");
	ck_assert_int_lt(
		plan_find(engine_plan(world.engine), "dns.reverse", "172.16.0.110"), 0);
	world_close(&world);
}
END_TEST

START_TEST(ipv6)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_node(&world, "m2." DOMAIN, NODE_MASTER, "fd00::22");
	world_run(&world, table);
	expect("fd00::22", STATUS_FAIL,
	       "in zone 0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa: "
	       "2.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0 IN PTR m2." DOMAIN ".");
	world_close(&world);
}
END_TEST

/* Nothing is configured but the name. */
START_TEST(addresses_from_dns)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	for (unsigned i = 2; i < 5; i++)
		world_node(&world, arena_printf(world.arena, "m%u." DOMAIN, i),
			   NODE_MASTER, "172.16.0.2")
			->addresses.count = 0;
	dns_server_add(world.servers[0], "m2." DOMAIN, "A", "172.16.0.22");
	dns_server_add(world.servers[0], "22." ZONE, "PTR", "m2." DOMAIN);
	/* The second address is the one without a name. */
	dns_server_add(world.servers[0], "m3." DOMAIN, "A", "172.16.0.23");
	dns_server_add(world.servers[0], "m3." DOMAIN, "A", "172.16.0.24");
	dns_server_add(world.servers[0], "23." ZONE, "PTR", "m3." DOMAIN);
	world_run(&world, table);
	expect("m2." DOMAIN, STATUS_PASS, "172.16.0.22 is named m2." DOMAIN);
	expect("m3." DOMAIN, STATUS_FAIL, "172.16.0.24 has no PTR record");
	expect("m4." DOMAIN, STATUS_SKIP, "waits for dns.forward");
	world_close(&world);
}
END_TEST

START_TEST(servers_that_disagree)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[1], "21." ZONE, DNS_RCODE, 2);
	dns_server_treat(world.servers[1], "31." ZONE, DNS_DROP, 0);
	world_run(&world, table);
	expect("172.16.0.21", STATUS_FAIL,
	       arena_printf(world.arena, "cannot be had at %s: SERVFAIL",
			    world.name_servers[1].text));
	expect("172.16.0.31", STATUS_FAIL, "no answer");
	world_close(&world);
}
END_TEST

START_TEST(cancelled)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], ZONE, DNS_DROP, 0);
	world.deadline = 0.2;
	world_run(&world, table);
	expect("172.16.0.21", STATUS_ERROR, "deadline");
	world_close(&world);
}
END_TEST

SUITE("dns.reverse", the_file_of_the_zone_is_named, healthy, missing,
      zones_of_other_sizes, named_elsewhere, wrong_and_several, missing_dot,
      api_only_warns, one_address_for_both, ipv6, addresses_from_dns,
      servers_that_disagree, cancelled);
