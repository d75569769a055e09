#include "_members.h"

#include <string.h>

#include "core/addr.h"
#include "core/arena.h"
#include "core/index.h"

bool member_bootstrap_is_due(const struct inventory *inventory)
{
	return inventory->phase == PHASE_PREBOOT || inventory->phase == PHASE_BOOTSTRAP;
}

bool member_is_compact(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->node_count; i++) {
		if (inventory->nodes[i].role == NODE_WORKER ||
		    inventory->nodes[i].role == NODE_INFRA)
			return false;
	}
	return true;
}

bool member_is_misplaced(const struct balancer *balancer, enum balancer_service service,
			 enum node_role role)
{
	if (balancer_is_control(service))
		return role == NODE_WORKER || role == NODE_INFRA;
	return role == NODE_BOOTSTRAP ||
	       (role == NODE_MASTER && !member_is_compact(balancer->inventory));
}

/* True: it was there before. */
static bool add_node(struct findings *findings, struct member_set *set,
		     const struct node *node)
{
	const struct node **key = arena_alloc(findings_arena(findings), sizeof *key);

	*key = node;
	return index_add(set->servers, key, sizeof *key,
			 arena_alloc(findings_arena(findings), 1));
}

/* `conditional`: behind a rule there may be others, who have nothing to do with us. */
static void add(struct findings *findings, const struct balancer *balancer,
		const struct haproxy_server *server, bool conditional,
		struct member_set *set)
{
	struct balancer_member member;

	if (!balancer_is_judged(server))
		return;
	set->count++;
	member = balancer_member(balancer->inventory, server);
	if (!conditional &&
	    (member.whose == BALANCER_FOREIGN || member.whose == BALANCER_HOST ||
	     member.whose == BALANCER_LOST))
		set->foreign_count++;
	if (!member.node ||
	    (member.whose != BALANCER_NODE && member.whose != BALANCER_NODE_BY_NAME))
		return;
	if (member_is_misplaced(balancer, set->entry->service, member.node->role))
		set->foreign_count += !conditional;
	else
		set->has_role[member.node->role] = true;
	if (add_node(findings, set, member.node))
		set->has_doubles = true;
}

/* Of two lines with one address the one is called after another node: that one is meant. */
static void add_meant(struct findings *findings, const struct balancer *balancer,
		      const struct haproxy_server *server, struct member_set *set)
{
	const struct node *named = balancer_named(balancer->inventory, server);

	if (named && balancer_is_judged(server))
		add_node(findings, set, named);
}

void member_set_fill(struct findings *findings, const struct balancer *balancer,
		     const struct balancer_entry *entry, struct member_set *ret_set)
{
	*ret_set = (struct member_set){
		.servers = index_new(findings_arena(findings), 0),
		.is_open = entry->is_open,
		.entry = entry,
	};
	for (size_t b = 0; b < entry->back_count; b++) {
		const struct haproxy_section *back = entry->backs[b].section;

		for (size_t i = 0; i < back->server_count; i++)
			add(findings, balancer, &back->servers[i],
			    entry->backs[b].conditional, ret_set);
		for (size_t i = 0; ret_set->has_doubles && i < back->server_count; i++)
			add_meant(findings, balancer, &back->servers[i], ret_set);
	}
}

static bool is_due(const struct balancer *balancer, const struct member_set *set,
		   enum node_role role)
{
	if (balancer_is_control(set->entry->service))
		return role == NODE_MASTER ||
		       (role == NODE_BOOTSTRAP &&
			member_bootstrap_is_due(balancer->inventory));
	return role != NODE_BOOTSTRAP && set->has_role[role];
}

const struct node *member_meant(const struct balancer *balancer,
				const struct member_set *set)
{
	const struct node *missing = NULL;

	if (set->foreign_count != 1)
		return NULL;
	for (size_t i = 0; i < balancer->inventory->node_count; i++) {
		const struct node *node = &balancer->inventory->nodes[i];

		if (!is_due(balancer, set, node->role) || member_set_has(set, node))
			continue;
		if (missing)
			return NULL;
		missing = node;
	}
	return missing;
}

bool member_set_has(const struct member_set *set, const struct node *node)
{
	return index_find(set->servers, &node, sizeof node) != NULL;
}
