#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/inventory.h"
#include "core/inventory/facts.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

static struct lint_world *world;
static const struct inventory *inventory;

static void start(void)
{
	world = lint_world_new();
}

static void end(void)
{
	world = lint_world_free(world);
}

/* "bootstrap bs.ocp45.example 172.16.0.11" */
static const char *describe(struct arena *arena, const struct node *node)
{
	const char *text =
		arena_printf(arena, "%s %s", node_role_name(node->role), node->fqdn);
	char address[ADDR_STRLEN];

	for (size_t i = 0; i < node->addresses.count; i++)
		text = arena_printf(arena, "%s %s", text,
				    addr_str(&node->addresses.items[i], address));
	return node->mac ? arena_printf(arena, "%s %s", text, node->mac) : text;
}

static void expect_nodes(const char *const *expected)
{
	struct arena *arena = arena_new();
	size_t count = 0;

	inventory = lint_world_inventory(world, PHASE_PREBOOT);
	while (expected[count])
		count++;
	for (size_t i = 0; i < count || i < inventory->node_count; i++) {
		const char *found = i < inventory->node_count
					    ? describe(arena, &inventory->nodes[i])
					    : "nothing";

		ck_assert_msg(i < count && !strcmp(found, expected[i]),
			      "expected '%s', found '%s'",
			      i < count ? expected[i] : "nothing", found);
	}
	arena_free(arena);
}

#define BALANCER                                                                    \
	"defaults\n  mode tcp\n"                                                    \
	"frontend api\n  bind 172.16.0.111:6443\n  bind 172.16.0.110:6443\n"        \
	"  default_backend api\n"                                                   \
	"backend api\n  server bs 172.16.0.11:6443\n  server m1 172.16.0.21:6443\n" \
	"  server m2 172.16.0.22:6443\n"                                            \
	"frontend config\n  bind 172.16.0.110:22623\n  default_backend config\n"    \
	"backend config\n  server bs 172.16.0.11:22623\n"                           \
	"  server m1 172.16.0.21:22623\n  server m2 172.16.0.22:22623\n"            \
	"frontend apps\n  bind 172.16.0.111:443\n  default_backend apps\n"          \
	"backend apps\n  server infra1 172.16.0.41:443\n  server w1 172.16.0.31:443\n"

START_TEST(nodes_from_the_balancer)
{
	start();
	lint_world_file(world, "h.cfg", BALANCER);
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ "bootstrap bs.ocp45.example 172.16.0.11",
					    "master m1.ocp45.example 172.16.0.21",
					    "master m2.ocp45.example 172.16.0.22",
					    "worker w1.ocp45.example 172.16.0.31",
					    "infra infra1.ocp45.example 172.16.0.41",
					    NULL });
	ck_assert_uint_eq(inventory->nodes[0].where.line, 8);
	ck_assert_uint_eq(inventory->api_int.addresses.count, 1);
	ck_assert_uint_eq(inventory->api_int.where.line, 12);
	/* How the API is reached from outside is not what the balancer binds. */
	ck_assert_uint_eq(inventory->api.addresses.count, 0);
	end();
}
END_TEST

#define FOUR_HOSTS                                                                      \
	"host bs { hardware ethernet 00:50:56:00:00:01; fixed-address 172.16.0.11; }\n" \
	"host n1 { hardware ethernet 00:50:56:00:00:02; fixed-address 172.16.0.21; }\n" \
	"host n2 { hardware ethernet 00:50:56:00:00:03; fixed-address 172.16.0.22; }\n" \
	"host n3 { hardware ethernet 00:50:56:00:00:04; fixed-address 172.16.0.31; }\n" \
	"host n4 { hardware ethernet 00:50:56:00:00:05; fixed-address 172.16.0.32; }\n"

