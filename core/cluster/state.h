/*
 * What is known of a cluster from its API server: values, each part with the time at which it was
 * read. Made by reader.h; read by the api.* checks and by watch.
 *
 * All text is clean. What a part points to lives until that part is read again; nothing here holds a
 * credential.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "core/inventory.h"

struct index;

/* In the order in which they are read. */
enum cluster_part {
	CLUSTER_VERSION,   /* clusterversions/version */
	CLUSTER_NODES,	   /* nodes */
	CLUSTER_CSRS,	   /* certificatesigningrequests that are pending */
	CLUSTER_OPERATORS, /* clusteroperators */
	CLUSTER_ROUTERS,   /* running pods of the default ingress controller */
	CLUSTER_BOOTSTRAP, /* kube-system/bootstrap */
};
#define CLUSTER_PART_COUNT 6

/* How it stands with the server. */
enum cluster_connection {
	CLUSTER_NOT_ASKED,
	CLUSTER_OK,
	CLUSTER_UNAUTHORIZED, /* 401: it does not know these credentials */
	CLUSTER_FORBIDDEN,    /* 403 to all that was asked: it knows them and refuses */
	CLUSTER_TLS, /* its certificate does not verify with the kubeconfig's authorities */
	CLUSTER_UNREACHABLE, /* no name, no connection, reset, too slow, no HTTP */
	CLUSTER_FAILING, /* it answers 5xx or 429, or something that is no Kubernetes list */
	CLUSTER_LOCAL, /* ours: the client's key does not fit its certificate */
};

/* How it stands with one part. */
enum cluster_knowledge {
	CLUSTER_UNKNOWN, /* not read, or not to be had since; what is there is old */
	CLUSTER_KNOWN,
	CLUSTER_ABSENT,	 /* 404: the cluster does not have it (yet) */
	CLUSTER_REFUSED, /* 403 */
};

struct cluster_seen {
	enum cluster_knowledge knowledge;
	time_t at;	/* of the last answer that said so; 0: none */
	bool truncated; /* the list was longer than we read */
	in_port_t port; /* ours, of the last request for it; 0: no connection */
};

enum cluster_answer {
	CLUSTER_UNSAID,
	CLUSTER_NO,
	CLUSTER_YES
}; /* status of a condition */

struct cluster_node {
	const char *name;
	const char *roles;	    /* "master", "infra,worker"; "" where it has none */
	struct addresses addresses; /* its InternalIPs */
	enum cluster_answer ready;
	const char *message; /* of the condition Ready; "" */
	time_t since;	     /* of its last change; 0: not said */
	bool unschedulable;
};

struct cluster_nodes {
	struct cluster_seen seen;
	struct cluster_node *items;
	size_t count;
	struct index *by_name, *by_address; /* lookup.h's; NULL: not read */
};

enum cluster_csr_kind {
	CLUSTER_CSR_CLIENT,  /* a kubelet asks to join */
	CLUSTER_CSR_SERVING, /* a node that has joined asks for its server's certificate */
	CLUSTER_CSR_OTHER,
};

struct cluster_csr {
	const char *name; /* fit to be typed: "csr-8b2br" */
	enum cluster_csr_kind kind;
	const char
		*node; /* whom it names, "m1.ocp45.example.localdomain"; NULL: no node */
	const char
		*signer; /* "kubernetes.io/kubelet-serving"; "" before Kubernetes 1.18 */
	const char *requestor; /* "system:serviceaccount:...:node-bootstrapper" */
	const char
		*problem; /* why it must not simply be approved; NULL: as it should be */
	time_t created;
	/* Of the same node: the one behind it, and (of the first) the last. lookup.h's. */
	struct cluster_csr *next, *last;
};

struct cluster_csrs {
	struct cluster_seen seen;
	struct cluster_csr *items;
	size_t count;
	struct index *by_node; /* lookup.h's; NULL: not read */
};

struct cluster_condition {
	enum cluster_answer status;
	const char *message; /* "" where there is none */
	time_t since;
};

struct cluster_operator {
	const char *name;
	struct cluster_condition available, degraded, progressing;
};

struct cluster_operators {
	struct cluster_seen seen;
	struct cluster_operator *items;
	size_t count;
};

struct cluster_version {
	struct cluster_seen seen;
	const char *version; /* desired: "4.5.6"; "" */
	const char *state;   /* of history[0]: "Completed", "Partial"; "" */
	struct cluster_condition available, failing, progressing;
	unsigned done, total,
		percent; /* of the progress message; total and percent 0: not said */
};

struct cluster_router {
	const char *pod, *node;
	bool ready;
};

struct cluster_routers {
	struct cluster_seen seen;
	struct cluster_router *items;
	size_t count;
};

struct cluster_bootstrap {
	struct cluster_seen seen;
	bool complete;
};

struct cluster_state {
	enum cluster_connection connection;
	const char *
		connection_text; /* "HTTP 401", "connection refused"; lives till the next one */
	time_t connection_since; /* since when it stands so */
	struct addr server;	 /* that was asked last, with port; family 0: none */
	struct cluster_version version;
	struct cluster_nodes nodes;
	struct cluster_csrs csrs;
	struct cluster_operators operators;
	struct cluster_routers routers;
	struct cluster_bootstrap bootstrap;
};

/* "nodes", "certificate signing requests"...: for messages. */
const char *cluster_part_name(enum cluster_part part);
/* "ok", "unauthorized", "forbidden", "tls", "unreachable", "failing", "local", "not asked". */
const char *cluster_connection_name(enum cluster_connection connection);
const struct cluster_seen *cluster_seen(const struct cluster_state *state,
					enum cluster_part part);
/* True if the operator is available, not degraded and not progressing. */
bool cluster_operator_is_settled(const struct cluster_operator *item);
