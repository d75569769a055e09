#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "core/inventory.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static const struct inventory *inventory;
static char folder[] = "/tmp/inventory-test-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_ge(fputs(text, out), 0);
	ck_assert_int_eq(fclose(out), 0);
}

static void begin(void)
{
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void finish(void)
{
	static const char *const names[] = { "c.yaml",	    "install-config.yaml",
					     "haproxy.cfg", "dhcpd.conf",
					     "boot.ipxe",   "named.conf",
					     "ca.pem" };
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	ck_assert_int_eq(rmdir(folder), 0);
	arena = arena_free(arena);
}

static int build_as(const char *text, const char *as)
{
	struct inventory_options options = { .phase = PHASE_INSTALL,
					     .timeout = 1.5,
					     .as = as };
	struct config *config;
	char path[128];

	arena = arena_free(arena);
	arena = arena_new();
	diag_init(&diagnostics, arena);
	inventory = NULL;
	put("c.yaml", text);
	snprintf(path, sizeof path, "%s/c.yaml", folder);
	ck_assert_msg(config_load(arena, path, &diagnostics, &config) == 0, "%s",
		      diagnostics.count ? diagnostics.items[0].message : "?");
	return inventory_build(arena, config, &options, &diagnostics, &inventory);
}

static void built(const char *text)
{
	int r = build_as(text, NULL);

	ck_assert_msg(r == 0 && !diagnostics.count, "%s",
		      diagnostics.count ? diagnostics.items[0].message : "?");
}

static void refused(const char *text, unsigned line, unsigned column, const char *message)
{
	ck_assert_int_eq(build_as(text, NULL), -EINVAL);
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_msg(strstr(diagnostics.items[0].message, message) != NULL, "%s",
		      diagnostics.items[0].message);
	ck_assert_uint_eq(diagnostics.items[0].where.line, line);
	ck_assert_uint_eq(diagnostics.items[0].where.column, column);
}

#define CLUSTER "cluster: {name: ocp45, baseDomain: Example.localdomain.}\n"
#define DNS	"dns: {servers: [172.16.0.102]}\n"

static struct addr at(const char *text)
{
	struct addr addr;

	ck_assert_int_eq(addr_parse(text, &addr), 0);
	return addr;
}

START_TEST(names_are_completed)
{
	begin();
	built(CLUSTER DNS
	      "endpoints: {api: [172.16.0.111], apiInt: 172.16.0.110}\n"
	      "nodes:\n"
	      "- {name: BS, role: bootstrap, addresses: [172.16.0.11], mac: 00-50-56-96-11-C2}\n"
	      "- {name: m1.ocp45.example.localdomain, role: master}\n"
	      "- {name: w1.elsewhere.example, role: infra, addresses: [\"fd00::31\", 172.16.0.31]}\n"
	      "hosts:\n"
	      "- {name: lb1, addresses: [192.0.2.110, 192.0.2.111], roles: [loadbalancer, http]}\n");
	ck_assert_str_eq(inventory->cluster_domain, "ocp45.example.localdomain");
	ck_assert_str_eq(inventory->api.fqdn, "api.ocp45.example.localdomain");
	ck_assert_str_eq(inventory->api_int.fqdn, "api-int.ocp45.example.localdomain");
	ck_assert_str_eq(inventory->ingress.fqdn, "*.apps.ocp45.example.localdomain");
	ck_assert_uint_eq(inventory->api.addresses.count, 1);
	ck_assert_uint_eq(inventory->api.where.line, 3);
	ck_assert_uint_eq(inventory->api.where.column, 19);
	ck_assert_uint_eq(inventory->ingress.addresses.count, 0);
	ck_assert_uint_eq(inventory->node_count, 3);
	ck_assert_str_eq(inventory->nodes[0].fqdn, "bs.ocp45.example.localdomain");
	ck_assert_str_eq(inventory->nodes[0].mac, "00:50:56:96:11:c2");
	ck_assert_int_eq(inventory->nodes[0].role, NODE_BOOTSTRAP);
	ck_assert_str_eq(inventory->nodes[1].fqdn, "m1.ocp45.example.localdomain");
	ck_assert_uint_eq(inventory->nodes[1].addresses.count, 0);
	ck_assert_str_eq(inventory->nodes[2].fqdn, "w1.elsewhere.example");
	ck_assert_int_eq(inventory->nodes[2].role, NODE_INFRA);
	ck_assert_uint_eq(inventory->nodes[2].where.line, 7);
	ck_assert_uint_eq(inventory->nodes[2].where.column, 10);
	ck_assert_ptr_null(inventory->nodes[2].named_by);
	ck_assert_str_eq(inventory->hosts[0].fqdn, "lb1.example.localdomain");
	ck_assert_uint_eq(inventory->hosts[0].roles, HOST_LOADBALANCER | HOST_HTTP);
	ck_assert_int_eq(inventory->phase, PHASE_INSTALL);
	ck_assert_double_eq(inventory->timeout, 1.5);
	finish();
}
END_TEST

static void find_all(const struct inventory *in)
{
	struct addr w1 = at("fd00::31"), lb1 = at("192.0.2.111"),
		    nobody = at("192.0.2.9");

	w1.port = 443; /* does not count */
	ck_assert_ptr_eq(inventory_node(in, "w1.ocp45.example.localdomain"),
			 &in->nodes[1]);
	ck_assert_ptr_null(inventory_node(in, "w1"));
	ck_assert_ptr_eq(inventory_host(in, "lb1.example.localdomain"), &in->hosts[0]);
	ck_assert_ptr_null(inventory_host(in, "w1.ocp45.example.localdomain"));
	ck_assert_ptr_eq(inventory_node_at(in, &w1), &in->nodes[1]);
	ck_assert_ptr_eq(inventory_host_at(in, &lb1), &in->hosts[0]);
	ck_assert_ptr_null(inventory_host_at(in, &w1));
	ck_assert_ptr_null(inventory_node_at(in, &nobody));
}

START_TEST(names_and_addresses_are_found)
{
	struct inventory plain;

	begin();
	built(CLUSTER DNS
	      "nodes:\n"
	      "- {name: m1, role: master, addresses: [172.16.0.21]}\n"
	      "- {name: w1, role: worker, addresses: [172.16.0.31, \"fd00::31\"]}\n"
	      "hosts: [{name: lb1, addresses: [192.0.2.110, 192.0.2.111]}]\n");
	find_all(inventory);
	/* The same without the tables, as a test may make an inventory by hand. */
	plain = *inventory;
	plain.index = NULL;
	find_all(&plain);
	finish();
}
END_TEST

START_TEST(one_name_stands_for_one_thing)
{
	begin();
	refused(CLUSTER DNS "nodes:\n- {name: m1, role: master}\n"
			    "- {name: m1.ocp45.example.localdomain, role: master}\n",
		5, 10, "m1.ocp45.example.localdomain is already the name of the node at");
	refused(CLUSTER DNS "nodes:\n- {name: m1, role: master}\n"
			    "hosts:\n- {name: m1.ocp45.example.localdomain}\n",
		6, 10, "is already the name of the node at");
	refused(CLUSTER DNS "hosts:\n- {name: a}\n- {name: a.example.localdomain}\n", 5,
		10, "is already the name of the host at");
	refused(CLUSTER DNS "hosts:\n- {name: api.ocp45.example.localdomain}\n", 4, 10,
		"is the name of an endpoint");
	finish();
}
END_TEST

START_TEST(a_cluster_has_a_name)
{
	begin();
	ck_assert_int_eq(build_as("{}\n", NULL), -EINVAL);
	ck_assert_uint_eq(diagnostics.errors, 2);
	ck_assert_ptr_nonnull(
		strstr(diagnostics.items[0].message, "name of the cluster"));
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].help, "cluster.name"));
	ck_assert_ptr_nonnull(strstr(diagnostics.items[1].message, "base domain"));
	finish();
}
END_TEST