/* A worker behind 6443, and a machine of which one line speaks, make no masters. */
START_TEST(a_line_too_much_in_the_balancer)
{
	start();
	lint_world_file(world, "d.conf", FOUR_HOSTS);
	lint_world_file(world, "h.cfg",
			"listen api\n bind 10.0.0.1:6443\n bind 10.0.0.2:6443\n"
			" server bs 172.16.0.11:6443\n server n1 172.16.0.21:6443\n"
			" server n2 172.16.0.22:6443\n server n3 172.16.0.31:6443\n"
			" server m9 172.16.0.29:6443\n"
			"listen config\n bind *:22623\n server bs 172.16.0.11:22623\n"
			" server n1 172.16.0.21:22623\n server n2 172.16.0.22:22623\n"
			"listen apps\n bind *:443\n server n3 172.16.0.31:443\n"
			" server n4 172.16.0.32:443\n");
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg, dhcpd: d.conf}\n");
	expect_nodes((const char *const[]){
		"bootstrap bs.ocp45.example 172.16.0.11 00:50:56:00:00:01",
		"master n1.ocp45.example 172.16.0.21 00:50:56:00:00:02",
		"master n2.ocp45.example 172.16.0.22 00:50:56:00:00:03",
		"worker n3.ocp45.example 172.16.0.31 00:50:56:00:00:04",
		"worker n4.ocp45.example 172.16.0.32 00:50:56:00:00:05", NULL });
	end();
}
END_TEST

/* Masters that are workers too; who serves 22623 is not in this file. */
START_TEST(a_compact_cluster_behind_the_balancer)
{
	start();
	lint_world_file(world, "h.cfg",
			"listen api\n bind *:6443\n server n1 172.16.0.21:6443\n"
			" server n2 172.16.0.22:6443\n"
			"listen apps\n bind *:443\n server n1 172.16.0.21:443\n"
			" server n2 172.16.0.22:443\n");
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ "master n1.ocp45.example 172.16.0.21",
					    "master n2.ocp45.example 172.16.0.22",
					    NULL });
	end();
}
END_TEST

START_TEST(names_from_dhcp)
{
	start();
	lint_world_file(
		world, "h.cfg",
		"listen api\n  bind *:6443\n  server server1 172.16.0.11:6443\n"
		"  server server2 172.16.0.21:6443\n  server server3 172.16.0.99:6443\n");
	lint_world_file(world, "d.conf",
			"host bootstrap { hardware ethernet 00:50:56:00:00:01;\n"
			"  fixed-address 172.16.0.11; }\n"
			"host a { hardware ethernet 00:50:56:00:00:02;\n"
			"  fixed-address 172.16.0.21; option host-name \"cp0\"; }\n"
			"host printer { hardware ethernet 00:50:56:00:00:03;\n"
			"  fixed-address 172.16.0.200; }\n"
			"host worker-0 { hardware ethernet 00:50:56:00:00:04;\n"
			"  fixed-address 172.16.0.31; }\n");
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg, dhcpd: d.conf}\n");
	expect_nodes((const char *const[]){
		"bootstrap bootstrap.ocp45.example 172.16.0.11 00:50:56:00:00:01",
		"master cp0.ocp45.example 172.16.0.21 00:50:56:00:00:02",
		"worker worker-0.ocp45.example 172.16.0.31 00:50:56:00:00:04", NULL });
	end();
}
END_TEST

/* What most files say; the others are for lint. No address is that of two nodes. */
START_TEST(files_that_disagree)
{
	start();
	lint_world_file(world, "h.cfg",
			"listen api\n  bind *:6443\n  server m1 172.16.0.21:6443\n"
			"  server m2 172.16.0.21:6443\n");
	lint_world_file(world, "d.conf",
			"host m1 { hardware ethernet 00:50:56:00:00:01;\n"
			"  fixed-address 172.16.0.21; }\n"
			"host m2 { hardware ethernet 00:50:56:00:00:01;\n"
			"  fixed-address 172.16.0.22; }\n");
	lint_world_file(
		world, "boot.ipxe",
		"#!ipxe\nkernel vmlinuz ip=172.16.0.22::172.16.0.1:255.255.255.0:m2:"
		"ens3:none\n");
	lint_world_config(world,
			  "cluster: {name: ocp45, baseDomain: example}\n"
			  "sources: {haproxy: h.cfg, dhcpd: d.conf, ipxe: boot.ipxe}\n");
	expect_nodes((const char *const[]){
		"master m1.ocp45.example 172.16.0.21 00:50:56:00:00:01",
		"master m2.ocp45.example 172.16.0.22", NULL });
	end();
}
END_TEST

