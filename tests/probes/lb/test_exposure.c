/* lb.exposure in a network of the test's own; 127/8 has addresses enough. */
#include <stdio.h>
#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/tcp_cluster.h"
#include "tests/support/tcp_world.h"

extern const struct probe probe_lb_exposure;

#define SUBJECT "api.ocp45.example.localdomain:22623"

__attribute__((constructor)) static void enter(void)
{
	if (!tcp_world_enter()) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

static const struct result *look(struct cluster *cluster, const char *outside,
				 const char *served)
{
	struct addr addr;
	pid_t server = 0;

	ck_assert(tcp_world_enter());
	cluster_init(cluster, PHASE_PREBOOT);
	cluster_address(cluster, &cluster->inventory.api.addresses, outside);
	cluster_address(cluster, &cluster->inventory.api_int.addresses, "127.0.0.110");
	if (served) {
		ck_assert_int_eq(addr_parse(served, &addr), 0);
		addr.port = 22623;
		server = tcp_world_serve(0, &addr, TCP_SERVE_CLOSE);
	}
	cluster_run(cluster, &probe_lb_exposure, NULL, NULL);
	tcp_world_end(server);
	return cluster_result(cluster, "lb.exposure", SUBJECT);
}

START_TEST(open_on_all)
{
	struct cluster cluster;
	const struct result *result = look(&cluster, "127.0.0.111", "0.0.0.0");

	ck_assert_int_eq(result->status, STATUS_WARN);
	ck_assert_str_eq(result->title, "the machine config port answers on the external "
					"address 127.0.0.111:22623");
	ck_assert_ptr_nonnull(
		strstr(cluster_fix(&cluster, result), "bind 127.0.0.110:22623"));
	cluster_free(&cluster);
}
END_TEST

START_TEST(inside_only)
{
	struct cluster cluster;
	const struct result *result = look(&cluster, "127.0.0.111", "127.0.0.110");

	ck_assert_int_eq(result->status, STATUS_PASS);
	cluster_free(&cluster);
}
END_TEST

START_TEST(one_address)
{
	struct cluster cluster;
	const struct result *result = look(&cluster, "127.0.0.110", "0.0.0.0");

	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_ptr_null(result->blocked_by);
	cluster_free(&cluster);
}
END_TEST

/* What cannot be reached says nothing, neither good nor bad. */
START_TEST(out_of_reach)
{
	struct cluster cluster;
	const struct result *result = look(&cluster, "192.0.2.1", NULL);

	ck_assert_int_eq(result->status, STATUS_SKIP);
	cluster_free(&cluster);
}
END_TEST

SUITE("probes/lb/exposure", open_on_all, inside_only, one_address, out_of_reach);
