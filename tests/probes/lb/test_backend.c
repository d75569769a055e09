/* lb.backend, and lb.port behind it, with nodes on 127/8 in a network of the test's own. */
#include <stdio.h>
#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/tcp_cluster.h"
#include "tests/support/tcp_tls.h"
#include "tests/support/tcp_world.h"

extern const struct probe probe_lb_backend, probe_lb_port;

#define NODE(label) label ".ocp45.example.localdomain"

__attribute__((constructor)) static void enter(void)
{
	if (!tcp_world_enter()) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

static struct pki pki;
static pid_t servers[16];
static size_t server_count;

static void open_world(struct cluster *cluster, enum phase phase)
{
	struct pki_wish wish = { .cn = "kube-apiserver",
				 .names = "DNS:" NODE("api-int"),
				 .from = -3600,
				 .to = 3600 };

	ck_assert(tcp_world_enter());
	pki = pki_make(&wish);
	server_count = 0;
	cluster_init(cluster, phase);
	cluster->inventory.timeout = 2;
	cluster_node(cluster, NODE("bs"), NODE_BOOTSTRAP, "127.0.0.11");
	cluster_node(cluster, NODE("m1"), NODE_MASTER, "127.0.0.21");
	cluster_node(cluster, NODE("m2"), NODE_MASTER, "127.0.0.22");
}

static void serve(const char *address, in_port_t port, int status)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(address, &addr), 0);
	addr.port = port;
	servers[server_count++] = tcp_tls_serve(&addr, &pki, status);
}

static void serve_node(const char *address)
{
	serve(address, 6443, 200);
	serve(address, 22623, 200);
}

static void serve_tcp(const char *address, in_port_t port, enum tcp_behaviour behaviour)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(address, &addr), 0);
	addr.port = port;
	servers[server_count++] = tcp_world_serve(0, &addr, behaviour);
}

static void close_world(struct cluster *cluster)
{
	cluster_free(cluster);
	for (size_t i = 0; i < server_count; i++)
		tcp_world_end(servers[i]);
	pki_free(&pki);
}

static const struct result *result_of(const struct cluster *cluster, const char *subject)
{
	return cluster_result(cluster, "lb.backend", subject);
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

START_TEST(bootstrap_serves)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_BOOTSTRAP);
	serve_node("127.0.0.11");
	serve("127.0.0.21", 6443, 200);
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 3, 0, 0, 3);
	close_world(&cluster);
}
END_TEST

START_TEST(bootstrap_is_dead)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_BOOTSTRAP);
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 0, 0, 1, 5);
	ck_assert_int_eq(result_of(&cluster, NODE("bs") ":6443")->status, STATUS_FAIL);
	ck_assert_str_eq(result_of(&cluster, NODE("bs") ":6443")->reason, "tcp-refused");
	ck_assert_ptr_nonnull(result_of(&cluster, NODE("bs") ":22623")->blocked_by);
	ck_assert_ptr_null(result_of(&cluster, NODE("m1") ":6443")->blocked_by);
	close_world(&cluster);
}
END_TEST

START_TEST(one_master_is_dead)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_INSTALL);
	serve_node("127.0.0.21");
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 2, 0, 1, 1);
	ck_assert_int_eq(result_of(&cluster, NODE("m2") ":6443")->status, STATUS_FAIL);
	close_world(&cluster);
}
END_TEST

START_TEST(one_port_of_a_master_is_dead)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_INSTALL);
	serve_node("127.0.0.21");
	serve("127.0.0.22", 6443, 403); /* anonymous access is off: alive */
	serve_tcp("127.0.0.22", 22623, TCP_SERVE_CLOSE);
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 3, 0, 1, 0);
	ck_assert_int_eq(result_of(&cluster, NODE("m2") ":22623")->status, STATUS_FAIL);
	close_world(&cluster);
}
END_TEST

START_TEST(not_ready_is_a_warning)
{
	struct cluster cluster;

	open_world(&cluster, PHASE_INSTALL);
	serve_node("127.0.0.21");
	serve("127.0.0.22", 6443, 500);
	serve("127.0.0.22", 22623, 200);
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 3, 1, 0, 0);
	close_world(&cluster);
}
END_TEST

