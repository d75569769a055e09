/*
 * Is a port open? In the order of firewalld's chains.
 */
#include <string.h>

#include "core/arena.h"
#include "core/firewall/firewall.h"
#include "core/firewall/rich.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct firewall *firewall;
static struct addr node, stranger;

static struct firewall_zone *world(void)
{
	struct firewall_zone *zone;

	arena = arena_new();
	firewall = firewall_new(arena);
	(void)addr_parse("172.16.0.21", &node);
	(void)addr_parse("10.9.9.9", &stranger);
	zone = firewall_add_zone(firewall, "public");
	firewall_add_name(firewall, &zone->interfaces, "ens192");
	return zone;
}

static void add_rule(struct firewall_set *set, const char *text)
{
	struct firewall_rule rule;

	ck_assert_msg(firewall_parse_rule(arena, text, &rule) == 0, "%s", text);
	firewall_add_rule(firewall, set, &rule);
}

static struct firewall_answer ask_from(uint16_t port, const struct addr *source)
{
	struct firewall_question question = {
		.port = port, .protocol = "tcp", .interface = "ens192", .source = source
	};

	return firewall_judge(firewall, &question);
}

static bool open_for_node(uint16_t port)
{
	return ask_from(port, &node).open;
}

START_TEST(service_port_range_protocol_target)
{
	struct firewall_zone *zone = world();
	struct firewall_service *service =
		firewall_add_service(firewall, "machine-config");

	ck_assert(!open_for_node(22623));
	firewall_add_name(firewall, &zone->set.services, "machine-config");
	ck_assert_msg(!open_for_node(22623), "the service is empty");
	(void)firewall_add_port(firewall, &service->ports, "22623", "udp");
	ck_assert_msg(!open_for_node(22623), "the service has the wrong protocol");
	(void)firewall_add_port(firewall, &service->ports, "22623", "tcp");
	ck_assert(open_for_node(22623));
	ck_assert_str_eq(ask_from(22623, &node).by,
			 "service machine-config of zone public");

	(void)firewall_add_port(firewall, &zone->set.ports, "6000-7000", "tcp");
	ck_assert(open_for_node(6443));
	ck_assert(!open_for_node(80));
	zone->target = "ACCEPT";
	ck_assert(open_for_node(80));
	zone->target = "DROP";
	firewall_add_name(firewall, &zone->set.protocols, "6");
	ck_assert(open_for_node(80));
	arena_free(arena);
}
END_TEST

START_TEST(refusals_come_before_accepts)
{
	struct firewall_zone *zone = world();

	(void)firewall_add_port(firewall, &zone->set.ports, "80", "tcp");
	add_rule(&zone->set, "rule family=ipv4 source address=172.16.0.0/24 port port=80 "
			     "protocol=tcp reject");
	ck_assert(!open_for_node(80));
	ck_assert(ask_from(80, &stranger).open);
	add_rule(&zone->set, "rule priority=-1 port port=80 protocol=tcp accept");
	ck_assert_msg(open_for_node(80), "a negative priority comes first");
	add_rule(&zone->set,
		 "rule priority=-2 family=ipv4 port port=80 protocol=tcp drop");
	ck_assert(!open_for_node(80));
	ck_assert_ptr_nonnull(strstr(ask_from(80, &node).by, "priority=-2"));
	arena_free(arena);
}
END_TEST

START_TEST(later_priorities_and_limits)
{
	struct firewall_zone *zone = world();

	add_rule(&zone->set, "rule priority=5 service name=none drop");
	add_rule(&zone->set, "rule priority=7 port port=443 protocol=tcp drop");
	add_rule(&zone->set, "rule priority=6 port port=443 protocol=tcp accept");
	ck_assert(open_for_node(443));
	(void)firewall_add_port(firewall, &zone->set.ports, "80", "tcp");
	add_rule(&zone->set, "rule port port=80 protocol=tcp drop limit value=1/s");
	ck_assert_msg(open_for_node(80), "a refusal with a limit is not one");
	add_rule(&zone->set, "rule port port=81 protocol=tcp log");
	ck_assert(!open_for_node(81));
	arena_free(arena);
}
END_TEST

