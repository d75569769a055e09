/* lb.tls with certificates made on the spot, in a network of the test's own. */
#include <stdio.h>
#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/tcp_cluster.h"
#include "tests/support/tcp_tls.h"
#include "tests/support/tcp_world.h"

extern const struct probe probe_lb_tls;

#define C "ocp45.example.localdomain"

__attribute__((constructor)) static void enter(void)
{
	if (!tcp_world_enter()) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

static pid_t servers[8];
static size_t server_count;
static struct pki made[8];
static size_t made_count;

static void open_world(struct cluster *cluster, enum phase phase)
{
	ck_assert(tcp_world_enter());
	server_count = made_count = 0;
	cluster_init(cluster, phase);
	cluster->inventory.timeout = 2;
	cluster_address(cluster, &cluster->inventory.api.addresses, "127.0.0.111");
	cluster_address(cluster, &cluster->inventory.api_int.addresses, "127.0.0.110");
	cluster_address(cluster, &cluster->inventory.ingress.addresses, "127.0.0.111");
}

static void serve_tls(const char *address, in_port_t port, const char *names, long from,
		      long to)
{
	struct pki_wish wish = { .cn = "leaf", .names = names, .from = from, .to = to };
	struct addr addr;

	ck_assert_int_eq(addr_parse(address, &addr), 0);
	addr.port = port;
	made[made_count] = pki_make(&wish);
	servers[server_count++] = tcp_tls_serve(&addr, &made[made_count], 200);
	made_count++;
}

static void serve_tcp(const char *address, in_port_t port, enum tcp_behaviour behaviour)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(address, &addr), 0);
	addr.port = port;
	servers[server_count++] = tcp_world_serve(0, &addr, behaviour);
}

static void serve_all(void)
{
	serve_tls("127.0.0.111", 6443, "DNS:api." C ",DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.110", 6443, "DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.110", 22623, "DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.111", 443, "DNS:*.apps." C, -60, 3600);
}

static void close_world(struct cluster *cluster)
{
	cluster_free(cluster);
	for (size_t i = 0; i < server_count; i++)
		tcp_world_end(servers[i]);
	for (size_t i = 0; i < made_count; i++)
		pki_free(&made[i]);
}

static const struct result *tls(const struct cluster *cluster, const char *subject)
{
	return cluster_result(cluster, "lb.tls", subject);
}

#define ck_counts(cluster, passes, fails, skips)                                   \
	do {                                                                       \
		if (cluster_count(cluster, STATUS_PASS) != (passes) ||             \
		    cluster_count(cluster, STATUS_FAIL) != (fails) ||              \
		    cluster_count(cluster, STATUS_SKIP) != (skips)) {              \
			cluster_show(cluster);                                     \
			ck_abort_msg("not %d pass %d fail %d skip", passes, fails, \
				     skips);                                       \
		}                                                                  \
	} while (0)

START_TEST(passed_through)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_READY);
	serve_all();
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 4, 0, 0);
	close_world(&cluster);
}
END_TEST

START_TEST(no_router_yet)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_BOOTSTRAP);
	serve_tls("127.0.0.111", 6443, "DNS:api." C, -60, 3600);
	serve_tls("127.0.0.110", 6443, "DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.110", 22623, "DNS:api-int." C, -60, 3600);
	serve_tcp("127.0.0.111", 443, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 3, 0, 1);
	close_world(&cluster);
}
END_TEST

START_TEST(wrong_name)
{
	struct cluster cluster;
	const struct result *result;

	open_world(&cluster, PHASE_READY);
	serve_tls("127.0.0.111", 6443, "DNS:api." C, -60, 3600);
	serve_tls("127.0.0.110", 6443, "DNS:lb1.example.localdomain", -60, 3600);
	serve_tls("127.0.0.110", 22623, "DNS:api-int." C, -60, 3600);
	/* A wildcard stands for one label only. */
	serve_tls("127.0.0.111", 443, "DNS:*." C, -60, 3600);
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 2, 2, 0);
	result = tls(&cluster, "api-int." C ":6443");
	ck_assert_str_eq(result->reason, "tls-name");
	ck_assert_ptr_nonnull(strstr(result->observed, "lb1.example.localdomain"));
	ck_assert_ptr_nonnull(strstr(result->title, "issued by CN=leaf"));
	ck_assert_str_eq(tls(&cluster, "*.apps." C ":443")->reason, "tls-name");
	close_world(&cluster);
}
END_TEST

