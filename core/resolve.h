/*
 * A host name of a URL or an endpoint -> all its addresses, as a node would get them: from the
 * cluster's name servers, A and AAAA. Literal addresses come back as they are. The first server
 * that gives addresses wins; what the servers disagree on is dns.consistency's to say.
 */
#pragma once

#include "addr.h"
#include "io_dns.h"

struct run;

struct resolution {
	const char *host;
	struct addresses addresses; /* port 0; IPv4 first; count 0: see failure */
	const struct dns_answer
		*failure; /* the answer that says why not; NULL: no server at all */
};

/* Valid until the callback returns; `addresses` and `failure` live as long as the report. */
typedef void resolved_fn(const struct resolution *resolution, void *arg);

void resolve(struct run *run, const char *host, resolved_fn *resolved, void *arg);

/* True if dns.server has found it fit to be asked for the cluster's names (or was not planned). */
bool dns_server_is_usable(const struct run *run, const struct name_server *server);
