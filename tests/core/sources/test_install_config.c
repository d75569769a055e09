#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"
#include "core/sources/install_config.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct diagnostics diagnostics;
static struct source_files *files;
static struct install_config config;

static void read_text(const char *text)
{
	arena = arena_free(arena);
	arena = arena_new();
	diag_init(&diagnostics, arena);
	files = source_files_new(arena, NULL);
	install_config_read(arena, source_files_add(files, "ic.yaml", text, strlen(text)),
			    &diagnostics, &config);
}

static void read_clean(const char *text)
{
	read_text(text);
	for (size_t i = 0; i < diagnostics.count; i++)
		ck_assert_msg(false, "%s", diagnostics.items[i].message);
}

static bool is_shown(unsigned line)
{
	const char *text;
	size_t length;

	return source_files_line(files, &(struct where){ "ic.yaml", line, 1 }, &text,
				 &length);
}

START_TEST(facts_have_places)
{
	read_clean(
		"apiVersion: v1\nbaseDomain: example.localdomain\n"
		"metadata:\n  creationTimestamp: null\n  name: ocp45\n"
		"controlPlane: {name: master, replicas: 3}\n"
		"platform: {none: {}}\nsomethingNew: [1, {a: b}]\n"
		"proxy: {httpProxy: \"http://a:1\", httpsProxy: \"https://b:2\"}\n"
		"imageDigestSources:\n- source: quay.io/x\n  mirrors:\n  - m.example:5000/x\n"
		"  - M.example:5000/y\n  - n.example/z\n");
	ck_assert_str_eq(config.name.value, "ocp45");
	ck_assert_uint_eq(config.name.where.line, 5);
	ck_assert_uint_eq(config.name.where.column, 9);
	ck_assert_str_eq(config.base_domain.value, "example.localdomain");
	ck_assert_str_eq(config.http_proxy.value, "http://a:1");
	ck_assert_str_eq(config.https_proxy.value, "https://b:2");
	ck_assert_uint_eq(config.mirror_count, 2);
	ck_assert_str_eq(config.mirrors[0].value, "m.example:5000");
	ck_assert_uint_eq(config.mirrors[0].where.line, 13);
	ck_assert_str_eq(config.mirrors[1].value, "n.example");
	ck_assert(config.digest_sources.given);
	ck_assert(!config.content_sources.given);
	ck_assert(!config.incomplete);
	arena = arena_free(arena);
}
END_TEST

START_TEST(machines_and_networks)
{
	read_clean("compute:\n- {name: worker, replicas: 0, hyperthreading: Enabled}\n"
		   "controlPlane:\n  name: master\n  replicas: 3\n"
		   "networking:\n  networkType: OVNKubernetes\n"
		   "  machineNetwork: [{cidr: 172.16.0.0/24}]\n"
		   "  clusterNetwork:\n  - cidr: 10.128.0.0/14\n    hostPrefix: 23\n"
		   "  - {cidr: \"fd01::/48\", hostPrefix: 64}\n"
		   "  serviceNetwork: [172.30.0.0/16]\n"
		   "platform:\n  none: {}\nfips: false\npublish: External\n");
	ck_assert_uint_eq(config.compute_count, 1);
	ck_assert(config.compute[0].replicas.given);
	ck_assert_int_eq(config.compute[0].replicas.value, 0);
	ck_assert_int_eq(config.control_plane.replicas.value, 3);
	ck_assert_uint_eq(config.control_plane.replicas.where.line, 5);
	ck_assert_str_eq(config.network_type.value, "OVNKubernetes");
	ck_assert_uint_eq(config.machine.count, 1);
	ck_assert_uint_eq(config.machine.items[0].prefix, 24);
	ck_assert_uint_eq(config.cluster.count, 2);
	ck_assert_int_eq(config.cluster.items[0].host_prefix.value, 23);
	ck_assert_int_eq(config.cluster.items[1].addr.family, AF_INET6);
	ck_assert_uint_eq(config.service.count, 1);
	ck_assert_uint_eq(config.service.items[0].where.line, 13);
	ck_assert_uint_eq(config.service.items[0].where.column, 20);
	ck_assert_str_eq(config.platform.value, "none");
	ck_assert_uint_eq(config.platform_count, 1);
	ck_assert_str_eq(config.fips.value, "false");
	arena = arena_free(arena);
}
END_TEST

