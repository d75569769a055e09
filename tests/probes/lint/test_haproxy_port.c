#include <string.h>

#include "core/result.h"
#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_port;

#define EXPECT(text, ...)                                                  \
	lint_haproxy_expect(&probe_lint_haproxy_port, PHASE_PREBOOT, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(right_ports)
{
	lint_haproxy_clean(&probe_lint_haproxy_port, LINT_HAPROXY);
	/* No port: that of the front end. */
	lint_haproxy_clean(&probe_lint_haproxy_port,
			   "listen api\n bind :6443\n server m1 172.16.0.21\n");
	/* Routers that are published on another port, all of them. */
	lint_haproxy_clean(&probe_lint_haproxy_port,
			   "listen tls\n bind :443\n server w1 172.16.0.31:30443\n"
			   " server w2 172.16.0.32:30443\n");
	lint_haproxy_clean(
		&probe_lint_haproxy_port,
		"listen tls\n bind :443\n server w1 \"172.16.0.31:${PORT}\"\n");
}
END_TEST

START_TEST(one_of_several)
{
	EXPECT(LINT_DEFAULTS LINT_HTTPS " server w3 172.16.0.33:80 check\n",
	       "fail haproxy.cfg:10:24 tls/w3");
	EXPECT("listen tls\n bind :443\n server w1 172.16.0.31:443\n"
	       " server w2 172.16.0.32:8443\n",
	       "fail haproxy.cfg:4:24 tls/w2");
}
END_TEST

START_TEST(the_fixed_ports_of_the_control_plane)
{
	EXPECT("listen api\n bind :6443\n server m1 172.16.0.21:4643\n"
	       "listen mcs\n bind :22623\n server m1 172.16.0.21:22632\n"
	       " server m2 172.16.0.22:+1\n",
	       "fail haproxy.cfg:3:24 api/m1", "fail haproxy.cfg:6:24 mcs/m1",
	       "fail haproxy.cfg:7:24 mcs/m2");
}
END_TEST

START_TEST(all_of_the_wrong_service)
{
	EXPECT("frontend tls\n bind :443\n default_backend web\nbackend web\n"
	       " server w1 172.16.0.31:80\n server w2 172.16.0.32:80\n",
	       "fail haproxy.cfg:5:24 web/w1", "fail haproxy.cfg:6:24 web/w2");
}
END_TEST

START_TEST(others_are_left_alone)
{
	lint_haproxy_clean(&probe_lint_haproxy_port, LINT_HAPROXY
			   "listen shop\n bind 10.9.9.9:443\n"
			   " server a 10.9.9.1:8443\n server b 10.9.9.2:443\n"
			   "listen ldap\n bind :636\n server a 10.9.9.1:389\n");
	/* Behind a rule for another name. */
	lint_haproxy_clean(
		&probe_lint_haproxy_port,
		"frontend tls\n bind :443\n use_backend shop if { req_ssl_sni -i s.x }\n"
		" default_backend w\nbackend w\n server w1 172.16.0.31:443\n"
		"backend shop\n server a 10.9.9.1:8443\n server b 10.9.9.1:443\n");
}
END_TEST

START_TEST(the_corrected_line)
{
	struct lint_world *world = lint_world_new();
	const struct result *result;

	lint_world_config(world,
			  "cluster: {name: ocp45, baseDomain: example.localdomain}\n"
			  "dns: {servers: [172.16.0.102]}\n"
			  "sources: {haproxy: haproxy.cfg}\n");
	lint_world_file(
		world, "haproxy.cfg",
		"listen mcs\n bind :22623\n  server m1 172.16.0.21:22632 check # x\n");
	ck_assert_uint_eq(
		lint_world_judge(world, &probe_lint_haproxy_port, PHASE_PREBOOT, &result),
		1);
	ck_assert_ptr_nonnull(strstr(result->observed, "swapped"));
	ck_assert_str_eq(result->fix[0], "server m1 172.16.0.21:22623 check # x");
	lint_world_free(world);
}
END_TEST

START_TEST(the_back_end_of_another_service)
{
	EXPECT("frontend tls\n bind :443\n default_backend web\nbackend web\n"
	       " server w1 172.16.0.31:80\n server w2 172.16.0.32:80\n"
	       "backend secure\n server w1 172.16.0.31:443\n"
	       " server w2 172.16.0.32:443\n",
	       "fail haproxy.cfg:3:18 tls/web");
}
END_TEST

SUITE("lint.haproxy-port", the_back_end_of_another_service, right_ports, one_of_several,
      the_fixed_ports_of_the_control_plane, all_of_the_wrong_service,
      others_are_left_alone, the_corrected_line);
