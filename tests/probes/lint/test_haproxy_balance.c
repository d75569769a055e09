#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_balance;

#define EXPECT(text, ...)                                                     \
	lint_haproxy_expect(&probe_lint_haproxy_balance, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(spread)
{
	lint_haproxy_clean(&probe_lint_haproxy_balance, LINT_HAPROXY);
	lint_haproxy_clean(&probe_lint_haproxy_balance, LINT_API " balance leastconn\n");
	/* As it should be behind 80 and 443. */
	lint_haproxy_clean(&probe_lint_haproxy_balance, LINT_HTTPS " balance source\n");
}
END_TEST

START_TEST(pinned)
{
	EXPECT(LINT_API " balance source\n", "warn haproxy.cfg:8:10 masters");
	EXPECT("defaults\n balance source\n" LINT_API, "warn haproxy.cfg:2:10 masters");
	EXPECT(LINT_API " stick-table type ip size 1m\n stick on src\n",
	       "warn haproxy.cfg:9:11 masters");
}
END_TEST

SUITE("lint.haproxy-balance", spread, pinned);
