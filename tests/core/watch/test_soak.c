/*
 * A day of watching real servers, as fast as they answer: does it cost at its end what it cost in
 * the morning? A balancer that comes and goes is told each time. Time passes between the rounds
 * alone, so how fast this machine is changes nothing.
 */
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "core/addr.h"
#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/watch/watch.h"
#include "tests/support/dns_server.h"
#define SUITE_SECONDS 110 /* where much else runs */
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

#define DAY_S	   86400.0
#define OUTAGES	   12
#define MEMORY_MAX ((size_t)256 * 1024) /* more than in the morning, that is no leak */

extern const struct probe *const probe_table[];
/* AddressSanitizer's, where it is there. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static struct watch *watch;
static struct dns_server *dns;
static struct addr balancer[2];
static pid_t servers[2];
static unsigned doubts, recovered, others, toggles;
static size_t memory_in_the_morning, descriptors_in_the_morning;

static size_t memory(void)
{
	if (__sanitizer_get_current_allocated_bytes)
		return __sanitizer_get_current_allocated_bytes();
	return mallinfo2().uordblks;
}

static size_t descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t count = 0;

	ck_assert_ptr_nonnull(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static int load(struct arena *arena, const struct options *options,
		struct diagnostics *diagnostics, struct config **ret_config,
		const struct inventory **ret_inventory)
{
	const struct inventory_options inventory_options = { .phase = options->phase,
							     .timeout =
								     options->timeout };
	const char *text = arena_printf(
		arena,
		"cluster: {name: ocp45, baseDomain: example.localdomain}\n"
		"endpoints: {api: [127.0.1.1], apiInt: [127.0.1.1], ingress: [127.0.1.2]}\n"
		"nodes: [{name: m1, role: master, addresses: [127.0.1.21]}]\n"
		"dns: {servers: [\"127.0.0.1:%u\"]}\n",
		dns_server_port(dns));
	int r = config_parse(arena, "test.yaml", text, strlen(text), diagnostics,
			     ret_config);

	if (r < 0)
		return r;
	return inventory_build(arena, *ret_config, &inventory_options, diagnostics,
			       ret_inventory);
}

static void serve(bool up)
{
	for (size_t i = 0; i < 2; i++) {
		if (up)
			servers[i] = tcp_world_serve(0, &balancer[i], TCP_SERVE_CLOSE);
		else
			tcp_world_end(servers[i]);
	}
}

static void heard(const struct watch_event *event, void *arg)
{
	(void)arg;
	if (event->kind != WATCH_CHANGED || !event->was_known || event->is_consequence)
		return;
	if (event->was == STATUS_PASS && event->check->shown->status != STATUS_PASS)
		doubts++;
	else if (event->was != STATUS_PASS && event->check->shown->status == STATUS_PASS)
		recovered++;
	else
		others++;
}

/* Down and up twelve times a day; a balancer of unknown kind that refuses is a warning. */
static void settled(void *arg)
{
	const struct watch_model *model = watch_model(watch);
	double hours = (double)(watch_time(watch) - model->started_ms) / 3600e3;

	(void)arg;
	if (!memory_in_the_morning && hours > 4) {
		memory_in_the_morning = memory();
		descriptors_in_the_morning = descriptors();
	}
	if (toggles < 2 * OUTAGES && hours > toggles * 23.0 / (2 * OUTAGES) + 0.5) {
		serve(toggles % 2);
		toggles++;
	}
}

static void make_balancer(void)
{
	ck_assert_int_eq(addr_parse_port("127.0.1.1:6443", 0, &balancer[0]), 0);
	ck_assert_int_eq(addr_parse_port("127.0.1.1:22623", 0, &balancer[1]), 0);
	serve(true);
}

static void make_names(void)
{
	dns = dns_server_start(DNS_BOTH);
	dns_server_zone(dns, "ocp45.example.localdomain");
	dns_server_add(dns, "api.ocp45.example.localdomain", "A", "127.0.1.1");
	dns_server_add(dns, "api-int.ocp45.example.localdomain", "A", "127.0.1.1");
	dns_server_add(dns, "m1.ocp45.example.localdomain", "A", "127.0.1.21");
}

START_TEST(a_day)
{
	const struct options options = { .command = COMMAND_WATCH,
					 .phase = PHASE_PREBOOT,
					 .only = "dns.server,lb.port",
					 .timeout = 1,
					 .deadline = DAY_S };
	const struct watch_settings settings = { .options = &options,
						 .table = probe_table,
						 .load = load,
						 .leaps = true,
						 .seed = 1 };
	struct watch_listener listener = { .event = heard, .settled = settled };
	const struct watch_model *model;
	enum watch_end end;
	char *error;

	if (!tcp_world_enter())
		exit(77);
	make_names();
	make_balancer();
	ck_assert_int_eq(watch_new(&settings, &watch, &error), 0);
	watch_listen(watch, &listener);
	ck_assert_int_eq(watch_go(watch, &end), 0);
	ck_assert_int_eq(end, WATCH_END_DEADLINE);
	model = watch_model(watch);
	ck_assert_uint_gt(model->rounds, 300);
	ck_assert_uint_eq(toggles, 2 * OUTAGES);
	ck_assert_uint_ge(doubts, OUTAGES);
	ck_assert_uint_ge(recovered, OUTAGES);
	ck_assert_uint_eq(others, 0);
	ck_assert_uint_eq(descriptors(), descriptors_in_the_morning);
	ck_assert_msg(memory() < memory_in_the_morning + MEMORY_MAX,
		      "%zu bytes in the morning, %zu at night", memory_in_the_morning,
		      memory());
	watch = watch_free(watch);
	serve(false);
	dns_server_stop(dns);
}
END_TEST

SUITE("core/watch/soak", a_day);
