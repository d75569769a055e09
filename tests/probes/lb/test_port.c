/* lb.port against servers that behave as balancers do, in a network of the test's own. */
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "tests/support/dns_server.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_cluster.h"
#include "tests/support/tcp_world.h"

extern const struct probe probe_lb_port, probe_lb_backend;

#define API	"api.ocp45.example.localdomain:6443"
#define API_INT "api-int.ocp45.example.localdomain:6443"
#define CONFIG	"api-int.ocp45.example.localdomain:22623"
#define HTTP	"*.apps.ocp45.example.localdomain:80"
#define HTTPS	"*.apps.ocp45.example.localdomain:443"

__attribute__((constructor)) static void enter(void)
{
	if (!tcp_world_enter()) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

static pid_t lb;	 /* the balancer's own namespace */
static pid_t servers[8]; /* by port */
static size_t server_count;

static void serve(const char *address, in_port_t port, enum tcp_behaviour behaviour)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(address, &addr), 0);
	addr.port = port;
	servers[server_count++] = tcp_world_serve(lb, &addr, behaviour);
}

/* here 172.16.0.1 -- 172.16.0.110, .111: lb1 */
static void open_world(struct cluster *cluster, enum phase phase)
{
	struct host *host;
	char line[128];

	ck_assert(tcp_world_enter());
	lb = tcp_world_peer();
	server_count = 0;
	snprintf(line, sizeof line, "ip link add near type veth peer name far netns %d",
		 (int)lb);
	ck_assert(tcp_world_do(line));
	ck_assert(tcp_world_do_in(lb, "ip link set far up"));
	ck_assert(tcp_world_do("ip link set near up"));
	ck_assert(tcp_world_do("ip addr add 172.16.0.1/24 dev near"));
	ck_assert(tcp_world_do_in(lb, "ip addr add 172.16.0.110/24 dev far"));
	ck_assert(tcp_world_do_in(lb, "ip addr add 172.16.0.111/24 dev far"));
	cluster_init(cluster, phase);
	cluster->inventory.haproxy_file = "haproxy.cfg";
	host = cluster_host(cluster, "lb1.example.localdomain", "172.16.0.110");
	cluster_address(cluster, &host->addresses, "172.16.0.111");
	cluster_address(cluster, &cluster->inventory.api.addresses, "172.16.0.111");
	cluster_address(cluster, &cluster->inventory.api_int.addresses, "172.16.0.110");
	cluster_address(cluster, &cluster->inventory.ingress.addresses, "172.16.0.111");
	cluster_node(cluster, "m1.ocp45.example.localdomain", NODE_MASTER, "172.16.0.21");
	cluster_node(cluster, "w1.ocp45.example.localdomain", NODE_WORKER, "172.16.0.31");
}

static void serve_all(enum tcp_behaviour behaviour)
{
	serve("0.0.0.0", 6443, behaviour);
	serve("0.0.0.0", 22623, behaviour);
	serve("0.0.0.0", 80, behaviour);
	serve("0.0.0.0", 443, behaviour);
}

static void close_world(struct cluster *cluster)
{
	cluster_free(cluster);
	for (size_t i = 0; i < server_count; i++)
		tcp_world_end(servers[i]);
	tcp_world_end(lb);
}

static void filter(const char *rule)
{
	char line[256];

	snprintf(
		line, sizeof line,
		"nft add table inet f ; add chain inet f c { type filter hook input priority "
		"0 ; } ; add rule inet f c %s",
		rule);
	ck_assert(tcp_world_do_in(lb, line));
}

static const struct result *port(const struct cluster *cluster, const char *subject)
{
	return cluster_result(cluster, "lb.port", subject);
}

#define ck_counts(cluster, passes, warns, fails, skips)                             \
	do {                                                                        \
		if (cluster_count(cluster, STATUS_PASS) != (passes) ||              \
		    cluster_count(cluster, STATUS_WARN) != (warns) ||               \
		    cluster_count(cluster, STATUS_FAIL) != (fails) ||               \
		    cluster_count(cluster, STATUS_SKIP) != (skips)) {               \
			cluster_show(cluster);                                      \
			ck_abort_msg("not %d pass %d warn %d fail %d skip", passes, \
				     warns, fails, skips);                          \
		}                                                                   \
	} while (0)

#define ck_contains(text, part) \
	ck_assert_msg((text) && strstr(text, part), "'%s' is not in '%s'", part, text)

