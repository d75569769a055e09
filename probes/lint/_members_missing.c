/* Nodes that no server line stands for. */
#include <string.h>

#include "_members.h"
#include "core/addr.h"
#include "core/arena.h"

/* What is known of all front ends of ingress together. */
struct ingress {
	struct member_set *sets;
	size_t count;
	bool has_role[4];
};

static bool is_role_served(const struct balancer *balancer, const struct member_set *set,
			   enum node_role role)
{
	for (size_t i = 0; i < balancer->inventory->node_count; i++) {
		const struct node *node = &balancer->inventory->nodes[i];

		if (node->role == role && member_set_has(set, node))
			return true;
	}
	return false;
}

/* The back end that gets the line, and where. */
static const struct haproxy_section *home(const struct balancer_entry *entry)
{
	for (size_t i = 0; i < entry->back_count; i++) {
		if (!entry->backs[i].conditional)
			return entry->backs[i].section;
	}
	return entry->back_count ? entry->backs[0].section : entry->section;
}

/* As the other lines of the section: by name where they are. */
static const char *new_line(struct findings *findings,
			    const struct haproxy_section *section,
			    const struct balancer_entry *entry, const struct node *node)
{
	bool by_name = false;
	struct addr addr;

	if (section->server_count)
		by_name = addr_parse(section->servers[0].host, &addr) < 0;
	return findings_printf(
		findings, "server %.*s %s:%u check", (int)strcspn(node->fqdn, "."),
		node->fqdn, by_name ? node->fqdn : balancer_node_address(findings, node),
		entry->port);
}

static void complain(const struct balancer *balancer, struct findings *findings,
		     const struct member_set *set, const struct node *node,
		     enum status status, const char *expected, const char *why)
{
	const struct balancer_entry *entry = set->entry;
	const struct haproxy_section *section = home(entry);
	int label = (int)strcspn(node->fqdn, ".");

	findings_add(
		findings,
		&(struct finding){
			.status = status,
			.subject = balancer_subject(
				findings, section,
				findings_printf(findings, "%.*s", label, node->fqdn)),
			.where = section->where,
			.width = (unsigned)strlen(section->name),
			.title = findings_printf(
				findings,
				"%.*s (%s) is not behind %s: '%s' has no server for it",
				label, node->fqdn, node_role_name(node->role),
				balancer_service_name(entry->service), section->name),
			.observed = findings_printf(findings, "%zu servers, none is %s",
						    set->count, node->fqdn),
			.expected = expected,
			.why = why,
			.fix = {findings_printf(findings, "in '%s' add:", section->name),
				 new_line(findings, section, entry, node),
				 balancer_reload(findings, balancer->inventory)},
			.other = node->where,
			.other_says = "the node",
	});
}

/* A server by address may be a node whose address nobody said. */
static bool may_be_there(const struct member_set *set, const struct node *node)
{
	return member_set_has(set, node) ||
	       (set->foreign_count && !node->addresses.count);
}

static void judge_control(const struct balancer *balancer, struct findings *findings,
			  const struct member_set *set)
{
	const struct inventory *inventory = balancer->inventory;
	bool config = set->entry->service == BALANCER_CONFIG;
	bool some = is_role_served(balancer, set, NODE_MASTER);
	/* Its line is what is wrong, and that is said. */
	const struct node *meant = member_meant(balancer, set);

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (may_be_there(set, node) || node == meant)
			continue;
		if (node->role == NODE_BOOTSTRAP && member_bootstrap_is_due(inventory))
			complain(
				balancer, findings, set, node, STATUS_FAIL,
				"bootstrap and masters until bootstrap is complete",
				config ? "the masters fetch their configuration from the "
					 "bootstrap node through this port: they wait for ever"
				       : "until the masters run, the API is that of the bootstrap "
					 "node: the installation does not begin");
		else if (node->role == NODE_MASTER)
			complain(
				balancer, findings, set, node,
				some ? STATUS_WARN : STATUS_FAIL, "every master",
				some ? "it carries none of the load, and when the others are "
				       "down nobody is there"
				     : "once bootstrap is complete nobody answers");
	}
}

static bool is_elsewhere(const struct ingress *ingress, const struct member_set *set,
			 const struct node *node)
{
	for (size_t i = 0; i < ingress->count; i++) {
		if (&ingress->sets[i] != set && member_set_has(&ingress->sets[i], node))
			return true;
	}
	return false;
}

/*
 * Where the routers run is decided in the cluster: on the workers or on the infra nodes. Of a
 * group that is listed in part, the rest is missing; of one that is not listed at all, nothing.
 */
static bool is_expected(const struct inventory *inventory, const struct ingress *ingress,
			enum node_role role)
{
	if (role == NODE_BOOTSTRAP)
		return false;
	if (role == NODE_MASTER)
		return member_is_compact(inventory);
	return ingress->has_role[role] ||
	       !(ingress->has_role[NODE_WORKER] || ingress->has_role[NODE_INFRA]);
}

static void judge_ingress(const struct balancer *balancer, struct findings *findings,
			  const struct ingress *ingress, const struct member_set *set)
{
	const struct inventory *inventory = balancer->inventory;
	bool some = set->has_role[NODE_WORKER] || set->has_role[NODE_INFRA] ||
		    (member_is_compact(inventory) && set->has_role[NODE_MASTER]);
	const struct node *meant = member_meant(balancer, set);

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];
		bool elsewhere =
			!member_is_misplaced(balancer, set->entry->service, node->role) &&
			is_elsewhere(ingress, set, node);

		if (may_be_there(set, node) || node == meant ||
		    (!elsewhere && !is_expected(inventory, ingress, node->role)))
			continue;
		complain(
			balancer, findings, set, node, some ? STATUS_WARN : STATUS_FAIL,
			elsewhere ? "the same nodes behind 80 and 443"
				  : "every node that may run a router",
			some ? "a router that runs there is never reached; with both of them "
			       "there, console and applications are not"
			     : "console and applications are never reached");
	}
}

void member_judge_missing(const struct balancer *balancer, struct findings *findings)
{
	struct ingress ingress = { 0 };

	ingress.sets = arena_alloc(findings_arena(findings),
				   (balancer->count + 1) * sizeof *ingress.sets);
	for (size_t i = 0; i < balancer->count; i++) {
		struct member_set *set = &ingress.sets[ingress.count];
		const struct balancer_entry *entry = &balancer->entries[i];

		member_set_fill(findings, balancer, entry, set);
		if (set->is_open || !set->count)
			continue;
		if (balancer_is_control(entry->service)) {
			judge_control(balancer, findings, set);
			continue;
		}
		for (size_t r = 0; r < 4; r++)
			ingress.has_role[r] |= set->has_role[r];
		ingress.count++;
	}
	for (size_t i = 0; i < ingress.count; i++)
		judge_ingress(balancer, findings, &ingress, &ingress.sets[i]);
}
