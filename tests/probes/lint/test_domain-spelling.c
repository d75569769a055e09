#include "tests/support/lint_zones.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_domain_spelling;

static void expect(struct lint_world *world, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_domain_spelling, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

START_TEST(one_spelling_passes)
{
	struct lint_world *world = lint_zones_new();

	expect(world, (const char *const[]){ "pass example.localdomain", NULL });
}
END_TEST

START_TEST(a_domain_cut_short)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "reverse.zone",
		"$TTL 60\n@ IN SOA ns1.example.local. root 1 2 3 4 5\n  NS ns1.example.local.\n" LINT_REVERSE_NODES);
	expect(world,
	       (const char *const[]){ "warn reverse.zone:2:10 example.local", NULL });
}
END_TEST

START_TEST(a_letter_off)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(world, "example.zone",
			LINT_ZONE_HEAD "www CNAME a.exmaple.localdomain.\n");
	expect(world, (const char *const[]){ "fail example.zone:8:11 exmaple.localdomain",
					     NULL });
}
END_TEST

START_TEST(other_domains_are_others)
{
	struct lint_world *world = lint_zones_new();

	lint_world_file(
		world, "example.zone",
		LINT_ZONE_HEAD
		"www CNAME a.example.org.\nb CNAME a.sample2.localdomain.\nc CNAME x.amazonaws.com.\n");
	expect(world, (const char *const[]){ "pass example.localdomain", NULL });
}
END_TEST

#define DHCP_CONFIG                                                 \
	"cluster: {name: ocp45, baseDomain: example.localdomain}\n" \
	"nodes: [{name: m1, role: master, addresses: [172.16.0.21]}]\n"

START_TEST(dhcpd_tells_names_too)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, DHCP_CONFIG "sources: {dhcpd: dhcpd.conf}\n");
	lint_world_file(
		world, "dhcpd.conf",
		"option domain-name \"ocp45.example.localdomain\";\n"
		"subnet 172.16.0.0 netmask 255.255.255.0 {\n"
		"  option domain-search \"ocp45.exmaple.localdomain\", \"a.org\";\n"
		"  pool { range 172.16.0.50 172.16.0.60; if known {\n"
		"    ddns-domainname \"example.local.\"; } }\n"
		"}\n"
		"group { host m1 { hardware ethernet 00:50:56:96:11:c2;\n"
		"  option host-name \"m1.ocp45.exampel.localdomain\"; } }\n");
	expect(world,
	       (const char *const[]){ "warn dhcpd.conf:3:24 exmaple.localdomain",
				      "warn dhcpd.conf:5:21 example.local",
				      "fail dhcpd.conf:8:20 exampel.localdomain", NULL });
}
END_TEST

START_TEST(dnsmasq_tells_names_too)
{
	struct lint_world *world = lint_world_new();

	lint_world_config(world, DHCP_CONFIG "sources: {dnsmasq: dnsmasq.conf}\n");
	lint_world_file(world, "dnsmasq.conf",
			"domain=ocp45.example.localdomain\n"
			"dhcp-host=00:50:56:96:11:c2,172.16.0.21,m1\n"
			"dhcp-option=option:domain-search,ocp45.exmaple.localdomain\n"
			"host-record=api.ocp45.example.local,172.16.0.111\n"
			"address=/apps.ocp45.example.localdomain/172.16.0.111\n");
	expect(world,
	       (const char *const[]){ "warn dnsmasq.conf:3:34 exmaple.localdomain",
				      "fail dnsmasq.conf:4:13 example.local", NULL });
}
END_TEST

SUITE("lint.domain-spelling", one_spelling_passes, a_domain_cut_short, a_letter_off,
      other_domains_are_others, dhcpd_tells_names_too, dnsmasq_tells_names_too);