static const char install_config[] =
	"apiVersion: v1\n"
	"baseDomain: example.localdomain\n"
	"metadata:\n"
	"  name: ocp45\n"
	"proxy:\n"
	"  httpProxy: http://user:s3cret@proxy.example:3128\n"
	"  noProxy: .example.localdomain\n"
	"pullSecret: '{\"auths\":{\"quay.io\":{\"auth\":\"czNjcmV0\"}}}'\n"
	"imageContentSources:\n"
	"- mirrors: [mirror.example:5000/ocp4/openshift4]\n"
	"  source: quay.io/openshift-release-dev/ocp-release\n"
	"- mirrors: [mirror.example:5000/ocp4/openshift4, Other.example/x]\n"
	"  source: quay.io/openshift-release-dev/ocp-v4.0-art-dev\n";

START_TEST(install_config_fills_the_gaps)
{
	begin();
	put("install-config.yaml", install_config);
	built("sources: {installConfig: install-config.yaml}\n" DNS);
	ck_assert_str_eq(inventory->cluster_domain, "ocp45.example.localdomain");
	ck_assert_uint_eq(inventory->api.where.line, 4);
	ck_assert_str_eq(inventory->egress_proxy,
			 "http://user:s3cret@proxy.example:3128");
	ck_assert_uint_eq(inventory->egress_target_count, 2);
	ck_assert_str_eq(inventory->egress_targets[0].url,
			 "https://mirror.example:5000/v2/");
	ck_assert_uint_eq(inventory->egress_targets[0].where.line, 10);
	ck_assert_str_eq(inventory->egress_targets[1].url, "https://other.example/v2/");
	/* What the configuration says goes first. */
	built("sources: {installConfig: install-config.yaml}\n" DNS
	      "egress: {targets: [\"https://quay.io/v2/\"], proxy: \"http://other:1\"}\n");
	ck_assert_uint_eq(inventory->egress_target_count, 1);
	ck_assert_str_eq(inventory->egress_targets[0].url, "https://quay.io/v2/");
	ck_assert_str_eq(inventory->egress_proxy, "http://other:1");
	built("sources: {installConfig: install-config.yaml}\negress: {targets: []}\n" DNS);
	ck_assert_uint_eq(inventory->egress_target_count, 0);
	finish();
}
END_TEST

