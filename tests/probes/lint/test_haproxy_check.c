#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_check;

#define EXPECT(text, ...)                                                   \
	lint_haproxy_expect(&probe_lint_haproxy_check, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })
#define API(options, check) \
	"listen api\n bind :6443\n" options " server m1 172.16.0.21:6443 " check "\n"
#define TLS(options, check) \
	"listen tls\n bind :443\n" options " server w1 172.16.0.31:443 " check "\n"

START_TEST(good_checks)
{
	lint_haproxy_clean(&probe_lint_haproxy_check, LINT_HAPROXY);
	lint_haproxy_clean(&probe_lint_haproxy_check,
			   API(" option httpchk GET /readyz HTTP/1.0\n"
			       " http-check expect status 200\n",
			       "check check-ssl verify none inter 10s fall 2 rise 3"));
	/* The routers' own health port, plain HTTP. */
	lint_haproxy_clean(
		&probe_lint_haproxy_check,
		TLS(" option httpchk GET /healthz/ready HTTP/1.0\n", "check port 1936"));
	lint_haproxy_clean(&probe_lint_haproxy_check,
			   "defaults\n default-server check\n" API("", ""));
	lint_haproxy_clean(&probe_lint_haproxy_check,
			   TLS(" option ssl-hello-chk\n", "check"));
	lint_haproxy_clean(
		&probe_lint_haproxy_check,
		API("", "check") "listen shop\n bind :80\n server a 10.9.9.1:80\n");
}
END_TEST

START_TEST(none)
{
	EXPECT(API("", ""), "warn haproxy.cfg:3:12 api/m1");
	EXPECT(API("", "") " server m2 172.16.0.22:6443\n", "warn haproxy.cfg:1:8 api");
	EXPECT(API("", "check") " server m2 172.16.0.22:6443\n",
	       "warn haproxy.cfg:4:12 api/m2");
}
END_TEST

START_TEST(checks_that_cannot_succeed)
{
	EXPECT(API(" option httpchk GET /readyz HTTP/1.0\n", "check"),
	       "fail haproxy.cfg:3:9 api");
	EXPECT("defaults\n option httpchk GET /x HTTP/1.0\n" TLS("", "check"),
	       "fail haproxy.cfg:2:9 tls");
	EXPECT(TLS("", "check check-ssl verify none port 1936"),
	       "fail haproxy.cfg:3:34 tls");
	EXPECT(LINT_HTTP " option ssl-hello-chk\n", "fail haproxy.cfg:5:9 web");
	/* "/" is forbidden. */
	EXPECT(API(" option httpchk\n", "check check-ssl verify none"),
	       "fail haproxy.cfg:3:9 api");
}
END_TEST

START_TEST(checks_that_prove_little)
{
	EXPECT(API(" option ssl-hello-chk\n", "check"), "warn haproxy.cfg:3:9 api");
	EXPECT(API("", "check inter 30s fall 3"), "warn haproxy.cfg:3:2 api");
}
END_TEST

SUITE("lint.haproxy-check", good_checks, none, checks_that_cannot_succeed,
      checks_that_prove_little);