/* The bootstrap matters after its time only where the balancer still sends clients to it. */
START_TEST(bootstrap_left_in_the_balancer)
{
	static const struct balancer_server listed[] = {
		{.section = "machine_config",
		  .name = "bs",
		  .host = "bs",
		  .where = { .file = "haproxy.cfg", .line = 31 }},
	};
	struct cluster cluster;

	open_world(&cluster, PHASE_INSTALL);
	serve_node("127.0.0.21");
	serve_node("127.0.0.22");
	serve_node("127.0.0.11");
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 4, 0, 0, 0);
	close_world(&cluster);

	open_world(&cluster, PHASE_INSTALL);
	serve_node("127.0.0.21");
	serve_node("127.0.0.22");
	serve_node("127.0.0.11");
	cluster.fronts[0] = (struct balancer_front){ .section = "mcs",
						     .address = "*",
						     .port = 22623,
						     .mode = "tcp",
						     .servers = listed,
						     .server_count = 1 };
	cluster.inventory.front_count = 1;
	cluster.inventory.haproxy_file = "haproxy.cfg";
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 4, 1, 0, 0);
	ck_assert_uint_eq(result_of(&cluster, NODE("bs") ":22623")->source.line, 31);
	close_world(&cluster);
}
END_TEST

static void open_ready(struct cluster *cluster)
{
	open_world(cluster, PHASE_READY);
	serve_node("127.0.0.21");
	serve_node("127.0.0.22");
	cluster_node(cluster, NODE("w1"), NODE_WORKER, "127.0.0.31");
	cluster_node(cluster, NODE("w2"), NODE_WORKER, "127.0.0.32");
	cluster_node(cluster, NODE("w3"), NODE_WORKER, "127.0.0.33");
	serve_tcp("127.0.0.31", 80, TCP_SERVE_OPEN);
	serve_tcp("127.0.0.31", 443, TCP_SERVE_OPEN);
}

START_TEST(two_routers_are_enough)
{
	struct cluster cluster;

	open_ready(&cluster);
	serve_tcp("127.0.0.33", 80, TCP_SERVE_OPEN);
	serve_tcp("127.0.0.33", 443, TCP_SERVE_OPEN);
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 8, 0, 0, 2);
	close_world(&cluster);
}
END_TEST

START_TEST(one_router_is_not)
{
	struct cluster cluster;

	open_ready(&cluster);
	cluster_run(&cluster, &probe_lb_backend, NULL, NULL);
	ck_counts(&cluster, 6, 0, 1, 3);
	ck_assert_int_eq(result_of(&cluster, NODE("w2") ":80")->status, STATUS_FAIL);
	ck_assert_uint_eq(result_of(&cluster, NODE("w2") ":80")->blocks, 3);
	close_world(&cluster);
}
END_TEST

/* The balancer has nobody: the node is the cause if it does not serve, else the balancer is. */
START_TEST(empty_balancer)
{
	struct cluster cluster;

	for (int alive = 0; alive < 2; alive++) {
		open_world(&cluster, PHASE_BOOTSTRAP);
		cluster_address(&cluster, &cluster.inventory.api.addresses,
				"127.0.0.110");
		cluster_address(&cluster, &cluster.inventory.api_int.addresses,
				"127.0.0.110");
		cluster_address(&cluster, &cluster.inventory.ingress.addresses,
				"127.0.0.110");
		serve_tcp("127.0.0.110", 6443, TCP_SERVE_CLOSE);
		serve_tcp("127.0.0.110", 22623, TCP_SERVE_CLOSE);
		serve_tcp("127.0.0.110", 80, TCP_SERVE_CLOSE);
		serve_tcp("127.0.0.110", 443, TCP_SERVE_CLOSE);
		if (alive)
			serve_node("127.0.0.11");
		cluster_run(&cluster, &probe_lb_backend, &probe_lb_port, NULL);
		if (alive)
			/* api:6443 and api-int:22623; api-int:6443 waits for the first */
			ck_counts(&cluster, 4, 0, 2, 5);
		else
			ck_counts(&cluster, 2, 0, 1, 8);
		close_world(&cluster);
	}
}
END_TEST

SUITE("probes/lb/backend", bootstrap_serves, bootstrap_is_dead, one_master_is_dead,
      one_port_of_a_master_is_dead, not_ready_is_a_warning,
      bootstrap_left_in_the_balancer, two_routers_are_enough, one_router_is_not,
      empty_balancer);