START_TEST(the_file_of_a_machine_tells_its_mac)
{
	start();
	lint_world_file(world, "01-00-50-56-00-00-01",
			"LABEL l\nKERNEL k\n"
			"APPEND ip=172.16.0.21::172.16.0.1:24:m1:ens3:none\n");
	lint_world_file(
		world, "grub.cfg-01-00-50-56-00-00-02",
		"menuentry x { linux k ip=172.16.0.31::172.16.0.1:24:w1::none; }\n");
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {pxelinux: 01-00-50-56-00-00-01,\n"
				 "  grub: grub.cfg-01-00-50-56-00-00-02}\n");
	expect_nodes((const char *const[]){
		"master m1.ocp45.example 172.16.0.21 00:50:56:00:00:01",
		"worker w1.ocp45.example 172.16.0.31 00:50:56:00:00:02", NULL });
	end();
}
END_TEST

START_TEST(a_balancer_of_two_clusters)
{
	static const char two[] =
		"listen one\n  bind 10.0.0.1:6443\n  server m1 m1.a.example:6443\n"
		"listen two\n  bind 10.0.0.2:6443\n  server m1 m1.b.example:6443\n";

	start();
	lint_world_file(world, "h.cfg", two);
	lint_world_config(world, "cluster: {name: b, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ "master m1.b.example", NULL });
	lint_world_config(world, "cluster: {name: c, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ NULL });
	ck_assert(inventory->facts->is_balancer_ambiguous);
	end();
}
END_TEST

static const char *release_of(const char *kernel, const char *image)
{
	static char script[512];

	start();
	snprintf(
		script, sizeof script,
		"#!ipxe\n:m\nkernel http://h/%s initrd=i coreos.live.rootfs_url=http://h/%s\n"
		"initrd --name i http://h/i.img\nboot\n",
		kernel, image);
	lint_world_file(world, "b.ipxe", script);
	lint_world_config(world, "cluster: {name: a, baseDomain: example}\n"
				 "sources: {ipxe: b.ipxe}\n");
	inventory = lint_world_inventory(world, PHASE_PREBOOT);
	return inventory->version ? inventory->version : "none";
}

START_TEST(the_release_of_what_is_booted)
{
	ck_assert_str_eq(release_of("rhcos-4.10.3-x86_64-live-kernel-x86_64",
				    "rhcos-4.10.3-x86_64-live-rootfs.x86_64.img"),
			 "4.10");
	end();
	ck_assert_str_eq(release_of("rhcos-416.94.202405291527-0-live-kernel-x86_64",
				    "rootfs.img"),
			 "4.16");
	end();
	/* RHEL's numbers, no number, several releases. */
	ck_assert_str_eq(release_of("rhcos-9.6.20250701-0-live-kernel.x86_64", "x"),
			 "none");
	end();
	ck_assert_str_eq(release_of("vmlinuz", "rootfs.img"), "none");
	end();
	ck_assert_str_eq(release_of("rhcos-4.10.3-x86_64-live-kernel-x86_64",
				    "rhcos-4.11.9-x86_64-live-rootfs.x86_64.img"),
			 "none");
	end();
}
END_TEST

START_TEST(a_web_site_beside_ingress)
{
	start();
	lint_world_file(world, "h.cfg",
			"listen shop\n  bind 10.9.9.9:80\n  server w1 10.9.9.1:8080\n"
			"listen api\n  bind 10.0.0.1:6443\n  server m1 10.0.0.21:6443\n"
			"listen http\n  bind 10.0.0.1:80\n  server w1 10.0.0.31:80\n"
			"listen https\n  bind 10.0.0.1:443\n  server w1 10.0.0.31:443\n");
	lint_world_config(world, "cluster: {name: b, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ "master m1.b.example 10.0.0.21",
					    "worker w1.b.example 10.0.0.31", NULL });
	end();
}
END_TEST

START_TEST(a_site_behind_a_condition)
{
	start();
	lint_world_file(world, "h.cfg",
			"listen api\n  bind 10.0.0.1:6443\n  server m1 10.0.0.21:6443\n"
			"frontend https\n  bind 10.0.0.1:443\n"
			"  use_backend git if { req.ssl_sni -i git.example }\n"
			"  default_backend https\n"
			"backend git\n  server git 10.9.9.1:443\n"
			"backend https\n  server w1 10.0.0.31:443\n");
	lint_world_config(world, "cluster: {name: b, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ "master m1.b.example 10.0.0.21",
					    "worker w1.b.example 10.0.0.31", NULL });
	end();
}
END_TEST

