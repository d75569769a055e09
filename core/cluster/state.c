#include "core/cluster/state.h"

const char *cluster_part_name(enum cluster_part part)
{
	switch (part) {
	case CLUSTER_VERSION:
		return "the version";
	case CLUSTER_NODES:
		return "nodes";
	case CLUSTER_CSRS:
		return "certificate signing requests";
	case CLUSTER_OPERATORS:
		return "cluster operators";
	case CLUSTER_ROUTERS:
		return "pods in openshift-ingress";
	case CLUSTER_BOOTSTRAP:
		return "the state of the bootstrap";
	}
	return "?";
}

const char *cluster_connection_name(enum cluster_connection connection)
{
	switch (connection) {
	case CLUSTER_NOT_ASKED:
		return "not asked";
	case CLUSTER_OK:
		return "ok";
	case CLUSTER_UNAUTHORIZED:
		return "unauthorized";
	case CLUSTER_FORBIDDEN:
		return "forbidden";
	case CLUSTER_TLS:
		return "tls";
	case CLUSTER_UNREACHABLE:
		return "unreachable";
	case CLUSTER_FAILING:
		return "failing";
	case CLUSTER_LOCAL:
		return "local";
	}
	return "?";
}

const struct cluster_seen *cluster_seen(const struct cluster_state *state,
					enum cluster_part part)
{
	const struct cluster_seen *const parts[CLUSTER_PART_COUNT] = {
		[CLUSTER_VERSION] = &state->version.seen,
		[CLUSTER_NODES] = &state->nodes.seen,
		[CLUSTER_CSRS] = &state->csrs.seen,
		[CLUSTER_OPERATORS] = &state->operators.seen,
		[CLUSTER_ROUTERS] = &state->routers.seen,
		[CLUSTER_BOOTSTRAP] = &state->bootstrap.seen,
	};

	return parts[part];
}

bool cluster_operator_is_settled(const struct cluster_operator *item)
{
	return item->available.status == CLUSTER_YES &&
	       item->degraded.status != CLUSTER_YES &&
	       item->progressing.status != CLUSTER_YES;
}
