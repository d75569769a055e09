/*
 * What the checks of firewalld share: which ports an opening needs, by which interfaces of this
 * host its packets come in, and what the model says to that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/firewall/firewall.h"
#include "core/firewall/bus.h"
#include "core/firewall/xml.h"
#include "core/probe.h"

#define OPENING_PORTS_MAX  16
#define OPENING_PLACES_MAX 16

/* A way into this host that the opening's packets take. */
struct opening_place {
	const char *interface; /* NULL: not found, then the zone decides */
	struct addr address;   /* that the packets go to; family 0: not known */
};

struct opening_need {
	const struct opening *opening;
	bool is_service; /* else a port */
	bool well_known; /* its port is known whatever firewalld's definition says */
	bool only_warns; /* the install can work without (dhcp by broadcast, ntp) */
	struct firewall_ports ports[OPENING_PORTS_MAX];
	size_t port_count; /* 0: a service that nobody defines */
	struct opening_place places[OPENING_PLACES_MAX];
	size_t place_count; /* at least 1 */
	bool any_place;	    /* one open place is enough */
};

/* `firewall`: where services that are not well known are defined; `other` is asked next, or NULL. */
void opening_need(struct run *run, const struct opening *opening,
		  const struct firewall *firewall, const struct firewall *other,
		  struct opening_need *ret_need);

struct opening_verdict {
	bool open, unsure;
	/* Of the first that is closed, or else of the last that is open: */
	struct firewall_answer answer;
	struct firewall_ports ports;
	const char *interface;	 /* or NULL */
	const struct node *node; /* whose packets were judged, or NULL */
	unsigned closed_nodes;	 /* addresses of nodes whose packets do not pass there */
	bool source_bound;	 /* the zone came from the node's address */
};

/*
 * `zones`: where interfaces have no zone of their own in `firewall`, the zone that they have in
 * this one counts (the runtime, for the permanent configuration); or NULL. `forced_zone`: judge in
 * this zone, or NULL.
 */
struct opening_verdict opening_judge(struct run *run, const struct firewall *firewall,
				     const struct firewall *zones,
				     const char *forced_zone,
				     const struct opening_need *need);

/* "22623/tcp", "30000-32767/tcp", into the run's arena. */
const char *ports_text(struct run *run, const struct firewall_ports *ports);
/* "zone public: services http, ssh; ports 9000/tcp; 1 rich rule". */
const char *zone_text(struct run *run, const struct firewall *firewall, const char *zone);

/* The inventory's opening of this run's subject. */
const struct opening *opening_of(const struct run *run);
/* The subjects of firewalld.service and firewalld.permanent. */
void opening_subjects(const struct inventory *inventory, struct subjects *subjects);

/* The finished firewalld.state of this host if it says that nothing can be judged, or NULL. */
const struct result *state_in_the_way(const struct run *run);

/* What firewalld.service and firewalld.permanent remember: their run_state(). */
struct opening_state {
	const struct firewall *now; /* the runtime, once it is loaded */
	enum firewall_extent extent;
};

/* A probe.start(): ends the run where it does not belong here or firewalld.state says why not, else
   asks for what is used of the runtime. */
void opening_start(struct run *run, firewall_loaded_fn *loaded_now);
/* Asks for the runtime, and remembers how much of it. */
void opening_load(struct run *run, enum firewall_extent extent,
		  firewall_loaded_fn *loaded_now);
/* Ends the run: firewalld runs and did not tell. */
void opening_not_told(struct run *run, const struct firewall_loaded *loaded);

/* firewalld's files, read once per run of the program: 0, or as firewall_xml_load(); -EBADMSG
   where one of them does not parse. */
int firewall_files(struct run *run, const struct firewall **ret_firewall);

/* Adds the commands that write the opening down for good in `zone`; `written` has what is there. */
void fix_by_opening(struct run *run, const struct firewall *written, const char *zone,
		    const struct opening_need *need);
