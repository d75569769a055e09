#include "tests/support/lint_haproxy.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_haproxy_members;

#define EXPECT_IN(phase, text, ...)                                   \
	lint_haproxy_expect(&probe_lint_haproxy_members, phase, text, \
			    (const char *const[]){ __VA_ARGS__, NULL })
#define EXPECT(text, ...) EXPECT_IN(PHASE_PREBOOT, text, __VA_ARGS__)
#define API(servers)	  "listen api\n bind :6443\n" servers
#define BS		  " server bs 172.16.0.11:6443 check\n"
#define M1		  " server m1 172.16.0.21:6443 check\n"
#define M2		  " server m2 172.16.0.22:6443 check\n"

START_TEST(all_there)
{
	lint_haproxy_clean(&probe_lint_haproxy_members, LINT_HAPROXY);
	lint_haproxy_clean(
		&probe_lint_haproxy_members,
		API(" server a BS.ocp45.example.localdomain.:6443\n server b m1:6443\n" M2));
	/* What a variable hides may be the rest. */
	lint_haproxy_clean(&probe_lint_haproxy_members,
			   API(M1 " server x \"${OTHER}:6443\" check\n"));
	lint_haproxy_clean(&probe_lint_haproxy_members, LINT_HAPROXY
			   "listen shop\n bind 10.9.9.9:443\n server w1 10.9.9.1:443\n");
}
END_TEST

START_TEST(missing)
{
	EXPECT(API(M1 M2), "fail haproxy.cfg:1:8 api/bs");
	EXPECT(API(BS M1), "warn haproxy.cfg:1:8 api/m2");
	EXPECT(API(BS), "fail haproxy.cfg:1:8 api/m1", "fail haproxy.cfg:1:8 api/m2");
	/* Taken out of service is as good as not there. */
	EXPECT(API(" server bs 172.16.0.11:6443 check disabled\n" M1 M2),
	       "fail haproxy.cfg:1:8 api/bs");
}
END_TEST

START_TEST(bootstrap_by_phase)
{
	EXPECT_IN(PHASE_INSTALL, API(BS M1 M2), "fail haproxy.cfg:3:12 api/bs");
	EXPECT_IN(PHASE_READY, API(BS M1 M2), "warn haproxy.cfg:3:12 api/bs");
	EXPECT_IN(PHASE_READY, API(M1 M2), "pass haproxy.cfg");
	EXPECT_IN(PHASE_BOOTSTRAP, API(M1 M2), "fail haproxy.cfg:1:8 api/bs");
}
END_TEST

START_TEST(wrong_role)
{
	EXPECT(API(BS M1 M2 " server w1 172.16.0.31:6443 check\n"),
	       "warn haproxy.cfg:6:12 api/w1");
	EXPECT(API(BS M1 M2 " server w1 172.16.0.31:6443\n"),
	       "fail haproxy.cfg:6:12 api/w1");
	/* In the place of a master: that is the one thing to say. */
	EXPECT(API(BS M1 " server m2 172.16.0.31:6443 check\n"),
	       "warn haproxy.cfg:5:12 api/m2");
	EXPECT(LINT_API LINT_MCS LINT_HTTP
	       "listen tls\n bind 172.16.0.111:443\n server w1 172.16.0.31:443 check\n"
	       " server m2 172.16.0.22:443 check\n",
	       "warn haproxy.cfg:20:12 tls/m2");
	EXPECT(LINT_HTTPS " server m1 172.16.0.21:443 check\n",
	       "warn haproxy.cfg:5:12 tls/m1");
}
END_TEST