START_TEST(networks_under_their_first_names)
{
	read_clean(
		"networking: {machineCIDR: 10.0.0.0/16, serviceCIDR: 172.30.0.0/16}\n");
	ck_assert_uint_eq(config.machine.count, 1);
	ck_assert_uint_eq(config.service.count, 1);
	arena = arena_free(arena);
}
END_TEST

START_TEST(a_platform_with_nothing_behind_it)
{
	read_text("platform:\n  none:\n");
	ck_assert_uint_eq(diagnostics.errors, 1);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 2);
	ck_assert_str_eq(diagnostics.items[0].help, "write none: {}");
	ck_assert_str_eq(config.platform.value, "none");
	arena = arena_free(arena);
}
END_TEST

/* What a person pastes out of a document: each note is said, and all else is read. */
START_TEST(notes_of_a_document)
{
	static const unsigned lines[] = { 1, 3, 5, 7, 9, 11 };

	read_text("baseDomain: example.localdomain  (1) \n"
		  "compute:\n- hyperthreading: Enabled\xe3\x80\x80(2)(3)\n"
		  "  name: worker\n  replicas: 0  (4)\n"
		  "metadata:\n  name: ocp45 (6)\n"
		  "networking:\n  serviceNetwork: [172.30.0.0/16]\xe3\x80\x80(9)\n"
		  "platform:\n  none: {} (10)\n"
		  "proxy: {httpProxy: \"http://a:1\"} # (1) is a comment\n");
	ck_assert_uint_eq(diagnostics.errors, 6);
	for (size_t i = 0; i < 6; i++)
		ck_assert_uint_eq(diagnostics.items[i].where.line, lines[i]);
	ck_assert_uint_eq(diagnostics.items[0].where.column, 34);
	ck_assert_str_eq(diagnostics.items[2].help, "  replicas: 0");
	ck_assert(!config.incomplete);
	ck_assert_str_eq(config.name.value, "ocp45");
	ck_assert_str_eq(config.base_domain.value, "example.localdomain");
	ck_assert_str_eq(config.compute[0].hyperthreading.value, "Enabled");
	ck_assert(config.compute[0].replicas.given);
	ck_assert_str_eq(config.service.items[0].text, "172.30.0.0/16");
	ck_assert_str_eq(config.platform.value, "none");
	ck_assert_str_eq(config.http_proxy.value, "http://a:1");
	arena = arena_free(arena);
}
END_TEST

START_TEST(a_line_that_stops_the_parser)
{
	read_text("baseDomain: example.localdomain\nmetadata:\n  name: ocp45\n"
		  "platform:\n  none: {} }\nproxy: {httpProxy: \"http://a:1\"}\n");
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert_uint_eq(diagnostics.items[0].where.line, 5);
	ck_assert(config.incomplete);
	ck_assert_str_eq(config.name.value, "ocp45");
	ck_assert_str_eq(config.base_domain.value, "example.localdomain");
	ck_assert_str_eq(config.http_proxy.value, "http://a:1");
	/* A quote that is never closed: what stands before it counts. */
	read_text("baseDomain: example.localdomain\nsshKey: 'ssh-rsa\nfips: false\n");
	ck_assert_uint_eq(diagnostics.count, 1);
	ck_assert_str_eq(config.base_domain.value, "example.localdomain");
	arena = arena_free(arena);
}
END_TEST

