/*
 * Parts of the cluster's state for the checks of one run of the program: each is read once, one
 * request a second in all (core/cluster/reader.h), with the inventory's kubeconfig.
 */
#pragma once

#include "cluster/state.h"

struct run;

/* `state` lives as long as the engine; only the part asked for and the connection count. */
typedef void cluster_answered_fn(const struct cluster_state *state,
				 enum cluster_part part, void *arg);

/*
 * `addresses`: those of the kubeconfig's server; the first caller's count, and they must live as long
 * as the report. Once the server was found not to be usable no further part is asked for: all get
 * that answer.
 */
void cluster_ask(struct run *run, const struct addresses *addresses,
		 enum cluster_part part, cluster_answered_fn *answered, void *arg);