START_TEST(healthy_before_the_boot)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	serve_all(TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 5, 0, 0, 0);
	ck_assert_str_eq(port(&cluster, API)->title, API " listens; no back end yet");
	close_world(&cluster);
}
END_TEST

START_TEST(silent_is_asked_again)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	serve_all(TCP_SERVE_OPEN);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 5, 0, 0, 0);
	ck_contains(port(&cluster, API)->title, "keeps them open");
	ck_assert(cluster.ms >= LIMIT_AGAIN_MS);
	close_world(&cluster);
}
END_TEST

START_TEST(refused_everywhere_is_one_cause)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 0, 0, 1, 4);
	ck_assert_int_eq(port(&cluster, API)->status, STATUS_FAIL);
	ck_assert_str_eq(port(&cluster, API)->reason, "tcp-refused");
	ck_assert_uint_eq(port(&cluster, API)->blocks, 4);
	ck_contains(port(&cluster, API)->title, "lb1.example.localdomain (172.16.0.111)");
	ck_contains(cluster_fix(&cluster, port(&cluster, API)),
		    "systemctl status haproxy");
	close_world(&cluster);
}
END_TEST

START_TEST(one_port_refused)
{
	struct cluster cluster;
	const struct result *result;

	open_world(&cluster, PHASE_PREBOOT);
	serve("0.0.0.0", 6443, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 80, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 4, 0, 1, 0);
	result = port(&cluster, CONFIG);
	ck_assert_int_eq(result->status, STATUS_FAIL);
	/* haproxy.cfg is known and has no such front end: the lines to add. */
	ck_contains(cluster_fix(&cluster, result), "bind 172.16.0.110:22623");
	ck_contains(cluster_fix(&cluster, result), "server m1 172.16.0.21:22623 check");
	ck_assert_ptr_null(strstr(cluster_fix(&cluster, result), "server w1"));
	ck_assert_str_eq(result->reproduce, "nc -vz -w 1 172.16.0.110 22623");
	close_world(&cluster);
}
END_TEST

/* Which kind of balancer it is decides what a refused port means before the boot. */
START_TEST(refused_by_an_unknown_balancer)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	cluster.inventory.haproxy_file = NULL;
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 0, 1, 0, 4);
	close_world(&cluster);

	open_world(&cluster, PHASE_PREBOOT);
	cluster.inventory.haproxy_file = NULL;
	serve("0.0.0.0", 6443, TCP_SERVE_CLOSE); /* behaves like HAProxy */
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 2, 0, 3, 0);
	close_world(&cluster);

	open_world(&cluster, PHASE_BOOTSTRAP);
	cluster.inventory.haproxy_file = NULL;
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 0, 0, 1, 4);
	close_world(&cluster);
}
END_TEST

/* The same cluster with no address and no host configured: DNS knows where the balancer is. */
static struct dns_server *only_in_dns(struct cluster *cluster,
				      struct name_server *name_server)
{
	static const char *const names[] = { "api.ocp45.example.localdomain",
					     "api-int.ocp45.example.localdomain",
					     "*.apps.ocp45.example.localdomain" };
	struct inventory *inventory = &cluster->inventory;
	struct dns_server *server = dns_server_start(DNS_BOTH);

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		dns_server_add(server, names[i], "A", "172.16.0.110");
	inventory->haproxy_file = NULL;
	inventory->host_count = 0;
	inventory->api.addresses.count = 0;
	inventory->api_int.addresses.count = 0;
	inventory->ingress.addresses.count = 0;
	*name_server = (struct name_server){ .text = "127.0.0.1" };
	ck_assert_int_eq(addr_parse("127.0.0.1", &name_server->addr), 0);
	name_server->addr.port = dns_server_port(server);
	inventory->name_servers = name_server;
	inventory->name_server_count = 1;
	return server;
}

START_TEST(addresses_from_dns_are_seen_together)
{
	struct cluster cluster;
	struct name_server name_server;
	struct dns_server *server;

	open_world(&cluster, PHASE_PREBOOT);
	server = only_in_dns(&cluster, &name_server);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 0, 1, 0, 4);
	ck_assert_ptr_eq(port(&cluster, HTTPS)->blocked_by[0], port(&cluster, API));
	close_world(&cluster);
	dns_server_stop(server);

	open_world(&cluster, PHASE_PREBOOT);
	server = only_in_dns(&cluster, &name_server);
	serve("0.0.0.0", 6443, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 80, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 4, 0, 1, 0);
	ck_assert_int_eq(port(&cluster, CONFIG)->status, STATUS_FAIL);
	close_world(&cluster);
	dns_server_stop(server);
}
END_TEST

