/*
 * The running firewalld -> struct firewall, over the system bus: what is in force now, and what is
 * written down for the next start (firewalld.dbus(5)). Each thing is asked once per run of the
 * program.
 */
#pragma once

#include "firewall.h"

struct engine;
struct run;

enum firewall_which { FIREWALL_RUNTIME, FIREWALL_PERMANENT };

/* How much of it. */
enum firewall_extent {
	FIREWALL_NOTHING,
	/*
	 * The zones in use and that of the configuration, policies, ipsets, and the services that
	 * this host's openings and rich rules name. What is open by these is open.
	 */
	FIREWALL_USED,
	/*
	 * All services of the zones and policies too: what is closed now is closed. And, at run
	 * time, the names of all services and zones where one that is wanted is not there.
	 */
	FIREWALL_WHOLE,
};

enum firewall_load {
	FIREWALL_LOADED,
	FIREWALL_NOT_RUNNING, /* not on the bus, or there is no bus */
	FIREWALL_DENIED,      /* we may not ask: only root may, on a server */
	FIREWALL_FAILED,      /* it runs, and says of itself that it failed */
	FIREWALL_NO_ANSWER, /* it runs, but a question was not answered; see `message` */
};

/* Lives as long as the report. */
struct firewall_loaded {
	enum firewall_load outcome;
	const char *message;		 /* what the service or the bus said, or NULL */
	const struct firewall *firewall; /* NULL unless FIREWALL_LOADED */
};

/* Begins to ask for both, where this host has openings: firewalld is the slowest of all that are
   asked. For probe.prepare. */
void firewall_bus_prepare(struct engine *engine);

typedef void firewall_loaded_fn(const struct firewall_loaded *loaded, void *arg);

/*
 * FIREWALL_PERMANENT is for after FIREWALL_RUNTIME was loaded: it is about the same zones, and
 * those that this host's interfaces are bound to. Of one value, FIREWALL_WHOLE adds to what
 * FIREWALL_USED gave: pointers into its arrays do not stay.
 */
void firewall_bus_load(struct run *run, enum firewall_which which,
		       enum firewall_extent extent, firewall_loaded_fn *loaded,
		       void *arg);