START_TEST(source_restricted_accepts)
{
	struct firewall_zone *zone = world();
	struct firewall_ipset *ipset;

	add_rule(&zone->set, "rule family=ipv4 source address=172.16.0.0/24 service "
			     "name=none accept");
	add_rule(&zone->set,
		 "rule family=ipv4 source address=172.16.0.0/24 port port=22623 "
		 "protocol=tcp accept");
	ck_assert(open_for_node(22623));
	ck_assert(!ask_from(22623, &stranger).open);
	ck_assert(ask_from(22623, NULL).open);
	ck_assert(ask_from(22623, NULL).unsure);

	add_rule(&zone->set,
		 "rule source ipset=nodes port port=6443 protocol=tcp accept");
	ck_assert(ask_from(6443, &node).open && ask_from(6443, &node).unsure);
	ipset = firewall_add_ipset(firewall, "nodes");
	ck_assert(!open_for_node(6443));
	firewall_add_entry(firewall, ipset, "172.16.0.21");
	ck_assert(open_for_node(6443) && !ask_from(6443, &node).unsure);
	add_rule(&zone->set, "rule family=ipv4 source NOT address=10.0.0.0/8 port port=1 "
			     "protocol=tcp accept");
	ck_assert(open_for_node(1) && !ask_from(1, &stranger).open);
	arena_free(arena);
}
END_TEST

START_TEST(sources_bind_before_interfaces)
{
	struct firewall_zone *zone = world();
	struct firewall_question question = { .port = 80, .protocol = "tcp" };

	(void)firewall_add_port(firewall, &zone->set.ports, "80", "tcp");
	zone = firewall_add_zone(firewall, "block");
	zone->target = "%%REJECT%%";
	firewall_add_source(firewall, zone, "172.16.0.0/24");
	ck_assert(!open_for_node(80));
	ck_assert_str_eq(ask_from(80, &node).zone, "block");
	ck_assert(ask_from(80, &stranger).open);

	firewall->default_zone = "block";
	ck_assert_str_eq(firewall_zone_of_interface(firewall, "ens192"), "public");
	ck_assert_str_eq(firewall_zone_of_interface(firewall, "ens224"), "block");
	question.zone = "public";
	ck_assert(firewall_judge(firewall, &question).open);
	question.zone = "pbulic";
	ck_assert(!firewall_judge(firewall, &question).open);
	arena_free(arena);
}
END_TEST

START_TEST(policies_around_the_zone)
{
	struct firewall_zone *zone = world();
	struct firewall_policy *policy = firewall_add_policy(firewall, "cluster");

	policy->priority = -1;
	firewall_add_name(firewall, &policy->ingress, "ANY");
	firewall_add_name(firewall, &policy->egress, "HOST");
	(void)firewall_add_port(firewall, &policy->set.ports, "6443", "tcp");
	ck_assert(open_for_node(6443));
	ck_assert_str_eq(ask_from(6443, &node).by, "port 6443/tcp of policy cluster");
	ck_assert(!open_for_node(80));
	policy->target = "DROP";
	(void)firewall_add_port(firewall, &zone->set.ports, "80", "tcp");
	ck_assert(!open_for_node(80));
	policy->priority = 1;
	ck_assert_msg(open_for_node(80), "the zone allowed it already");
	policy->target = "ACCEPT";
	ck_assert(open_for_node(1));
	policy->egress.count = 0;
	ck_assert_msg(!open_for_node(1), "not for this host");
	firewall->panic = true;
	ck_assert(!open_for_node(80));
	arena_free(arena);
}
END_TEST

SUITE("firewall_judge", service_port_range_protocol_target, refusals_come_before_accepts,
      later_priorities_and_limits, source_restricted_accepts,
      sources_bind_before_interfaces, policies_around_the_zone);
