/*
 * What dhcpd tells a client in the end: of several statements that set the same thing the inner one
 * holds. In order, each over the ones before: the file, shared network and subnet of the address,
 * the client's classes, the groups around the host, the host (dhcpd.conf(5)).
 */
#pragma once

#include "core/sources/dhcp_client.h"
#include "core/sources/dhcpd.h"

struct dhcpd_told {
	const struct dhcpd_setting *setting; /* NULL: it is not told */
	bool unsure; /* it hangs on a condition that cannot be judged here */
};

/* A client, and the classes that it belongs to. */
struct dhcpd_view;

struct dhcpd_view *dhcpd_view_new(struct arena *arena, const struct dhcpd *dhcpd,
				  const struct dhcp_client *client);

/* An option by its code. `host`, `subnet`: NULL, where there is none. */
struct dhcpd_told dhcpd_ask_option(const struct dhcpd_view *view,
				   const struct dhcpd_subnet *subnet,
				   const struct dhcpd_host *host, unsigned code);
/* A parameter by its name: "next-server". */
struct dhcpd_told dhcpd_ask_parameter(const struct dhcpd_view *view,
				      const struct dhcpd_subnet *subnet,
				      const struct dhcpd_host *host, const char *name);

/*
 * The name that the host is told, or NULL: by `option host-name`, or as it is declared where
 * `use-host-decl-names` holds; what of both, and where it was said.
 */
const char *dhcpd_host_name(const struct dhcpd_view *view, const struct dhcpd_host *host,
			    const char **ret_what, struct where *ret_where);

/* The subnet of the host's first address, or NULL. */
const struct dhcpd_subnet *dhcpd_host_subnet(const struct dhcpd *dhcpd,
					     const struct dhcpd_host *host);
/* The subnet of that address, or NULL. O(subnets). */
const struct dhcpd_subnet *dhcpd_subnet_at(const struct dhcpd *dhcpd,
					   const struct addr *addr);
bool dhcpd_subnet_holds(const struct dhcpd_subnet *subnet, const struct addr *addr);
