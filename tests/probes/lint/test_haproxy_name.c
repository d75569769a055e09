#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_name;

#define EXPECT(text, ...)                                                  \
	lint_haproxy_expect(&probe_lint_haproxy_name, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(addresses_need_no_dns)
{
	lint_haproxy_clean(&probe_lint_haproxy_name, LINT_HAPROXY);
	lint_haproxy_clean(
		&probe_lint_haproxy_name,
		"defaults\n default-server init-addr last,libc,none\n"
		"listen api\n bind :6443\n server m1 m1.ocp45.example.localdomain:6443\n");
	lint_haproxy_clean(&probe_lint_haproxy_name, LINT_API
			   "listen shop\n bind :8080\n server a shop.example:80\n");
}
END_TEST

START_TEST(names_are_one_finding)
{
	EXPECT("listen api\n bind :6443\n server m1 m1.ocp45.example.localdomain:6443\n"
	       " server m2 m2.ocp45.example.localdomain:6443\n",
	       "warn haproxy.cfg:3:12 server names");
}
END_TEST

SUITE("lint.haproxy-name", addresses_need_no_dns, names_are_one_finding);
