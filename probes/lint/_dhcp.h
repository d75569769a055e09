/*
 * What a DHCP server's file plans, whichever server it is: the checks lint.dhcp-* judge this.
 */
#pragma once

#include "core/inventory.h"
#include "core/sources/dhcp_client.h"

struct arena;
struct prefix_table;

struct dhcp_value {
	const char *text;
	struct where where;
	unsigned width;
};

/* A machine with a place in the file: `host`, dhcp-host. */
struct dhcp_entry {
	const char *name; /* of the host, or its MAC */
	const char *const *macs;
	size_t mac_count;
	struct where where, mac_where;
	struct dhcp_value *addresses; /* parsed: addr_parse() takes each */
	size_t address_count;
	bool by_name; /* it has an address that is written as a name */
	bool wild;    /* a pattern, or a line that gives no address on purpose */
	const struct node *node; /* whose it is: by MAC, name or address; or NULL */
	const void *source;	 /* struct dhcpd_host, struct dnsmasq_host */
};

/* A network that it serves. */
struct dhcp_net {
	struct addr network;
	unsigned prefix;
	const char *text; /* "172.16.0.0 netmask 255.255.255.0" */
	struct where where;
	unsigned width;
	const void *source; /* struct dhcpd_subnet, struct dnsmasq_range */
};

/* Addresses that it gives to whoever asks, or only to machines that have an entry. */
struct dhcp_pool {
	struct addr low, high;
	bool known_only;
	struct where where;
	unsigned width;
};

struct dhcp_plan {
	const char *server; /* "dhcpd", "dnsmasq" */
	const char *file;
	struct dhcp_entry *entries;
	size_t entry_count;
	struct dhcp_net *nets;
	size_t net_count;
	struct prefix_table *nets_by_prefix;
	struct dhcp_pool *pools;
	size_t pool_count;
	bool incomplete;    /* it names a file that is not here */
	bool nets_known;    /* dnsmasq may take a network's mask from an interface */
	const void *source; /* struct dhcpd, struct dnsmasq */
};

/* The plans of all DHCP servers whose files are known; `ret_plans` as many as returned. */
size_t dhcp_plans(struct arena *arena, const struct inventory *inventory,
		  const struct dhcp_plan **ret_plans);

/* The network of that address, or NULL. */
const struct dhcp_net *dhcp_net_at(const struct dhcp_plan *plan, const struct addr *addr);
const struct dhcp_net *dhcp_entry_net(const struct dhcp_plan *plan,
				      const struct dhcp_entry *entry);
bool dhcp_net_holds(const struct dhcp_net *net, const struct addr *addr);

/* What a client is told. count 0 and `said`: nothing, on purpose. */
struct dhcp_told {
	const struct dhcp_value *values;
	size_t count;
	bool said;
	bool unsure; /* it hangs on what is not known here */
	struct where where;
};

/* A client of the plan; one view serves for many questions. */
struct dhcp_view;
struct dhcp_view *dhcp_view_new(struct arena *arena, const struct dhcp_plan *plan,
				const struct dhcp_client *client);
/* An option by its code; `entry`, `net`: NULL for none. */
struct dhcp_told dhcp_option(const struct dhcp_view *view, const struct dhcp_net *net,
			     const struct dhcp_entry *entry, unsigned code);
/* Seconds of a lease, and where that is said; 0: the server's default. */
unsigned long dhcp_lease(const struct dhcp_view *view, const struct dhcp_net *net,
			 const struct dhcp_entry *entry, struct where *ret_where);
/* The name that the machine is told, or NULL. */
const char *dhcp_host_name(const struct dhcp_view *view, const struct dhcp_entry *entry,
			   struct where *ret_where);

/* What it is told to boot. */
struct dhcp_boot {
	struct dhcp_value file, server; /* text NULL: nothing */
	bool unsure;
};

struct dhcp_boot dhcp_boot(const struct dhcp_view *view, const struct dhcp_net *net,
			   const struct dhcp_entry *entry);