START_TEST(sources_that_disagree_are_shown)
{
	begin();
	put("install-config.yaml", install_config);
	ck_assert_int_eq(build_as("cluster: {name: ocp46}\n"
				  "sources: {installConfig: install-config.yaml}\n" DNS,
				  NULL),
			 0);
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert(diagnostics.items[0].warning);
	ck_assert_ptr_nonnull(
		strstr(diagnostics.items[0].message, "'ocp46' here, but 'ocp45' at"));
	ck_assert_ptr_nonnull(
		strstr(diagnostics.items[0].message, "install-config.yaml:4:9"));
	ck_assert_uint_eq(diagnostics.items[0].where.line, 1);
	ck_assert_uint_eq(diagnostics.items[0].where.column, 17);
	ck_assert_str_eq(inventory->cluster_name, "ocp46");
	finish();
}
END_TEST

START_TEST(sources_that_are_missing_name_the_line)
{
	static const char *const keys[] = { "installConfig", "haproxy", "named", "dhcpd",
					    "dnsmasq", "ipxe" };

	begin();
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		char text[256];

		snprintf(text, sizeof text, CLUSTER DNS "sources:\n  %s: nowhere.file\n",
			 keys[i]);
		refused(text, 4, 5 + (unsigned)strlen(keys[i]), "there is no such file");
		ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, folder));
		snprintf(text, sizeof text, CLUSTER DNS "sources:\n  %s: .\n", keys[i]);
		refused(text, 4, 5 + (unsigned)strlen(keys[i]),
			strcmp(keys[i], "haproxy") ? "it is a directory" : "no *.cfg");
	}
	refused(CLUSTER DNS "sources: {zones: [a.zone]}\n", 3, 19, "zones: cannot read");
	refused(CLUSTER DNS "egress: {caFile: ca.pem}\n", 3, 18, "caFile: cannot read");
	put("ca.pem", "");
	built(CLUSTER DNS "egress: {caFile: ca.pem}\n");
	ck_assert_ptr_nonnull(strstr(inventory->egress_ca_file, "/ca.pem"));
	finish();
}
END_TEST

