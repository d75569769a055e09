/*
 * What dnsmasq tells a client in the end: lines with tags hold for clients that have them all, and
 * come before lines without; of several that fit the last counts (dnsmasq(8)).
 */
#pragma once

#include "core/sources/dhcp_client.h"
#include "core/sources/dnsmasq.h"

/* A client with its tags. */
struct dnsmasq_view;

struct dnsmasq_view *dnsmasq_view_new(struct arena *arena, const struct dnsmasq *dnsmasq,
				      const struct dhcp_client *client);
/* The same for the client of a dhcp-host: it has the tags of that line, and "known". */
struct dnsmasq_view *dnsmasq_view_of(struct arena *arena, const struct dnsmasq *dnsmasq,
				     const struct dhcp_client *client,
				     const struct dnsmasq_host *host);

/* NULL: it is not said. `ret_unsure`: it hangs on a tag that cannot be judged here. */
const struct dnsmasq_option *dnsmasq_ask_option(const struct dnsmasq_view *view,
						unsigned code, bool *ret_unsure);
/* A dhcp-boot or pxe-service. */
const struct dnsmasq_boot *dnsmasq_ask_boot(const struct dnsmasq_view *view,
					    bool *ret_unsure);
/* The range whose network holds the address, or NULL; with no mask the /24 around it is taken. */
const struct dnsmasq_range *dnsmasq_range_at(const struct dnsmasq *dnsmasq,
					     const struct addr *addr);
