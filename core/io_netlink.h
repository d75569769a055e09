/*
 * What this machine's kernel knows of the way to an address: route, router and whether the next
 * machine answers ARP or neighbour solicitation (rtnetlink(7), libmnl). It tells a host that is
 * not there from a firewall, which connect(2) reports with the same errno.
 *
 * Questions go to the local kernel, which answers within the call; no packet leaves the machine.
 */
#pragma once

#include <stdbool.h>

#include "addr.h"

struct netlink;

/* Of the next machine on the way. */
enum neighbour {
	NEIGHBOUR_UNKNOWN,    /* the kernel has no entry, or did not say */
	NEIGHBOUR_UNANSWERED, /* INCOMPLETE or FAILED: asked, nobody answered */
	NEIGHBOUR_PRESENT,    /* has answered lately: REACHABLE, PERMANENT */
	NEIGHBOUR_OLD,	      /* answered once: STALE, DELAY, PROBE; may be gone by now */
	NEIGHBOUR_NOT_NEEDED, /* this machine itself, or a link without addresses (tunnel) */
};

struct netlink_way {
	bool has_route; /* false: nothing in the tables leads there */
	bool forbidden; /* a route of type unreachable, prohibit or blackhole does */
	bool is_local;	/* the address is this machine's own */
	bool has_gateway;
	struct addr gateway; /* the router on the way, if any */
	struct addr
		source; /* our address that the kernel would use; family 0: not said */
	unsigned interface; /* index; 0: none */
	enum neighbour
		neighbour; /* of the router where there is one, else of the address */
};

/* A socket to the kernel. 0, or a negative errno. */
int netlink_open(struct netlink **ret_netlink);
/* Takes NULL; returns NULL. */
struct netlink *netlink_close(struct netlink *netlink);

/*
 * 0, or a negative errno when the kernel did not answer (-EAGAIN after LIMIT_NETLINK_MS). That
 * there is no route is an answer.
 */
int netlink_find_way(struct netlink *netlink, const struct addr *addr,
		     struct netlink_way *ret_way);
