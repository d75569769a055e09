#include "tests/support/http_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#define YEARS (10L * 365 * 86400)

const char *http_world_bad_path;

static void no_subjects(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	(void)subjects;
}

static void bad_path(const struct inventory *inventory, struct subjects *subjects)
{
	(void)inventory;
	if (http_world_bad_path)
		subject_add(subjects, &(struct subject){ .name = http_world_bad_path });
}

static void end_failed(struct run *run)
{
	run_fail(run, "mode 0600");
}

#define STAND_IN(variable, name, wanted)       \
	static const struct probe variable = { \
		.id = name,                    \
		.title = "t",                  \
		.why = "w",                    \
		.fix = "f",                    \
		.phases = PHASE_ALL,           \
		.subjects = wanted,            \
		.start = end_failed,           \
	}

STAND_IN(forward, "dns.forward", no_subjects);
STAND_IN(external, "dns.external", no_subjects);
STAND_IN(tls, "lb.tls", no_subjects);
STAND_IN(mode, "file.mode", bad_path);
STAND_IN(label, "selinux.label", no_subjects);

void http_world_open(struct http_world *world)
{
	memset(world, 0, sizeof(*world));
	world_open(&world->world);
	world->world.inventory.artifacts = world->artifacts;
	world->root = pki_make(&(struct pki_wish){ .cn = "root-ca",
						   .ou = "openshift",
						   .is_ca = true,
						   .from = -9999,
						   .to = YEARS });
	world->root_pem = pki_pem(&world->root);
	world->ca_file = http_world_file(world, "ca.pem", world->root_pem);
	http_world_bad_path = NULL;
}

void http_world_close(struct http_world *world)
{
	unlink(world->ca_file);
	free(world->root_pem);
	pki_free(&world->root);
	world_close(&world->world);
}

struct pki http_world_leaf(const struct http_world *world, const char *names)
{
	return pki_make(&(struct pki_wish){ .cn = "leaf",
					    .names = names,
					    .issuer = &world->root,
					    .from = -600,
					    .to = 3600 });
}

const char *http_world_artifact(struct http_world *world,
				const struct http_server *server, const char *file)
{
	struct artifact *artifact =
		&world->artifacts[world->world.inventory.artifact_count++];

	artifact->file = file;
	artifact->url = arena_printf(world->world.arena, "http://127.0.0.1:%u/%s",
				     server ? http_server_port(server) : 9, file);
	return artifact->url;
}

const char *http_world_local(struct http_world *world, const struct http_server *server,
			     const char *docroot, const char *file)
{
	struct inventory *inventory = &world->world.inventory;
	const char *url = http_world_artifact(world, server, file);

	inventory->docroot = docroot;
	inventory->vantage.roles = HOST_BASTION;
	world->artifacts[inventory->artifact_count - 1].path =
		arena_printf(world->world.arena, "%s/%s", docroot, file);
	return url;
}

void http_world_run(struct http_world *world, const struct probe *const *probes)
{
	const struct probe *table[16] = { &forward, &external, &mode, &label, &tls };
	size_t count = 5;

	while (*probes)
		table[count++] = *probes++;
	world_run(&world->world, table);
}

const char *http_world_file(struct http_world *world, const char *name, const char *text)
{
	const char *path =
		arena_printf(world->world.arena, "/tmp/ocp-test-%d-%s", getpid(), name);
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	return path;
}

const char *http_world_pointer(struct http_world *world, const struct pki *root,
			       const char *version, const char *source)
{
	char *pem = pki_pem(root), *url = pki_data_url(pem);
	const char *text = arena_printf(
		world->world.arena,
		"{\"ignition\":{\"config\":{\"%s\":[{\"source\":\"%s\"}]},\"security\":{\"tls\":{"
		"\"certificateAuthorities\":[{\"source\":\"%s\"}]}},\"version\":\"%s\"}}",
		*version == '2' ? "append" : "merge", source, url, version);

	free(pem);
	free(url);
	return text;
}

const char *http_world_bootstrap(struct http_world *world, const struct pki *root,
				 const char *version, long from, long to)
{
	struct pki leaf = pki_make(&(struct pki_wish){ .cn = "api",
						       .names = "DNS:api.test",
						       .issuer = root,
						       .from = from,
						       .to = to });
	char *root_pem = pki_pem(root), *leaf_pem = pki_pem(&leaf);
	char *root_url = pki_data_url(root_pem), *leaf_url = pki_data_url(leaf_pem);
	const char *text = arena_printf(
		world->world.arena,
		"{\"ignition\":{\"version\":\"%s\"},\"storage\":{\"files\":["
		"{\"path\":\"/opt/openshift/tls/root-ca.crt\",\"contents\":{\"source\":\"%s\"}},"
		"{\"path\":\"/opt/openshift/tls/root-ca.key\",\"contents\":{\"source\":"
		"\"data:,TOPSECRET\"}},"
		"{\"path\":\"/opt/openshift/tls/kube-apiserver-lb-server.crt\",\"contents\":{"
		"\"source\":\"%s\"}}]}}",
		version, root_url, leaf_url);

	free(root_pem);
	free(leaf_pem);
	free(root_url);
	free(leaf_url);
	pki_free(&leaf);
	return text;
}
