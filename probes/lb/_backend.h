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

struct routers;

/* subject.item of lb.backend. */
struct backend {
	const struct node *node;
	in_port_t port;
	enum backend_kind kind;
	const char *name;	 /* "m1.ocp45.example.localdomain:6443" */
	struct routers *routers; /* BACKEND_ROUTER: all of them; else NULL */
	size_t place;		 /* BACKEND_ROUTER: its own in routers->items */
};

/* A port of a node with a router, and what its run has found. */
struct router {
	struct run *run; /* NULL: its run has no answer yet */
	const struct tcp_answer *answer;
	bool is_configured; /* its address is; others do not wait for DNS */
};

/*
 * Whether one router is enough or missing depends on all the others: their runs write down here
 * what they found, and whoever comes last judges them all, in the order of the report.
 */
struct routers {
	struct router *items; /* in the order of the report */
	size_t count;
	size_t pending;		       /* configured, and without an answer yet */
	const struct backend *without; /* the first that failed for lack of routers */
};

/* By node in the order of the inventory, then by port. */
struct backends {
	struct backend *items;
	size_t count;
};
/* For the subjects of one plan: its runs share what `routers` points to. */
void lb_backends(struct arena *arena, const struct inventory *inventory,
		 struct backends *ret_backends);
/* True if haproxy.cfg has the node behind that port. */
bool lb_is_listed(const struct inventory *inventory, const struct node *node,
		  in_port_t port);
/* The line that lists it; file NULL where none does. */
struct where lb_listed_at(const struct inventory *inventory, const struct node *node,
			  in_port_t port);
