#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_node_address;

#define ZONE                                                                                  \
	"$ORIGIN example.\n$TTL 1D\n@ IN SOA ns root 1 1D 1H 1W 3H\n@ NS ns\nns A 10.0.0.1\n" \
	"m1.ocp45 A 172.16.0.21\nw1.ocp45 A 172.16.0.31\nw1.ocp45 A 172.16.1.31\n"
#define CONFIG                                          \
	"cluster: {name: ocp45, baseDomain: example}\n" \
	"sources: {zones: [db.example], dhcpd: d.conf, haproxy: h.cfg, ipxe: boot.ipxe}\n"

static void expect(const char *dhcpd, const char *haproxy, const char *ipxe,
		   const char *const *expected)
{
	struct lint_world *world = lint_world_new();

	lint_world_file(world, "db.example", ZONE);
	lint_world_file(world, "d.conf", dhcpd);
	lint_world_file(world, "h.cfg", haproxy);
	lint_world_file(world, "boot.ipxe", ipxe);
	lint_world_config(world, CONFIG);
	lint_world_expect(world, &probe_lint_node_address, PHASE_PREBOOT, expected);
	lint_world_free(world);
}

#define DHCP(address)                                      \
	"host m1 { hardware ethernet 00:50:56:00:00:01;\n" \
	"  fixed-address " address "; }\n"                 \
	"host w1 { hardware ethernet 00:50:56:00:00:02;\n" \
	"  fixed-address 172.16.1.31; }\n"
#define BALANCER(address)                                           \
	"listen api\n  bind *:6443\n  server m1 " address ":6443\n" \
	"listen apps\n  bind *:443\n  server w1 172.16.0.31:443\n"
#define BOOT(address)                                                      \
	"#!ipxe\nkernel vmlinuz ip=" address "::172.16.0.1:255.255.255.0:" \
	"m1:ens3:none\n"

START_TEST(nothing_to_say)
{
	/* A node with two cards: each file names the one that it is about. */
	expect(DHCP("172.16.0.21"), BALANCER("172.16.0.21"), BOOT("172.16.0.21"),
	       (const char *const[]){ "pass addresses of nodes", NULL });
	/* A file that differs from the plan is told by its own check. */
	expect(DHCP("172.16.0.22"), "defaults\n  mode tcp\n", "#!ipxe\n",
	       (const char *const[]){ "pass addresses of nodes", NULL });
	expect(DHCP("172.16.0.22"), BALANCER("172.16.0.21"), "#!ipxe\n",
	       (const char *const[]){ "pass addresses of nodes", NULL });
}
END_TEST

START_TEST(kernel_arguments)
{
	expect(DHCP("172.16.0.21"), BALANCER("172.16.0.21"), BOOT("172.16.0.24"),
	       (const char *const[]){ "fail boot.ipxe:2:16 m1.ocp45.example", NULL });
}
END_TEST

SUITE("lint.node-address", nothing_to_say, kernel_arguments);
