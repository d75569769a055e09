#include <string.h>

#include "core/arena.h"
#include "watch_state.h"

static struct shown_by *find(struct watch *watch, const struct watch_provider *provider)
{
	for (size_t i = 0; i < watch->provider_count; i++) {
		if (watch->providers[i].provider == provider)
			return &watch->providers[i];
	}
	return NULL;
}

void watch_note(struct watch *watch, const struct watch_provider *provider,
		const struct watch_note *note)
{
	struct watch_event event = { .kind = WATCH_NOTED,
				     .tone = note->tone,
				     .at_ms = note->at_ms,
				     .text = note->text,
				     .source = provider->name,
				     .subject = note->subject,
				     .cause = note->cause,
				     .fix = note->fix };

	watch_tell(watch, &event);
}

static const char *copy(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

void watch_show_nodes(struct watch *watch, const struct watch_provider *provider,
		      const struct watch_node *nodes, size_t count)
{
	struct shown_by *by = find(watch, provider);
	struct arena *arena = arena_new();

	by->nodes = arena_alloc(arena, (count + 1) * sizeof *by->nodes);
	for (size_t i = 0; i < count; i++) {
		struct watch_node *node = &by->nodes[i];

		*node = nodes[i];
		node->name = copy(arena, node->name);
		node->role = copy(arena, node->role);
		node->mac = copy(arena, node->mac);
		node->address = copy(arena, node->address);
		node->stage = copy(arena, node->stage);
		node->detail = copy(arena, node->detail);
		node->missing = copy(arena, node->missing);
	}
	by->node_count = count;
	arena_free(by->nodes_arena);
	by->nodes_arena = arena;
	watch_show_provided(watch);
}

void watch_show_sections(struct watch *watch, const struct watch_provider *provider,
			 const struct watch_section *sections, size_t count)
{
	struct shown_by *by = find(watch, provider);
	struct arena *arena = arena_new();

	by->sections = arena_alloc(arena, (count + 1) * sizeof *by->sections);
	for (size_t i = 0; i < count; i++) {
		const struct watch_section *from = &sections[i];
		struct watch_line *lines =
			arena_alloc(arena, (from->count + 1) * sizeof *lines);

		for (size_t j = 0; j < from->count; j++)
			lines[j] =
				(struct watch_line){ from->lines[j].tone,
						     copy(arena, from->lines[j].text) };
		by->sections[i] = (struct watch_section){ copy(arena, from->title), lines,
							  from->count };
	}
	by->section_count = count;
	arena_free(by->sections_arena);
	by->sections_arena = arena;
	watch_show_provided(watch);
}

void watch_tell_fact(struct watch *watch, enum watch_fact fact)
{
	enum phase was = watch->phase.phase;

	switch (fact) {
	case WATCH_FACT_BOOTSTRAP_COMPLETE:
		watch->phase.bootstrap_complete = true;
		break;
	case WATCH_FACT_INSTALL_COMPLETE:
		watch->phase.bootstrap_complete = true;
		watch->phase.install_complete = true;
		watch->phase.install_running = false;
		break;
	case WATCH_FACT_INSTALL_RUNNING:
		watch->phase.install_complete = false;
		watch->phase.install_running = true;
		break;
	}
	if (watch->phase_pinned || !phase_auto_fact(&watch->phase, watch_time(watch)))
		return;
	watch_drop_rounds(watch);
	watch_enter_phase(watch, was);
	watch_settle(watch);
	watch_schedule(watch);
}

void watch_keep_cluster(struct watch *watch, const struct cluster_state *state)
{
	if (watch->cluster == state)
		return;
	watch_drop_rounds(watch);
	watch->cluster = state;
	watch_schedule(watch);
}
