/* lb.mode against servers that behave as balancers do before the boot. */
#include <stdio.h>
#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/tcp_cluster.h"
#include "tests/support/tcp_world.h"

extern const struct probe probe_lb_mode;

#define C	"ocp45.example.localdomain"
#define API	"api." C ":6443"
#define API_INT "api-int." C ":6443"
#define CONFIG	"api-int." C ":22623"
#define HTTPS	"*.apps." C ":443"

__attribute__((constructor)) static void enter(void)
{
	if (!tcp_world_enter()) {
		fputs("no right to make a network namespace\n", stderr);
		_exit(77);
	}
}

/* What lint.haproxy-mode says: the section that it fails, or NULL. */
static const char *failed_section;

static void lint_subjects(const struct inventory *inventory, struct subjects *list)
{
	(void)inventory;
	if (failed_section)
		subject_add(list, &(struct subject){ .name = failed_section });
}

static void lint_start(struct run *run)
{
	run_observedf(run, "mode http");
	run_fail(run, "%s is in mode http", run_subject(run)->name);
}

static const struct probe lint = {
	.id = "lint.haproxy-mode",
	.title = "the cluster's ports are balanced as TCP",
	.why = "HAProxy answers by itself",
	.symptom = "none",
	.fix = "mode tcp",
	.phases = PHASE_ALL,
	.subjects = lint_subjects,
	.start = lint_start,
};

static pid_t servers[8];
static size_t server_count;

static void open_world(struct cluster *cluster)
{
	ck_assert(tcp_world_enter());
	server_count = 0;
	failed_section = NULL;
	cluster_init(cluster, PHASE_PREBOOT);
	cluster->inventory.timeout = 0.5;
	cluster_address(cluster, &cluster->inventory.api.addresses, "127.0.0.111");
	cluster_address(cluster, &cluster->inventory.api_int.addresses, "127.0.0.110");
	cluster_address(cluster, &cluster->inventory.ingress.addresses, "127.0.0.112");
}

static void serve(const char *address, in_port_t port, enum tcp_behaviour behaviour)
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
}

static const struct result *mode(const struct cluster *cluster, const char *subject)
{
	return cluster_result(cluster, "lb.mode", subject);
}

static void expect(const struct cluster *cluster, const char *subject, enum status status)
{
	if (mode(cluster, subject)->status != status) {
		cluster_show(cluster);
		ck_abort_msg("%s is not %d", subject, (int)status);
	}
}

/* Who closes, resets, is silent or speaks first does not answer in HTTP. */
START_TEST(passes_through)
{
	struct cluster cluster;

	open_world(&cluster);
	serve("127.0.0.111", 6443, TCP_SERVE_CLOSE);
	serve("127.0.0.110", 6443, TCP_SERVE_OPEN);
	serve("127.0.0.110", 22623, TCP_SERVE_RESET);
	cluster_run(&cluster, &probe_lb_mode, &lint, NULL);
	expect(&cluster, API, STATUS_PASS);
	expect(&cluster, API_INT, STATUS_PASS);
	expect(&cluster, CONFIG, STATUS_PASS);
	expect(&cluster, HTTPS, STATUS_SKIP);
	close_world(&cluster);
}
END_TEST

START_TEST(one_front_in_mode_http)
{
	struct cluster cluster;
	const struct result *result;

	open_world(&cluster);
	serve("127.0.0.111", 6443, TCP_SERVE_CLOSE);
	serve("127.0.0.110", 6443, TCP_SERVE_CLOSE);
	serve("127.0.0.110", 22623, TCP_SERVE_HTTP);
	serve("127.0.0.112", 443, TCP_SERVE_OPEN);
	cluster_run(&cluster, &probe_lb_mode, &lint, NULL);
	expect(&cluster, API, STATUS_PASS);
	expect(&cluster, API_INT, STATUS_PASS);
	expect(&cluster, CONFIG, STATUS_FAIL);
	expect(&cluster, HTTPS, STATUS_PASS);
	result = mode(&cluster, CONFIG);
	ck_assert_str_eq(result->reason, "tls-plain-http");
	ck_assert_ptr_nonnull(strstr(result->observed, "HTTP 400"));
	close_world(&cluster);
}
END_TEST

/* "mode http" among the defaults: one line of the file, one cause. */
START_TEST(whole_balancer_in_mode_http)
{
	struct cluster cluster;
	struct host *host;

	open_world(&cluster);
	host = cluster_host(&cluster, "lb1.example.localdomain", "127.0.0.110");
	cluster_address(&cluster, &host->addresses, "127.0.0.111");
	cluster_address(&cluster, &host->addresses, "127.0.0.112");
	serve("0.0.0.0", 6443, TCP_SERVE_HTTP);
	serve("0.0.0.0", 22623, TCP_SERVE_HTTP);
	serve("0.0.0.0", 443, TCP_SERVE_HTTP);
	cluster_run(&cluster, &probe_lb_mode, &lint, NULL);
	expect(&cluster, API, STATUS_FAIL);
	expect(&cluster, API_INT, STATUS_SKIP);
	expect(&cluster, CONFIG, STATUS_SKIP);
	expect(&cluster, HTTPS, STATUS_SKIP);
	ck_assert_ptr_eq(mode(&cluster, HTTPS)->blocked_by[0], mode(&cluster, API));
	close_world(&cluster);
}
END_TEST

/* Where haproxy.cfg says it, that is where it is told. */
START_TEST(told_by_the_file)
{
	struct cluster cluster;

	open_world(&cluster);
	serve("0.0.0.0", 6443, TCP_SERVE_HTTP);
	cluster.fronts[0] = (struct balancer_front){
		.section = "kubeapi", .address = "*", .port = 6443, .mode = "http"
	};
	cluster.inventory.front_count = 1;
	cluster.inventory.haproxy_file = "haproxy.cfg";
	failed_section = "kubeapi";
	cluster_run(&cluster, &probe_lb_mode, &lint, NULL);
	expect(&cluster, API, STATUS_SKIP);
	expect(&cluster, API_INT, STATUS_SKIP);
	ck_assert_str_eq(mode(&cluster, API)->blocked_by[0]->subject, "kubeapi");
	close_world(&cluster);
}
END_TEST

SUITE("probes/lb/mode", passes_through, one_front_in_mode_http,
      whole_balancer_in_mode_http, told_by_the_file);
