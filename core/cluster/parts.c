#include "core/cluster/parts.h"

#include <errno.h>
#include <stdint.h>

#include "core/cluster/read.h"

/* Nodes list the images they hold, some ten kilobytes each. */
#define CERTIFICATES "certificatesigningrequests"
#define CONFIG	     "/apis/config.openshift.io/v1/"

static const struct cluster_part_info infos[CLUSTER_PART_COUNT] = {
	[CLUSTER_VERSION] = {.path = CONFIG "clusterversions/version"		       },
	[CLUSTER_NODES] = { .path = "/api/v1/nodes",					     .page = 250 },
	[CLUSTER_CSRS] = { .path = "/apis/certificates.k8s.io/v1/" CERTIFICATES,
			     .old_path = "/apis/certificates.k8s.io/v1beta1/" CERTIFICATES,
			     .page = 500 },
	[CLUSTER_OPERATORS] = { .path = CONFIG "clusteroperators", .page = 500 },
	[CLUSTER_ROUTERS] = { .path = "/api/v1/namespaces/openshift-ingress/pods?fieldSelector="
				      "status.phase%3DRunning&labelSelector="
				      "ingresscontroller.operator.openshift.io%2F"
				      "deployment-ingresscontroller%3Ddefault",							    .page = 250 },
	[CLUSTER_BOOTSTRAP] = { .path = "/api/v1/namespaces/kube-system/configmaps/bootstrap"						      },
};

const struct cluster_part_info *cluster_part_info(enum cluster_part part)
{
	return &infos[part];
}

int cluster_part_read(struct arena *arena, enum cluster_part part, const void *bytes,
		      size_t length, struct cluster_state *state,
		      const char **ret_continue)
{
	*ret_continue = NULL;
	switch (part) {
	case CLUSTER_VERSION:
		return cluster_read_version(arena, bytes, length, &state->version);
	case CLUSTER_NODES:
		return cluster_read_nodes(arena, bytes, length, &state->nodes,
					  ret_continue);
	case CLUSTER_CSRS:
		return cluster_read_csrs(arena, bytes, length, &state->csrs,
					 ret_continue);
	case CLUSTER_OPERATORS:
		return cluster_read_operators(arena, bytes, length, &state->operators,
					      ret_continue);
	case CLUSTER_ROUTERS:
		return cluster_read_routers(arena, bytes, length, &state->routers,
					    ret_continue);
	case CLUSTER_BOOTSTRAP:
		return cluster_read_bootstrap(bytes, length, &state->bootstrap);
	}
	return -EINVAL;
}

struct cluster_seen *cluster_part_seen(struct cluster_state *state,
				       enum cluster_part part)
{
	return (struct cluster_seen *)(uintptr_t)cluster_seen(state, part);
}

void cluster_part_mark(struct cluster_state *state, enum cluster_part part,
		       enum cluster_knowledge knowledge, time_t at)
{
	struct cluster_seen *seen = cluster_part_seen(state, part);

	seen->knowledge = knowledge;
	seen->at = at;
}

void cluster_part_copy(const struct cluster_state *from, enum cluster_part part,
		       struct cluster_state *to)
{
	switch (part) {
	case CLUSTER_VERSION:
		to->version = from->version;
		break;
	case CLUSTER_NODES:
		to->nodes = from->nodes;
		break;
	case CLUSTER_CSRS:
		to->csrs = from->csrs;
		break;
	case CLUSTER_OPERATORS:
		to->operators = from->operators;
		break;
	case CLUSTER_ROUTERS:
		to->routers = from->routers;
		break;
	case CLUSTER_BOOTSTRAP:
		to->bootstrap = from->bootstrap;
		break;
	}
}
