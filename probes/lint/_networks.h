/*
 * The networks of a cluster, and the addresses of its site, for networks.c.
 */
#pragma once

#include "_lint.h"
#include "_network.h"
#include "core/sources/install_config.h"

enum network_use {
	USE_MACHINE,
	USE_CLUSTER,
	USE_SERVICE,
	USE_OVN,    /* of OVN-Kubernetes itself */
	USE_DOCKER, /* the bridge of docker on the installer's machine */
};

struct used_network {
	struct network network;
	enum network_use use;
	const char *name; /* "serviceNetwork 172.30.0.0/16" */
	unsigned width;	  /* of its text in the file */
	bool is_default;  /* nobody said it */
	bool told;	  /* that it is the one to change */
	struct where where;
	const struct install_config_network *said; /* NULL: a default */
};

struct used_networks {
	struct used_network *items;
	size_t count;
};

/* Those of install-config.yaml, with what holds where nothing is said, and those of the software. */
struct used_networks networks_of(const struct inventory *inventory,
				 struct findings *findings);

/* An address that is somewhere on the site. */
struct site_address {
	struct addr addr;
	const char *name; /* "node m1", "DNS server 172.16.0.102" */
	struct where where;
};

struct site_addresses {
	struct site_address *items;
	size_t count;
};

struct site_addresses site_of(const struct inventory *inventory,
			      struct findings *findings);

/* What is wrong with each of them alone: form, size, number of nodes. */
void networks_judge_each(const struct inventory *inventory, struct findings *findings,
			 const struct used_networks *networks);
/* The line to write instead. */
const char *networks_other(enum network_use use);
