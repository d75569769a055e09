#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/diag.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct config *config;

static int parse(const char *text)
{
	if (!arena)
		arena = arena_new();
	diag_init(&diagnostics, arena);
	config = NULL;
	return config_parse(arena, "dir/t.yaml", text, strlen(text), &diagnostics,
			    &config);
}

static void accepted(const char *text)
{
	int r = parse(text);

	ck_assert_msg(r == 0, "%s",
		      diagnostics.count ? diagnostics.items[0].message : "?");
	ck_assert_uint_eq(diagnostics.count, 0);
}

/* One error, with this message and help (NULL: any), at this place. */
static void refused(const char *text, unsigned line, unsigned column, const char *message,
		    const char *help)
{
	const struct diagnostic *item;

	ck_assert_int_eq(parse(text), -EINVAL);
	ck_assert_msg(diagnostics.errors == 1, "%zu errors for %s, second: %s",
		      diagnostics.errors, text,
		      diagnostics.count > 1 ? diagnostics.items[1].message : "");
	item = &diagnostics.items[0];
	ck_assert_str_eq(item->message, message);
	if (help)
		ck_assert_str_eq(item->help, help);
	ck_assert_str_eq(item->where.file, "dir/t.yaml");
	ck_assert_uint_eq(item->where.line, line);
	ck_assert_uint_eq(item->where.column, column);
}

/* The example of the interface, word for word. */
static const char whole[] =
	"cluster: {name: ocp45, baseDomain: example.localdomain, openshiftVersion: \"4.5\"}\n"
	"sources:\n"
	"  installConfig: install-config.yaml\n"
	"  haproxy: /etc/haproxy/haproxy.cfg\n"
	"  named: /etc/named.conf\n"
	"  zones: [named.example.localdomain.zone]\n"
	"  dhcpd: /etc/dhcp/dhcpd.conf\n"
	"  ipxe: /usr/share/nginx/html/pxeboot.ipxe\n"
	"endpoints: {api: [172.16.0.111], apiInt: [172.16.0.110], ingress: [172.16.0.111]}\n"
	"nodes:\n"
	"  - {name: bs, role: bootstrap, addresses: [172.16.0.11], mac: \"00:50:56:96:11:c2\"}\n"
	"  - {name: m1, role: master,    addresses: [172.16.0.21]}\n"
	"  - {name: w1, role: worker,    addresses: [172.16.0.31, \"fd00::31\"]}\n"
	"hosts:\n"
	"  - {name: lb1.example.localdomain, addresses: [172.16.0.110, 172.16.0.111], "
	"roles: [loadbalancer]}\n"
	"dns: {servers: [172.16.0.102]}\n"
	"artifacts:\n"
	"  baseUrl: http://bastion.example.localdomain/\n"
	"  docroot: /usr/share/nginx/html\n"
	"  files: [bootstrap.ign, master.ign, worker.ign, "
	"rhcos-4.5.6-x86_64-metal.x86_64.raw.gz]\n"
	"egress: {targets: [\"https://quay.io/v2/\"], proxy: \"http://proxy:3128\", "
	"caFile: ca.pem}\n"
	"firewalld: {zone: public, services: [http, https, kube-apiserver, machine-config, "
	"22623/tcp]}\n";

