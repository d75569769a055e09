#include "sections.h"

#include <string.h>

#include "core/arena.h"

/* Of one section; what is more is counted. */
#define LINES_MAX 20

struct lines {
	struct arena *arena;
	struct watch_line *items;
	size_t count;
	size_t more;
};

static struct lines lines_new(struct arena *arena)
{
	return (struct lines){
		.arena = arena,
		.items = arena_alloc(arena, (LINES_MAX + 1) * sizeof(struct watch_line))
	};
}

static void add(struct lines *lines, enum watch_tone tone, const char *text)
{
	if (lines->count == LINES_MAX)
		lines->more++;
	else
		lines->items[lines->count++] = (struct watch_line){ tone, text };
}

static size_t finish(struct lines *lines, const char *title,
		     struct watch_section *ret_section)
{
	if (lines->more) {
		lines->items[lines->count++] =
			(struct watch_line){ WATCH_PLAIN,
					     arena_printf(lines->arena, "and %zu more",
							  lines->more) };
	}
	*ret_section = (struct watch_section){ title, lines->items, lines->count };
	return lines->count > 0;
}

static void add_version(struct lines *lines, const struct cluster_version *version)
{
	bool available = version->available.status == CLUSTER_YES;

	if (version->seen.knowledge != CLUSTER_KNOWN)
		return;
	add(lines, available ? WATCH_GOOD : WATCH_PLAIN,
	    arena_printf(lines->arena, "version %s: %s", version->version,
			 *version->progressing.message ? version->progressing.message
			 : available		       ? "available"
						       : version->state));
	if (version->failing.status == CLUSTER_YES)
		add(lines, WATCH_BAD, version->failing.message);
}

static void add_connection(struct lines *lines, const struct cluster_state *state)
{
	if (state->connection == CLUSTER_NOT_ASKED)
		return;
	if (state->connection == CLUSTER_OK)
		add(lines, WATCH_GOOD, "the API answers");
	else
		add(lines, WATCH_DOUBTFUL,
		    arena_printf(lines->arena, "%s: %s",
				 cluster_connection_name(state->connection),
				 state->connection_text));
}

static void add_nodes(struct lines *lines, const struct cluster_nodes *nodes)
{
	size_t ready = 0;

	if (nodes->seen.knowledge != CLUSTER_KNOWN || !nodes->count)
		return;
	for (size_t i = 0; i < nodes->count; i++)
		ready += nodes->items[i].ready == CLUSTER_YES;
	add(lines, ready == nodes->count ? WATCH_GOOD : WATCH_PLAIN,
	    arena_printf(lines->arena, "%zu of %zu ready", ready, nodes->count));
	for (size_t i = 0; i < nodes->count; i++) {
		const struct cluster_node *node = &nodes->items[i];

		if (node->ready != CLUSTER_YES)
			add(lines, WATCH_DOUBTFUL,
			    arena_printf(lines->arena, "%s is not ready: %s", node->name,
					 node->message));
	}
}

static void add_csrs(struct lines *lines, const struct cluster_csrs *csrs)
{
	for (size_t i = 0; csrs->seen.knowledge == CLUSTER_KNOWN && i < csrs->count;
	     i++) {
		const struct cluster_csr *csr = &csrs->items[i];

		if (csr->problem)
			add(lines, WATCH_BAD,
			    arena_printf(lines->arena, "%s: %s", csr->name,
					 csr->problem));
		else
			add(lines, WATCH_DOUBTFUL,
			    arena_printf(lines->arena,
					 "%s waits: oc adm certificate approve %s",
					 csr->node ? csr->node : csr->requestor,
					 csr->name));
	}
}

static void add_operators(struct lines *lines, const struct cluster_operators *operators)
{
	for (size_t i = 0;
	     operators->seen.knowledge == CLUSTER_KNOWN && i < operators->count; i++) {
		const struct cluster_operator *item = &operators->items[i];
		bool degraded = item->degraded.status == CLUSTER_YES;
		bool available = item->available.status == CLUSTER_YES;

		if (cluster_operator_is_settled(item))
			continue;
		add(lines, degraded ? WATCH_BAD : WATCH_DOUBTFUL,
		    arena_printf(lines->arena, "%s is %s: %s", item->name,
				 degraded    ? "degraded"
				 : available ? "progressing"
					     : "not available",
				 degraded    ? item->degraded.message
				 : available ? item->progressing.message
					     : item->available.message));
	}
}

size_t cluster_sections(struct arena *arena, const struct cluster_state *state,
			struct watch_section sections[static CLUSTER_SECTIONS])
{
	struct lines cluster = lines_new(arena), nodes = lines_new(arena);
	struct lines csrs = lines_new(arena), operators = lines_new(arena);
	size_t count = 0;

	add_connection(&cluster, state);
	add_version(&cluster, &state->version);
	add_nodes(&nodes, &state->nodes);
	add_csrs(&csrs, &state->csrs);
	add_operators(&operators, &state->operators);
	count += finish(&cluster, "cluster", &sections[count]);
	count += finish(&nodes, "nodes", &sections[count]);
	count += finish(&csrs, "certificate requests", &sections[count]);
	count += finish(&operators, "cluster operators", &sections[count]);
	return count;
}
