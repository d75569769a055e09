/* Operators, version, routers, bootstrap: what OpenShift adds to Kubernetes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/cluster/json.h"
#include "core/cluster/read.h"

int cluster_read_operators(struct arena *arena, const void *bytes, size_t length,
			   struct cluster_operators *operators, const char **ret_continue)
{
	json_t *root = cluster_json(bytes, length, "List"), *item;
	size_t i;

	if (!root)
		return -EINVAL;
	json_array_foreach(cluster_at(root, "items"), i, item)
	{
		if (operators->count == CLUSTER_ITEMS_MAX) {
			operators->seen.truncated = true;
			break;
		}
		operators->items = arena_grow(arena, operators->items, operators->count,
					      sizeof *operators->items);
		operators->items[operators->count++] = (struct cluster_operator){
			.name = cluster_text(arena, item, "metadata/name"),
			.available = cluster_condition(arena, item, "Available"),
			.degraded = cluster_condition(arena, item, "Degraded"),
			.progressing = cluster_condition(arena, item, "Progressing"),
		};
	}
	*ret_continue = cluster_continue(arena, root);
	json_decref(root);
	return 0;
}

int cluster_read_routers(struct arena *arena, const void *bytes, size_t length,
			 struct cluster_routers *routers, const char **ret_continue)
{
	json_t *root = cluster_json(bytes, length, "List"), *item;
	size_t i;

	if (!root)
		return -EINVAL;
	json_array_foreach(cluster_at(root, "items"), i, item)
	{
		const char *node = cluster_text(arena, item, "spec/nodeName");

		if (!*node)
			continue;
		if (routers->count == CLUSTER_ITEMS_MAX) {
			routers->seen.truncated = true;
			break;
		}
		routers->items = arena_grow(arena, routers->items, routers->count,
					    sizeof *routers->items);
		routers->items[routers->count++] = (struct cluster_router){
			.pod = cluster_text(arena, item, "metadata/name"),
			.node = node,
			.ready = cluster_condition(arena, item, "Ready").status ==
				 CLUSTER_YES,
		};
	}
	*ret_continue = cluster_continue(arena, root);
	json_decref(root);
	return 0;
}

/* "Working towards 4.5.6: 612 of 903 done (67% complete)"; 4.5 and before: "...: 67% complete". */
static void read_progress(struct cluster_version *version)
{
	const char *at = strchr(version->progressing.message, ':');
	unsigned done, total, percent;

	for (; at; at = strchr(at + 1, ':')) {
		int end = 0;

		sscanf(at, ": %5u of %5u done (%3u%% complete)%n", &done, &total,
		       &percent, &end);
		if (end) {
			version->done = done;
			version->total = total;
			version->percent = percent;
			return;
		}
		sscanf(at, ": %3u%% complete%n", &percent, &end);
		if (end)
			version->percent = percent;
	}
}

int cluster_read_version(struct arena *arena, const void *bytes, size_t length,
			 struct cluster_version *version)
{
	json_t *root = cluster_json(bytes, length, "ClusterVersion");

	if (!root)
		return -EINVAL;
	version->version = cluster_text(arena, root, "status/desired/version");
	version->state = cluster_text(
		arena, json_array_get(cluster_at(root, "status/history"), 0), "state");
	version->available = cluster_condition(arena, root, "Available");
	version->failing = cluster_condition(arena, root, "Failing");
	version->progressing = cluster_condition(arena, root, "Progressing");
	read_progress(version);
	json_decref(root);
	return 0;
}

int cluster_read_bootstrap(const void *bytes, size_t length,
			   struct cluster_bootstrap *bootstrap)
{
	json_t *root = cluster_json(bytes, length, "ConfigMap");
	const char *status = json_string_value(cluster_at(root, "data/status"));

	if (!root)
		return -EINVAL;
	bootstrap->complete = status && !strcmp(status, "complete");
	json_decref(root);
	return 0;
}
