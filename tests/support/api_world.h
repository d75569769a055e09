/*
 * A cluster's API server for tests of the api.* checks: scripted answers behind real TLS, an
 * inventory with a kubeconfig for it, and stand-ins for the checks that are needed but not tested.
 */
#pragma once

#include "core/sources/kubeconfig.h"
#include "tests/support/dns_world.h"
#include "tests/support/http_server.h"

#define API_WORLD_MAX 8

struct api_world {
	struct world world; /* with master m1 172.16.0.21 and worker w1 172.16.0.31 */
	struct kubeconfig kubeconfig;
	struct pki root, leaf;
	struct http_reply replies[API_WORLD_MAX];
	size_t reply_count;
	struct http_server *server;
	char *ca_pem;
};

#define API_WORLD_DOMAIN "ocp45.example.localdomain"
#define API_WORLD_M1	 "m1." API_WORLD_DOMAIN
#define API_WORLD_W1	 "w1." API_WORLD_DOMAIN

void api_world_open(struct api_world *world, enum phase phase);
void api_world_close(struct api_world *world);
/* 200 with this JSON to what begins so; "/api/v1/nodes". Before it runs. */
void api_world_serve(struct api_world *world, const char *path, const char *json);
/* This status to everything that is not served. */
void api_world_status(struct api_world *world, int status);
/* The check `id` fails for the subject. Before it runs. */
void api_world_fails(const char *id, const char *subject);
/* Runs the one check among the stand-ins. */
void api_world_run(struct api_world *world, const struct probe *probe);

/* A node as the API tells it, for a list: "m1...", "172.16.0.21", "True". Since: seconds ago. */
const char *api_world_node(struct api_world *world, const char *name, const char *address,
			   const char *ready, long since);
/* {"kind": KINDList, "items": [ITEMS]} */
const char *api_world_list(struct api_world *world, const char *kind, const char *items);
/* "2020-08-17T12:00:05Z", so many seconds ago. */
const char *api_world_stamp(struct api_world *world, long ago);
