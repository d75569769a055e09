/*
 * Answers of the API server -> values of state.h. Pure: bytes -> value, all of it in the arena.
 *
 * Those of lists take a page each and add to what is there; `ret_continue` is where the next one
 * begins (NULL: this was the last). Beyond CLUSTER_ITEMS_MAX items `seen.truncated` is set. 0, or
 * -EINVAL: no such object; then nothing was added. Only `seen.truncated` of `seen` is touched.
 *
 * Sources: Kubernetes core/v1, certificates.k8s.io/v1 and v1beta1; OpenShift config.openshift.io/v1.
 */
#pragma once

#include "core/cluster/state.h"

struct arena;

int cluster_read_nodes(struct arena *arena, const void *bytes, size_t length,
		       struct cluster_nodes *nodes, const char **ret_continue);
/* Keeps those without a condition: neither approved nor denied nor failed. */
int cluster_read_csrs(struct arena *arena, const void *bytes, size_t length,
		      struct cluster_csrs *csrs, const char **ret_continue);
int cluster_read_operators(struct arena *arena, const void *bytes, size_t length,
			   struct cluster_operators *operators,
			   const char **ret_continue);
/* Keeps those that have a node. */
int cluster_read_routers(struct arena *arena, const void *bytes, size_t length,
			 struct cluster_routers *routers, const char **ret_continue);
int cluster_read_version(struct arena *arena, const void *bytes, size_t length,
			 struct cluster_version *version);
int cluster_read_bootstrap(const void *bytes, size_t length,
			   struct cluster_bootstrap *bootstrap);

/*
 * The node that a certificate request (base64 of PEM, as in spec.request) is for: CN
 * "system:node:NAME". NULL: it is for nobody of that kind, or no request. `ret_is_node`: its
 * organisation is system:nodes, as a kubelet's must be.
 */
const char *cluster_csr_node(struct arena *arena, const char *request, bool *ret_is_node);