START_TEST(a_balancer_of_something_else)
{
	start();
	lint_world_file(world, "h.cfg",
			"listen web\n  bind *:443\n  server w1 172.16.0.31:443\n");
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){ NULL });
	end();
}
END_TEST

START_TEST(the_configuration_wins)
{
	start();
	lint_world_file(world, "h.cfg", BALANCER);
	lint_world_file(world, "ic.yaml",
			"metadata: {name: ocp46}\nbaseDomain: example.org\n");
	lint_world_config(
		world,
		"cluster: {name: ocp45}\nsources: {haproxy: h.cfg, installConfig: ic.yaml}\n"
		"endpoints: {apiInt: [172.16.0.1]}\n"
		"nodes: [{name: m1, role: master, addresses: [172.16.0.77]}]\n");
	expect_nodes(
		(const char *const[]){ "master m1.ocp45.example.org 172.16.0.77", NULL });
	ck_assert_uint_eq(inventory->api_int.addresses.count, 1);
	ck_assert_uint_eq(inventory->api_int.addresses.items[0].bytes[3], 1);
	end();
}
END_TEST

START_TEST(the_cluster_from_ignition)
{
	start();
	lint_world_file(
		world, "master.ign",
		"{\"ignition\": {\"version\": \"3.1.0\", \"config\": {\"merge\": "
		"[{\"source\": \"https://api-int.ocp45.example:22623/config/master\"}]}}}");
	lint_world_config(world, "sources: {installDir: .}\n");
	expect_nodes((const char *const[]){ NULL });
	ck_assert_str_eq(inventory->cluster_domain, "ocp45.example");
	end();
}
END_TEST

static void expect_addresses(const struct endpoint *endpoint, const char *expected)
{
	char text[ADDR_STRLEN];

	ck_assert_uint_eq(endpoint->addresses.count, 1);
	ck_assert_str_eq(addr_str(&endpoint->addresses.items[0], text), expected);
}

#define FORWARD                                                                            \
	"$TTL 1D\n@ IN SOA ns1 root 1 1D 1H 1W 3H\n@ NS ns1\n"                             \
	"ns1 A 172.16.0.102\nbastion A 172.16.0.101\nlb1 A 172.16.0.110\n"                 \
	"mail A 172.16.0.9\nm9 A 172.16.0.199\n"                                           \
	"$ORIGIN ocp45.example.localdomain.\napi A 172.16.0.111\napi-int A 172.16.0.110\n" \
	"*.apps A 172.16.0.111\netcd-0 A 172.16.0.21\n_etcd SRV 0 10 2380 etcd-0\n"        \
	"boot A 172.16.0.11\nmaster-a A 172.16.0.21\nw1 A 172.16.0.31\nw1 AAAA fd00::31\n"

