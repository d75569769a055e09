#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_front;

#define EXPECT(text, ...)                                                   \
	lint_haproxy_expect(&probe_lint_haproxy_front, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })
#define SERVER " server m1 172.16.0.21\n"

START_TEST(all_there)
{
	lint_haproxy_clean(&probe_lint_haproxy_front, LINT_HAPROXY);
	/* A file that has nothing to do with the cluster. */
	lint_haproxy_clean(&probe_lint_haproxy_front,
			   "listen shop\n bind :80\n bind :443\n server a 10.9.9.1:80\n");
	lint_haproxy_clean(&probe_lint_haproxy_front, "global\n maxconn 4000\n");
}
END_TEST

START_TEST(a_front_end_is_missing)
{
	EXPECT(LINT_DEFAULTS LINT_API LINT_HTTP LINT_HTTPS,
	       "fail haproxy.cfg:6:10 port 22623");
	EXPECT(LINT_DEFAULTS LINT_API LINT_MCS LINT_HTTP,
	       "fail haproxy.cfg:6:10 port 443");
	/* It may be there, under a condition. */
	lint_haproxy_clean(&probe_lint_haproxy_front, LINT_API LINT_HTTP LINT_HTTPS
			   ".if defined(MCS)\n" LINT_MCS ".endif\n");
}
END_TEST

START_TEST(the_addresses_of_the_names)
{
	EXPECT("listen api\n bind 172.16.0.110:6443\n" SERVER LINT_MCS LINT_HTTP
		       LINT_HTTPS,
	       "fail haproxy.cfg:2:7 api.ocp45.example.localdomain:6443");
	lint_haproxy_clean(&probe_lint_haproxy_front,
			   "listen api\n bind \"${VIP}:6443\"\n" SERVER LINT_MCS LINT_HTTP
				   LINT_HTTPS);
}
END_TEST

/* A file of the balancer for the outside says nothing of the one for the inside. */
START_TEST(an_address_that_nobody_listens_at)
{
	EXPECT(LINT_API LINT_MCS
	       "listen http\n bind 172.16.0.112:80\n server w1 172.16.0.31\n"
	       "listen https\n bind 172.16.0.112:443\n server w1 172.16.0.31\n",
	       "fail haproxy.cfg:14:7 *.apps.ocp45.example.localdomain:80");
}
END_TEST

START_TEST(another_balancer_for_the_inside)
{
	lint_haproxy_clean(
		&probe_lint_haproxy_front,
		"listen api\n bind 172.16.0.111:6443\n" SERVER LINT_HTTP LINT_HTTPS);
	/* An address that no name has is a slip. */
	EXPECT("listen api\n bind 172.16.0.121:6443\n" SERVER LINT_HTTP LINT_HTTPS,
	       "fail haproxy.cfg:2:7 api.ocp45.example.localdomain:6443",
	       "fail haproxy.cfg:1:8 port 22623");
}
END_TEST

START_TEST(the_port_of_a_front_end)
{
	EXPECT(LINT_API LINT_HTTP LINT_HTTPS "listen mcs\n bind 172.16.0.110:22632\n"
					     " server m1 172.16.0.21:22623\n",
	       "fail haproxy.cfg:17:7 port 22623");
}
END_TEST

START_TEST(secrets_on_the_outside)
{
	EXPECT(LINT_API LINT_HTTP LINT_HTTPS "listen mcs\n bind *:22623\n" SERVER,
	       "warn haproxy.cfg:17:7 mcs/*:22623");
	EXPECT(LINT_HAPROXY "listen plain\n bind 172.16.0.110:22624\n" SERVER,
	       "warn haproxy.cfg:27:7 plain/22624");
}
END_TEST

START_TEST(two_on_one_port)
{
	EXPECT(LINT_HAPROXY
	       "listen shop\n bind 172.16.0.111:443\n server a 10.9.9.1:443\n",
	       "fail haproxy.cfg:27:7 shop/172.16.0.111:443");
	lint_haproxy_clean(&probe_lint_haproxy_front, LINT_HAPROXY
			   "listen shop\n bind 10.9.9.9:443\n server a 10.9.9.1:443\n");
}
END_TEST

START_TEST(leads_nowhere)
{
	EXPECT(LINT_DEFAULTS LINT_API LINT_HTTP LINT_HTTPS
	       "frontend mcs\n bind 172.16.0.110:22623\n",
	       "fail haproxy.cfg:21:10 mcs");
}
END_TEST

START_TEST(the_port_without_tls_is_a_slip)
{
	EXPECT(LINT_API LINT_HTTP LINT_HTTPS
	       "listen mcs\n bind 172.16.0.110:22624\n"
	       " server m1 172.16.0.21:22623\n",
	       "fail haproxy.cfg:17:7 port 22623");
}
END_TEST

SUITE("lint.haproxy-front", the_port_without_tls_is_a_slip, all_there,
      a_front_end_is_missing, the_addresses_of_the_names,
      an_address_that_nobody_listens_at, another_balancer_for_the_inside,
      the_port_of_a_front_end, secrets_on_the_outside, two_on_one_port, leads_nowhere);
