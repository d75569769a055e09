/*
 * Ports of the balancer that live on the same host or address: where all of them fail alike the
 * host or the address is the cause, which is reported once.
 */
#pragma once

#include "_lb.h"

/* One connect of the group. */
struct lb_member {
	struct run *run;
	const struct lb_target *target;
	struct addr addr; /* with port */
	bool is_own;	  /* of the run that made the group */
	bool same_host; /* all addresses of the target are the host's that bears the run's */
	bool same_addresses; /* the target has the same addresses as the run's */
	const struct tcp_answer *answer;
};

struct lb_group {
	struct lb_member *items; /* in the order of the report, whoever makes it */
	size_t count;
};

/*
 * Finds the addresses of all ports, and calls `found` with ours and those of the ports on the same
 * host or addresses. Where we have none the run has been ended as a failure and `found` is not
 * called. Takes NEED_AFTER_HOSTS, so that all ports of the balancer ask in the order of the report.
 * May call back at once.
 */
typedef void lb_group_found_fn(struct run *run, const struct lb_group *group);
void lb_group_find(struct run *run, const struct lb_target *own,
		   lb_group_found_fn *found);
const struct lb_member *lb_group_own(const struct lb_group *group);

/*
 * The result of an earlier port that failed by the same cause: all ports of the host, all ports of
 * the address, or the same address and port under another name. NULL: this run is the first.
 */
const struct result *lb_group_cause(struct run *run, const struct lb_target *own,
				    const struct lb_group *group);
/* The other ports that share our cause, "a:6443, b:80"; or NULL. */
const char *lb_group_others(struct run *run, const struct lb_target *own,
			    const struct lb_group *group);

/* Adds to the fix what the others need, and names them. */
void lb_group_explain_others(struct run *run, const struct lb_target *own,
			     const struct lb_group *group);

/* True if the phase expects somebody behind the port. */
bool lb_must_be_live(enum phase phase, enum lb_service service);
/* The first lb.backend of the port that failed, if none of them serves; or NULL. */
const struct result *lb_dead_back_end(struct run *run, in_port_t port);
/* A back end of the port that serves, "m1.ocp45.example.localdomain:6443"; or NULL. */
const char *lb_serving_back_end(struct run *run, in_port_t port);
/* The failed result of an earlier name with the same port that has no live back end, or NULL. */
const struct result *lb_group_first_empty(struct run *run, const struct lb_target *own);
