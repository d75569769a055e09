/*
 * Is the opening in force, in the zone of the interface that serves it?
 */
#include <string.h>

#include "tests/support/firewalld_cluster.h"
#include "tests/support/suite.h"

static struct world world;
static struct firewalld_world firewalld;

static void open_world(void)
{
	firewalld_cluster(&world);
	firewalld = firewalld_good;
}

static void expect(const char *opening, enum status status, const char *part)
{
	world_expect_text(&world, "firewalld.service", opening, status, part);
}

/* So many of the four are as the status says. */
static void expect_count(enum status status, unsigned count)
{
	static const char *const names[] = { "http", "https", "kube-apiserver",
					     "machine-config" };
	unsigned found = 0;

	for (size_t i = 0; i < 4; i++)
		found += world_result(&world, "firewalld.service", names[i])->status ==
			 status;
	ck_assert_uint_eq(found, count);
}

#define WITHOUT_MCS "ssh http https kube-apiserver"

START_TEST(all_open)
{
	open_world();
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 4);
	expect("machine-config", STATUS_PASS, "zone public");
	world_close(&world);
}
END_TEST

START_TEST(of_before_0_9)
{
	open_world();
	firewalld.old = true;
	firewalld.now.zones[0].services = WITHOUT_MCS;
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 3);
	expect("machine-config", STATUS_FAIL, "firewall-cmd --reload");
	world_close(&world);
}
END_TEST

START_TEST(closed_altogether)
{
	open_world();
	firewalld.now.zones[0].services = WITHOUT_MCS;
	firewalld.permanent.zones[0].services = WITHOUT_MCS;
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 3);
	expect("machine-config", STATUS_FAIL,
	       "machine-config (22623/tcp) is closed in zone public");
	expect("machine-config", STATUS_FAIL,
	       "firewall-cmd --permanent --zone=public --add-service=machine-config");
	world_close(&world);
}
END_TEST

START_TEST(written_but_not_loaded)
{
	const struct result *result;

	open_world();
	firewalld.now.zones[0].services = WITHOUT_MCS;
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_FAIL, "not loaded");
	result = world_result(&world, "firewalld.service", "machine-config");
	ck_assert_str_eq(result->fix[0], "firewall-cmd --reload");
	ck_assert_ptr_null(result->fix[1]);
	world_close(&world);
	/* One reload for all of them: one fault. */
	open_world();
	firewalld.now.zones[0].services = "ssh";
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_FAIL, 1);
	expect_count(STATUS_SKIP, 3);
	expect("http", STATUS_FAIL, "not loaded");
	world_close(&world);
}
END_TEST

START_TEST(an_empty_definition)
{
	open_world();
	firewalld.now.services[4].ports = "";
	firewalld.permanent.services[4].ports = "";
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_FAIL, "does not contain 22623/tcp");
	expect("machine-config", STATUS_FAIL,
	       "--service=machine-config --add-port=22623/tcp");
	world_close(&world);
}
END_TEST

START_TEST(no_definition)
{
	open_world();
	firewalld.now.zones[0].services = firewalld.permanent.zones[0].services =
		WITHOUT_MCS;
	firewalld.now.services[4].name = firewalld.permanent.services[4].name = NULL;
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_FAIL, "machine-config is not defined");
	expect("machine-config", STATUS_FAIL, "--new-service=machine-config");
	world_close(&world);
}
END_TEST

START_TEST(a_misspelt_service)
{
	open_world();
	world.inventory.openings[2].name = "kube-apisever";
	firewalld_run(&world, &firewalld);
	expect("kube-apisever", STATUS_FAIL, "did you mean kube-apiserver?");
	world_close(&world);
}
END_TEST

START_TEST(a_misspelt_zone_is_one_fault)
{
	open_world();
	world.inventory.firewalld_zone = "pbulic";
	firewalld_run(&world, &firewalld);
	expect("http", STATUS_FAIL, "did you mean public?");
	expect_count(STATUS_FAIL, 1);
	expect_count(STATUS_SKIP, 3);
	world_close(&world);
}
END_TEST

START_TEST(the_interface_is_in_another_zone)
{
	open_world();
	firewalld.now.zones[0].interfaces = firewalld.permanent.zones[0].interfaces =
		"eth1";
	firewalld.now.zones[1].interfaces = firewalld.permanent.zones[1].interfaces =
		"eth0";
	firewalld_run(&world, &firewalld);
	expect("http", STATUS_FAIL, "interface eth0 is in zone internal");
	expect("http", STATUS_FAIL, "--zone=public --change-interface=eth0");
	expect_count(STATUS_FAIL, 1);
	expect_count(STATUS_SKIP, 3);
	world_close(&world);
}
END_TEST