START_TEST(odd_values_are_said)
{
	static const char *const texts[] = {
		"baseDomain: [a]\n",
		"baseDomain: a b\n",
		"metadata: {name: x_y}\n",
		"proxy: {httpProxy: socks://x}\n",
		"imageContentSources: [{mirrors: [\"https://m.example/x\"]}]\n",
		"controlPlane: {replicas: three}\n",
		"controlPlane: {replicas: \"3\"}\n",
		"controlPlane: [1]\n",
		"compute: {name: worker}\n",
		"platform: none\n",
		"networking: {clusterNetwork: [{cidr: 10.128.0.0}]}\n",
		"networking: {serviceNetwork: [172.30.0.0/33]}\n",
		"networking: {serviceNetwork: 172.30.0.0/16}\n",
		"",
		"\xff",
		"[[[\n",
		"[1, 2]\n",
		"imageContentSources: {}\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		read_text(texts[i]);
		ck_assert_msg(diagnostics.count == 1, "%s: %zu", texts[i],
			      diagnostics.count);
		ck_assert_ptr_null(config.name.value);
		ck_assert_ptr_null(config.base_domain.value);
		ck_assert_ptr_null(config.http_proxy.value);
		ck_assert_uint_eq(config.mirror_count, 0);
	}
	read_clean("{metadata: x, proxy: [], imageDigestSources: [1]}\n");
	arena = arena_free(arena);
}
END_TEST

START_TEST(keys_that_nobody_knows)
{
	read_clean("basedomain: x\nnetworking: {servicenetwork: []}\nentirelyNew: 1\n"
		   "compute: [{replica: 0}]\n");
	ck_assert_uint_eq(config.unknown_count, 3);
	ck_assert_str_eq(config.unknown[0].key, "basedomain");
	ck_assert_str_eq(config.unknown[0].near, "baseDomain");
	ck_assert_str_eq(config.unknown[1].near, "serviceNetwork");
	ck_assert_uint_eq(config.unknown[2].where.line, 4);
	arena = arena_free(arena);
}
END_TEST

START_TEST(pull_secrets)
{
	static const struct {
		const char *text;
		enum install_config_pull_secret expected;
	} cases[] = {
		{"x: 1\n",							       PULL_SECRET_NONE    },
		{ "pullSecret: {\"auths\": {}}\n",					   PULL_SECRET_NO_TEXT },
		{ "pullSecret: '{\"auths\": ...}'\n",				      PULL_SECRET_NO_JSON },
		{ "pullSecret: '[]'\n",						  PULL_SECRET_NO_JSON },
		{ "pullSecret: '{\"auths\": {}}'\n",				     PULL_SECRET_NO_AUTHS},
		{ "pullSecret: '{\"auth\": {\"q\": {}}}'\n",			     PULL_SECRET_NO_AUTHS},
		{ "pullSecret: '{\"auths\": {\"quay.io\": {}}}'\n",			    PULL_SECRET_NO_AUTH },
		{ "pullSecret: '{\"auths\": {\"quay.io\": {\"auth\": \"AAAA\"}}}'\n",
		  PULL_SECRET_NO_AUTH									 },
		{ "pullSecret: '{\"auths\": {\"quay.io\": {\"auth\": \"dTpw\"}}}'\n",
		  PULL_SECRET_OK									      },
		{ "pullSecret: '{\"auths\": {\"quay.io\": {\"credsStore\": \"x\"}}}'\n",
		  PULL_SECRET_OK									      },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		read_clean(cases[i].text);
		ck_assert_msg(config.pull_secret == cases[i].expected, "%s",
			      cases[i].text);
		ck_assert(is_shown(1) == (config.pull_secret == PULL_SECRET_NONE));
	}
	ck_assert_str_eq(config.pull_hosts[0].value, "quay.io");
	arena = arena_free(arena);
}
END_TEST

#define ED25519 \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8VLmiNkKU2Vf1lYxgZ0t4xOqPqEwVn6f3q0aWmJc1t"

