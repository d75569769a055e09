/*
 * Method calls on the bus, against a firewalld of our own.
 */
#include <errno.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "core/engine.h"
#include "core/io_bus.h"
#include "tests/support/dns_world.h"
#include "tests/support/firewalld_world.h"
#include "tests/support/suite.h"

#define NAME "org.fedoraproject.FirewallD1"
#define PATH "/org/fedoraproject/FirewallD1"

static int first_error, last_error;
static unsigned replies;
static bool in_call;
static char zone[64];

static void probe_subjects(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	subject_add(subjects, &(struct subject){ .name = "bus" });
}

static void replied(int error, const char *message, struct sd_bus_message *reply,
		    void *arg)
{
	const char *text = NULL;

	(void)message;
	ck_assert(!in_call);
	if (replies++ == 0)
		first_error = error;
	last_error = error;
	if (reply && sd_bus_message_read(reply, "s", &text) > 0)
		(void)snprintf(zone, sizeof zone, "%s", text);
	if (replies == 3)
		run_pass(arg, "done");
}

static void start(struct run *run)
{
	static const char *const members[] = { "getDefaultZone", "getNothing",
					       "getDefaultZone" };

	in_call = true;
	for (size_t i = 0; i < 3; i++) {
		int r = bus_call(
			run_engine(run),
			&(struct bus_call){ NAME, PATH, NAME, members[i], { NULL } },
			replied, run);

		if (r < 0) {
			first_error = r;
			run_pass(run, "no bus");
			break;
		}
	}
	in_call = false;
}

static const struct probe probe_bus = {
	.id = "test.bus",
	.title = "bus",
	.why = "bus",
	.symptom = "bus",
	.fix = "bus",
	.phases = PHASE_ALL,
	.subjects = probe_subjects,
	.start = start,
};

static void run_world(const struct firewalld_world *firewalld)
{
	static const struct probe *const table[] = { &probe_bus, NULL };
	struct world world;
	pid_t pid = -1;

	if (firewalld)
		pid = firewalld_start(firewalld);
	else
		firewalld_no_bus();
	world_open(&world);
	world_run(&world, table);
	world_close(&world);
	if (firewalld)
		firewalld_end(pid);
}

START_TEST(replies_come_from_the_loop)
{
	run_world(&firewalld_good);
	ck_assert_uint_eq(replies, 3);
	ck_assert_int_eq(first_error, 0);
	ck_assert_int_eq(last_error, 0);
	ck_assert_str_eq(zone, "public");
}
END_TEST

START_TEST(refusals_are_told_apart)
{
	struct firewalld_world world = firewalld_good;

	world.denied = true;
	run_world(&world);
	ck_assert_int_eq(first_error, -EACCES);
}
END_TEST

START_TEST(the_service_is_not_there)
{
	static const struct firewalld_world nobody;

	run_world(&nobody);
	ck_assert_int_eq(first_error, -ESRCH);
	ck_assert_uint_eq(replies, 3);
}
END_TEST

START_TEST(no_bus)
{
	run_world(NULL);
	ck_assert_int_lt(first_error, 0);
	ck_assert_uint_eq(replies, 0);
}
END_TEST

START_TEST(a_silent_bus_is_given_up)
{
	struct firewalld_world world = firewalld_good;

	world.silent = true;
	run_world(&world);
	ck_assert_int_eq(first_error, -ETIMEDOUT);
	ck_assert_uint_eq(replies, 3);
}
END_TEST

SUITE("io_bus", replies_come_from_the_loop, refusals_are_told_apart,
      the_service_is_not_there, no_bus, a_silent_bus_is_given_up);