START_TEST(wrong_address)
{
	EXPECT(API(BS M1 " server m2 172.16.0.99:6443 check\n"),
	       "fail haproxy.cfg:5:12 api/m2");
	EXPECT(API(BS M1 " server m2 m2.ocp54.example.localdomain:6443 check\n"),
	       "fail haproxy.cfg:5:12 api/m2");
	/* That is lint.domain-spelling's. */
	EXPECT(API(BS M1 " server m2 m2.ocp45.example.local:6443 check\n"),
	       "pass haproxy.cfg");
	EXPECT(API(BS M1 M2 " server m9 m9.ocp45.example.localdomain:6443 check\n"),
	       "warn haproxy.cfg:6:12 api/m9");
	EXPECT(API(BS M1 M2 " server x 172.16.0.77:6443 check\n"),
	       "warn haproxy.cfg:6:11 api/x");
	/* Somebody else behind a rule is not the line of a node that is missing. */
	EXPECT("frontend a\n bind :6443\n use_backend git if { req.ssl_sni -i git }\n"
	       " default_backend a\nbackend a\n" BS M1
	       "backend git\n server git 10.9.9.9:443 check\n",
	       "warn haproxy.cfg:5:9 a/m2");
	/* The line of the node that is missing. */
	EXPECT(API(BS M1 " server x 172.16.0.77:6443 check\n"),
	       "warn haproxy.cfg:5:11 api/x");
	EXPECT(API(BS M1 M2 " server lb 172.16.0.110:6443 check\n"),
	       "fail haproxy.cfg:6:12 api/lb");
}
END_TEST

START_TEST(the_same_twice)
{
	EXPECT(API(BS M1 M2 " server x 172.16.0.21:6443 check\n"),
	       "warn haproxy.cfg:6:11 api/x");
	EXPECT(API(BS M1 M2 " server x m1.ocp45.example.localdomain:6443 check\n"),
	       "warn haproxy.cfg:6:11 api/x");
	/* A line that was copied: the node that it is called after is missing because of it. */
	EXPECT(API(BS M1 " server m2 172.16.0.21:6443 check\n"),
	       "fail haproxy.cfg:5:12 api/m2");
	EXPECT(API(BS " server m2 172.16.0.21:6443 check\n" M1),
	       "fail haproxy.cfg:4:12 api/m2");
}
END_TEST

START_TEST(ingress_on_both_ports)
{
	EXPECT(LINT_HTTP
	       "listen tls\n bind 172.16.0.111:443\n server w1 172.16.0.31:443 check\n",
	       "warn haproxy.cfg:5:8 tls/w2");
}
END_TEST

#define MASTERS                                                          \
	"nodes:\n- {name: m1, role: master, addresses: [172.16.0.21]}\n" \
	"- {name: m2, role: master, addresses: [172.16.0.22]}\n"
#define INFRA                                                            \
	MASTERS "- {name: w1, role: worker, addresses: [172.16.0.31]}\n" \
		"- {name: i1, role: infra, addresses: [172.16.0.41]}\n"  \
		"- {name: i2, role: infra, addresses: [172.16.0.42]}\n"

START_TEST(where_the_routers_run)
{
	static const char *const clean[] = { "pass haproxy.cfg", NULL };

	lint_haproxy_expect_nodes(
		&probe_lint_haproxy_members, PHASE_PREBOOT, MASTERS,
		"listen tls\n bind :443\n server m1 172.16.0.21:443 check\n"
		" server m2 172.16.0.22:443 check\n",
		clean);
	lint_haproxy_expect_nodes(
		&probe_lint_haproxy_members, PHASE_PREBOOT, INFRA,
		"listen tls\n bind :443\n server i1 172.16.0.41:443 check\n"
		" server i2 172.16.0.42:443 check\n",
		clean);
	lint_haproxy_expect_nodes(
		&probe_lint_haproxy_members, PHASE_PREBOOT, INFRA,
		"listen tls\n bind :443\n server w1 172.16.0.31:443 check\n", clean);
	lint_haproxy_expect_nodes(
		&probe_lint_haproxy_members, PHASE_PREBOOT, INFRA,
		"listen tls\n bind :443\n server i1 172.16.0.41:443 check\n",
		(const char *const[]){ "warn haproxy.cfg:1:8 tls/i2", NULL });
	/* Nobody said where the nodes are: the servers may be they. */
	lint_haproxy_expect_nodes(
		&probe_lint_haproxy_members, PHASE_PREBOOT,
		"nodes:\n- {name: m1, role: master}\n- {name: m2, role: master}\n",
		"listen api\n bind :6443\n server a 172.16.0.21:6443 check\n"
		" server b 172.16.0.22:6443 check\n",
		clean);
}
END_TEST

SUITE("lint.haproxy-members", all_there, missing, bootstrap_by_phase, wrong_role,
      wrong_address, the_same_twice, ingress_on_both_ports, where_the_routers_run);
