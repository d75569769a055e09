#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_mode;

#define EXPECT(text, ...)                                                  \
	lint_haproxy_expect(&probe_lint_haproxy_mode, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(tcp_is_right)
{
	lint_haproxy_clean(&probe_lint_haproxy_mode, LINT_HAPROXY);
	/* Nothing said: tcp. */
	lint_haproxy_clean(&probe_lint_haproxy_mode, LINT_API LINT_MCS);
}
END_TEST

START_TEST(http_is_wrong_for_tls)
{
	EXPECT("defaults\n mode tcp\n" LINT_API " mode http\n" LINT_MCS " mode http\n",
	       "fail haproxy.cfg:16:7 mcs", "fail haproxy.cfg:10:7 masters");
	/* Inherited: the place is where it was said. */
	EXPECT("defaults\n mode http\n" LINT_MCS, "fail haproxy.cfg:2:7 mcs");
	/* What carries no TLS works, after a fashion. */
	EXPECT("defaults\n mode http\n" LINT_HTTP, "warn haproxy.cfg:2:7 web");
}
END_TEST

START_TEST(the_latest_defaults_count)
{
	lint_haproxy_clean(&probe_lint_haproxy_mode,
			   "defaults web\n mode http\ndefaults\n mode tcp\n" LINT_API);
	EXPECT("defaults plain\n mode tcp\ndefaults web\n mode http\n"
	       "listen api from plain\n bind :6443\n server m1 172.16.0.21:6443\n" LINT_MCS,
	       "fail haproxy.cfg:4:7 mcs");
}
END_TEST

START_TEST(others_may_have_any_mode)
{
	lint_haproxy_clean(&probe_lint_haproxy_mode, LINT_HAPROXY
			   "listen stats\n bind :9000\n mode http\n stats enable\n"
			   "frontend shop\n bind 10.9.9.9:443\n mode http\n"
			   " default_backend shop\nbackend shop\n mode http\n"
			   " server s1 10.9.9.1:443 check\n");
}
END_TEST

START_TEST(options_of_http_are_said_once)
{
	EXPECT("defaults\n mode tcp\n option forwardfor except 127.0.0.0/8\n" LINT_API
		       LINT_MCS,
	       "warn haproxy.cfg:3:9 option forwardfor");
	/* Meant for the other section. */
	lint_haproxy_clean(
		&probe_lint_haproxy_mode,
		"defaults\n mode tcp\n option forwardfor\n" LINT_API
		"listen shop\n bind :8080\n mode http\n server a 10.9.9.1:80\n");
}
END_TEST

START_TEST(one_line_that_all_inherit)
{
	EXPECT("defaults\n mode http\n" LINT_HTTP LINT_API LINT_MCS,
	       "fail haproxy.cfg:2:7 api");
}
END_TEST

SUITE("lint.haproxy-mode", one_line_that_all_inherit, tcp_is_right, http_is_wrong_for_tls,
      the_latest_defaults_count, others_may_have_any_mode, options_of_http_are_said_once);
