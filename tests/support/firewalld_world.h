/*
 * A firewalld of the test's own: a process that speaks D-Bus on a socket of its own and answers as
 * firewalld does. DBUS_SYSTEM_BUS_ADDRESS leads there.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* All lists are words with blanks between them; rules are lines. NULL: empty. */
struct firewalld_zone {
	const char *name, *target, *services, *ports, *interfaces, *sources, *rules;
};

struct firewalld_service {
	const char *name, *ports, *includes;
};

struct firewalld_side {
	const char *default_zone;
	struct firewalld_zone zones[4];	      /* ends with name NULL */
	struct firewalld_service services[8]; /* the same */
};

struct firewalld_world {
	const char *state; /* "RUNNING"; NULL: firewalld is not on the bus */
	bool panic;
	bool denied; /* settings are told to root only, and this is not root */
	bool silent; /* takes the connection and says nothing */
	bool old;    /* of before 0.9: tuples, no policies */
	struct firewalld_side now, permanent;
};

/* http, https, kube-apiserver and machine-config in zone public with eth0, on both sides. */
extern const struct firewalld_world firewalld_good;

pid_t firewalld_start(const struct firewalld_world *world);
void firewalld_end(pid_t pid);
/* How many calls the last one was asked. */
unsigned firewalld_calls(void);
/* A bus address at which nobody listens. */
void firewalld_no_bus(void);
