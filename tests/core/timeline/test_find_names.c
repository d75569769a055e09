#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

#define API_INT "api-int." WIRE_DOMAIN
#define M2	"172.16.0.22"

static struct wire wire;
static struct timeline_snapshot snapshot;

static void installed(void)
{
	wire_open(&wire, true);
	wire_boot(&wire, 22, "/master.ign", STEP_FIRST_BOOT);
}

static const struct timeline_finding *found(const char *id,
					    enum timeline_severity severity)
{
	const struct timeline_finding *finding;

	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, id, "m2");
	ck_assert_msg(finding, "no %s", id);
	ck_assert_int_eq(finding->severity, severity);
	return finding;
}

START_TEST(the_name_is_not_there)
{
	installed();
	for (int i = 0; i < 14; i++) {
		wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 3, NULL);
		wire_dns(&wire, M2, WIRE_DNS, API_INT, 28, 3, NULL);
		wire_pass(&wire, 5);
	}
	ck_assert_str_eq(found("dns-bad-answer", FINDING_STUCK)->title,
			 "m2 asked 172.16.0.102 for api-int 14 times: NXDOMAIN");
	ck_assert_uint_eq(wire_count(&snapshot, FINDING_STUCK), 1);
	wire_close(&wire);
}
END_TEST

START_TEST(no_ipv6_address_is_no_fault)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 28, 0, NULL);
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 0, WIRE_VIP);
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 28, 0, NULL);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(it_is_repaired)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 3, NULL);
	found("dns-bad-answer", FINDING_STUCK);
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 0, WIRE_VIP);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(the_server_refuses)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 5, NULL);
	ck_assert_ptr_nonnull(
		strstr(found("dns-bad-answer", FINDING_STUCK)->fix, "allow-query"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_server_is_silent)
{
	installed();
	for (int i = 0; i < 4; i++)
		wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, -1, NULL);
	ck_assert_str_eq(found("dns-no-answer", FINDING_STUCK)->title,
			 "m2 asked 172.16.0.102 for api-int 4 times: no answer");
	wire_close(&wire);
}
END_TEST

START_TEST(a_silent_server_is_told_once)
{
	installed();
	for (int i = 0; i < 4; i++) {
		wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, -1, NULL);
		wire_dns(&wire, M2, WIRE_DNS, API_INT, 28, -1, NULL);
		wire_dns(&wire, M2, WIRE_DNS, "quay.io", 1, -1, NULL);
	}
	found("dns-no-answer", FINDING_STUCK);
	ck_assert_uint_eq(snapshot.finding_count, 1);
	wire_close(&wire);
}
END_TEST

START_TEST(names_of_the_search_list_are_not_told)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 3, NULL);
	wire_dns(&wire, M2, WIRE_DNS, API_INT ".example.localdomain", 1, 5, NULL);
	ck_assert_str_eq(found("dns-bad-answer", FINDING_STUCK)->title,
			 "m2 asked 172.16.0.102 for api-int 1 time: NXDOMAIN");
	ck_assert_uint_eq(snapshot.finding_count, 1);
	wire_close(&wire);
}
END_TEST

START_TEST(the_node_has_no_name)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, "22.0.16.172.in-addr.arpa", 12, 3, NULL);
	ck_assert_ptr_nonnull(
		strstr(found("dns-ptr", FINDING_STUCK)->cause, "localhost"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_node_has_the_name_of_another)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, "22.0.16.172.in-addr.arpa", 12, 0,
		 "m3." WIRE_DOMAIN);
	ck_assert_ptr_nonnull(
		strstr(found("dns-ptr-wrong", FINDING_STUCK)->title, "m3." WIRE_DOMAIN));
	wire_close(&wire);
}
END_TEST

START_TEST(the_ptr_of_others_is_nobodys_business)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, "99.0.16.172.in-addr.arpa", 12, 3, NULL);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(an_outside_name_is_a_warning)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, "quay.io", 1, 2, NULL);
	found("dns-bad-answer", FINDING_WARN);
	wire_close(&wire);
}
END_TEST

START_TEST(a_hundred_other_names_do_not_hide_it)
{
	installed();
	wire_dns(&wire, M2, WIRE_DNS, API_INT, 1, 3, NULL);
	for (int i = 0; i < 100; i++)
		wire_dns(&wire, M2, WIRE_DNS,
			 arena_printf(wire.arena, "host%d.example.org", i), 1, 0,
			 "192.0.2.1");
	found("dns-bad-answer", FINDING_STUCK);
	wire_close(&wire);
}
END_TEST

START_TEST(the_clock)
{
	installed();
	for (int i = 0; i < 5; i++)
		wire_ntp(&wire, 22, WIRE_DHCP, 0);
	ck_assert_ptr_nonnull(strstr(found("ntp", FINDING_WARN)->title, "no answer"));
	wire_ntp(&wire, 22, WIRE_DHCP, 16);
	ck_assert_ptr_nonnull(
		strstr(found("ntp", FINDING_WARN)->title, "not synchronised"));
	wire_ntp(&wire, 22, WIRE_DHCP, 3);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_names", the_name_is_not_there, no_ipv6_address_is_no_fault,
      it_is_repaired, the_server_refuses, the_server_is_silent,
      a_silent_server_is_told_once, names_of_the_search_list_are_not_told,
      the_node_has_no_name, the_node_has_the_name_of_another,
      the_ptr_of_others_is_nobodys_business, an_outside_name_is_a_warning,
      a_hundred_other_names_do_not_hide_it, the_clock);