/* Names and addresses from the zones, roles from the balancer, which calls them otherwise. */
START_TEST(a_site_with_bind)
{
	start();
	lint_world_file(
		world, "named.conf",
		"zone \"example.localdomain\" { type master; file \"fwd\"; };\n"
		"zone \"0.16.172.in-addr.arpa\" { type master; file \"rev\"; };\n");
	lint_world_file(world, "fwd", FORWARD);
	lint_world_file(world, "rev",
			"$TTL 1D\n@ IN SOA ns1.example.localdomain. root 1 1D 1H 1W 3H\n"
			"@ NS ns1.example.localdomain.\n"
			"21 PTR master-a.ocp45.example.localdomain.\n");
	lint_world_file(
		world, "h.cfg",
		"listen api\n  bind *:6443\n  server s1 172.16.0.11:6443\n"
		"  server s2 172.16.0.21:6443\n"
		"listen apps\n  bind *:443\n  server x w1.ocp45.example.localdomain:443\n");
	lint_world_config(world, "sources: {named: named.conf, haproxy: h.cfg}\n");
	expect_nodes((const char *const[]){
		"bootstrap boot.ocp45.example.localdomain 172.16.0.11",
		"master master-a.ocp45.example.localdomain 172.16.0.21",
		"worker w1.ocp45.example.localdomain 172.16.0.31 fd00::31", NULL });
	ck_assert_str_eq(inventory->cluster_name, "ocp45");
	ck_assert_uint_eq(inventory->cluster_where.line, 11);
	expect_addresses(&inventory->api, "172.16.0.111");
	expect_addresses(&inventory->api_int, "172.16.0.110");
	expect_addresses(&inventory->ingress, "172.16.0.111");
	ck_assert_uint_eq(inventory->host_count, 2);
	ck_assert_str_eq(inventory->hosts[0].fqdn, "lb1.example.localdomain");
	ck_assert_uint_eq(inventory->hosts[0].roles, HOST_LOADBALANCER);
	ck_assert_str_eq(inventory->hosts[1].fqdn, "ns1.example.localdomain");
	ck_assert_uint_eq(inventory->hosts[1].roles, HOST_DNS);
	end();
}
END_TEST

/* Only zones: what a name says of its role counts, in the cluster's domain. */
START_TEST(a_site_with_zones_only)
{
	start();
	lint_world_file(world, "example.localdomain.zone", FORWARD);
	lint_world_config(world, "sources: {zones: [example.localdomain.zone]}\n");
	expect_nodes((const char *const[]){
		"bootstrap boot.ocp45.example.localdomain 172.16.0.11",
		"worker w1.ocp45.example.localdomain 172.16.0.31 fd00::31", NULL });
	end();
}
END_TEST

/* The helpernode's way: one dnsmasq for names and addresses. */
START_TEST(a_site_with_dnsmasq)
{
	start();
	lint_world_file(
		world, "dnsmasq.conf",
		"domain=ocp4.example.com\ndhcp-range=192.168.7.10,192.168.7.99,255.255.255.0\n"
		"dhcp-option=option:dns-server,192.168.7.77\n"
		"dhcp-host=52:54:00:60:72:67,192.168.7.20,bootstrap\n"
		"dhcp-host=52:54:00:e7:9d:67,192.168.7.21,master0\n"
		"dhcp-host=52:54:00:ff:00:01,192.168.7.30,worker0\n"
		"dhcp-host=52:54:00:ff:00:02,192.168.7.40,printer\n"
		"address=/api.ocp4.example.com/192.168.7.77\n"
		"address=/api-int.ocp4.example.com/192.168.7.77\n"
		"address=/apps.ocp4.example.com/192.168.7.78\n"
		"address=/master0.ocp4.example.com/192.168.7.21\n");
	lint_world_config(world, "cluster: {name: ocp4, baseDomain: example.com}\n"
				 "sources: {dnsmasq: dnsmasq.conf}\n");
	expect_nodes((const char *const[]){
		"bootstrap bootstrap.ocp4.example.com 192.168.7.20 52:54:00:60:72:67",
		"master master0.ocp4.example.com 192.168.7.21 52:54:00:e7:9d:67",
		"worker worker0.ocp4.example.com 192.168.7.30 52:54:00:ff:00:01", NULL });
	expect_addresses(&inventory->api, "192.168.7.77");
	expect_addresses(&inventory->api_int, "192.168.7.77");
	expect_addresses(&inventory->ingress, "192.168.7.78");
	ck_assert_uint_eq(inventory->name_server_count, 1);
	ck_assert_str_eq(inventory->name_servers[0].text, "192.168.7.77");
	ck_assert_uint_eq(inventory->name_servers[0].where.line, 3);
	end();
}
END_TEST