START_TEST(by_range_rule_include_and_target)
{
	open_world();
	firewalld.now.zones[0].services = "group";
	firewalld.now.zones[0].ports = "22000-23000/tcp";
	firewalld.now.zones[0].rules =
		"rule family=\"ipv4\" source address=\"172.16.0.0/24\" port port=\"6443\" "
		"protocol=\"tcp\" accept";
	firewalld.now.services[5] =
		(struct firewalld_service){ "group", "", "http https" };
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 4);
	world_close(&world);

	firewalld_cluster(&world);
	firewalld = firewalld_good;
	firewalld.now.zones[0].services = "";
	firewalld.now.zones[0].target = "ACCEPT";
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 4);
	world_close(&world);
}
END_TEST

START_TEST(a_rule_rejects_before)
{
	open_world();
	firewalld.now.zones[0].rules = firewalld.permanent.zones[0].rules =
		"rule priority=\"-10\" port port=\"22623\" protocol=\"tcp\" reject";
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 3);
	expect("machine-config", STATUS_FAIL, "--remove-rich-rule=");
	world_close(&world);
}
END_TEST

/* Open for others is closed for the nodes. */
START_TEST(the_nodes_come_from_elsewhere)
{
	open_world();
	firewalld.now.zones[0].services = firewalld.permanent.zones[0].services =
		WITHOUT_MCS;
	firewalld.now.zones[0].rules = firewalld.permanent.zones[0].rules =
		"rule family=\"ipv4\" source address=\"172.16.0.16/28\" port port=\"22623\" "
		"protocol=\"tcp\" accept";
	firewalld_run(&world, &firewalld);
	/* m1 is 172.16.0.21, w1 is 172.16.0.31: both in; then w1 moves. */
	expect("machine-config", STATUS_PASS, "open");
	world_close(&world);

	firewalld_cluster(&world);
	world.nodes[1].addresses = world_addresses(&world, "172.16.0.51");
	firewalld_run(&world, &firewalld);
	expect("machine-config", STATUS_FAIL, "w1.ocp45.example.localdomain");
	world_close(&world);
}
END_TEST

/* The name says nothing: an administrator may have given ssh another port. */
START_TEST(by_a_service_of_another_name)
{
	open_world();
	firewalld.now.zones[0].services = firewalld.permanent.zones[0].services =
		WITHOUT_MCS;
	firewalld.now.services[0].ports = firewalld.permanent.services[0].ports =
		"22/tcp 22623/tcp";
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 4);
	world_close(&world);
}
END_TEST

START_TEST(a_rule_for_a_service_rejects)
{
	open_world();
	firewalld.now.zones[0].rules = firewalld.permanent.zones[0].rules =
		"rule priority=\"-10\" service name=\"mcs\" reject";
	firewalld.now.services[5] = firewalld.permanent.services[5] =
		(struct firewalld_service){ "mcs", "22623/tcp", NULL };
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 3);
	expect("machine-config", STATUS_FAIL, "--remove-rich-rule=");
	world_close(&world);
}
END_TEST

/* Zones without interface and services of other ports cost nothing where all is well. */
START_TEST(what_is_not_needed_is_not_asked)
{
	unsigned calls;

	open_world();
	firewalld_run(&world, &firewalld);
	calls = firewalld_calls();
	expect_count(STATUS_PASS, 4);
	world_close(&world);

	open_world();
	firewalld.now.zones[0].services = firewalld.permanent.zones[0].services =
		"ssh cockpit http https kube-apiserver machine-config";
	firewalld.now.zones[2] = firewalld.permanent.zones[2] =
		(struct firewalld_zone){ .name = "work", .services = "ssh cockpit" };
	firewalld.now.services[5] = firewalld.permanent.services[5] =
		(struct firewalld_service){ "cockpit", "9090/tcp", NULL };
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_PASS, 4);
	ck_assert_uint_eq(firewalld_calls(), calls);
	world_close(&world);
}
END_TEST

START_TEST(not_running_is_no_fault)
{
	open_world();
	firewalld.state = NULL;
	firewalld_run(&world, &firewalld);
	expect_count(STATUS_FAIL, 0);
	expect_count(STATUS_ERROR, 0);
	world_close(&world);
}
END_TEST

SUITE("probes/firewalld/service", all_open, of_before_0_9, closed_altogether,
      written_but_not_loaded, an_empty_definition, no_definition, a_misspelt_service,
      a_misspelt_zone_is_one_fault, the_interface_is_in_another_zone,
      by_range_rule_include_and_target, a_rule_rejects_before,
      the_nodes_come_from_elsewhere, by_a_service_of_another_name,
      a_rule_for_a_service_rejects, what_is_not_needed_is_not_asked,
      not_running_is_no_fault);
