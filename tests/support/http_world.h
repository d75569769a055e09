/*
 * Web servers, registries and Ignition files for tests of the checks that ask them: on top of
 * dns_world.h, with stand-ins for the checks that are needed but not tested here.
 */
#pragma once

#include "tests/support/dns_world.h"
#include "tests/support/http_server.h"

#define HTTP_WORLD_MAX 16

struct http_world {
	struct world world;
	struct artifact artifacts[HTTP_WORLD_MAX];
	struct pki root; /* of the cluster, or of an authority that egress.caFile names */
	const char *ca_file; /* `root` in PEM */
	char *root_pem;
};

void http_world_open(struct http_world *world);
void http_world_close(struct http_world *world);
/* A certificate for the name, signed by the root, for an hour. To be freed with pki_free(). */
struct pki http_world_leaf(const struct http_world *world, const char *names);
/* "http://127.0.0.1:PORT/FILE" as an artifact. `server` NULL: nobody is there. Its URL. */
const char *http_world_artifact(struct http_world *world,
				const struct http_server *server, const char *file);
/* The same path below a document root. */
const char *http_world_local(struct http_world *world, const struct http_server *server,
			     const char *docroot, const char *file);
/* Checks that `id` needs, with the check itself, as a table. Runs it. */
void http_world_run(struct http_world *world, const struct probe *const *probes);

/* A file with this contents below /tmp; the name is the arena's. */
const char *http_world_file(struct http_world *world, const char *name, const char *text);

/* What the stand-in of file.mode fails for; NULL: nothing. */
extern const char *http_world_bad_path;

/* Ignition files in the arena. `root`: whose authority they carry. */
const char *http_world_pointer(struct http_world *world, const struct pki *root,
			       const char *version, const char *source);
const char *http_world_bootstrap(struct http_world *world, const struct pki *root,
				 const char *version, long from, long to);
