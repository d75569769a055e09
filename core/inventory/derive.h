/*
 * What the configuration leaves out, from the files of the install: cluster, nodes, endpoints,
 * hosts, DNS servers and boot artifacts. What the configuration says stands, as it is; each derived
 * fact keeps the place where it was found. Files that disagree are for lint to show: here the
 * one most believed wins, and nothing is an error.
 */
#pragma once

struct arena;
struct config;
struct facts;
struct sources;

/*
 * A copy of the configuration, completed; its nodes have an arena of their own
 * (config_drop_nodes()) if they are derived. `ret_facts`: what it was made of.
 */
struct config *inventory_derive(struct arena *arena, const struct config *config,
				const struct sources *sources,
				const struct facts **ret_facts);
