/*
 * What the checks of the load balancer share: the ports it must serve, their addresses, and what
 * to do about a connect that did not succeed.
 */
#pragma once

#include <stdbool.h>

#include "core/inventory.h"
#include "core/io_tcp.h"
#include "core/probe.h"
#include "core/resolve.h"

enum lb_service { LB_API, LB_CONFIG, LB_HTTP, LB_HTTPS };

#define LB_API_PORT    6443
#define LB_CONFIG_PORT 22623

/* One name and port of the balancer: subject.item of lb.port and lb.tls. */
struct lb_target {
	const struct inventory *inventory;
	const struct endpoint *endpoint;
	enum lb_service service;
	in_port_t port;
	const char *name; /* "api.ocp45.example.localdomain:6443" */
	const char *host; /* a real name: below the wildcard it is the console's */
};

#define LB_TARGET_COUNT 5
/* In the order of the report: api:6443, api-int:6443, api-int:22623, ingress:80, ingress:443. */
struct lb_targets {
	struct lb_target items[LB_TARGET_COUNT];
	size_t count;
};
void lb_targets(struct arena *arena, const struct inventory *inventory,
		struct lb_targets *ret_targets);
/*
 * The target as a subject; it waits for DNS only where its addresses have to come from there, and
 * NEED_AFTER_HOSTS stands for all names of the balancer with that.
 */
void lb_subject_add(struct subjects *subjects, const struct lb_target *target);
/* probe.subjects of checks of TLS: every target but those of plain HTTP. */
void lb_tls_subjects(const struct inventory *inventory, struct subjects *list);

/*
 * The addresses behind a name: the configured ones, else those of DNS. Where there are none the
 * run has been ended as a failure and `found` is not called. `addresses` live as long as the
 * report. May call back at once.
 */
typedef void lb_found_fn(struct run *run, const struct addresses *addresses);
void lb_find(struct run *run, const char *host, const struct addresses *configured,
	     lb_found_fn *found);
/* Ends the run: the name has no address. */
void lb_fail_unresolved(struct run *run, const struct resolution *resolution);

/* True if the connect succeeded, whatever came after. */
bool lb_is_accepted(const struct tcp_answer *answer);
/* True if the balancer accepted and had nobody to hand the connection to. */
bool lb_is_empty(const struct tcp_answer *answer);

/* The front end of haproxy.cfg that listens there, or NULL. */
const struct balancer_front *lb_front(const struct inventory *inventory,
				      const struct addr *addr, in_port_t port);
/* The inventory's host that bears the address, or NULL. */
const struct host *lb_owner(const struct inventory *inventory, const struct addr *addr);
/* "lb1.example.localdomain (172.16.0.110)", or the address alone. */
const char *lb_place(struct run *run, const struct addr *addr);
/* The option of firewall-cmd(1) that opens it. */
const char *lb_firewalld_word(enum lb_service service);
/* What the missing service breaks in the install. */
const char *lb_why(enum lb_service service);
/* "172.16.0.111:6443: connection refused (RST); ..."; the first eight, then how many more. */
const char *lb_observed(struct run *run, const struct tcp_answer *const *answers,
			size_t count);
/* One line of evidence for each answer, of the first eight. */
void lb_evidence(struct run *run, const struct tcp_answer *const *answers, size_t count);

/* Reason, fix, reproduce and source for a connect that was not accepted. */
void lb_explain(struct run *run, const struct lb_target *target,
		const struct tcp_answer *answer);
/* The sentence for it. */
const char *lb_title(struct run *run, const struct lb_target *target,
		     const struct tcp_answer *answer);
/* A command that shows the same connect. */
void lb_reproduce(struct run *run, const struct addr *addr);
/* What to look at where the balancer accepts but has no live server. */
void lb_explain_empty(struct run *run, const struct lb_target *target);
/* How TLS gets through to the cluster. */
void lb_explain_mode(struct run *run, const struct lb_target *target);
