/* Nodes without an entry in any file of a DHCP server. */
#include <string.h>

#include "_dhcp_hosts.h"
#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"

const char *dhcp_fix_command(const struct dhcp_judging *judging)
{
	return dhcp_restart(judging->arena, judging->plan);
}

const char *dhcp_planned(const struct dhcp_judging *judging, const struct node *node)
{
	const char *list = NULL;
	char text[ADDR_STRLEN];

	if (!strcmp(judging->plan->server, "dhcpd"))
		return node->addresses.count
			       ? dhcp_addresses_text(judging->arena, &node->addresses)
			       : NULL;
	for (size_t i = 0; i < node->addresses.count; i++) {
		const struct addr *addr = &node->addresses.items[i];
		bool six = addr->family == AF_INET6;

		addr_str(addr, text);
		list = arena_printf(judging->arena, "%s%s%s%s%s", list ? list : "",
				    list ? "," : "", six ? "[" : "", text,
				    six ? "]" : "");
	}
	return list;
}

/* A name from a kernel argument comes with the address there: such a node asks no DHCP server. */
static bool is_static(const struct node *node)
{
	return node->named_by && !strncmp(node->named_by, "ip=", 3);
}

static void say_missing(const struct dhcp_judging *judging, const struct node *node,
			const char *subject, const char *who)
{
	struct findings *findings = judging->findings;
	const char *file = dhcp_base_name(judging->plan->file);

	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = subject,
			.where = node->where,
			.title = findings_printf(findings, "%s has no entry in %s", who,
						 file),
			.observed = findings_printf(findings,
						    "no host with its card, name or "
						    "address in %s",
						    judging->plan->file),
			.expected = "an entry for each node",
			.why = "without one a node gets any address, or none",
			.fix = {dhcp_host_line(judging->arena, judging->plan, node->fqdn,
				node->mac, dhcp_planned(judging, node)),
				 dhcp_fix_command(judging) },
			.other = { .file = judging->plan->file		       },
			.other_says = "the file",
	});
}

static bool has_text(const char *line, size_t length, const char *text)
{
	return memmem(line, length, text, strlen(text)) != NULL;
}

/* The node stands in a line that cannot be read, which is said. */
static bool is_in_broken_line(const struct dhcp_judging *judging, const struct node *node)
{
	const struct sources *sources = judging->inventory->sources;
	const struct diagnostics *said = sources->diagnostics;
	const char *label =
		arena_strndup(judging->arena, node->fqdn, strcspn(node->fqdn, "."));

	for (size_t i = 0; i < said->count; i++) {
		const struct diagnostic *item = &said->items[i];
		const char *line;
		size_t length;

		if (!item->warning && item->where.file &&
		    !strcmp(item->where.file, judging->plan->file) &&
		    source_files_line(sources->files, &item->where, &line, &length) &&
		    (has_text(line, length, label) ||
		     (node->mac && has_text(line, length, node->mac))))
			return true;
	}
	return false;
}

static bool is_missing(const struct dhcp_judging *judging, const struct node *node)
{
	return !is_static(node) &&
	       !index_find(judging->nodes, node->fqdn, strlen(node->fqdn)) &&
	       !is_in_broken_line(judging, node);
}

void dhcp_judge_missing(const struct dhcp_judging *judging)
{
	const struct inventory *inventory = judging->inventory;
	const struct node *first = NULL;
	size_t missing = 0, wanted = 0;

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		wanted += !is_static(node);
		if (!is_missing(judging, node))
			continue;
		if (!first)
			first = node;
		missing++;
	}
	if (missing && missing == wanted && wanted > 1) {
		say_missing(judging, first, "nodes", "none of the nodes");
		return;
	}
	for (size_t i = 0; missing && i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		if (is_missing(judging, node))
			say_missing(judging, node, node->fqdn, node->fqdn);
	}
}
