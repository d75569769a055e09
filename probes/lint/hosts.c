/*
 * lint.hosts: names of the cluster are not in /etc/hosts, where they hide what DNS says.
 */
#include "core/sources/hosts.h"

#include <string.h>

#include "_zone.h"

/* What the name is elsewhere: in the configuration, else in the zones. */
static struct addresses known_addresses(const struct inventory *inventory,
					struct findings *findings, const char *name,
					struct where *ret_where)
{
	const struct node *node = inventory_node(inventory, name);
	const struct endpoint *endpoint = NULL;

	*ret_where = (struct where){ 0 };
	if (node && node->addresses.count) {
		*ret_where = node->where;
		return node->addresses;
	}
	if (!strcmp(name, inventory->api.fqdn))
		endpoint = &inventory->api;
	else if (!strcmp(name, inventory->api_int.fqdn))
		endpoint = &inventory->api_int;
	else if (zone_is_below(name, inventory->ingress.fqdn + 2))
		endpoint = &inventory->ingress;
	if (endpoint && endpoint->addresses.count) {
		*ret_where = endpoint->where;
		return endpoint->addresses;
	}
	return zones_addresses(findings_arena(findings), inventory->sources->zones, NULL,
			       name);
}

static void judge_entry(const struct inventory *inventory, struct findings *findings,
			const struct hosts_entry *entry)
{
	struct finding finding = { .status = STATUS_WARN, .subject = entry->name };
	struct addresses known;
	char text[ADDR_STRLEN];

	if (!zone_is_below(entry->name, inventory->cluster_domain))
		return;
	/* A machine may know itself. */
	if (inventory->vantage.host && !strcmp(entry->name, inventory->vantage.host))
		return;
	known = known_addresses(inventory, findings, entry->name, &finding.other);
	finding.where = entry->where;
	finding.width = entry->width;
	finding.observed =
		arena_strdup(findings_arena(findings), addr_str(&entry->addr, text));
	finding.fix[0] =
		findings_printf(findings, "delete %s from this line", entry->name);
	if (!known.count || addr_is_in(&entry->addr, known.items, known.count)) {
		finding.title =
			findings_printf(findings, "%s is taken from %s, not from DNS",
					entry->name, entry->where.file);
		finding.why =
			"it hides from this machine what the nodes meet: a name that is "
			"missing or wrong in DNS";
	} else {
		finding.status = STATUS_FAIL;
		finding.title = findings_printf(
			findings, "%s leads to %s here, not to %s", entry->name,
			finding.observed, addr_str(&known.items[0], text));
		finding.expected = arena_strdup(findings_arena(findings), text);
		finding.why =
			"programs on this machine, openshift-install and oc above all, "
			"talk to another address than the nodes";
		finding.other_says = "its address";
	}
	findings_add(findings, &finding);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct hosts *hosts = inventory->sources->hosts;

	if (!hosts || !inventory->cluster_domain)
		return;
	for (size_t i = 0; i < hosts->count; i++) {
		findings_saw(findings, hosts->items[i].where.file);
		judge_entry(inventory, findings, &hosts->items[i]);
	}
}

const struct probe probe_lint_hosts = {
	.id = "lint.hosts",
	.title = "names of the cluster are not in /etc/hosts",
	.why = "this machine then sees another cluster than the nodes do",
	.symptom =
		"everything resolves on the bastion, and on the nodes \"no such host\"",
	.fix = "delete the cluster's names from /etc/hosts",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
