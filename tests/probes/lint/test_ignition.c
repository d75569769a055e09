#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "tests/support/http_pki.h"
#include "tests/support/lint_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_lint_ignition;

#define HOUR   3600
#define DOMAIN "ocp45.example.localdomain"
#define CONFIG                                                                                  \
	"cluster: {name: ocp45, baseDomain: example.localdomain, openshiftVersion: \"4.16\"}\n" \
	"sources: {installDir: .}\n"

static struct lint_world *world;
static struct arena *arena;
static struct pki root;

static void open_world(void)
{
	arena = arena_new();
	world = lint_world_new();
	lint_world_config(world, CONFIG);
	root = pki_make(&(struct pki_wish){
		.cn = "root-ca", .ou = "openshift", .is_ca = true, .to = 9999 * HOUR });
}

static void expect(enum phase phase, const char *const *expected)
{
	lint_world_expect(world, &probe_lint_ignition, phase, expected);
	lint_world_free(world);
	pki_free(&root);
	arena = arena_free(arena);
}

static const char *data_url(const struct pki *pki)
{
	char *pem = pki_pem(pki), *url = pki_data_url(pem);
	const char *kept = arena_strdup(arena, url);

	free(pem);
	free(url);
	return kept;
}

static void write_pointer(const char *file, const struct pki *authority,
			  const char *domain, const char *role)
{
	lint_world_file(
		world, file,
		arena_printf(
			arena,
			"{\"ignition\":{\"version\":\"3.2.0\",\"config\":{\"merge\":"
			"[{\"source\":\"https://api-int.%s:22623/config/%s\"}]},"
			"\"security\":{\"tls\":{\"certificateAuthorities\":[{\"source\":"
			"\"%s\"}]}}}}",
			domain, role, data_url(authority)));
}

static void write_bootstrap(const char *version, const char *domain, long from, long to)
{
	struct pki leaf = pki_make(&(struct pki_wish){
		.cn = "api",
		.names = arena_printf(arena, "DNS:api-int.%s", domain),
		.issuer = &root,
		.from = from,
		.to = to });

	lint_world_file(
		world, "bootstrap.ign",
		arena_printf(
			arena,
			"{\"ignition\":{\"version\":\"%s\"},\"storage\":{\"files\":["
			"{\"path\":\"/opt/openshift/tls/root-ca.crt\",\"contents\":{"
			"\"source\":\"%s\"}},{\"path\":\"/opt/openshift/tls/"
			"kube-apiserver-internal-lb-server.crt\",\"contents\":{\"source\":"
			"\"%s\"}}]}}",
			version, data_url(&root), data_url(&leaf)));
	pki_free(&leaf);
}

static void write_good(void)
{
	write_bootstrap("3.2.0", DOMAIN, -HOUR, 23 * HOUR);
	write_pointer("master.ign", &root, DOMAIN, "master");
	write_pointer("worker.ign", &root, DOMAIN, "worker");
	lint_world_file(world, "metadata.json",
			"{\"clusterName\": \"ocp45\", \"infraID\": \"ocp45-x\"}");
}

START_TEST(nothing_to_say)
{
	open_world();
	write_good();
	expect(PHASE_PREBOOT, (const char *const[]){ "pass .", NULL });
}
END_TEST

START_TEST(old_ones)
{
	open_world();
	write_good();
	write_bootstrap("3.2.0", DOMAIN, -25 * HOUR, -HOUR);
	expect(PHASE_PREBOOT, (const char *const[]){ "fail bootstrap.ign/expiry", NULL });
	open_world();
	write_good();
	write_bootstrap("3.2.0", DOMAIN, -23 * HOUR, HOUR);
	expect(PHASE_PREBOOT, (const char *const[]){ "warn bootstrap.ign/expiry", NULL });
	open_world();
	write_good();
	write_bootstrap("3.2.0", DOMAIN, HOUR, 25 * HOUR);
	expect(PHASE_PREBOOT, (const char *const[]){ "fail bootstrap.ign/expiry", NULL });
	/* When the cluster runs, nobody needs it any more. */
	open_world();
	write_good();
	write_bootstrap("3.2.0", DOMAIN, -25 * HOUR, -HOUR);
	expect(PHASE_READY, (const char *const[]){ "pass .", NULL });
}
END_TEST

START_TEST(another_cluster)
{
	open_world();
	write_good();
	write_bootstrap("3.2.0", "ocp46.example.localdomain", -HOUR, 23 * HOUR);
	write_pointer("worker.ign", &root, "ocp46.example.localdomain", "worker");
	lint_world_file(world, "metadata.json", "{\"clusterName\": \"ocp46\"}");
	expect(PHASE_PREBOOT, (const char *const[]){ "fail bootstrap.ign/cluster",
						     "fail worker.ign/cluster",
						     "fail metadata.json", NULL });
}
END_TEST

START_TEST(another_run)
{
	struct pki other;

	open_world();
	write_good();
	other = pki_make(&(struct pki_wish){
		.cn = "root-ca", .ou = "openshift", .is_ca = true, .to = 9999 * HOUR });
	write_pointer("master.ign", &other, DOMAIN, "master");
	pki_free(&other);
	expect(PHASE_PREBOOT,
	       (const char *const[]){ "fail master.ign/generation", NULL });
}
END_TEST

START_TEST(another_role)
{
	open_world();
	write_good();
	write_pointer("worker.ign", &root, DOMAIN, "master");
	write_pointer("bootstrap.ign", &root, DOMAIN, "master");
	expect(PHASE_PREBOOT, (const char *const[]){ "fail bootstrap.ign/role",
						     "fail worker.ign/role", NULL });
}
END_TEST

START_TEST(broken_and_foreign)
{
	open_world();
	write_good();
	write_bootstrap("2.2.0", DOMAIN, -HOUR, 23 * HOUR);
	lint_world_file(world, "worker.ign", "{\"ignition\": ");
	lint_world_file(world, "mine.ign", "{\"ignition\":{\"version\":\"3.2.0\"}}");
	expect(PHASE_PREBOOT, (const char *const[]){ "fail bootstrap.ign/version",
						     "fail worker.ign", NULL });
}
END_TEST

SUITE("lint.ignition", nothing_to_say, old_ones, another_cluster, another_run,
      another_role, broken_and_foreign);