START_TEST(haproxy_makes_fronts)
{
	begin();
	put("haproxy.cfg", "defaults\n mode tcp\nfrontend kubeapi\n bind *:6443\n"
			   " default_backend kube_api\nbackend kube_api\n"
			   " server m1 m1.ocp45.example.localdomain:6443 check\n");
	built(CLUSTER DNS "sources: {haproxy: haproxy.cfg}\n");
	ck_assert_ptr_nonnull(strstr(inventory->haproxy_file, "/haproxy.cfg"));
	ck_assert_uint_eq(inventory->front_count, 1);
	ck_assert_uint_eq(inventory->fronts[0].port, 6443);
	ck_assert_uint_eq(inventory->fronts[0].server_count, 1);
	ck_assert_uint_eq(inventory->fronts[0].servers[0].where.line, 7);
	built(CLUSTER DNS);
	ck_assert_ptr_null(inventory->haproxy_file);
	finish();
}
END_TEST

START_TEST(nodes_know_what_names_them)
{
	begin();
	put("dhcpd.conf",
	    "host a {\n hardware ethernet 00:50:56:96:11:C2;\n option host-name \"m1\";\n}\n"
	    "host b { fixed-address 172.16.0.22; option host-name \"m2.ocp45.example.localdomain\"; }\n"
	    "host c { fixed-address 172.16.0.23; }\n"
	    "group { use-host-decl-names on;\n host w1 { fixed-address 172.16.0.31; } }\n");
	put("boot.ipxe",
	    "#!ipxe\nkernel http://h/k ip=172.16.0.32::172.16.0.1:255.255.255.0:w2:"
	    "ens3:none rd.neednet=1\n"
	    "kernel http://h/k ip=dhcp hostname=w3\n");
	built(CLUSTER DNS
	      "sources: {dhcpd: dhcpd.conf, ipxe: boot.ipxe}\n"
	      "nodes:\n"
	      "- {name: m1, role: master, addresses: [172.16.0.21], mac: \"00:50:56:96:11:c2\"}\n"
	      "- {name: m2, role: master, addresses: [172.16.0.22]}\n"
	      "- {name: m3, role: master, addresses: [172.16.0.23]}\n"
	      "- {name: w1, role: worker, addresses: [172.16.0.31]}\n"
	      "- {name: w2, role: worker, addresses: [172.16.0.32]}\n"
	      "- {name: w3, role: worker}\n");
	ck_assert_str_eq(inventory->nodes[0].named_by,
			 "option host-name in dhcpd.conf:3");
	ck_assert_str_eq(inventory->nodes[1].named_by,
			 "option host-name in dhcpd.conf:5");
	ck_assert_ptr_null(inventory->nodes[2].named_by);
	ck_assert_str_eq(inventory->nodes[3].named_by,
			 "use-host-decl-names in dhcpd.conf:7");
	ck_assert_str_eq(inventory->nodes[4].named_by, "ip= in boot.ipxe:2");
	ck_assert_str_eq(inventory->nodes[5].named_by,
			 "a kernel argument in boot.ipxe:3");
	/* Named, but otherwise than it is called. */
	ck_assert_int_eq(
		build_as(CLUSTER DNS
			 "sources: {dhcpd: dhcpd.conf}\n"
			 "nodes: [{name: w9, role: worker, addresses: [172.16.0.31]}]\n",
			 NULL),
		0);
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert(diagnostics.items[0].warning);
	ck_assert_ptr_nonnull(
		strstr(diagnostics.items[0].message, "names this node 'w1'"));
	finish();
}
END_TEST

