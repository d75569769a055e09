#include "lint_haproxy.h"

#include <stdio.h>

#define CLUSTER                                                                \
	"cluster: {name: ocp45, baseDomain: example.localdomain}\n"            \
	"sources: {haproxy: haproxy.cfg}\n"                                    \
	"dns: {servers: [172.16.0.102]}\n"                                     \
	"endpoints: {api: [172.16.0.111], apiInt: [172.16.0.110], ingress: "   \
	"[172.16.0.111]}\n"                                                    \
	"hosts: [{name: lb1, addresses: [172.16.0.110, 172.16.0.111], roles: " \
	"[loadbalancer]}]\n"
#define NODES                                                       \
	"nodes:\n"                                                  \
	"- {name: bs, role: bootstrap, addresses: [172.16.0.11]}\n" \
	"- {name: m1, role: master, addresses: [172.16.0.21]}\n"    \
	"- {name: m2, role: master, addresses: [172.16.0.22]}\n"    \
	"- {name: w1, role: worker, addresses: [172.16.0.31]}\n"    \
	"- {name: w2, role: worker, addresses: [172.16.0.32]}\n"

void lint_haproxy_expect_nodes(const struct probe *probe, enum phase phase,
			       const char *nodes, const char *text,
			       const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[4096];

	snprintf(config, sizeof config, "%s%s", CLUSTER, nodes);
	lint_world_config(world, config);
	lint_world_file(world, "haproxy.cfg", text);
	lint_world_expect(world, probe, phase, expected);
	lint_world_free(world);
}

void lint_haproxy_expect(const struct probe *probe, enum phase phase, const char *text,
			 const char *const *expected)
{
	lint_haproxy_expect_nodes(probe, phase, NODES, text, expected);
}

void lint_haproxy_clean(const struct probe *probe, const char *text)
{
	lint_haproxy_expect(probe, PHASE_PREBOOT, text,
			    (const char *const[]){ "pass haproxy.cfg", NULL });
}
