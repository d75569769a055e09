/*
 * What the readers of this folder share: a body of the API server as JSON, and its values as clean
 * text.
 */
#pragma once

#include <stddef.h>
#include <time.h>

#include <jansson.h>

#include "core/cluster/state.h"

struct arena;

#define CLUSTER_ITEMS_MAX 20000 /* kept of one list */

/* An object whose kind ends so ("List", "ConfigMap"), to be released with json_decref(); or NULL. */
json_t *cluster_json(const void *bytes, size_t length, const char *kind);
/* The value at this path of keys, "status/conditions"; NULL: not there. Borrowed. */
json_t *cluster_at(json_t *value, const char *path);
/* Text at the path, cleaned; "" where there is none. */
const char *cluster_text(struct arena *arena, json_t *value, const char *path);
/* RFC 3339 as Kubernetes writes it, "2020-08-17T12:00:00Z"; 0 where it is none. */
time_t cluster_time(json_t *value, const char *path);
/* The condition with this type in status.conditions; everything is unsaid where it is not there. */
struct cluster_condition cluster_condition(struct arena *arena, json_t *object,
					   const char *type);
/* metadata.continue of a list: where its next page begins; NULL: this is the last. */
const char *cluster_continue(struct arena *arena, json_t *list);
