/*
 * Which node must serve which port when, as the balancer's back ends.
 */
#pragma once

#include "_lb.h"

enum backend_kind {
	BACKEND_MUST,	/* fails where it does not serve */
	BACKEND_MAY,	/* not yet expected; a skip where it does not serve */
	BACKEND_ROUTER, /* enough of them must serve */
	BACKEND_GONE,	/* must not serve any more */
};

/* All ports of the router nodes whose addresses are known. */
struct routers {
	struct addr *addrs; /* with port */
	const struct backend **of;
	size_t count;
};

/* subject.item of lb.backend. */
struct backend {
	const struct node *node;
	in_port_t port;
	enum backend_kind kind;
	const char *name;	       /* "m1.ocp45.example.localdomain:6443" */
	const struct routers *routers; /* BACKEND_ROUTER: it and its peers */
};

/* By node in the order of the inventory, then by port. */
struct backends {
	struct backend *items;
	size_t count;
};
void lb_backends(struct arena *arena, const struct inventory *inventory,
		 struct backends *ret_backends);
/* True if the `server` line names the node: by address, by FQDN, or by the first label of it. */
bool lb_is_server_of(const struct balancer_server *server, const struct node *node);
/* True if haproxy.cfg has the node behind that port. */
bool lb_is_listed(const struct inventory *inventory, const struct node *node,
		  in_port_t port);
/* The line that lists it; file NULL where none does. */
struct where lb_listed_at(const struct inventory *inventory, const struct node *node,
			  in_port_t port);
