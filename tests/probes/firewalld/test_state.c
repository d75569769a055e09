/*
 * Does firewalld run?
 */
#include <string.h>

#include "tests/support/firewalld_cluster.h"
#include "tests/support/suite.h"
#include "tests/support/tcp_world.h"

static struct world world;

static void expect(const struct firewalld_world *firewalld, enum status status,
		   const char *part)
{
	firewalld_cluster(&world);
	firewalld_run(&world, firewalld);
	world_expect_text(&world, "firewalld.state", "lb1.example.localdomain", status,
			  part);
}

START_TEST(runs)
{
	expect(&firewalld_good, STATUS_PASS, "firewalld runs on lb1");
	world_close(&world);
}
END_TEST

START_TEST(panic_blocks_the_rest)
{
	struct firewalld_world firewalld = firewalld_good;

	firewalld.panic = true;
	expect(&firewalld, STATUS_FAIL, "firewall-cmd --panic-off");
	world_expect(&world, "firewalld.service", "http", STATUS_SKIP);
	world_expect(&world, "firewalld.permanent", "http", STATUS_SKIP);
	world_close(&world);
}
END_TEST

START_TEST(failed_to_load)
{
	struct firewalld_world firewalld = firewalld_good;

	firewalld.state = "FAILED";
	expect(&firewalld, STATUS_FAIL, "could not load its rules");
	world_expect(&world, "firewalld.service", "https", STATUS_SKIP);
	world_close(&world);
}
END_TEST

START_TEST(no_permission_is_no_verdict)
{
	struct firewalld_world firewalld = firewalld_good;

	firewalld.denied = true;
	expect(&firewalld, STATUS_ERROR, "root");
	world_expect(&world, "firewalld.service", "http", STATUS_SKIP);
	world_close(&world);
}
END_TEST

/* Here or not, pass or skip: never a fault. */
static void expect_harmless(const struct firewalld_world *firewalld)
{
	const struct result *result;

	firewalld_cluster(&world);
	firewalld_run(&world, firewalld);
	result = world_result(&world, "firewalld.state", "lb1.example.localdomain");
	ck_assert_msg(result->status == STATUS_PASS || result->status == STATUS_SKIP,
		      "%s", result->title);
	world_close(&world);
}

START_TEST(not_running)
{
	static const struct firewalld_world nobody;

	if (!tcp_world_enter())
		return;
	expect_harmless(&nobody);
	expect_harmless(NULL);
}
END_TEST

START_TEST(not_running_but_filtered)
{
	static const struct firewalld_world nobody;
	const struct result *result;

	if (!tcp_world_enter() || !tcp_world_do("nft add table inet site") ||
	    !tcp_world_do(
		    "nft add chain inet site in { type filter hook input priority 0 ; }") ||
	    !tcp_world_do("nft add rule inet site in tcp dport 22623 drop"))
		return;
	firewalld_cluster(&world);
	firewalld_run(&world, &nobody);
	result = world_result(&world, "firewalld.state", "lb1.example.localdomain");
	/* A warning where firewalld is installed, else another's affair. */
	ck_assert(result->status == STATUS_WARN || result->status == STATUS_SKIP);
	ck_assert_ptr_nonnull(strstr(world_text(&world, result), "inet site"));
	world_close(&world);
}
END_TEST

START_TEST(a_dead_bus_is_given_up)
{
	struct firewalld_world firewalld = firewalld_good;

	firewalld.silent = true;
	firewalld_cluster(&world);
	firewalld_run(&world, &firewalld);
	ck_assert_int_ne(
		world_result(&world, "firewalld.state", "lb1.example.localdomain")
			->status,
		STATUS_FAIL);
	world_close(&world);
}
END_TEST

START_TEST(on_another_host)
{
	firewalld_cluster(&world);
	world.inventory.vantage =
		(struct vantage){ .host = "bastion.example.localdomain" };
	firewalld_run(&world, &firewalld_good);
	world_expect_text(&world, "firewalld.state", "lb1.example.localdomain",
			  STATUS_SKIP, "belongs on lb1");
	world_expect(&world, "firewalld.service", "http", STATUS_SKIP);
	world_close(&world);
}
END_TEST

SUITE("probes/firewalld/state", runs, panic_blocks_the_rest, failed_to_load,
      no_permission_is_no_verdict, not_running, not_running_but_filtered,
      a_dead_bus_is_given_up, on_another_host);