/* The ingress has one address more, which makes the ports of the other no strangers. */
START_TEST(one_shared_address_shows_the_kind)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	cluster.inventory.haproxy_file = NULL;
	cluster.inventory.host_count = 0;
	cluster_address(&cluster, &cluster.inventory.ingress.addresses, "172.16.0.110");
	serve("172.16.0.111", 80, TCP_SERVE_CLOSE);
	serve("172.16.0.111", 443, TCP_SERVE_CLOSE);
	serve("172.16.0.110", 80, TCP_SERVE_CLOSE);
	serve("172.16.0.110", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_assert_int_eq(port(&cluster, API)->status, STATUS_FAIL);
	ck_assert_int_eq(port(&cluster, API_INT)->status, STATUS_FAIL);
	ck_assert_int_eq(port(&cluster, HTTP)->status, STATUS_PASS);
	close_world(&cluster);
}
END_TEST

/* All that is wrong is that nobody listens on the second address. */
START_TEST(one_of_two_addresses_is_one_cause)
{
	static const char *const addresses[] = { "172.16.0.110", "172.16.0.111" };
	struct cluster cluster;
	struct inventory *inventory = &cluster.inventory;

	open_world(&cluster, PHASE_PREBOOT);
	inventory->haproxy_file = NULL;
	inventory->host_count = 0;
	for (size_t i = 0; i < 2; i++) {
		struct addresses *of[] = { &inventory->api.addresses,
					   &inventory->api_int.addresses,
					   &inventory->ingress.addresses };

		for (size_t e = 0; e < 3; e++) {
			of[e]->count = i;
			cluster_address(&cluster, of[e], addresses[i]);
		}
	}
	serve("172.16.0.110", 6443, TCP_SERVE_CLOSE);
	serve("172.16.0.110", 22623, TCP_SERVE_CLOSE);
	serve("172.16.0.110", 80, TCP_SERVE_CLOSE);
	serve("172.16.0.110", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 0, 0, 1, 4);
	ck_assert_int_eq(port(&cluster, API)->status, STATUS_FAIL);
	ck_contains(port(&cluster, API)->title, HTTPS);
	close_world(&cluster);
}
END_TEST

START_TEST(rejected_by_its_firewall)
{
	struct cluster cluster;
	const struct result *result;

	open_world(&cluster, PHASE_PREBOOT);
	serve_all(TCP_SERVE_CLOSE);
	filter("tcp dport 22623 reject with icmpx type admin-prohibited");
	cluster.inventory.firewalld_zone = "public";
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 4, 0, 1, 0);
	result = port(&cluster, CONFIG);
	ck_assert_str_eq(result->reason, "icmp-admin-prohibited");
	ck_contains(result->title,
		    "the firewall of lb1.example.localdomain (172.16.0.110)");
	ck_contains(cluster_fix(&cluster, result),
		    "firewall-cmd --permanent --zone=public --add-port=22623/tcp");
	close_world(&cluster);
}
END_TEST

/* ICMP and ICMPv6 say it with codes of their own: one rule, one cause. */
START_TEST(rejected_on_both_families)
{
	struct cluster cluster;
	struct inventory *inventory = &cluster.inventory;

	open_world(&cluster, PHASE_PREBOOT);
	ck_assert(tcp_world_do("ip addr add fd00::1/64 dev near nodad"));
	ck_assert(tcp_world_do_in(lb, "ip addr add fd00::110/64 dev far nodad"));
	ck_assert(tcp_world_do_in(lb, "ip addr add fd00::111/64 dev far nodad"));
	cluster_address(&cluster, &inventory->hosts[0].addresses, "fd00::110");
	cluster_address(&cluster, &inventory->hosts[0].addresses, "fd00::111");
	cluster_address(&cluster, &inventory->api.addresses, "fd00::111");
	cluster_address(&cluster, &inventory->api_int.addresses, "fd00::110");
	serve_all(TCP_SERVE_CLOSE);
	filter("tcp dport 6443 reject with icmpx type admin-prohibited");
	serve("fd00::110", 22623, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 3, 0, 1, 1);
	ck_assert_ptr_eq(port(&cluster, API_INT)->blocked_by[0], port(&cluster, API));
	close_world(&cluster);
}
END_TEST

