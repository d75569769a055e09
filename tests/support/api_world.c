#include "tests/support/api_world.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#define BAD_MAX 8

static struct {
	const char *id, *subject;
} bad[BAD_MAX];
static size_t bad_count;

static void add_bad(const char *id, struct subjects *subjects)
{
	for (size_t i = 0; i < bad_count; i++) {
		if (!strcmp(bad[i].id, id))
			subject_add(subjects,
				    &(struct subject){ .name = bad[i].subject });
	}
}

static void end_failed(struct run *run)
{
	run_observedf(run, "o");
	run_fail(run, "fails");
}

#define STAND_IN(name, given_id)                                       \
	static void name##_subjects(const struct inventory *inventory, \
				    struct subjects *list)             \
	{                                                              \
		(void)inventory;                                       \
		add_bad(given_id, list);                               \
	}                                                              \
	static const struct probe name = {                             \
		.id = given_id,                                        \
		.title = "t",                                          \
		.why = "w",                                            \
		.fix = "f",                                            \
		.phases = PHASE_ALL,                                   \
		.subjects = name##_subjects,                           \
		.start = end_failed,                                   \
	}

STAND_IN(forward, "dns.forward");
STAND_IN(wildcard, "dns.wildcard");
STAND_IN(backend, "lb.backend");
STAND_IN(port, "lb.port");
STAND_IN(tls, "lb.tls");
STAND_IN(reachable, "api.reachable");
STAND_IN(routers, "api.routers");
STAND_IN(csr, "api.csr");
STAND_IN(nodes, "api.nodes");
STAND_IN(operators, "api.operators");

static const struct probe *const stand_ins[] = { &forward, &wildcard,  &backend, &port,
						 &tls,	   &reachable, &routers, &csr,
						 &nodes,   &operators };

void api_world_open(struct api_world *world, enum phase phase)
{
	memset(world, 0, sizeof *world);
	world_open(&world->world);
	world->world.inventory.phase = phase;
	world->root = pki_make(&(struct pki_wish){ .cn = "kube-apiserver-lb-signer",
						   .is_ca = true,
						   .from = -60,
						   .to = 9999 });
	world->leaf = pki_make(&(struct pki_wish){ .cn = "api",
						   .names = "IP:127.0.0.1",
						   .issuer = &world->root,
						   .from = -60,
						   .to = 9999 });
	world->ca_pem = pki_pem(&world->root);
	world->kubeconfig = (struct kubeconfig){ .file = "auth/kubeconfig",
						 .ca.text = world->ca_pem,
						 .token = "sha256~s3cret" };
	world->world.inventory.kubeconfig = &world->kubeconfig;
	bad_count = 0;
}

void api_world_close(struct api_world *world)
{
	if (world->server)
		http_server_stop(world->server);
	world_close(&world->world);
	free(world->ca_pem);
	pki_free(&world->root);
	pki_free(&world->leaf);
}

static void reply(struct api_world *world, const char *request, const char *bytes)
{
	ck_assert_uint_lt(world->reply_count, API_WORLD_MAX);
	world->replies[world->reply_count++] =
		(struct http_reply){ .request = request, .bytes = bytes };
}

void api_world_serve(struct api_world *world, const char *path, const char *json)
{
	struct arena *arena = world->world.arena;

	reply(world, arena_printf(arena, "GET %s", path),
	      arena_printf(arena, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
			   strlen(json), json));
}

void api_world_status(struct api_world *world, int status)
{
	reply(world, "",
	      arena_printf(world->world.arena,
			   "HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n", status));
}

void api_world_fails(const char *id, const char *subject)
{
	bad[bad_count].id = id;
	bad[bad_count++].subject = subject;
}

void api_world_run(struct api_world *world, const struct probe *probe)
{
	const struct probe *table[sizeof stand_ins / sizeof stand_ins[0] + 2] = { NULL };
	size_t count = 0;

	world->server =
		http_server_start(&(struct http_script){ .replies = world->replies,
							 .count = world->reply_count,
							 .certificate = &world->leaf });
	world->kubeconfig.server.value =
		arena_printf(world->world.arena, "https://127.0.0.1:%u/",
			     http_server_port(world->server));
	for (size_t i = 0; i < sizeof stand_ins / sizeof stand_ins[0]; i++) {
		if (strcmp(stand_ins[i]->id, probe->id))
			table[count++] = stand_ins[i];
	}
	table[count] = probe;
	world_run(&world->world, table);
}

const char *api_world_stamp(struct api_world *world, long ago)
{
	time_t at = time(NULL) - ago;
	char text[32];
	struct tm tm;

	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at, &tm));
	return arena_strdup(world->world.arena, text);
}

const char *api_world_node(struct api_world *world, const char *name, const char *address,
			   const char *ready, long since)
{
	return arena_printf(
		world->world.arena,
		"{\"metadata\":{\"name\":\"%s\"},\"status\":{\"addresses\":[{"
		"\"type\":\"InternalIP\",\"address\":\"%s\"}],\"conditions\":[{"
		"\"type\":\"Ready\",\"status\":\"%s\",\"message\":\"says it\","
		"\"lastTransitionTime\":\"%s\"}]}}",
		name, address, ready, api_world_stamp(world, since));
}

const char *api_world_list(struct api_world *world, const char *kind, const char *items)
{
	return arena_printf(world->world.arena, "{\"kind\":\"%sList\",\"items\":[%s]}",
			    kind, items);
}
