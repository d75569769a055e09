#include <string.h>

#include "tests/support/dns_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_dns_server, probe_dns_forward;

static const struct probe *const table[] = { &probe_dns_server, NULL };
static struct world world;

static const char *run_one(void)
{
	world_run(&world, table);
	return world.name_servers[0].text;
}

/* The only server fails, with this in its text. */
static void fails(const char *part, const char *reason, bool usable)
{
	const char *server = run_one();
	const struct result *result = world_result(&world, "dns.server", server);

	world_expect_text(&world, "dns.server", server, STATUS_FAIL, part);
	ck_assert_str_eq(result->reason, reason);
	ck_assert_int_eq(result->usable, usable);
	ck_assert_ptr_nonnull(strstr(result->title, "127.0.0.1"));
	ck_assert_ptr_nonnull(result->reproduce);
	world_close(&world);
}

START_TEST(healthy)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://quay.io/v2/");
	world_expect_text(&world, "dns.server", run_one(), STATUS_PASS,
			  "looks up outside names");
	world_close(&world);
}
END_TEST

START_TEST(recursion_is_not_asked)
{
	/* For literal addresses, names of our own, behind a proxy: REFUSED does not matter. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "io", DNS_RCODE, 5);
	world_target(&world, "https://198.51.100.7/v2/");
	world_target(&world, "https://mirror.example.localdomain/v2/");
	world_expect(&world, "dns.server", run_one(), STATUS_PASS);
	world_close(&world);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "io", DNS_RCODE, 5);
	world_target(&world, "https://quay.io/v2/");
	world.inventory.egress_proxy = "http://proxy:3128";
	world_expect(&world, "dns.server", run_one(), STATUS_PASS);
	world_close(&world);
}
END_TEST

START_TEST(one_broken_outside_name_is_not_the_server)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "broken.test", DNS_RCODE, 2);
	world_target(&world, "https://broken.test/v2/");
	world_target(&world, "https://quay.io/v2/");
	world_expect(&world, "dns.server", run_one(), STATUS_PASS);
	world_close(&world);

	/* No such name: dns.external has to say that. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	world_target(&world, "https://nowhere.test/v2/");
	world_expect(&world, "dns.server", run_one(), STATUS_PASS);
	world_close(&world);
}
END_TEST

static void outside(int rcode, const char *part)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "quay.io", DNS_RCODE, rcode);
	world_target(&world, "https://quay.io/v2/");
	fails(part, "dns-no-recursion", true);
}

START_TEST(no_recursion)
{
	outside(5, "REFUSED for quay.io");
	outside(5, "allow-recursion");
	outside(2, "SERVFAIL for quay.io");
	outside(2, "forwarders");

	/* A referral: NOERROR, nothing in it, RA clear. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_add(world.servers[0], "www.outside.test", "A", "198.51.100.8");
	dns_server_recursion(world.servers[0], false);
	world_target(&world, "https://outside.test/");
	fails("RA flag clear", "dns-no-recursion", true);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "quay.io", DNS_DROP, 0);
	world_target(&world, "https://quay.io/v2/");
	fails("no answer for quay.io", "dns-no-recursion", true);
}
END_TEST

START_TEST(only_one_transport)
{
	world_open(&world);
	world_serve(&world, DNS_UDP_ONLY);
	fails("answers over UDP but not over TCP: TCP connection refused",
	      "dns-port-closed", true);
	world_open(&world);
	world_serve(&world, DNS_UDP_ONLY);
	fails("does the server listen on TCP", "dns-port-closed", true);

	world_open(&world);
	world_serve(&world, DNS_TCP_ONLY);
	fails("answers only over TCP", "dns-port-closed", false);

	world_open(&world);
	world_serve(&world, DNS_UDP_ONLY);
	world_target(&world, "https://quay.io/v2/");
	dns_server_treat(world.servers[0], "quay.io", DNS_RCODE, 5);
	fails("does not look up outside names, and does not answer over TCP",
	      "dns-no-recursion", true);
}
END_TEST

START_TEST(nobody_there)
{
	struct dns_server *server = dns_server_start(DNS_BOTH);
	in_port_t port = dns_server_port(server);

	dns_server_stop(server);
	world_open(&world);
	world_serve_nobody(&world, port);
	fails("no name server listens on port", "dns-port-closed", false);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_DROP, 0);
	fails("does not answer", "dns-timeout", false);
}
END_TEST

START_TEST(zone_not_loaded)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "example.localdomain", DNS_RCODE, 2);
	fails("the zone is not loaded", "dns-servfail", false);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "example.localdomain", DNS_RCODE, 2);
	fails("named-checkconf -z", "dns-servfail", false);

	/* One name only: that is dns.forward's. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "api.ocp45.example.localdomain", DNS_RCODE, 2);
	world_expect(&world, "dns.server", run_one(), STATUS_PASS);
	world_close(&world);
}
END_TEST

START_TEST(zone_unknown)
{
	world_open(&world);
	world_serve_empty(&world, DNS_BOTH);
	fails("does not know the domain example.localdomain", "dns-nxdomain", false);
}
END_TEST

START_TEST(referral)
{
	world_open(&world);
	world_serve_empty(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_REFER, 0);
	fails("has no zone for api.ocp45.example.localdomain", "dns-lame", false);

	/* Who recurses, or has the zone, may well have no IPv4 address for the name. */
	world_open(&world);
	world_serve_empty(&world, DNS_BOTH);
	dns_server_add(world.servers[0], "api.ocp45.example.localdomain", "AAAA",
		       "fd00::1");
	dns_server_add(world.servers[0], "quay.io", "A", "192.0.2.1");
	world_expect(&world, "dns.server", run_one(), STATUS_PASS);
	world_close(&world);
}
END_TEST