/* Even a balancer of unknown kind is not excused for a firewall. */
START_TEST(rejected_altogether)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	cluster.inventory.haproxy_file = NULL;
	filter("meta l4proto tcp reject with icmpx type admin-prohibited");
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 0, 0, 1, 4);
	ck_contains(cluster_fix(&cluster, port(&cluster, API)), "--add-service=https");
	close_world(&cluster);
}
END_TEST

START_TEST(dropped_port)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	serve_all(TCP_SERVE_CLOSE);
	filter("tcp dport 443 drop");
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 4, 0, 1, 0);
	ck_assert_str_eq(port(&cluster, HTTPS)->reason, "tcp-dropped");
	close_world(&cluster);
}
END_TEST

/* One of two virtual addresses is not configured: one cause for its two ports. */
START_TEST(absent_address)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	serve_all(TCP_SERVE_CLOSE);
	ck_assert(tcp_world_do_in(lb, "ip addr del 172.16.0.110/24 dev far"));
	/* Its secondary has gone with it. */
	ck_assert(tcp_world_do_in(lb, "ip addr add 172.16.0.111/24 dev far"));
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 3, 0, 1, 1);
	ck_assert_int_eq(port(&cluster, API_INT)->status, STATUS_FAIL);
	ck_assert_str_eq(port(&cluster, API_INT)->reason, "tcp-host-absent");
	ck_assert_ptr_eq(port(&cluster, CONFIG)->blocked_by[0], port(&cluster, API_INT));
	ck_contains(cluster_fix(&cluster, port(&cluster, API_INT)), "ip -brief address");
	close_world(&cluster);
}
END_TEST

/* Every address behind a name is tried. */
START_TEST(one_of_two_addresses)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	serve("0.0.0.0", 6443, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 22623, TCP_SERVE_CLOSE);
	serve("172.16.0.111", 80, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 443, TCP_SERVE_CLOSE);
	cluster_address(&cluster, &cluster.inventory.ingress.addresses, "172.16.0.110");
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 4, 0, 1, 0);
	ck_contains(port(&cluster, HTTP)->title, "172.16.0.110");
	ck_contains(port(&cluster, HTTP)->observed, "172.16.0.111:80: accepted");
	close_world(&cluster);
}
END_TEST

START_TEST(same_address_for_api_and_api_int)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_PREBOOT);
	cluster.inventory.api_int.addresses.count = 0;
	cluster_address(&cluster, &cluster.inventory.api_int.addresses, "172.16.0.111");
	serve("0.0.0.0", 22623, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 80, TCP_SERVE_CLOSE);
	serve("0.0.0.0", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 3, 0, 1, 1);
	ck_assert_int_eq(port(&cluster, API)->status, STATUS_FAIL);
	ck_assert_ptr_eq(port(&cluster, API_INT)->blocked_by[0], port(&cluster, API));
	close_world(&cluster);
}
END_TEST

/* Closed at once is right before the boot, and a finding once somebody must be there. */
START_TEST(empty_by_phase)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_BOOTSTRAP);
	serve_all(TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	/* api:6443, 22623; api-int:6443 waits for the first; ingress need not live. */
	ck_counts(&cluster, 2, 0, 2, 1);
	ck_assert_str_eq(port(&cluster, API)->reason, "tcp-closed-at-once");
	close_world(&cluster);

	open_world(&cluster, PHASE_READY);
	serve("0.0.0.0", 6443, TCP_SERVE_OPEN);
	serve("0.0.0.0", 22623, TCP_SERVE_OPEN);
	serve("0.0.0.0", 80, TCP_SERVE_OPEN);
	serve("0.0.0.0", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_port, NULL, NULL);
	ck_counts(&cluster, 4, 0, 1, 0);
	ck_assert_int_eq(port(&cluster, HTTPS)->status, STATUS_FAIL);
	close_world(&cluster);
}
END_TEST

SUITE("probes/lb/port", healthy_before_the_boot, silent_is_asked_again,
      refused_everywhere_is_one_cause, one_port_refused, refused_by_an_unknown_balancer,
      addresses_from_dns_are_seen_together, one_shared_address_shows_the_kind,
      one_of_two_addresses_is_one_cause, rejected_by_its_firewall,
      rejected_on_both_families, rejected_altogether, dropped_port, absent_address,
      one_of_two_addresses, same_address_for_api_and_api_int, empty_by_phase);