START_TEST(the_whole_of_the_schema_is_read)
{
	accepted(whole);
	ck_assert_str_eq(config->file, "dir/t.yaml");
	ck_assert_str_eq(config->directory, "dir");
	ck_assert_str_eq(config->cluster_name.value, "ocp45");
	ck_assert_uint_eq(config->cluster_name.where.line, 1);
	ck_assert_uint_eq(config->cluster_name.where.column, 17);
	ck_assert_str_eq(config->base_domain.value, "example.localdomain");
	ck_assert_str_eq(config->openshift_version.value, "4.5");
	ck_assert_str_eq(config->install_config.value, "install-config.yaml");
	ck_assert_str_eq(config->haproxy.value, "/etc/haproxy/haproxy.cfg");
	ck_assert_str_eq(config->named.value, "/etc/named.conf");
	ck_assert_uint_eq(config->zones.count, 1);
	ck_assert_str_eq(config->dhcpd.value, "/etc/dhcp/dhcpd.conf");
	ck_assert_str_eq(config->ipxe.value, "/usr/share/nginx/html/pxeboot.ipxe");
	ck_assert_str_eq(config->api.items[0].value, "172.16.0.111");
	ck_assert_str_eq(config->api_int.items[0].value, "172.16.0.110");
	ck_assert_str_eq(config->ingress.items[0].value, "172.16.0.111");
	ck_assert_uint_eq(config->node_count, 3);
	ck_assert_str_eq(config->nodes[0].mac.value, "00:50:56:96:11:c2");
	ck_assert_str_eq(config->nodes[1].name.value, "m1");
	ck_assert_str_eq(config->nodes[1].role.value, "master");
	ck_assert_uint_eq(config->nodes[1].where.line, 12);
	ck_assert_uint_eq(config->nodes[1].where.column, 12);
	ck_assert_ptr_null(config->nodes[1].mac.value);
	ck_assert_str_eq(config->nodes[2].addresses.items[1].value, "fd00::31");
	ck_assert_uint_eq(config->host_count, 1);
	ck_assert_uint_eq(config->hosts[0].addresses.count, 2);
	ck_assert_str_eq(config->hosts[0].roles.items[0].value, "loadbalancer");
	ck_assert_str_eq(config->dns_servers.items[0].value, "172.16.0.102");
	ck_assert_str_eq(config->base_url.value, "http://bastion.example.localdomain/");
	ck_assert_str_eq(config->docroot.value, "/usr/share/nginx/html");
	ck_assert_uint_eq(config->artifact_files.count, 4);
	ck_assert_str_eq(config->egress_targets.items[0].value, "https://quay.io/v2/");
	ck_assert_str_eq(config->egress_proxy.value, "http://proxy:3128");
	ck_assert_str_eq(config->egress_ca_file.value, "ca.pem");
	ck_assert_str_eq(config->firewalld_zone.value, "public");
	ck_assert_uint_eq(config->firewalld_services.count, 5);
	config_drop_nodes(config);
	ck_assert_uint_eq(config->node_count, 0);
	ck_assert_str_eq(config->hosts[0].roles.items[0].value, "loadbalancer");
	config_drop_nodes(config);
	arena = arena_free(arena);
}
END_TEST

START_TEST(little_is_enough)
{
	accepted("cluster: {name: a, baseDomain: b.c}\n");
	ck_assert(!config->egress_targets.given);
	accepted("{}");
	/* A key without a value is no key; an empty list is one. */
	accepted("hosts:\nnodes: ~\negress: {targets: []}\n");
	ck_assert(config->egress_targets.given);
	ck_assert_uint_eq(config->egress_targets.count, 0);
	/* One text counts as a list of one. */
	accepted("endpoints: {api: 172.16.0.1}\n");
	ck_assert_uint_eq(config->api.count, 1);
	/* The version's text, not the number that it looks like. */
	accepted("cluster: {openshiftVersion: 4.10}\n");
	ck_assert_str_eq(config->openshift_version.value, "4.10");
	accepted("cluster: {openshiftVersion: \"4.16.0-rc.1\"}\n");
	arena = arena_free(arena);
}
END_TEST

START_TEST(unknown_keys_and_words_name_the_nearest)
{
	refused("artefacts: {}\n", 1, 1, "unknown key 'artefacts' in the configuration",
		"did you mean 'artifacts'? expected one of: cluster, sources, endpoints, nodes, "
		"hosts, dns, artifacts, egress, firewalld, silence");
	refused("cluster:\n  basedomain: x.y\n", 2, 3,
		"unknown key 'basedomain' in cluster",
		"did you mean 'baseDomain'? expected one of: name, baseDomain, "
		"openshiftVersion");
	refused("nodes:\n- {name: a, role: mastre}\n", 2, 19,
		"role: 'mastre' is not a role of a node",
		"did you mean 'master'? expected one of: bootstrap, master, worker, infra");
	refused("hosts:\n- {name: a, roles: [dns, lb]}\n", 2, 26,
		"roles: 'lb' is not a role of a host",
		"expected one of: bastion, dns, dhcp, loadbalancer, http, ntp");
	refused("xyzzyxyzzy: 1\n", 1, 1, "unknown key 'xyzzyxyzzy' in the configuration",
		"expected one of: cluster, sources, endpoints, nodes, hosts, dns, artifacts, "
		"egress, firewalld, silence");
	arena = arena_free(arena);
}
END_TEST

