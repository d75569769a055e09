/*
 * The running firewalld -> struct firewall, over the system bus: what is in force now, and what is
 * written down for the next start (firewalld.dbus(5)). Each is asked once per run of the program.
 */
#pragma once

#include "firewall.h"

struct run;

enum firewall_which { FIREWALL_RUNTIME, FIREWALL_PERMANENT };

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

typedef void firewall_loaded_fn(const struct firewall_loaded *loaded, void *arg);

/*
 * The definitions of services are fetched for those that zones and policies use and for those that
 * the inventory's openings name; ipsets for those that are used.
 */
void firewall_bus_load(struct run *run, enum firewall_which which,
		       firewall_loaded_fn *loaded, void *arg);
