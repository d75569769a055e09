/*
 * What the parts of lint.haproxy-front share.
 */
#pragma once

#include "_balancer.h"

struct front_context {
	const struct balancer *balancer;
	const struct inventory *inventory;
	struct findings *findings;
};

/* "bind 172.16.0.111:6443" for the endpoint */
const char *front_bind_text(const struct front_context *context,
			    const struct endpoint *endpoint, in_port_t port);
bool front_is_any(const char *address);
/* The bind listens at the address, or it may: what is not known may be the address. */
bool front_covers(const struct haproxy_bind *bind, const struct addr *addr);
/* Does any front end of the service listen at one of the endpoint's addresses? */
bool front_is_covered(const struct front_context *context, enum balancer_service service,
		      const struct endpoint *endpoint);
/* _front_where.c: names whose address or port nobody listens at. */
void front_judge_where(const struct front_context *context);
