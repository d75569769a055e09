#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_networks;

#define START                                                                        \
	"apiVersion: v1\nbaseDomain: example.localdomain\nmetadata: {name: ocp45}\n" \
	"networking:\n"
#define CONFIG                                                                       \
	"cluster: {openshiftVersion: \"4.16\"}\nsources: {installConfig: ic.yaml}\n" \
	"dns: {servers: [172.16.0.102]}\n"                                           \
	"nodes:\n- {name: m1, role: master, addresses: [172.16.0.21]}\n"             \
	"- {name: w1, role: worker, addresses: [172.16.0.31]}\n"

static void expect(const char *config, const char *text, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(world, "ic.yaml", text);
	lint_world_config(world, config);
	lint_world_expect(world, &probe_lint_networks, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(nothing_to_say)
{
	static const char *const texts[] = {
		START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n",
		START "  machineNetwork: [{cidr: 172.16.0.0/24}, {cidr: \"fd00::/64\"}]\n"
		      "  clusterNetwork: [{cidr: 10.128.0.0/14, hostPrefix: 23},\n"
		      "    {cidr: \"fd01::/48\", hostPrefix: 64}]\n"
		      "  serviceNetwork: [172.30.0.0/16, \"fd02::/112\"]\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		expect(CONFIG, texts[i], (const char *const[]){ "pass ic.yaml", NULL });
}
END_TEST

START_TEST(form_and_size)
{
	expect(CONFIG, START "  machineNetwork: [{cidr: 172.16.0.1/24}]\n",
	       (const char *const[]){
		       "fail ic.yaml:5:27 machineNetwork 172.16.0.1/24/bits", NULL });
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  clusterNetwork: [{cidr: 11.0.0.0/14}]\n",
	       (const char *const[]){
		       "warn ic.yaml:6:27 clusterNetwork 11.0.0.0/14/public", NULL });
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  clusterNetwork: [{cidr: 10.128.0.0/24, hostPrefix: 23}]\n",
	       (const char *const[]){ "fail ic.yaml:6:54 hostPrefix/10.128.0.0/24",
				      NULL });
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  clusterNetwork: [{cidr: 10.128.0.0/24, hostPrefix: 24}]\n",
	       (const char *const[]){ "fail ic.yaml:6:27 clusterNetwork/nodes", NULL });
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  serviceNetwork: [172.30.0.0/17, 172.30.128.0/17]\n",
	       (const char *const[]){ "fail ic.yaml:6:3 serviceNetwork", NULL });
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  serviceNetwork: [192.168.124.0/24]\n",
	       (const char *const[]){
		       "warn ic.yaml:6:20 serviceNetwork 192.168.124.0/24/small", NULL });
}
END_TEST

START_TEST(overlaps)
{
	expect(CONFIG, START "  machineNetwork: [{cidr: 172.16.0.0/12}]\n",
	       (const char *const[]){
		       "fail ic.yaml:5:27 machineNetwork 172.16.0.0/12 and serviceNetwork "
		       "(default) 172.30.0.0/16",
		       "warn ic.yaml:5:27 machineNetwork 172.16.0.0/12 and the bridge of "
		       "docker 172.17.0.0/16",
		       NULL });
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  clusterNetwork: [{cidr: 100.64.0.0/15, hostPrefix: 23}]\n",
	       (const char *const[]){
		       "fail ic.yaml:6:27 clusterNetwork 100.64.0.0/15 and "
		       "OVN-Kubernetes (join) 100.64.0.0/16",
		       NULL });
	/* Its networks may have been moved. */
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		     "  ovnKubernetesConfig: {ipv4: {internalJoinSubnet: 10.0.0.0/16}}\n"
		     "  clusterNetwork: [{cidr: 100.64.0.0/15, hostPrefix: 23}]\n",
	       (const char *const[]){ "pass ic.yaml", NULL });
}
END_TEST

START_TEST(sizes_of_ipv6)
{
	expect(CONFIG,
	       START "  machineNetwork: [{cidr: 172.16.0.0/24}, {cidr: 'fd00::/64'}]\n"
		     "  clusterNetwork: [{cidr: 10.128.0.0/14, hostPrefix: 23}, "
		     "{cidr: 'fd01::/48', hostPrefix: 56}]\n"
		     "  serviceNetwork: [172.30.0.0/16, 'fd02::/64']\n",
	       (const char *const[]){ "fail ic.yaml:7:35 serviceNetwork fd02::/64/large",
				      "fail ic.yaml:6:91 hostPrefix/fd01::/48", NULL });
}
END_TEST

START_TEST(the_site)
{
	expect("sources: {installConfig: ic.yaml}\ndns: {servers: [172.30.0.9]}\n"
	       "nodes: [{name: m1, role: master, addresses: [10.129.0.7]}]\n",
	       START "  networkType: OpenShiftSDN\n"
		     "  machineNetwork: [{cidr: 10.129.0.0/24}]\n"
		     "  clusterNetwork: [{cidr: 10.128.0.0/14, hostPrefix: 23}]\n"
		     "  serviceNetwork: [172.30.0.0/16]\n",
	       (const char *const[]){
		       "fail ic.yaml:7:27 clusterNetwork 10.128.0.0/14 and machineNetwork "
		       "10.129.0.0/24",
		       "fail ic.yaml:8:20 serviceNetwork 172.30.0.0/16/site", NULL });
}
END_TEST

START_TEST(nodes_outside)
{
	expect(CONFIG, START "  networkType: OVNKubernetes\n",
	       (const char *const[]){ "warn ic.yaml:4:1 machineNetwork", NULL });
	expect(CONFIG, START "  machineNetwork: [{cidr: 172.16.1.0/24}]\n",
	       (const char *const[]){ "warn ic.yaml:5:27 machineNetwork", NULL });
}
END_TEST

SUITE("lint.networks", nothing_to_say, form_and_size, overlaps, sizes_of_ipv6, the_site,
      nodes_outside);
