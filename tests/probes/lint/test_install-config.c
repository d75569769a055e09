#include <string.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_install_config;

#define ED25519 \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8VLmiNkKU2Vf1lYxgZ0t4xOqPqEwVn6f3q0aWmJc1t"
#define SECRETS                                                                     \
	"pullSecret: '{\"auths\":{\"quay.io\":{\"auth\":\"dXNlcjp0b2tlbg==\"}}}'\n" \
	"sshKey: '" ED25519 " core@bastion'\n"
#define CLUSTER \
	"apiVersion: v1\nbaseDomain: example.localdomain\nmetadata: {name: ocp45}\n"
#define MACHINES                                                            \
	"compute: [{name: worker, hyperthreading: Enabled, replicas: 0}]\n" \
	"controlPlane: {name: master, hyperthreading: Enabled, replicas: 3}\n"
#define PLATFORM "platform: {none: {}}\n"

#define CONFIG                                                                       \
	"cluster: {openshiftVersion: \"4.16\"}\nsources: {installConfig: ic.yaml}\n" \
	"nodes:\n- {name: m1, role: master}\n- {name: m2, role: master}\n"           \
	"- {name: m3, role: master}\n- {name: w1, role: worker}\n"

static void expect(const char *config, const char *text, const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(world, "ic.yaml", text);
	lint_world_config(world, config);
	lint_world_expect(world, &probe_lint_install_config, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(nothing_to_say)
{
	static const char *const texts[] = {
		CLUSTER MACHINES PLATFORM SECRETS,
		/* As the documentation has it, with all that may stand in it. */
		CLUSTER MACHINES PLATFORM SECRETS
		"networking:\n  networkType: OVNKubernetes\n  machineNetwork: [{cidr: 10.0.0.0/16}]\n"
		"publish: External\nfips: false\ncapabilities: {baselineCapabilitySet: vCurrent}\n"
		"additionalTrustBundlePolicy: Always\nproxy:\n  httpProxy: http://u:p@proxy:3128\n"
		"  httpsProxy: http://proxy:3128\n"
		"  noProxy: .example.localdomain,172.16.0.0/24,10.0.0.1,host,fd00::/64\n",
		/* A network of another maker, another platform of one's own machines. */
		CLUSTER MACHINES SECRETS
		"networking: {networkType: Calico}\nplatform: {external: {platformName: x}}\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		expect(CONFIG, texts[i], (const char *const[]){ "pass ic.yaml", NULL });
}
END_TEST

START_TEST(what_the_installer_refuses)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"apiVersion: v2\nbaseDomain: e.x\nmetadata: {name: a}\n" MACHINES
			  PLATFORM SECRETS,
		  "fail ic.yaml:1:13 apiVersion"											   },
		{ "baseDomain: e.x\nmetadata: {name: a}\n" MACHINES PLATFORM SECRETS,
		  "fail apiVersion"													},
		{ "apiVersion: v1\nbaseDomain: e.x\nmetadata: {name: Ocp}\n" MACHINES
			  PLATFORM SECRETS,
		  "fail ic.yaml:3:18 metadata.name"											},
		{ CLUSTER MACHINES SECRETS,						"fail platform"				    },
		{ CLUSTER MACHINES SECRETS "platform: {none: {}, vsphere: {}}\n",
		  "fail ic.yaml:8:12 platform"											     },
		{ CLUSTER MACHINES PLATFORM SECRETS "publish: Internal\n",
		  "fail ic.yaml:9:10 publish"											      },
		{ CLUSTER MACHINES PLATFORM SECRETS
		  "networking: {networkType: OpenShiftSDN}\n",		  "fail ic.yaml:9:27 networking.networkType"     },
		{ CLUSTER MACHINES PLATFORM SECRETS
		  "networking: {networkType: OVNkubernetes}\n",		  "fail ic.yaml:9:27 networking.networkType"     },
		{ CLUSTER MACHINES PLATFORM SECRETS "fips: yes\n",
		  "fail ic.yaml:9:7 fips"												  },
		{ CLUSTER MACHINES PLATFORM SECRETS "network: {}\nbasedomain: x\n",
		  "fail ic.yaml:10:1 basedomain"											   },
		{ CLUSTER MACHINES PLATFORM SECRETS
		  "proxy: {httpProxy: \"https://p:1\"}\n",		  "fail ic.yaml:9:20 proxy.httpProxy"	      },
		{ CLUSTER MACHINES PLATFORM SECRETS "proxy: {noProxy: \"a, .b\"}\n",
		  "fail ic.yaml:9:21 proxy.noProxy/ .b"										    },
		{ CLUSTER MACHINES PLATFORM SECRETS "proxy: {noProxy: '*.example.com'}\n",
		  "fail ic.yaml:9:19 proxy.noProxy/*.example.com"									  },
		{ CLUSTER MACHINES PLATFORM SECRETS
		  "imageContentSources: []\nimageDigestSources: []\n",	  "fail ic.yaml:9:1 imageContentSources"	 },
		{ CLUSTER MACHINES PLATFORM SECRETS "additionalTrustBundle: x\n",
		  "fail ic.yaml:9:1 additionalTrustBundle"										 },
		{ CLUSTER MACHINES PLATFORM SECRETS
		  "additionalTrustBundlePolicy: always\n",		  "fail ic.yaml:9:30 additionalTrustBundlePolicy"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect(CONFIG, cases[i].text,
		       (const char *const[]){ cases[i].expected, NULL });
}
END_TEST

START_TEST(secrets)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{CLUSTER MACHINES PLATFORM "pullSecret: '{\"auths\": ...}'\n",
		  "fail ic.yaml:7:1 pullSecret"												  },
		{ CLUSTER MACHINES PLATFORM,							       "fail pullSecret"		       },
		{ CLUSTER MACHINES PLATFORM
		  "pullSecret: '{\"auths\":{\"m:5000\":{\"auth\":\"dTpw\"}}}'\n",	  "warn ic.yaml:7:1 pullSecret/quay.io"},
		{ CLUSTER MACHINES PLATFORM
		  "pullSecret: '{\"auths\":{\"m\":{\"auth\":\"dTpw\"}}}'\n"
		  "imageDigestSources: [{source: quay.io/a, mirrors: [\"m:5000/a\"]}]\n", "warn ic.yaml:8:52 pullSecret/m:5000"},
		{ CLUSTER MACHINES PLATFORM
		  "pullSecret: '{\"auths\":{\"quay.io\":{\"auth\":\"dTpw\"}}}'\n"
		  "sshKey: 'ssh-ed25519 AAAA...'\n",				      "fail ic.yaml:8:1 sshKey"	    },
		{ CLUSTER MACHINES PLATFORM
		  "pullSecret: '{\"auths\":{\"quay.io\":{\"auth\":\"dTpw\"}}}'\n"
		  "sshKey: |\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  x\n",		  "fail ic.yaml:8:1 sshKey"	    },
		{ CLUSTER MACHINES PLATFORM SECRETS "fips: true\n",
		  "fail ic.yaml:8:1 sshKey"												      },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect(CONFIG, cases[i].text,
		       (const char *const[]){ cases[i].expected, NULL });
}
END_TEST

START_TEST(machines_that_are_not_there)
{
	expect(CONFIG,
	       CLUSTER "compute: [{name: worker, replicas: 2}]\n"
		       "controlPlane: {name: master, replicas: 5}\n" PLATFORM SECRETS,
	       (const char *const[]){ "fail ic.yaml:5:40 controlPlane.replicas",
				      "warn ic.yaml:4:36 compute.replicas", NULL });
	expect(CONFIG, CLUSTER "controlPlane: {name: master}\n" PLATFORM SECRETS,
	       (const char *const[]){ "warn compute.replicas", NULL });
	expect("sources: {installConfig: ic.yaml}\nnodes: [{name: m1, role: master}]\n",
	       CLUSTER "compute: [{name: worker, replicas: 0}]\n"
		       "controlPlane: {name: master, replicas: 3}\n" PLATFORM SECRETS,
	       (const char *const[]){ "fail ic.yaml:5:40 controlPlane.replicas", NULL });
	/* Nobody knows the masters. */
	expect("sources: {installConfig: ic.yaml}\n", CLUSTER MACHINES PLATFORM SECRETS,
	       (const char *const[]){ "pass ic.yaml", NULL });
}
END_TEST

START_TEST(another_cluster)
{
	expect("cluster: {baseDomain: e.x}\nsources: {installConfig: ic.yaml}\n",
	       "apiVersion: v1\nmetadata: {name: a}\n" MACHINES PLATFORM SECRETS,
	       (const char *const[]){ "fail baseDomain", NULL });
	expect("cluster: {name: ocp46, openshiftVersion: \"4.5\"}\n"
	       "sources: {installConfig: ic.yaml}\n",
	       CLUSTER MACHINES PLATFORM SECRETS,
	       (const char *const[]){ "fail ic.yaml:3:18 metadata.name/ocp46", NULL });
}
END_TEST

/* Of a file that does not parse, what is missing is not held against it. */
START_TEST(a_broken_file)
{
	expect("cluster: {openshiftVersion: \"4.5\"}\nsources: {installConfig: ic.yaml}\n",
	       CLUSTER
	       "networking: {networkType: OpenShiftSDN}\nplatform:\n  none: {} }\n",
	       (const char *const[]){ "pass ic.yaml", NULL });
}
END_TEST

SUITE("lint.install-config", nothing_to_say, what_the_installer_refuses, secrets,
      machines_that_are_not_there, another_cluster, a_broken_file);