START_TEST(ssh_keys)
{
	read_clean("sshKey: '" ED25519 " core@bastion'\n");
	ck_assert_int_eq(config.ssh_key, SSH_KEY_OK);
	ck_assert_str_eq(config.ssh_key_type, "ssh-ed25519");
	ck_assert(is_shown(1));
	read_clean("sshKey: 'ssh-ed25519 AAAA...'\n");
	ck_assert_int_eq(config.ssh_key, SSH_KEY_BROKEN);
	read_clean("a: 1\nsshKey: |\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  c2VjcmV0\n"
		   "  -----END OPENSSH PRIVATE KEY-----\nfips: false\n");
	ck_assert_int_eq(config.ssh_key, SSH_KEY_PRIVATE);
	ck_assert(is_shown(1));
	ck_assert(!is_shown(4));
	ck_assert(is_shown(6));
	arena = arena_free(arena);
}
END_TEST

START_TEST(trust_bundles)
{
	read_clean("additionalTrustBundle: nonsense\n");
	ck_assert_int_eq(config.bundle, BUNDLE_NO_PEM);
	read_clean("additionalTrustBundle: |\n  -----BEGIN CERTIFICATE-----\n  AAAA\n"
		   "  -----END CERTIFICATE-----\n");
	ck_assert_int_eq(config.bundle, BUNDLE_BROKEN);
	read_clean("additionalTrustBundle: |\n  -----BEGIN PRIVATE KEY-----\n  AAAA\n"
		   "  -----END PRIVATE KEY-----\n");
	ck_assert_int_eq(config.bundle, BUNDLE_OTHER_BLOCK);
	ck_assert(!is_shown(3));
	arena = arena_free(arena);
}
END_TEST

START_TEST(secrets_are_never_quoted)
{
	static const char *const texts[] = {
		"pullSecret: '{\"auths\": {\"q\": {\"auth\": \"s3cret\"}}}' s3cret\n",
		"pullSecret: '{\"auths\": {\"q\": {\"auth\": \"s3cret\"}}}' (12)\n",
		"pullSecret: '{\"auths\": {\"q\": {\"auth\": \"s3cret\"}}}\n s3cret\ns3cret\n",
		"pullSecret: {\"auths\": \"s3cret\" \"s3cret\": \n",
		"pullSecret: *s3cret\n",
		"pullSecret: &s3cret a\nx: *s3cret\nx: *s3cret\n",
		"pullSecret: !s3cret!x s3cret\n",
		"proxy: {httpProxy: \"http://u:s3cret@h:99999\"}\n",
		"proxy: {httpProxy: \"u:s3cret@h\"}\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		read_text(texts[i]);
		ck_assert_msg(diagnostics.count > 0, "%s", texts[i]);
		ck_assert_msg(!is_shown(1), "%s", texts[i]);
		for (size_t d = 0; d < diagnostics.count; d++) {
			const struct diagnostic *item = &diagnostics.items[d];

			ck_assert_msg(!strstr(item->message, "s3cret"), "%s",
				      item->message);
			ck_assert(!item->help || !strstr(item->help, "s3cret"));
		}
	}
	/* A broken file: nothing but its text says how far the secret goes. */
	read_text(
		"fips: x\npullSecret: '{\"auths\":\n  s3cret}\n s3cret\nsshKey: a: b\n");
	ck_assert(is_shown(1));
	ck_assert(!is_shown(2));
	ck_assert(!is_shown(4));
	ck_assert(is_shown(5));
	arena = arena_free(arena);
}
END_TEST

SUITE("install_config", a_platform_with_nothing_behind_it, facts_have_places, machines_and_networks,
      networks_under_their_first_names, notes_of_a_document, a_line_that_stops_the_parser,
      odd_values_are_said, keys_that_nobody_knows, pull_secrets, ssh_keys, trust_bundles,
      secrets_are_never_quoted);
