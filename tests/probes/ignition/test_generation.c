/*
 * Files of one run of the installer, and of several.
 */
#include <string.h>

#include "tests/support/http_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_http_artifact, probe_ignition_valid,
	probe_ignition_generation;
static const struct probe *const table[] = { &probe_http_artifact, &probe_ignition_valid,
					     &probe_ignition_generation, NULL };

#define ID	"ignition.generation"
#define API_INT "https://api-int.ocp45.example.localdomain:22623/config/"

static struct http_world w;
static struct pki other, third;

/* Whose root is in which file: 'a' w.root, 'b', 'c' another one, '-' no such file. */
static void assert_files(const char *roots, const char *expected, const char *part)
{
	static const char *const names[] = { "bootstrap.ign", "master.ign",
					     "worker.ign" };
	const struct pki *const pkis[] = { &w.root, &other, &third };
	struct http_reply replies[6] = {
		{ .request = "GET /bootstrap.ign" },
		{ .request = "GET /master.ign" },
		{ .request = "GET /worker.ign" },
	};
	struct http_server *server;
	char seen[4] = "---";

	http_world_open(&w);
	other = pki_make(
		&(struct pki_wish){ .cn = "root-ca", .is_ca = true, .to = 9999 });
	third = pki_make(
		&(struct pki_wish){ .cn = "root-ca", .is_ca = true, .to = 9999 });
	for (int i = 0; i < 3; i++) {
		const struct pki *root = roots[i] == '-' ? NULL : pkis[roots[i] - 'a'];

		if (root && i == 0)
			replies[i].file =
				http_world_bootstrap(&w, root, "2.2.0", -60, 9999);
		else if (root)
			replies[i].file = http_world_pointer(&w, root, "2.2.0",
							     i == 1 ? API_INT "master"
								    : API_INT "worker");
		replies[i + 3] = replies[i];
		replies[i + 3].request = arena_printf(w.world.arena, "HEAD%s",
						      replies[i].request + strlen("GET"));
	}
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 6 });
	for (int i = 0; i < 3; i++) {
		if (roots[i] != '-')
			http_world_artifact(&w, server, names[i]);
	}
	http_world_run(&w, table);
	for (int i = 0, n = 0; i < 3; i++) {
		const struct result *result;

		if (roots[i] == '-')
			continue;
		result = world_result(&w.world, ID, w.artifacts[n++].url);
		seen[i] = "pwfse"[result->status];
		if (result->status == STATUS_FAIL)
			world_expect_text(&w.world, ID, result->subject, STATUS_FAIL,
					  part);
	}
	ck_assert_msg(!strcmp(seen, expected), "%s for %s, not %s", seen, roots,
		      expected);
	http_server_stop(server);
	pki_free(&other);
	pki_free(&third);
	http_world_close(&w);
}

START_TEST(compared_with_each_other)
{
	assert_files("aaa", "ppp", "");
	assert_files("-aa", "-pp", "");
	/* The one that strays is the one that fails. */
	assert_files("aab", "ppf",
		     "worker.ign is of another run of the installer than bootstrap.ign");
	assert_files("aba", "pfp", "master.ign is of another run");
	assert_files("baa", "fpp", "bootstrap.ign is of another run");
	/* Where it is one against one, the bootstrap node's file makes the cluster. */
	assert_files("ab-", "pf-", "than bootstrap.ign");
	assert_files("-ab", "-pf", "than master.ign");
	assert_files("abc", "pff", "than bootstrap.ign");
	assert_files("--a", "--s", "");
}
END_TEST

/* Files of `other`, and what api-int:22623 shows. */
static void assert_served(bool is_same_cluster, const char *expected)
{
	struct http_reply reply = { .request = "" };
	struct http_server *server, *config;
	struct pki leaf;
	char seen[3] = "--";

	http_world_open(&w);
	other = pki_make(&(struct pki_wish){
		.cn = "root-ca", .is_ca = true, .from = -99, .to = 9999 });
	leaf = pki_make(&(struct pki_wish){ .cn = "mcs",
					    .issuer = is_same_cluster ? &other : &w.root,
					    .from = -99,
					    .to = 9999 });
	reply.file = http_world_pointer(&w, &other, "2.2.0", API_INT "master");
	server =
		http_server_start(&(struct http_script){ .replies = &reply, .count = 1 });
	config = http_server_start(
		&(struct http_script){ .port = 22623, .certificate = &leaf });
	http_world_artifact(&w, server, "master.ign");
	http_world_artifact(&w, server, "master-2.ign");
	w.world.inventory.phase = PHASE_BOOTSTRAP;
	w.world.inventory.api_int.addresses = world_addresses(&w.world, "127.0.0.1");
	http_world_run(&w, table);
	for (int i = 0; i < 2; i++)
		seen[i] = "pwfse"[world_result(&w.world, ID, w.artifacts[i].url)->status];
	ck_assert_msg(!strcmp(seen, expected), "%s, not %s", seen, expected);
	http_server_stop(server);
	http_server_stop(config);
	pki_free(&leaf);
	pki_free(&other);
	http_world_close(&w);
}

START_TEST(compared_with_what_serves)
{
	assert_served(true, "pp");
	/* All files are of one run and the cluster of another: one cause. */
	assert_served(false, "fs");
}
END_TEST

SUITE("probes/ignition/generation", compared_with_each_other, compared_with_what_serves);