START_TEST(values_are_checked)
{
	refused("endpoints: {api: [172.16.0.300]}\n", 1, 19,
		"api: '172.16.0.300' is not an IP address",
		"expected an IP address, such as 172.16.0.21 or fd00::21");
	refused("nodes: [{name: a_b, role: master}]\n", 1, 16,
		"name: 'a_b' is not a DNS name", NULL);
	refused("nodes: [{name: a, role: master, mac: \"00:50:56:96:11\"}]\n", 1, 38,
		"mac: '00:50:56:96:11' is not a MAC address",
		"expected a MAC address, such as 00:50:56:96:11:c2");
	refused("nodes: [{name: a, role: master, mac: \"0\"}]\n", 1, 38,
		"mac: '0' is not a MAC address", NULL);
	refused("cluster: {openshiftVersion: four}\n", 1, 29,
		"openshiftVersion: 'four' is not a version of OpenShift",
		"expected a version of OpenShift, such as 4.5 or 4.16.3");
	refused("dns: {servers: [\"172.16.0.1:x\"]}\n", 1, 17,
		"servers: '172.16.0.1:x' is not the address of a DNS server", NULL);
	refused("artifacts: {baseUrl: \"ftp://a/\"}\n", 1, 22,
		"baseUrl: 'ftp://a/' is not an http or https URL without user, password or "
		"query",
		NULL);
	refused("artifacts: {baseUrl: \"http://\"}\n", 1, 22,
		"baseUrl: 'http://' is not an http or https URL without user, password or query",
		NULL);
	refused("artifacts: {files: [../secret]}\n", 1, 21,
		"files: '../secret' is not the name of a file below the base URL", NULL);
	refused("firewalld: {services: [22623/tpc]}\n", 1, 24,
		"services: '22623/tpc' is not a firewalld service or a port", NULL);
	refused("firewalld: {services: [22623]}\n", 1, 24,
		"services: '22623' is not a firewalld service or a port",
		"expected a firewalld service or a port, such as https, 22623/tcp or "
		"30000-32767/tcp");
	refused("firewalld: {services: [9-8/tcp]}\n", 1, 24,
		"services: '9-8/tcp' is not a firewalld service or a port", NULL);
	refused("cluster: {name: \"\"}\n", 1, 17,
		"name: empty text is not the name of a cluster", NULL);
	refused("sources: {named: \"a\\nb\"}\n", 1, 18,
		"named: there is a control character in it", NULL);
	accepted("firewalld: {services: [9000-9010/udp, http]}\n"
		 "artifacts: {baseUrl: \"http://[fd00::1]:8080/a/b\"}\n"
		 "dns: {servers: [172.16.0.102:5353, \"[fd00::2]:53\", \"fd00::3\"]}\n"
		 "nodes: [{name: a, role: infra, mac: 00-50-56-96-11-C2}]\n");
	arena = arena_free(arena);
}
END_TEST

START_TEST(shapes_are_checked)
{
	refused("cluster: ocp45\n", 1, 10, "cluster: expected a mapping, found text",
		NULL);
	refused("- a\n", 1, 1, "the configuration: expected a mapping, found a list",
		NULL);
	refused("nodes: {name: a}\n", 1, 8, "nodes: expected a list, found a mapping",
		NULL);
	refused("nodes: [a]\n", 1, 9, "a node: expected a mapping, found text", NULL);
	refused("cluster: {name: [a]}\n", 1, 17, "name: expected text, found a list",
		NULL);
	refused("endpoints: {api: {a: b}}\n", 1, 18,
		"api: expected a list, found a mapping", NULL);
	refused("endpoints: {api: [[172.16.0.1]]}\n", 1, 19,
		"api: expected text, found a list", NULL);
	refused("~\n", 1, 1, "the configuration says nothing", NULL);
	arena = arena_free(arena);
}
END_TEST

