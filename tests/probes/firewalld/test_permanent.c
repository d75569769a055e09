/*
 * Will what is open now be open after the next reload?
 */
#include <string.h>

#include "tests/support/firewalld_cluster.h"
#include "tests/support/suite.h"

#define WITHOUT_MCS "ssh http https kube-apiserver"

static struct world world;
static struct firewalld_world firewalld;

static void open_world(void)
{
	firewalld_cluster(&world);
	firewalld = firewalld_good;
}

static void expect(const char *opening, enum status status, const char *part)
{
	world_expect_text(&world, "firewalld.permanent", opening, status, part);
}

START_TEST(they_agree)
{
	open_world();
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_PASS, "after a reload");
	world_close(&world);
}
END_TEST

START_TEST(opened_without_permanent)
{
	open_world();
	firewalld.permanent.zones[0].services = WITHOUT_MCS;
	firewalld_run(&world, &firewalld);
	expect("http", STATUS_PASS, "");
	expect("machine-config", STATUS_WARN, "closed after the next reload");
	expect("machine-config", STATUS_WARN,
	       "firewall-cmd --permanent --zone=public --add-service=machine-config");
	world_expect(&world, "firewalld.service", "machine-config", STATUS_PASS);
	world_close(&world);
}
END_TEST

/* The service was made with its port at run time only. */
START_TEST(another_definition)
{
	open_world();
	firewalld.permanent.services[4].ports = "22624/tcp";
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_WARN,
	       "--service=machine-config --add-port=22623/tcp");
	world_close(&world);
}
END_TEST

START_TEST(closed_now_is_the_services_to_say)
{
	const struct result *result;

	open_world();
	firewalld.now.zones[0].services = WITHOUT_MCS;
	firewalld_run(&world, &firewalld);
	result = world_result(&world, "firewalld.permanent", "machine-config");
	ck_assert_int_eq(result->status, STATUS_SKIP);
	ck_assert_ptr_nonnull(result->blocked_by);
	ck_assert_str_eq(result->blocked_by[0]->probe->id, "firewalld.service");
	world_close(&world);
}
END_TEST

/* NetworkManager bound the interface: the permanent configuration does not know of it. */
START_TEST(a_binding_of_network_manager_stays)
{
	open_world();
	firewalld.now.default_zone = firewalld.permanent.default_zone = "internal";
	firewalld.permanent.zones[0].interfaces = "";
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_PASS, "");
	world_close(&world);
}
END_TEST

/* Zone internal has no interface before the reload. */
START_TEST(the_next_reload_moves_the_interface)
{
	open_world();
	firewalld.permanent.zones[0].interfaces = "";
	firewalld.permanent.zones[1].interfaces = "eth0";
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_WARN,
	       "firewall-cmd --permanent --zone=internal --add-service=machine-config");
	world_expect(&world, "firewalld.service", "machine-config", STATUS_PASS);
	world_close(&world);
}
END_TEST

/* A service of the zone that no opening names has the port, by what it includes. */
START_TEST(written_under_another_name)
{
	open_world();
	firewalld.permanent.zones[0].services = WITHOUT_MCS " cluster";
	firewalld.permanent.services[5] =
		(struct firewalld_service){ "cluster", "", "mcs" };
	firewalld.permanent.services[6] =
		(struct firewalld_service){ "mcs", "22623/tcp", NULL };
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_PASS, "after a reload");
	world_close(&world);
}
END_TEST

START_TEST(not_running)
{
	open_world();
	firewalld.state = NULL;
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_SKIP, "does not run");
	world_close(&world);
}
END_TEST

SUITE("probes/firewalld/permanent", they_agree, opened_without_permanent,
      another_definition, closed_now_is_the_services_to_say,
      a_binding_of_network_manager_stays, the_next_reload_moves_the_interface,
      written_under_another_name, not_running);