START_TEST(name_servers)
{
	begin();
	built(CLUSTER
	      "dns: {servers: [172.16.0.102, \"172.16.0.102:53\", 172.16.0.102:5353, \"[fd00::2]:54\", \"fd00::3\"]}\n");
	ck_assert_uint_eq(inventory->name_server_count, 4);
	ck_assert(!inventory->name_servers_from_resolv_conf);
	ck_assert_str_eq(inventory->name_servers[0].text, "172.16.0.102");
	ck_assert_uint_eq(inventory->name_servers[0].addr.port, 53);
	ck_assert_str_eq(inventory->name_servers[1].text, "172.16.0.102:5353");
	ck_assert_str_eq(inventory->name_servers[2].text, "[fd00::2]:54");
	ck_assert_uint_eq(inventory->name_servers[2].addr.port, 54);
	ck_assert_str_eq(inventory->name_servers[3].text, "fd00::3");
	ck_assert_uint_eq(inventory->name_servers[3].where.line, 2);
	/* Whatever this machine says, there is somebody to ask. */
	built(CLUSTER);
	ck_assert(inventory->name_servers_from_resolv_conf);
	ck_assert_uint_gt(inventory->name_server_count, 0);
	finish();
}
END_TEST

START_TEST(artifacts_are_joined)
{
	begin();
	built(CLUSTER DNS
	      "artifacts: {baseUrl: \"http://h:8080/ocp%204.5/\", docroot: /srv/www/,\n"
	      "  files: [bootstrap.ign, /a/b.img, \"c d#.iso\", /bootstrap.ign]}\n");
	ck_assert_uint_eq(inventory->artifact_count, 3);
	ck_assert_str_eq(inventory->artifacts[0].url,
			 "http://h:8080/ocp%204.5/bootstrap.ign");
	ck_assert_str_eq(inventory->artifacts[0].path, "/srv/www/ocp 4.5/bootstrap.ign");
	ck_assert_str_eq(inventory->artifacts[0].file, "bootstrap.ign");
	ck_assert_uint_eq(inventory->artifacts[0].where.line, 4);
	ck_assert_str_eq(inventory->artifacts[1].url, "http://h:8080/ocp%204.5/a/b.img");
	ck_assert_str_eq(inventory->artifacts[1].path, "/srv/www/ocp 4.5/a/b.img");
	ck_assert_str_eq(inventory->artifacts[2].url,
			 "http://h:8080/ocp%204.5/c%20d%23.iso");
	built(CLUSTER DNS
	      "artifacts: {baseUrl: \"http://h\", docroot: /srv, files: [a.ign]}\n");
	ck_assert_str_eq(inventory->artifacts[0].url, "http://h/a.ign");
	ck_assert_str_eq(inventory->artifacts[0].path, "/srv/a.ign");
	/* The folder that the URL leads to may be given itself. */
	built(CLUSTER DNS "artifacts: {baseUrl: \"http://h/ocp/4.14/\", files: [a.ign],\n"
			  "  docroot: /var/www/html/ocp/4.14/}\n");
	ck_assert_str_eq(inventory->artifacts[0].path, "/var/www/html/ocp/4.14/a.ign");
	built(CLUSTER DNS "artifacts: {baseUrl: \"http://h/ocp/\", files: [a.ign],\n"
			  "  docroot: /var/www/myocp}\n");
	ck_assert_str_eq(inventory->artifacts[0].path, "/var/www/myocp/ocp/a.ign");
	built(CLUSTER DNS "artifacts: {baseUrl: \"http://h/\", files: [a.ign]}\n");
	ck_assert_ptr_null(inventory->artifacts[0].path);
	refused(CLUSTER DNS "artifacts: {files: [a.ign]}\n", 3, 21, "without a base URL");
	finish();
}
END_TEST

START_TEST(egress_has_a_default)
{
	begin();
	built(CLUSTER DNS);
	ck_assert_uint_eq(inventory->egress_target_count, 1);
	ck_assert_str_eq(inventory->egress_targets[0].url, "https://quay.io/v2/");
	ck_assert_ptr_null(inventory->egress_targets[0].where.file);
	ck_assert_ptr_null(inventory->egress_proxy);
	finish();
}
END_TEST

static unsigned opening(const char *name)
{
	unsigned roles = 0;

	for (size_t i = 0; i < inventory->opening_count; i++) {
		if (!strcmp(inventory->openings[i].name, name)) {
			ck_assert_uint_eq(roles, 0); /* once */
			roles = inventory->openings[i].roles;
		}
	}
	return roles;
}