START_TEST(name_servers_from_dhcp)
{
	start();
	lint_world_file(
		world, "d.conf",
		"option domain-name-servers 172.16.0.1;\n"
		"subnet 172.16.0.0 netmask 255.255.255.0 {\n"
		"  option domain-name-servers 172.16.0.102, 172.16.0.103;\n"
		"  host m1 { hardware ethernet 00:50:56:00:00:01; fixed-address 172.16.0.21; }\n"
		"}\n");
	lint_world_config(world, "cluster: {name: ocp45, baseDomain: example}\n"
				 "sources: {dhcpd: d.conf}\n");
	inventory = lint_world_inventory(world, PHASE_PREBOOT);
	ck_assert_uint_eq(inventory->name_server_count, 2);
	ck_assert_str_eq(inventory->name_servers[1].text, "172.16.0.103");
	ck_assert_uint_eq(inventory->name_servers[1].where.line, 3);
	end();
}
END_TEST

START_TEST(two_clusters_in_a_zone)
{
	start();
	lint_world_file(
		world, "example.zone",
		"$ORIGIN example.\n$TTL 1D\n@ IN SOA ns root 1 1D 1H 1W 3H\n@ NS ns\n"
		"ns A 10.0.0.1\n"
		"api-int.a A 10.0.0.2\nm1.a A 10.0.0.3\n"
		"api-int.b A 10.0.0.4\nm1.b A 10.0.0.5\n");
	lint_world_config(world,
			  "cluster: {name: b}\nsources: {zones: [example.zone]}\n");
	expect_nodes((const char *const[]){ "master m1.b.example 10.0.0.5", NULL });
	end();
}
END_TEST

START_TEST(roles_of_names)
{
	static const struct {
		const char *name;
		unsigned role;
	} cases[] = {
		{"m1",			FACT_MASTER   },
		{ "master-0.ocp.example", FACT_MASTER   },
		{ "ocp45-master0",	   FACT_MASTER   },
		{ "control-plane-2",	     FACT_MASTER	 },
		{ "cp3",			 FACT_MASTER   },
		{ "master-node-1",	   FACT_MASTER   },
		{ "bs",			FACT_BOOTSTRAP},
		{ "ocp4-bootstrap",	    FACT_BOOTSTRAP},
		{ "w12",			 FACT_WORKER   },
		{ "compute-0",	       FACT_WORKER   },
		{ "infra02",		     FACT_INFRA	},
		{ "m",		       0		 },
		{ "web1",		  0		    },
		{ "mail1",		   0	     },
		{ "ns1",			 0		   },
		{ "node1",		   0	     },
		{ "1",		       0		 },
		{ "",		      0		},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ck_assert_msg(facts_role_of_name(cases[i].name) == cases[i].role, "%s",
			      cases[i].name);
}
END_TEST

SUITE("inventory_derive", a_line_too_much_in_the_balancer,
      a_compact_cluster_behind_the_balancer, nodes_from_the_balancer, names_from_dhcp,
      files_that_disagree, the_file_of_a_machine_tells_its_mac,
      a_balancer_of_two_clusters, the_release_of_what_is_booted,
      a_web_site_beside_ingress, a_site_behind_a_condition, a_balancer_of_something_else,
      the_configuration_wins, the_cluster_from_ignition, a_site_with_bind,
      a_site_with_zones_only, a_site_with_dnsmasq, name_servers_from_dhcp,
      two_clusters_in_a_zone, roles_of_names);
