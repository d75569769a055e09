/*
 * What the checks of the cluster's API share: the server of the kubeconfig, a part of the cluster's
 * state, and nodes as the inventory and the cluster name them.
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "core/cluster/state.h"
#include "core/inventory.h"
#include "core/io_cluster.h"
#include "core/probe.h"

/* What a newly begun thing may take: the installer itself waits as long, seconds. */
#define API_PATIENCE (30 * 60)

/* One subject for the whole cluster, if there is a kubeconfig: the cluster's domain. */
void api_subject_add(const struct inventory *inventory, struct subjects *subjects);
/* Node by node, if there is a kubeconfig; the bootstrap node never becomes one. */
void api_node_subjects_add(const struct inventory *inventory, struct subjects *subjects);

/* "api.ocp45.example.localdomain:6443", of the kubeconfig's server. */
const char *api_server(struct arena *arena, const struct inventory *inventory);

/*
 * Finds the server's addresses (the endpoint's configured ones, else DNS) and reads a part. Where
 * the part is not to be had the run has been ended as an error, or as a skip where the cluster does
 * not have it yet, and `known` is not called.
 */
typedef void api_known_fn(struct run *run, const struct cluster_state *state);
void api_ask(struct run *run, enum cluster_part part, api_known_fn *known);
/* The same, but `known` is called whatever came; with NULL where the server has no address. */
void api_try(struct run *run, enum cluster_part part, api_known_fn *known);

/* The cluster's node that is this one: by its name, or its first label. NULL: it has not joined. */
const struct cluster_node *api_node(const struct cluster_state *state,
				    const struct node *node);
/* The node of the inventory with that name; NULL: none. */
const struct node *api_planned(const struct inventory *inventory, const char *name);

/* "since 12:03:10 UTC (42 min)"; "" for 0. */
const char *api_since(struct arena *arena, time_t since);
bool api_is_longer_than(time_t since, long seconds);
/* An "oc" command with the kubeconfig that was used. */
void api_reproducef(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
