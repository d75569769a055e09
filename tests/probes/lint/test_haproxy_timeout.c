#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_timeout;

#define EXPECT(text, ...)                                                     \
	lint_haproxy_expect(&probe_lint_haproxy_timeout, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(long_enough)
{
	lint_haproxy_clean(&probe_lint_haproxy_timeout, LINT_HAPROXY);
	lint_haproxy_clean(
		&probe_lint_haproxy_timeout,
		"defaults\n timeout client 1m\n timeout server 60000\n" LINT_API);
	lint_haproxy_clean(&probe_lint_haproxy_timeout,
			   "defaults\n timeout client 30s\n timeout server 30s\n"
			   " timeout tunnel 1h\n" LINT_API);
	/* Nobody waits at the machine config server. */
	lint_haproxy_clean(&probe_lint_haproxy_timeout,
			   LINT_MCS " timeout client 10s\n timeout server 10s\n");
}
END_TEST

START_TEST(short_ones_are_said_once)
{
	EXPECT("defaults\n timeout client 30s\n timeout server 10s\n" LINT_API LINT_HTTPS,
	       "warn haproxy.cfg:2:17 timeout client",
	       "warn haproxy.cfg:3:17 timeout server");
}
END_TEST

START_TEST(a_forgotten_unit)
{
	EXPECT("defaults\n timeout client 60\n" LINT_API,
	       "fail haproxy.cfg:2:17 timeout client");
}
END_TEST

SUITE("lint.haproxy-timeout", long_enough, short_ones_are_said_once, a_forgotten_unit);