START_TEST(out_of_force)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_READY);
	serve_tls("127.0.0.111", 6443, "DNS:api." C, -7200, -3600);
	serve_tls("127.0.0.110", 6443, "DNS:api-int." C, 3600, 7200);
	serve_tls("127.0.0.110", 22623, "DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.111", 443, "DNS:*.apps." C, -60, 3600);
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 2, 2, 0);
	ck_assert_str_eq(tls(&cluster, "api." C ":6443")->reason, "tls-expired");
	ck_assert_str_eq(tls(&cluster, "api-int." C ":6443")->reason,
			 "tls-not-yet-valid");
	close_world(&cluster);
}
END_TEST

/* One front end in mode http behind two names: one cause. */
START_TEST(mode_http)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_READY);
	serve_tcp("0.0.0.0", 6443, TCP_SERVE_HTTP);
	serve_tls("127.0.0.110", 22623, "DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.111", 443, "DNS:*.apps." C, -60, 3600);
	cluster.fronts[0] = (struct balancer_front){
		.section = "kubeapi",
		.address = "*",
		.port = 6443,
		.mode = "http",
		.where = {.file = "haproxy.cfg", .line = 12, .column = 1},
	};
	cluster.inventory.front_count = 1;
	cluster.inventory.haproxy_file = "haproxy.cfg";
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 2, 1, 1);
	ck_assert_str_eq(tls(&cluster, "api." C ":6443")->reason, "tls-plain-http");
	ck_assert_uint_eq(tls(&cluster, "api." C ":6443")->source.line, 12);
	ck_assert_ptr_eq(tls(&cluster, "api-int." C ":6443")->blocked_by[0],
			 tls(&cluster, "api." C ":6443"));
	close_world(&cluster);
}
END_TEST

START_TEST(not_tls_at_all)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_READY);
	serve_tls("127.0.0.111", 6443, "DNS:api." C, -60, 3600);
	serve_tcp("127.0.0.110", 6443, TCP_SERVE_BANNER);
	serve_tcp("127.0.0.110", 22623, TCP_SERVE_CLOSE);
	serve_tls("127.0.0.111", 443, "DNS:*.apps." C, -60, 3600);
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 2, 2, 0);
	ck_assert_str_eq(tls(&cluster, "api-int." C ":6443")->reason, "tls-failed");
	close_world(&cluster);
}
END_TEST

/* The balancer accepts and hands the connection to nobody: one pool, one cause. */
START_TEST(no_server_behind)
{
	struct cluster cluster;
	const struct result *result;

	open_world(&cluster, PHASE_READY);
	serve_tcp("127.0.0.111", 6443, TCP_SERVE_CLOSE);
	serve_tcp("127.0.0.110", 6443, TCP_SERVE_CLOSE);
	serve_tls("127.0.0.110", 22623, "DNS:api-int." C, -60, 3600);
	serve_tls("127.0.0.111", 443, "DNS:*.apps." C, -60, 3600);
	cluster_run(&cluster, &probe_lb_tls, NULL, NULL);
	ck_counts(&cluster, 2, 1, 1);
	result = tls(&cluster, "api." C ":6443");
	ck_assert_str_eq(result->reason, "lb-empty");
	ck_assert_ptr_nonnull(strstr(result->title, "no server answers behind it"));
	ck_assert_ptr_eq(tls(&cluster, "api-int." C ":6443")->blocked_by[0], result);
	close_world(&cluster);
}
END_TEST

SUITE("probes/lb/tls", passed_through, no_router_yet, wrong_name, out_of_force, mode_http,
      not_tls_at_all, no_server_behind);
