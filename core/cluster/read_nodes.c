#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/cluster/json.h"
#include "core/cluster/read.h"
#include "core/text.h"

#define ROLE_LABEL    "node-role.kubernetes.io/"
#define ROLES_MAX     8
#define ADDRESSES_MAX 16

static const char *roles_of(struct arena *arena, json_t *node)
{
	json_t *labels = cluster_at(node, "metadata/labels"), *value;
	const char *key, *roles = "";
	unsigned count = 0;

	json_object_foreach(labels, key, value)
	{
		const char *role = key + strlen(ROLE_LABEL);

		if (strncmp(key, ROLE_LABEL, strlen(ROLE_LABEL)) || count++ == ROLES_MAX)
			continue;
		role = text_clean(arena, role, strlen(role), 63);
		roles = *roles ? arena_printf(arena, "%s,%s", roles, role) : role;
	}
	return roles;
}

static struct addresses addresses_of(struct arena *arena, json_t *node)
{
	json_t *list = cluster_at(node, "status/addresses"), *item;
	struct addresses addresses = { 0 };
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *type = json_string_value(json_object_get(item, "type"));
		const char *text = json_string_value(json_object_get(item, "address"));
		struct addr addr;

		if (!type || !text || strcmp(type, "InternalIP") ||
		    addr_parse(text, &addr) < 0 || addresses.count == ADDRESSES_MAX)
			continue;
		addresses.items =
			arena_grow(arena, addresses.items, addresses.count, sizeof addr);
		addresses.items[addresses.count++] = addr;
	}
	return addresses;
}

static void add(struct arena *arena, struct cluster_nodes *nodes, json_t *item)
{
	struct cluster_condition ready = cluster_condition(arena, item, "Ready");
	struct cluster_node *node;

	nodes->items =
		arena_grow(arena, nodes->items, nodes->count, sizeof *nodes->items);
	node = &nodes->items[nodes->count++];
	*node = (struct cluster_node){
		.name = cluster_text(arena, item, "metadata/name"),
		.roles = roles_of(arena, item),
		.addresses = addresses_of(arena, item),
		.ready = ready.status,
		.message = ready.message,
		.since = ready.since,
		.unschedulable = json_is_true(cluster_at(item, "spec/unschedulable")),
	};
}

int cluster_read_nodes(struct arena *arena, const void *bytes, size_t length,
		       struct cluster_nodes *nodes, const char **ret_continue)
{
	json_t *root = cluster_json(bytes, length, "List"), *item;
	size_t i;

	if (!root)
		return -EINVAL;
	json_array_foreach(cluster_at(root, "items"), i, item)
	{
		if (nodes->count < CLUSTER_ITEMS_MAX)
			add(arena, nodes, item);
		else
			nodes->seen.truncated = true;
	}
	*ret_continue = cluster_continue(arena, root);
	json_decref(root);
	return 0;
}
