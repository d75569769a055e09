/*
 * Inside the timeline: what is missing now, since when and why; a file for each part of a boot. A
 * finding is of now: whatever went well after its evidence has ended it.
 */
#pragma once

#include "core/arena.h"
#include "state.h"

struct findings {
	const struct timeline *timeline;
	struct arena *arena;
	struct timeline_finding *items;
	size_t count;
};

/* A fresh finding with id, severity and since; the caller writes title, cause and fix. */
struct timeline_finding *finding_add(struct findings *findings,
				     const struct node_state *node, const char *id,
				     enum timeline_severity severity, int64_t since);

void find_dhcp(struct findings *findings, const struct node_state *node);
void find_lease(struct findings *findings, const struct node_state *node);
void find_fetch(struct findings *findings, const struct node_state *node);
void find_install(struct findings *findings, const struct node_state *node);
void find_names(struct findings *findings, const struct node_state *node);
void find_services(struct findings *findings, const struct node_state *node);
void find_cluster(struct findings *findings);
void find_loss(struct findings *findings);

/* All of them, the most important last. */
struct timeline_finding *findings_of(const struct timeline *timeline, struct arena *arena,
				     size_t *ret_count);

/* True if the evidence is newer than the last thing that went well. */
static inline bool finding_is_now(const struct node_state *node, int64_t evidence)
{
	return evidence && evidence >= node->progress;
}
