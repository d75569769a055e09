/*
 * Who is behind a front end and who should be, for lint.haproxy-members.
 */
#pragma once

#include "_balancer.h"

struct index;

/* The nodes behind one front end. */
struct member_set {
	struct index *servers; /* keys: struct node pointers */
	size_t count;	       /* servers that are judged, nodes or not */
	bool is_open;	       /* there may be more than can be seen */
	size_t foreign_count;  /* lines that lead to no node that serves here */
	bool has_role[4];      /* of enum node_role; those that serve here */
	bool has_doubles;      /* two lines lead to one node */
	const struct balancer_entry *entry;
};

/* The servers of one front end. */
void member_set_fill(struct findings *findings, const struct balancer *balancer,
		     const struct balancer_entry *entry, struct member_set *ret_set);
bool member_set_has(const struct member_set *set, const struct node *node);

/* A node of that role does not run the service. */
bool member_is_misplaced(const struct balancer *balancer, enum balancer_service service,
			 enum node_role role);

/*
 * One line leads to nobody that serves here, and one node has no line: the line is meant for it. NULL:
 * more are missing, or none.
 */
const struct node *member_meant(const struct balancer *balancer,
				const struct member_set *set);

/* Before bootstrap is complete the bootstrap node must be there; afterwards it must not. */
bool member_bootstrap_is_due(const struct inventory *inventory);
/* Without workers and infra nodes the masters carry everything. */
bool member_is_compact(const struct inventory *inventory);

/* _members_server.c: one server line. */
void member_judge_server(const struct balancer *balancer, struct findings *findings,
			 const struct balancer_pair *pair,
			 const struct haproxy_server *server);
/* The line has the name of the one node and the address of another, who is there already. */
void member_judge_mixed_up(const struct balancer *balancer, struct findings *findings,
			   const struct balancer_pair *pair,
			   const struct haproxy_server *server);
/* _members_missing.c: nodes without a server line. */
void member_judge_missing(const struct balancer *balancer, struct findings *findings);
