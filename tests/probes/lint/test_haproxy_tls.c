#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_tls;

#define EXPECT(text, ...)                                                 \
	lint_haproxy_expect(&probe_lint_haproxy_tls, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(passed_through)
{
	lint_haproxy_clean(&probe_lint_haproxy_tls, LINT_HAPROXY);
	/* A check may speak TLS. */
	lint_haproxy_clean(&probe_lint_haproxy_tls, LINT_API
			   " server m3 172.16.0.23:6443 check check-ssl verify none\n");
	/* Somebody else's. */
	lint_haproxy_clean(&probe_lint_haproxy_tls, LINT_HAPROXY
			   "listen shop\n bind 10.9.9.9:443 ssl crt /x\n"
			   " server a 10.9.9.1:443 ssl verify none send-proxy\n");
}
END_TEST

START_TEST(ended_here)
{
	EXPECT("listen api\n bind :6443 ssl crt /etc/haproxy/x.pem\n"
	       " server m1 172.16.0.21:6443 ssl verify none\n",
	       "fail haproxy.cfg:2:13 api/*:6443");
}
END_TEST

START_TEST(tls_inside_of_tls)
{
	EXPECT("listen api\n bind :6443\n server m1 172.16.0.21:6443 check ssl verify none\n",
	       "fail haproxy.cfg:3:35 api/m1");
}
END_TEST

START_TEST(proxy_headers)
{
	EXPECT("listen api\n bind :6443\n server m1 172.16.0.21:6443 check send-proxy\n",
	       "fail haproxy.cfg:3:35 api/m1");
	EXPECT("listen tls\n bind :443\n default-server send-proxy-v2\n"
	       " server w1 172.16.0.31:443\n",
	       "warn haproxy.cfg:3:17 tls/w1");
}
END_TEST

SUITE("lint.haproxy-tls", passed_through, ended_here, tls_inside_of_tls, proxy_headers);
