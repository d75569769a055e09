/*
 * The part of haproxy.cfg that has to do with the cluster: a balancer may serve others too, and
 * of those no check says a word.
 *
 * A front end is the cluster's when it listens on one of the four ports and a node is behind it,
 * or it is bound to the very address of the endpoint; the API's ports also when nobody else in
 * the file has them. What hangs on a variable or a condition that is not known is not judged.
 */
#pragma once

#include "_lint.h"
#include "core/sources/haproxy.h"

enum balancer_service { BALANCER_API, BALANCER_CONFIG, BALANCER_HTTP, BALANCER_HTTPS };
#define BALANCER_SERVICES 4

/* What stands behind the front end; a `listen` may be its own. */
struct balancer_back {
	const struct haproxy_section *section;
	bool conditional; /* use_backend ... if */
	struct where use; /* file NULL: it is the section itself */
};

struct balancer_entry {
	const struct haproxy_section *section; /* frontend or listen */
	const struct haproxy_bind *bind;       /* the first on that port */
	enum balancer_service service;
	in_port_t port;
	struct balancer_back *backs;
	size_t back_count;
	bool is_open; /* there may be more behind it than can be seen */
};

/* One back end in one service, however many front ends lead to it. */
struct balancer_pair {
	const struct balancer_entry *entry; /* the first */
	const struct balancer_back *back;
};

struct balancer {
	const struct inventory *inventory;
	const struct haproxy *haproxy;
	struct balancer_entry *entries;
	size_t count;
	struct balancer_pair *pairs;
	size_t pair_count;
};

/* NULL: no haproxy.cfg was read. Says findings_saw(). Lives in findings_arena(). */
const struct balancer *balancer_find(const struct inventory *inventory,
				     struct findings *findings);

in_port_t balancer_port(enum balancer_service service);
/* "the API", "the machine config server", "ingress (http)" */
const char *balancer_service_name(enum balancer_service service);
/* Is it carried as TLS? */
bool balancer_is_tls(enum balancer_service service);
/* The API or the machine config server. */
bool balancer_is_control(enum balancer_service service);
/* The endpoints that clients of the service ask; at most two, the rest NULL. */
void balancer_endpoints(const struct inventory *inventory, enum balancer_service service,
			const struct endpoint *ret_endpoints[2]);

enum balancer_whose {
	BALANCER_NODE,	       /* a node of the inventory */
	BALANCER_NODE_BY_NAME, /* named like a node, but with another address or domain */
	BALANCER_LOST,	       /* a name below the cluster domain that no node has */
	BALANCER_HOST,	       /* an infrastructure host */
	BALANCER_FOREIGN,      /* nothing we know */
	BALANCER_HIDDEN	       /* a variable */
};

struct balancer_member {
	enum balancer_whose whose;
	const struct node *node; /* the two of a node */
	const struct host *host;
};

struct balancer_member balancer_member(const struct inventory *inventory,
				       const struct haproxy_server *server);
/* The node that the server is called after, wherever it leads; or NULL. */
const struct node *balancer_named(const struct inventory *inventory,
				  const struct haproxy_server *server);
/* Is it in use: not in a condition, not behind a variable, not disabled? */
bool balancer_is_judged(const struct haproxy_server *server);

/* "kube_api/m1" */
const char *balancer_subject(struct findings *findings,
			     const struct haproxy_section *section, const char *name);
/* "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy" */
const char *balancer_reload(struct findings *findings, const struct inventory *inventory);
/* The address of the node as a `server` line would have it. */
const char *balancer_node_address(struct findings *findings, const struct node *node);