START_TEST(openings_follow_from_roles)
{
	begin();
	built(CLUSTER DNS "firewalld: {zone: public, services: [http, machine-config]}\n"
			  "artifacts: {baseUrl: \"http://h/\"}\n"
			  "hosts:\n"
			  "- {name: lb1, roles: [loadbalancer]}\n"
			  "- {name: web, roles: [http]}\n"
			  "- {name: clock, roles: [ntp]}\n"
			  "- {name: ns, roles: [dns]}\n");
	ck_assert_str_eq(inventory->firewalld_zone, "public");
	ck_assert_uint_eq(inventory->opening_count, 4);
	ck_assert_uint_eq(opening("http"), HOST_LOADBALANCER | HOST_HTTP);
	ck_assert_uint_eq(opening("machine-config"), HOST_LOADBALANCER);
	ck_assert_uint_eq(opening("ntp"), HOST_NTP);
	ck_assert_uint_eq(opening("dns"), HOST_DNS);
	built(CLUSTER DNS "artifacts: {baseUrl: \"http://h:8080/\"}\n"
			  "hosts:\n"
			  "- {name: lb1, roles: [loadbalancer]}\n"
			  "- {name: web, roles: [http]}\n");
	ck_assert_uint_eq(inventory->opening_count, 5);
	ck_assert_uint_eq(opening("6443/tcp"), HOST_LOADBALANCER);
	ck_assert_uint_eq(opening("22623/tcp"), HOST_LOADBALANCER);
	ck_assert_uint_eq(opening("80/tcp"), HOST_LOADBALANCER);
	ck_assert_uint_eq(opening("443/tcp"), HOST_LOADBALANCER);
	ck_assert_uint_eq(opening("8080/tcp"), HOST_HTTP);
	built(CLUSTER DNS
	      "hosts: [{name: b, addresses: [192.0.2.1], roles: [bastion]}]\n");
	ck_assert_uint_eq(inventory->opening_count, 0);
	finish();
}
END_TEST

START_TEST(words_for_people)
{
	enum phase phase = PHASE_ALL;

	arena = arena_new();
	ck_assert_str_eq(node_role_name(NODE_BOOTSTRAP), "bootstrap");
	ck_assert_str_eq(node_role_name(NODE_INFRA), "infra");
	ck_assert_str_eq(host_roles_name(arena, HOST_BASTION | HOST_HTTP),
			 "bastion, http");
	ck_assert_str_eq(host_roles_name(arena, HOST_NTP), "ntp");
	ck_assert_str_eq(phase_name(PHASE_READY), "ready");
	ck_assert_int_eq(phase_parse("install", &phase), 0);
	ck_assert_int_eq(phase, PHASE_INSTALL);
	ck_assert_int_eq(phase_parse("all", &phase), -EINVAL);
	ck_assert_int_eq(phase_parse("", &phase), -EINVAL);
	ck_assert_int_eq(phase, PHASE_INSTALL);
	arena = arena_free(arena);
}
END_TEST

START_TEST(ten_thousand_nodes)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out;

	begin();
	out = open_memstream(&text, &length);
	ck_assert_ptr_nonnull(out);
	fprintf(out, CLUSTER DNS "nodes:\n");
	for (unsigned i = 0; i < 10000; i++)
		fprintf(out, "  - {name: w%u, role: worker, addresses: [10.1.%u.%u]}\n",
			i, i / 256, i % 256);
	ck_assert_int_eq(fclose(out), 0);
	built(text);
	for (unsigned i = 0; i < 10000; i++) {
		const struct node *node = &inventory->nodes[i];

		ck_assert_ptr_eq(inventory_node(inventory, node->fqdn), node);
		ck_assert_ptr_eq(inventory_node_at(inventory, &node->addresses.items[0]),
				 node);
	}
	free(text);
	finish();
}
END_TEST

SUITE("inventory", names_are_completed, names_and_addresses_are_found,
      one_name_stands_for_one_thing, a_cluster_has_a_name, install_config_fills_the_gaps,
      sources_that_disagree_are_shown, sources_that_are_missing_name_the_line,
      haproxy_makes_fronts, nodes_know_what_names_them, name_servers,
      artifacts_are_joined, egress_has_a_default, openings_follow_from_roles,
      words_for_people, ten_thousand_nodes);
