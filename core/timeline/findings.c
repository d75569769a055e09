#include "findings.h"

#include <stdlib.h>

#include "show.h"

struct timeline_finding *finding_add(struct findings *findings,
				     const struct node_state *node, const char *id,
				     enum timeline_severity severity, int64_t since)
{
	struct timeline_finding *finding;

	findings->items = arena_grow(findings->arena, findings->items, findings->count,
				     sizeof *finding);
	finding = &findings->items[findings->count++];
	*finding = (struct timeline_finding){
		.id = id,
		.node = node ? show_node(findings->timeline, findings->arena, node)
			     : NULL,
		.severity = severity,
		.since = since,
	};
	return finding;
}

/* The worst last; of those what concerns all; then what has lasted longest. */
static int compare(const void *left, const void *right)
{
	const struct timeline_finding *a = left, *b = right;

	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	if (!a->node != !b->node)
		return a->node ? -1 : 1;
	if (a->since != b->since)
		return a->since > b->since ? -1 : 1;
	return a->node && b->node ? strcmp(b->node, a->node) : strcmp(b->id, a->id);
}

struct timeline_finding *findings_of(const struct timeline *timeline, struct arena *arena,
				     size_t *ret_count)
{
	struct findings findings = { .timeline = timeline, .arena = arena };

	for (uint32_t i = 0; i < timeline->used_count; i++) {
		const struct node_state *node = &timeline->nodes[i];

		if (!node->is_used || !node->is_seen)
			continue;
		find_dhcp(&findings, node);
		find_lease(&findings, node);
		find_fetch(&findings, node);
		find_install(&findings, node);
		find_names(&findings, node);
		find_services(&findings, node);
	}
	find_cluster(&findings);
	find_loss(&findings);
	if (findings.count)
		qsort(findings.items, findings.count, sizeof *findings.items, compare);
	*ret_count = findings.count;
	return findings.items;
}
