#include <stdio.h>

#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_boot_network;

static void expect(const char *version, const char *name, const char *text,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();
	char config[1024];

	snprintf(config, sizeof config,
		 "cluster: {name: ocp45, baseDomain: example, openshiftVersion: '%s'}\n"
		 "sources: {pxelinux: [%s]}\n"
		 "nodes:\n- {name: m1, role: master, addresses: [172.16.0.21], mac: "
		 "'00:50:56:96:37:c8'}\n"
		 "- {name: m2, role: master, addresses: [172.16.0.22]}\n"
		 "- {name: w1, role: worker, addresses: ['fd00::31']}\n"
		 "dns: {servers: [172.16.0.102, 'fd00::53']}\n",
		 version, name);
	lint_world_config(world, config);
	lint_world_file(world, name, text);
	lint_world_expect(world, &probe_lint_boot_network, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define EXPECT(version, arguments, ...)                                             \
	expect(version, "default", "LABEL m\nKERNEL rhcos\nAPPEND " arguments "\n", \
	       ((const char *const[]){ __VA_ARGS__, NULL }))
#define DNS  " nameserver=172.16.0.102"
#define PASS "pass default"

START_TEST(right_ones_pass)
{
	EXPECT("4.16",
	       "ip=172.16.0.21::172.16.0.1:255.255.255.0:m1.ocp45.example:ens3:none" DNS,
	       PASS);
	EXPECT("4.5",
	       "ip=172.16.0.21::172.16.0.1:24:m1::none" DNS " nameserver=[fd00::53]",
	       PASS);
	EXPECT("4.16", "ip=[fd00::31]::[fe80::1]:64:w1:ens3:none nameserver=fd00::53",
	       PASS);
	EXPECT("4.16", "ip=172.16.0.21/24::172.16.0.1::m1:ens3:none:172.16.0.102", PASS);
	EXPECT("4.5", "ip=dhcp", PASS);
	EXPECT("4.16", "ip=ens3:dhcp,dhcp6 ip=ens4:off ip=::::m1:ens5:dhcp ip=ibft",
	       PASS);
	/* Another network has the gateway, or DHCP tells the servers. */
	EXPECT("4.16", "ip=10.0.0.21:::24::ens4:none ip=ens3:dhcp", PASS);
	EXPECT("4.16", "ip=172.16.0.21::10.0.0.1:32:m1:ens3:none" DNS, PASS);
	/* No CoreOS, and what only the machine knows. */
	expect("4.16", "default", "LABEL m\nKERNEL k\nAPPEND ip=x\n",
	       (const char *const[]){ PASS, NULL });
}
END_TEST

START_TEST(the_form_is_judged)
{
	EXPECT("4.16", "ip=172.16.0.21", "fail default:3:11 m/ip=");
	EXPECT("4.16", "ip=dhpc", "fail default:3:11 m/ip=");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:24:ens3:none" DNS,
	       "fail default:3:43 m/ip=");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:24:m1:ens3:static" DNS,
	       "fail default:3:46 m/ip=");
	EXPECT("4.16", "ip=fd00::31::fd00::1:64:w1:ens3:none" DNS,
	       "fail default:3:11 m/ip=client");
	EXPECT("4.16", "ip=172.16.0.321::172.16.0.1:24:m1:ens3:none" DNS,
	       "fail default:3:11 m/ip=client");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:24:m_1:ens3:none" DNS,
	       "fail default:3:38 m/ip=hostname");
	/* Up to 4.5 alone. */
	EXPECT("4.5", "ip=172.16.0.21::172.16.0.1:24:m1:ens3:dhcp" DNS,
	       "fail default:3:46 m/ip=kind");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:24:m1:ens3:dhcp" DNS, PASS);
	EXPECT("4.5", "ip=172.16.0.21::172.16.0.1::m1:ens3:none" DNS,
	       "fail default:3:35 m/ip=netmask");
}
END_TEST

START_TEST(numbers_fit_each_other)
{
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:255.255.0.255:m1:ens3:none" DNS,
	       "fail default:3:35 m/ip=netmask");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:33:m1:ens3:none" DNS,
	       "fail default:3:35 m/ip=netmask");
	EXPECT("4.16", "ip=[fd00::31]::[fd00::1]:255.255.255.0:w1:ens3:none" DNS,
	       "fail default:3:33 m/ip=netmask");
	EXPECT("4.16", "ip=172.16.0.21::172.16.1.1:24:m1:ens3:none" DNS,
	       "fail default:3:24 m/ip=gateway");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.255:24:m1:ens3:none" DNS,
	       "fail default:3:24 m/ip=gateway");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.21:24:m1:ens3:none" DNS,
	       "fail default:3:24 m/ip=gateway");
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.22:24:m1:ens3:none" DNS,
	       "fail default:3:24 m/ip=gateway");
	EXPECT("4.16", "ip=172.16.0.0::172.16.0.1:24:x:ens3:none" DNS,
	       "fail default:3:11 m/ip=client");
}
END_TEST

START_TEST(each_machine_has_its_own_address)
{
	expect("4.16", "01-00-50-56-96-37-c8",
	       "LABEL a\nKERNEL rhcos\nAPPEND ip=172.16.0.22::172.16.0.1:24:m2:ens3:none" DNS
	       "\n",
	       (const char *const[]){ "fail 01-00-50-56-96-37-c8:3:11 "
				      "01-00-50-56-96-37-c8/a/ip=client",
				      NULL });
	expect("4.16", "default",
	       "LABEL a\nKERNEL rhcos\nAPPEND ip=172.16.0.21::172.16.0.1:24:m1:ens3:none" DNS
	       "\nLABEL b\nKERNEL rhcos\nAPPEND ip=172.16.0.21::172.16.0.1:24:m1:ens4:none" DNS
	       "\nLABEL c\nKERNEL rhcos\nAPPEND ip=172.16.0.21::172.16.0.1:24:m2:ens3:none" DNS
	       "\n",
	       (const char *const[]){ "fail default:9:11 c/ip=client", NULL });
	EXPECT("4.16", "ip=192.168.0.21::192.168.0.1:24::ens3:none" DNS,
	       "warn default:3:11 m/ip=client");
}
END_TEST

START_TEST(names_are_asked_for_somewhere)
{
	EXPECT("4.16", "ip=172.16.0.21::172.16.0.1:24:m1:ens3:none",
	       "warn default:3:8 m/nameserver=");
	EXPECT("4.16",
	       "ip=172.16.0.21::172.16.0.1:24:m1:ens3:none "
	       "coreos.inst.ignition_url=http://bastion.example/master.ign",
	       "fail default:3:8 m/nameserver=");
	EXPECT("4.16", "nameserver=ns1.example", "fail default:3:8 m/nameserver=");
	EXPECT("4.16", "nameserver=8.8.8.8", "fail default:3:8 m/nameserver=");
	EXPECT("4.16", "nameserver=8.8.8.8" DNS, "warn default:3:8 m/nameserver=");
	EXPECT("4.16", "ip=172.16.0.21:::24:m1:ens3:none" DNS,
	       "warn default:3:24 m/ip=gateway");
}
END_TEST

SUITE("lint.boot-network", right_ones_pass, the_form_is_judged, numbers_fit_each_other,
      each_machine_has_its_own_address, names_are_asked_for_somewhere);