START_TEST(nodes_need_a_name_and_a_role)
{
	refused("nodes:\n- {role: master}\n", 2, 3, "this node has no name", NULL);
	refused("nodes:\n- {name: a}\n", 2, 3, "this node has no role",
		"expected one of: bootstrap, master, worker, infra");
	refused("hosts:\n- {roles: [dns]}\n", 2, 3, "this host has no name", NULL);
	/* What was said wrongly is not missing too. */
	refused("nodes:\n- {name: a, role: x}\n", 2, 19,
		"role: 'x' is not a role of a node", NULL);
	arena = arena_free(arena);
}
END_TEST

START_TEST(nothing_is_silenced_without_a_reason_and_an_end)
{
	accepted(
		"silence:\n"
		"  - {check: lint.zone-ttl, subject: a, reason: b, until: 2027-03-31}\n");
	ck_assert_uint_eq(config->silence_count, 1);
	ck_assert_str_eq(config->silences[0].until.value, "2027-03-31");
	ck_assert_uint_eq(config->silences[0].where.line, 2);
	refused("silence: [{check: lint.zone-ttl, subject: a, until: 2027-03-31}]", 1, 11,
		"this silence has no reason", NULL);
	refused("silence: [{check: lint.zone-ttl, subject: a, reason: b}]", 1, 11,
		"this silence has no until", NULL);
	refused("silence: [{check: lint.a, subject: a, reason: b, until: soon}]", 1, 57,
		"until: 'soon' is not a date", "expected a date, such as 2027-03-31");
}
END_TEST

START_TEST(nothing_is_said_twice)
{
	refused("nodes:\n- {name: m1, role: master}\n- {name: M1., role: master}\n", 3,
		10, "the name 'M1.' is already that of the node at dir/t.yaml:2:10",
		NULL);
	refused("nodes:\n- {name: a, role: master, addresses: [\"fd00::1\"]}\n"
		"- {name: b, role: master, addresses: [\"fd00:0::1\"]}\n",
		3, 39,
		"the address 'fd00:0::1' is already that of node a at dir/t.yaml:2:39",
		NULL);
	refused("nodes:\n- {name: a, role: master, addresses: [10.0.0.1, 10.0.0.1]}\n", 2,
		49, "the address '10.0.0.1' is already that of node a at dir/t.yaml:2:39",
		NULL);
	refused("nodes:\n- {name: a, role: master, mac: \"00:50:56:96:11:c2\"}\n"
		"- {name: b, role: master, mac: 00-50-56-96-11-C2}\n",
		3, 32,
		"the MAC address '00-50-56-96-11-C2' is already that of node a at "
		"dir/t.yaml:2:32",
		NULL);
	refused("hosts:\n- {name: a}\n- {name: a}\n", 3, 10,
		"the name 'a' is already that of the host at dir/t.yaml:2:10", NULL);
	refused("endpoints: {api: [10.0.0.1, 10.0.0.1]}\n", 1, 29,
		"api: '10.0.0.1' is in the list twice", NULL);
	refused("dns: {}\ndns: {}\n", 2, 1,
		"the key 'dns' is here twice; first in line 1", NULL);
	arena = arena_free(arena);
}
END_TEST

START_TEST(all_errors_come_at_once)
{
	ck_assert_int_eq(parse("cluster: {nmae: a, baseDomain: \"-x\"}\n"
			       "nodes:\n"
			       "- {name: m1, role: mstr, addresses: [1.2.3]}\n"
			       "- {nam: m2}\n"
			       "egress: [a]\n"),
			 -EINVAL);
	ck_assert_uint_eq(diagnostics.errors, 8);
	for (size_t i = 0; i < diagnostics.count; i++)
		ck_assert_uint_gt(diagnostics.items[i].where.column, 0);
	arena = arena_free(arena);
}
END_TEST

