/*
 * What each file of the install says of the machines, in one form: this name has this address, this
 * MAC is m1, this address is behind port 6443. The inventory is derived from it where the
 * configuration says nothing (inventory/derive.h), and lint compares the parts.
 *
 * Names are in lower case, without a final dot. All belongs to the arena.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct index;
struct sources;

/* In the order in which they are believed, where as many say one thing as another. */
enum fact_source {
	FACT_ZONE, /* what everybody goes by who goes by name */
	FACT_DHCP,
	FACT_REVERSE, /* PTR records */
	FACT_BOOT,    /* kernel arguments */
	FACT_HOSTS,   /* /etc/hosts */
	FACT_BALANCER,
};

/* What a machine is good for, a bit each. */
enum fact_role {
	FACT_BOOTSTRAP = 1 << NODE_BOOTSTRAP,
	FACT_MASTER = 1 << NODE_MASTER,
	FACT_WORKER = 1 << NODE_WORKER,
	FACT_INFRA = 1 << NODE_INFRA,
	FACT_API = 1 << 4,     /* behind 6443 */
	FACT_CONFIG = 1 << 5,  /* behind 22623 */
	FACT_INGRESS = 1 << 6, /* behind 80 or 443 */
	FACT_BACKUP = 1 << 7,
	FACT_CONTROL = FACT_API | FACT_CONFIG,
};

struct fact {
	enum fact_source source;
	const char *
		name; /* "m1.ocp45.example.localdomain", or "m1" as it stands; NULL: none */
	const char
		*label; /* what the balancer calls its server: a name perhaps; or NULL */
	struct addr addr; /* family 0: not said */
	const char *mac;  /* lower case with colons, or NULL */
	unsigned roles;	  /* enum fact_role */
	struct where where;
};

struct facts {
	struct arena *arena;
	struct fact *items;
	size_t count;
	/*
	 * The balancer serves more than one cluster, and which of them is meant is not to be told:
	 * its servers are left out.
	 */
	bool is_balancer_ambiguous;
};

/*
 * All that the sources say. `cluster_domain` ("ocp45.example.localdomain", or NULL): a zone has
 * names of much else; what is below the domain is taken, what other files speak of, and who has
 * one of the addresses `also`.
 */
const struct facts *facts_gather(struct arena *arena, const struct sources *sources,
				 const char *cluster_domain,
				 const struct addresses *also);

/* What kind of node a name like "m1", "master-0", "ocp45-worker2.example" is for; 0: not to tell. */
unsigned facts_role_of_name(const char *name);
/* A name of the cluster that is no machine's: api, api-int, below apps, etcd-0 of old releases. */
bool facts_is_service(const char *name, const char *cluster_domain);
/* Whether `name` is below `domain`, or is it. */
bool facts_is_below(const char *name, const char *domain);

/* For core/facts_*.c: `fact` is copied. */
void facts_add(struct facts *facts, const struct fact *fact);
/* One of them for each kind of file. */
void facts_from_haproxy(struct facts *facts, const struct sources *sources,
			const char *cluster_domain);
void facts_from_dhcpd(struct facts *facts, const struct sources *sources);
void facts_from_dnsmasq(struct facts *facts, const struct sources *sources,
			const char *cluster_domain);
void facts_from_boot(struct facts *facts, const struct sources *sources);
void facts_from_hosts(struct facts *facts, const struct sources *sources,
		      const char *cluster_domain);
/* Last: of a zone only what others speak of is taken. */
void facts_from_zones(struct facts *facts, const struct sources *sources,
		      const char *cluster_domain, const struct addresses *also);
