/*
 * What is known of the cluster that shall be installed, each fact with the place where it was
 * said. Made once by inventory_build() from the configuration and the sources it names; never
 * changed afterwards. Probes read it; they never open a file of the install themselves.
 *
 * All strings and arrays belong to the arena given to inventory_build(). Names are in lower case,
 * fully qualified, without a final dot. An absent string is NULL, an absent list has count 0.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "addr.h"

struct arena;
struct config;
struct diagnostics;
struct facts;
struct kubeconfig;
struct sources;

/* Where a fact was said. file NULL: nowhere (a default, or found by looking); line 0: whole file. */
struct where {
	const char *file;
	unsigned line, column; /* from 1 */
};

enum phase {
	PHASE_PREBOOT = 1 << 0,	  /* no node has booted */
	PHASE_BOOTSTRAP = 1 << 1, /* the bootstrap node serves, masters join */
	PHASE_INSTALL =
		1 << 2, /* bootstrap is complete and out of the balancer; workers join */
	PHASE_READY = 1 << 3, /* install complete */
	PHASE_ALL = 0xf,
};

enum node_role { NODE_BOOTSTRAP, NODE_MASTER, NODE_WORKER, NODE_INFRA };

/* Roles of infrastructure hosts, a bit each. */
enum host_role {
	HOST_BASTION = 1 << 0,
	HOST_DNS = 1 << 1,
	HOST_DHCP = 1 << 2,
	HOST_LOADBALANCER = 1 << 3,
	HOST_HTTP = 1 << 4,
	HOST_NTP = 1 << 5,
};

struct addresses {
	struct addr *items;
	size_t count;
};

struct node {
	const char *fqdn;
	enum node_role role;
	struct addresses addresses;
	const char *mac; /* lower case with colons, or NULL */
	const char *
		named_by; /* what gives the node its name beside PTR: "option host-name in
				      dhcpd.conf:41", "ip= in pxeboot.ipxe:12"; or NULL */
	struct where where;
};

struct host {
	const char *fqdn;
	struct addresses addresses;
	unsigned roles; /* of enum host_role */
	struct where where;
};

/* A name that the load balancer answers for. */
struct endpoint {
	const char *label; /* "api", "api-int", "ingress" */
	const char *fqdn;  /* "api.ocp45.example.localdomain"; ingress: "*.apps...." */
	struct addresses addresses; /* as configured; count 0: whatever DNS says */
	struct where where;
};

struct name_server {
	struct addr addr; /* with port */
	const char *text; /* "172.16.0.102", with the port only where it is not 53 */
	struct where where;
};

/* A file that nodes fetch while they boot. */
struct artifact {
	const char *url;  /* base URL and file name joined */
	const char *file; /* as listed */
	const char *path; /* on the web server's disk, or NULL where that is not known */
	/* What in the web server's configuration denies it to everybody; NULL: nothing known. */
	const char *denied;
	struct where denied_where;
	struct where where;
};

struct egress_target {
	const char *url;
	struct where where;
};

/* An opening that a host's firewall must have: a firewalld service or a port ("22623/tcp"). */
struct opening {
	const char *name;
	unsigned roles; /* hosts that need it (enum host_role) */
	struct where where;
};

/* One `server` of a back end in haproxy.cfg. */
struct balancer_server {
	const char *section; /* "kube_api" */
	const char *name;    /* "m1" */
	const char *host;    /* as written: a name or an address */
	in_port_t port;	     /* 0: that of the front end */
	bool backup;
	bool conditional; /* behind `use_backend ... if`: for some connections only */
	struct where where;
};

/* One listening address of haproxy.cfg with the servers behind it. */
struct balancer_front {
	const char *section; /* "kubeapi" */
	const char *address; /* as written: "*", "172.16.0.110", "::" */
	in_port_t port;
	const char *mode; /* "tcp", "http" */
	const struct balancer_server *servers;
	size_t server_count;
	struct where where;
};

/* What became of a silence while the plan was made (probes/lint/_lint.c). */
struct silence_use {
	bool asked; /* its check was, and had something to look at */
	bool fits;  /* something was found that it is for */
};

