/*
 * Questions to firewalld, for firewall/talk.c only: one call each, and what the answers hold goes
 * into the talk's value. How an object is asked differs between the two configurations and between
 * versions; that is known here, which objects are wanted is not.
 */
#pragma once

#include "talk.h"

struct bus_call;
struct sd_bus_message;

#define FIREWALL_BUS_NAME	 "org.fedoraproject.FirewallD1"
#define FIREWALL_BUS_PATH	 "/org/fedoraproject/FirewallD1"
#define FIREWALL_BUS_CONFIG_PATH "/org/fedoraproject/FirewallD1/config"

enum firewall_thing {
	FIREWALL_ONE_ZONE,
	FIREWALL_ONE_POLICY,
	FIREWALL_ONE_SERVICE,
	FIREWALL_ONE_IPSET
};

struct question {
	struct firewall_talk *talk; /* filled in */
	enum firewall_thing thing;
	const char *name, *path;
	bool needed; /* without an answer there is no verdict */
	bool old;    /* the method of firewalld before 0.9 */
	void (*answer)(struct question *question, struct sd_bus_message *reply);
	/* What to do where firewalld has no such method; or NULL. */
	void (*unknown)(struct firewall_talk *talk);
};

/* Copies the question; nothing happens where the talk is over. */
void firewall_ask(struct firewall_talk *talk, const struct question *question,
		  const struct bus_call *call);
/* The settings of an object and what goes with them; each is asked once. */
void firewall_want(struct firewall_talk *talk, enum firewall_thing thing,
		   const char *name);
/* The names of all: zones and services become the known ones, policies are wanted. */
void firewall_ask_names(struct firewall_talk *talk, enum firewall_thing thing);