START_TEST(passwords_are_not_repeated)
{
	static const char *const urls[] = {
		"http://user:s3cret@proxy:99999",	  "user:s3cret@proxy:3128",
		"http://user:s3c/s3cret@proxy:3128",	  "ftp://user:s3cret@proxy",
		"http://proxy:3128/?token=s3cret#s3cret",
	};

	arena = arena_new();
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		ck_assert_int_lt(
			parse(arena_printf(arena, "egress: {proxy: \"%s\"}", urls[i])),
			0);
		ck_assert_ptr_null(strstr(diagnostics.items[0].message, "s3c"));
		ck_assert_int_lt(parse(arena_printf(arena, "egress: {targets: [\"%s\"]}",
						    urls[i])),
				 0);
		ck_assert_ptr_null(strstr(diagnostics.items[0].message, "s3c"));
	}
	accepted("egress: {proxy: \"http://user:s3cret@proxy:3128\"}");
	refused("artifacts: {baseUrl: \"http://u:p@h/\"}\n", 1, 22,
		"baseUrl: '***@h/' is not an http or https URL without user, password or query",
		NULL);
	arena = arena_free(arena);
}
END_TEST

static int load(const char *path)
{
	if (!arena)
		arena = arena_new();
	diag_init(&diagnostics, arena);
	return config_load(arena, path, &diagnostics, &config);
}

START_TEST(files_that_are_none)
{
	char directory[] = "/tmp/config-test-XXXXXX";
	char path[64];
	FILE *out;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(load(directory), -EISDIR);
	ck_assert_str_eq(diagnostics.items[0].message,
			 "cannot read the configuration: it is a directory, not a file");
	snprintf(path, sizeof path, "%s/c.yaml", directory);
	ck_assert_int_eq(load(path), -ENOENT);
	ck_assert_ptr_nonnull(strstr(diagnostics.items[0].help, "--config"));
	ck_assert_str_eq(diagnostics.items[0].where.file, path);
	out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_int_eq(load(path), -EINVAL);
	ck_assert_str_eq(diagnostics.items[0].message, "the file is empty");
	/* A hole of 17 MB. */
	ck_assert_int_eq(truncate(path, 17000000), 0);
	ck_assert_int_eq(load(path), -EFBIG);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(load("/dev/zero"), -EFBIG);
	ck_assert_int_eq(load("/dev/null"), -EINVAL);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(load(path), -EINVAL); /* nobody writes: empty, and no waiting */
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(directory), 0);
	arena = arena_free(arena);
}
END_TEST

START_TEST(the_example_is_right)
{
	const char *source = getenv("OCP_SOURCE_DIR");
	char path[4096];

	if (!source)
		return;
	snprintf(path, sizeof path, "%s/fixtures/example/ocp-preflight.yaml", source);
	ck_assert_msg(load(path) == 0, "%s",
		      diagnostics.count ? diagnostics.items[0].message : "?");
	ck_assert_uint_eq(config->node_count, 7);
	ck_assert_uint_eq(config->host_count, 3);
	arena = arena_free(arena);
}
END_TEST

START_TEST(ten_thousand_nodes)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	fprintf(out, "nodes:\n");
	for (unsigned i = 0; i < 10000; i++)
		fprintf(out,
			"  - {name: w%u, role: worker, addresses: [10.%u.%u.%u], "
			"mac: \"02:00:00:00:%02x:%02x\"}\n",
			i, 1 + i / 65536, i / 256 % 256, i % 256, i / 256, i % 256);
	ck_assert_int_eq(fclose(out), 0);
	accepted(text);
	ck_assert_uint_eq(config->node_count, 10000);
	free(text);
	arena = arena_free(arena);
}
END_TEST

SUITE("config", the_whole_of_the_schema_is_read, little_is_enough,
      unknown_keys_and_words_name_the_nearest, values_are_checked, shapes_are_checked,
      nodes_need_a_name_and_a_role, nothing_is_silenced_without_a_reason_and_an_end,
      nothing_is_said_twice, all_errors_come_at_once, passwords_are_not_repeated,
      files_that_are_none, the_example_is_right, ten_thousand_nodes);