/* A finding that shall not count, for a reason and for a while. */
struct silence {
	const char *check;
	const char *subject; /* a glob (fnmatch(3)) */
	const char *reason;
	const char *until; /* "2027-03-31", the last day (UTC) */
	bool over;	   /* that day is past */
	struct where where;
	struct silence_use *use; /* never NULL */
};

/* Where this program runs. */
struct vantage {
	const char *host;	 /* FQDN of `self`, else this machine's host name */
	const struct host *self; /* NULL: this machine is not in the inventory */
	unsigned roles; /* those of `self`, and what follows from its addresses: who bears
			   an endpoint is a load balancer, and so on */
	bool forced;	/* --as was given */
	struct addresses
		locals; /* addresses of this machine's interfaces, loopback left out */
};

struct inventory {
	const char *cluster_name;		  /* "ocp45" */
	const char *base_domain;		  /* "example.localdomain" */
	const char *cluster_domain;		  /* "ocp45.example.localdomain" */
	struct where cluster_where, domain_where; /* of name and base domain */
	const char *version;			  /* "4.5", or NULL */
	enum phase phase;

	struct node *nodes;
	size_t node_count;
	struct host *hosts;
	size_t host_count;
	struct endpoint api, api_int, ingress;

	struct name_server *name_servers;
	size_t name_server_count;
	bool name_servers_from_resolv_conf;

	const char *artifact_base_url;
	struct where artifact_where; /* of the base URL */
	bool artifacts_derived;	     /* from the scripts: nobody said it otherwise */
	const char *docroot;	     /* said, or of the web server's configuration */
	const char *artifact_folder; /* where the files of the base URL lie, or NULL */
	struct artifact *artifacts;
	size_t artifact_count;

	struct egress_target *egress_targets;
	size_t egress_target_count;
	const char *egress_proxy;   /* URL; mask its credentials before showing it */
	const char *egress_ca_file; /* PEM, added to the system's, or NULL */

	const char *firewalld_zone; /* NULL: the zone of the interface */
	struct opening *openings;
	size_t opening_count;

	const struct sources *sources; /* what the files of the install say */
	const struct facts *facts;     /* of machines, out of them */
	const char *haproxy_file;      /* NULL: the balancer is not known to be HAProxy */
	struct balancer_front *fronts;
	size_t front_count;

	/* How to ask the cluster itself (sources/kubeconfig.h); NULL: not known. Holds secrets. */
	const struct kubeconfig *kubeconfig;

	const struct silence *silences;
	size_t silence_count;

	struct vantage vantage;
	double timeout; /* seconds for one attempt */

	const void *index; /* for the lookups below; NULL: they search the arrays */
};

struct inventory_options {
	enum phase phase;
	double timeout;
	const char *as;	  /* --as HOST, or NULL */
	const char *root; /* --root DIR, or NULL */
	/* --kubeconfig FILE; NULL: auth/kubeconfig beside install-config.yaml, beside the
	   configuration, in the current directory, then $KUBECONFIG, if it is the cluster's; not
	   with a root. */
	const char *kubeconfig;
};

/*
 * Reads the sources that the configuration names and joins all into one inventory. What is wrong
 * goes to `diagnostics` (all of it, not the first only). 0, or -EINVAL if any was an error.
 */
int inventory_build(struct arena *arena, const struct config *config,
		    const struct inventory_options *options,
		    struct diagnostics *diagnostics,
		    const struct inventory **ret_inventory);

/* The node or host with this name or address, or NULL. O(1). */
const struct node *inventory_node(const struct inventory *inventory, const char *fqdn);
const struct host *inventory_host(const struct inventory *inventory, const char *fqdn);
const struct node *inventory_node_at(const struct inventory *inventory,
				     const struct addr *addr);
const struct host *inventory_host_at(const struct inventory *inventory,
				     const struct addr *addr);

/* "bootstrap", "master" ...; "bastion, http" (into the arena). */
const char *node_role_name(enum node_role role);
const char *host_roles_name(struct arena *arena, unsigned roles);
const char *phase_name(enum phase phase);
/* 0 and the phase, or -EINVAL. */
int phase_parse(const char *name, enum phase *ret_phase);
