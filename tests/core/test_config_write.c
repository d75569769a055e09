#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/config_write.h"
#include "core/diag.h"
#include "tests/support/suite.h"

static struct arena *arena;

static const struct config *parse(const char *text)
{
	struct diagnostics diagnostics;
	struct config *config = NULL;

	diag_init(&diagnostics, arena);
	config_parse(arena, "c.yaml", text, strlen(text), &diagnostics, &config);
	if (!config)
		diag_print(&diagnostics, stderr);
	ck_assert_ptr_nonnull(config);
	return config;
}

static char *written(const struct config *config, const char *note)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	config_write(out, config, note);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

static const char all[] =
	"cluster: {name: ocp45, baseDomain: example.localdomain, openshiftVersion: \"4.10\"}\n"
	"sources: {installConfig: 'a b: #c', installDir: ., haproxy: /h.cfg, named: n,\n"
	"  zones: [z1, \"z\\\"2\"], dhcpd: '*d', ipxe: '-x'}\n"
	"endpoints: {api: [172.16.0.111], apiInt: [\"fd00::1\", 172.16.0.110], ingress: [10.0.0.1]}\n"
	"nodes:\n- {name: bs, role: bootstrap, addresses: [172.16.0.11, \"fd00::11\"],\n"
	"   mac: \"00:50:56:96:11:c2\"}\n- {name: \"007\", role: master}\n"
	"hosts: [{name: lb1, addresses: [10.0.0.2], roles: [loadbalancer, dns]}]\n"
	"dns: {servers: [\"172.16.0.102:5353\"]}\n"
	"artifacts: {baseUrl: \"http://b:8080/x/\", docroot: /srv, files: [a.ign, \"b c\"]}\n";

/* What is written and read back writes the same: nothing is lost, nothing is bent. */
START_TEST(round_trip)
{
	const struct config *config;
	char *first, *second;

	arena = arena_new();
	config = parse(all);
	first = written(config, NULL);
	config = parse(first);
	ck_assert_str_eq(config->install_config.value, "a b: #c");
	/* Not the number 4.1. */
	ck_assert_ptr_nonnull(strstr(first, "openshiftVersion: \"4.10\""));
	ck_assert_str_eq(config->zones.items[1].value, "z\"2");
	ck_assert_str_eq(config->dhcpd.value, "*d");
	ck_assert_str_eq(config->api_int.items[0].value, "fd00::1");
	ck_assert_str_eq(config->nodes[1].name.value, "007");
	ck_assert_str_eq(config->nodes[0].mac.value, "00:50:56:96:11:c2");
	ck_assert_str_eq(config->hosts[0].roles.items[1].value, "dns");
	ck_assert_str_eq(config->dns_servers.items[0].value, "172.16.0.102:5353");
	ck_assert_str_eq(config->artifact_files.items[1].value, "b c");
	second = written(config, NULL);
	/* Only the places in the comments are others. */
	for (char *p = first, *q = second; *p && *q;) {
		size_t left = strcspn(p, "#\n"), right = strcspn(q, "#\n");

		ck_assert_uint_eq(left, right);
		ck_assert(!strncmp(p, q, left));
		p += strcspn(p, "\n") + 1;
		q += strcspn(q, "\n") + 1;
	}
	free(first);
	free(second);
	arena = arena_free(arena);
}
END_TEST

START_TEST(places_are_comments)
{
	const struct config *config;
	char *text;

	arena = arena_new();
	config = parse("cluster: {name: ocp45, baseDomain: example}\n"
		       "nodes: [{name: m1, role: master, addresses: [10.0.0.1]}]\n");
	text = written(config, "one\ntwo");
	ck_assert_msg(!strncmp(text, "# one\n# two\n\ncluster:\n", 22), "%s", text);
	ck_assert_ptr_nonnull(strstr(text, "# c.yaml:1\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "  - {name: m1, role: master, addresses: [10.0.0.1]} "));
	ck_assert_ptr_nonnull(strstr(text, "# c.yaml:2\n"));
	free(text);
	arena = arena_free(arena);
}
END_TEST

/* With nothing known, what is left are comments that say what to write. */
START_TEST(nothing_known)
{
	const struct config config = {
		.install_dir = {".", { 0 }}
	};
	char *text;

	arena = arena_new();
	text = written(&config, NULL);
	ck_assert_ptr_nonnull(strstr(text, "# name: ocp45"));
	ck_assert_ptr_nonnull(strstr(text, "# nodes:"));
	ck_assert_str_eq(parse(text)->install_dir.value, ".");
	free(text);
	arena = arena_free(arena);
}
END_TEST

SUITE("config_write", round_trip, places_are_comments, nothing_known);