/* Said of the server, not of every name again. */
START_TEST(trouble_with_ipv6)
{
	static const struct probe *const both[] = { &probe_dns_server, &probe_dns_forward,
						    NULL };

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "example.localdomain", DNS_RCODE_IPV6, 5);
	world_run(&world, both);
	world_expect_text(&world, "dns.server", world.name_servers[0].text, STATUS_WARN,
			  "REFUSED for the AAAA of api.ocp45.example.localdomain");
	world_expect(&world, "dns.forward", "m1.ocp45.example.localdomain", STATUS_PASS);
	world_close(&world);

	/* One name's own trouble stays that name's. */
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "m1.ocp45.example.localdomain", DNS_RCODE_IPV6,
			 5);
	world_run(&world, both);
	world_expect(&world, "dns.server", world.name_servers[0].text, STATUS_PASS);
	world_expect_text(&world, "dns.forward", "m1.ocp45.example.localdomain",
			  STATUS_WARN, "REFUSED for AAAA");
	world_close(&world);
}
END_TEST

START_TEST(truncated_and_no_tcp)
{
	world_open(&world);
	world_serve(&world, DNS_UDP_ONLY);
	dns_server_treat(world.servers[0], "", DNS_TRUNCATE, 0);
	fails("truncated answers over UDP and none over TCP", "dns-port-closed", false);
}
END_TEST

START_TEST(refused)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_RCODE, 5);
	fails("allow-query", "dns-refused", false);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_RCODE, 4);
	fails("NOTIMP", "dns-notimp", false);

	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_GARBAGE, 0);
	fails("is not DNS", "dns-malformed", false);
}
END_TEST

START_TEST(cancelled)
{
	world_open(&world);
	world_serve(&world, DNS_BOTH);
	dns_server_treat(world.servers[0], "", DNS_DROP, 0);
	world.deadline = 0.1;
	world_expect(&world, "dns.server", run_one(), STATUS_ERROR);
	world_close(&world);
}
END_TEST

SUITE("dns.server", healthy, recursion_is_not_asked,
      one_broken_outside_name_is_not_the_server, no_recursion, only_one_transport,
      nobody_there, zone_not_loaded, zone_unknown, referral, truncated_and_no_tcp,
      trouble_with_ipv6, refused, cancelled);
