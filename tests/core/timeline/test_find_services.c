#include <string.h>

#include "tests/support/suite.h"
#include "tests/support/wire_world.h"

static struct wire wire;
static struct timeline_snapshot snapshot;

static void poll(unsigned times, enum wire_end end)
{
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_DNS);
	for (unsigned i = 0; i < times; i++) {
		wire_connect(&wire, "172.16.0.21", WIRE_VIP, 22623, end);
		wire_pass(&wire, 5);
	}
}

static const struct timeline_finding *found(const char *id, const char *node,
					    enum timeline_severity severity)
{
	const struct timeline_finding *finding;

	snapshot = wire_look(&wire);
	finding = wire_finding(&snapshot, id, node);
	ck_assert_msg(finding, "no %s", id);
	ck_assert_msg(finding->severity == severity, "%s", finding->title);
	return finding;
}

START_TEST(waiting_for_the_bootstrap_is_normal)
{
	poll(20, WIRE_EOF);
	ck_assert_ptr_nonnull(strstr(found("mcs", "m1", FINDING_NOTE)->cause, "normal"));
	ck_assert(!snapshot.is_stuck);
	wire_close(&wire);
}
END_TEST

START_TEST(but_not_for_an_hour)
{
	poll(720, WIRE_EOF);
	ck_assert_ptr_nonnull(
		strstr(found("mcs", "m1", FINDING_STUCK)->fix, "release-image"));
	wire_close(&wire);
}
END_TEST

START_TEST(nothing_listens)
{
	poll(20, WIRE_REFUSED);
	ck_assert_str_eq(found("mcs", "m1", FINDING_STUCK)->title,
			 "m1 tried 172.16.0.110:22623 20 times in 1 min 35 s: connection "
			 "refused (RST)");
	wire_close(&wire);
}
END_TEST

START_TEST(a_firewall_drops)
{
	poll(12, WIRE_SILENT);
	ck_assert_ptr_nonnull(
		strstr(found("mcs", "m1", FINDING_STUCK)->title, "no answer"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_certificate_is_of_another_run)
{
	poll(3, WIRE_UNTRUSTED);
	ck_assert_ptr_nonnull(strstr(found("mcs", "m1", FINDING_STUCK)->cause,
				     "does not trust the certificate"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_bootstrap_does_not_serve_workers)
{
	poll(20, WIRE_ERROR);
	ck_assert_ptr_nonnull(
		strstr(found("mcs", "m1", FINDING_NOTE)->cause, "HTTP 500"));
	wire_close(&wire);
}
END_TEST

START_TEST(the_balancer_speaks_http)
{
	poll(3, WIRE_PLAIN);
	ck_assert_ptr_nonnull(strstr(found("mcs", "m1", FINDING_STUCK)->fix, "mode tcp"));
	wire_close(&wire);
}
END_TEST

START_TEST(it_ends_with_the_configuration)
{
	poll(20, WIRE_REFUSED);
	wire_connect(&wire, "172.16.0.21", WIRE_VIP, 22623, WIRE_SERVED);
	snapshot = wire_look(&wire);
	ck_assert_uint_eq(snapshot.finding_count, 0);
	wire_close(&wire);
}
END_TEST

START_TEST(the_balancer_does_not_know_the_bootstrap)
{
	poll(3, WIRE_EOF);
	for (int i = 0; i < 20; i++) {
		wire_connect(&wire, "172.16.0.101", "172.16.0.11", 22623, WIRE_SERVED);
		wire_connect(&wire, "172.16.0.21", WIRE_VIP, 22623, WIRE_EOF);
		wire_pass(&wire, 5);
	}
	ck_assert_ptr_nonnull(strstr(found("balancer-mcs", NULL, FINDING_STUCK)->title,
				     "no node has reached 22623 through the balancer"));
	/* What concerns all comes last. */
	ck_assert_str_eq(snapshot.findings[snapshot.finding_count - 1].id,
			 "balancer-mcs");
	wire_close(&wire);
}
END_TEST

START_TEST(the_api_refuses)
{
	wire_open(&wire, true);
	wire_boot(&wire, 21, "/master.ign", STEP_PTR);
	for (int i = 0; i < 20; i++) {
		wire_connect(&wire, "172.16.0.21", WIRE_VIP, 6443, WIRE_REFUSED);
		wire_pass(&wire, 5);
	}
	found("api", "m1", FINDING_STUCK);
	wire_close(&wire);
}
END_TEST

SUITE("core/timeline/find_services", waiting_for_the_bootstrap_is_normal,
      but_not_for_an_hour, nothing_listens, a_firewall_drops,
      the_certificate_is_of_another_run, the_bootstrap_does_not_serve_workers,
      the_balancer_speaks_http, it_ends_with_the_configuration,
      the_balancer_does_not_know_the_bootstrap, the_api_refuses);
