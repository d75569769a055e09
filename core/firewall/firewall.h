/*
 * What firewalld lets in, as a value: zones, policies, services and rich rules, and the question
 * "does a packet from this address, coming in by that interface, reach this port of this host?".
 *
 * Pure: filled by firewall/xml.c (files) and firewall/bus.c (the running daemon), judged here. The
 * order of judgement is that of firewalld's own chains (firewalld.zone(5), firewalld.policy(5),
 * firewalld.richlanguage(5), src/firewall/core/nftables.py): policies of negative priority, then
 * the zone's rich rules of negative priority, its rejects and drops, its services, ports and
 * accepts, its rich rules of positive priority, policies of positive priority, the zone's target.
 *
 * All memory belongs to the arena given to firewall_new().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"

struct arena;

struct firewall_ports {
	uint16_t first, last;
	const char *protocol; /* "tcp", "udp", "sctp", "dccp" */
};

/* An address with its prefix length in bits. */
struct firewall_net {
	struct addr addr;
	unsigned bits;
};

/* A list of words: services, protocols, interfaces. */
struct firewall_names {
	const char **items;
	size_t count;
};

struct firewall_port_list {
	struct firewall_ports *items;
	size_t count;
};

enum firewall_match {
	FIREWALL_ANY, /* the rule has no element */
	FIREWALL_SERVICE,
	FIREWALL_PORT,
	FIREWALL_PROTOCOL,
	FIREWALL_OTHER, /* masquerade, forward-port, icmp..., source-port: never opens a port */
};

enum firewall_action {
	FIREWALL_LOG_ONLY,
	FIREWALL_ACCEPT,
	FIREWALL_REJECT,
	FIREWALL_DROP
};

/* A source or destination of a rich rule. */
struct firewall_side {
	bool given, invert;
	bool is_net;
	struct firewall_net net;
	const char *ipset, *mac; /* or NULL */
};

struct firewall_rule {
	const char *text;   /* in the rich language, for people */
	sa_family_t family; /* 0: both */
	int priority;
	struct firewall_side source, destination;
	enum firewall_match match;
	const char *name; /* of the service or protocol */
	struct firewall_ports ports;
	enum firewall_action action;
	bool limited; /* only so many packets per time */
};

/* What zones and policies have in common. */
struct firewall_set {
	struct firewall_names services, protocols;
	struct firewall_port_list ports;
	struct firewall_rule *rules;
	size_t rule_count;
};

struct firewall_source {
	const char *text; /* "172.16.0.0/24", "ipset:nodes", a MAC address */
	bool is_net;
	struct firewall_net net;
};

struct firewall_zone {
	const char *name;
	const char *target; /* "default", "ACCEPT", "DROP", "%%REJECT%%" */
	struct firewall_set set;
	struct firewall_names interfaces;
	struct firewall_source *sources;
	size_t source_count;
};

struct firewall_policy {
	const char *name;
	const char *target; /* "CONTINUE", "ACCEPT", "DROP", "REJECT" */
	int priority;
	struct firewall_set set;
	struct firewall_names ingress, egress;
};

struct firewall_service {
	const char *name;
	struct firewall_port_list ports;
	struct firewall_names protocols, includes;
	struct firewall_net destination4, destination6; /* family 0: not restricted */
};

struct firewall_ipset {
	const char *name;
	struct firewall_net *nets; /* entries that are no addresses are left out */
	size_t count;
};

struct firewall {
	struct arena *arena;
	const char *default_zone;
	bool panic; /* all packets are dropped */
	struct firewall_zone *zones;
	size_t zone_count;
	struct firewall_policy *policies;
	size_t policy_count;
	struct firewall_service *services;
	size_t service_count;
	struct firewall_ipset *ipsets;
	size_t ipset_count;
	/* Names of all that are defined, where somebody asked for them: */
	struct firewall_names known_services, known_zones;
};

struct firewall *firewall_new(struct arena *arena);

/* An empty one with this name; what had the name before is emptied (/etc wins over /usr/lib). The
   pointer is valid until the next call of the same function. */
struct firewall_zone *firewall_add_zone(struct firewall *firewall, const char *name);
struct firewall_policy *firewall_add_policy(struct firewall *firewall, const char *name);
struct firewall_service *firewall_add_service(struct firewall *firewall,
					      const char *name);
struct firewall_ipset *firewall_add_ipset(struct firewall *firewall, const char *name);

const struct firewall_zone *firewall_zone(const struct firewall *firewall,
					  const char *name);
const struct firewall_service *firewall_service(const struct firewall *firewall,
						const char *name);

void firewall_add_name(struct firewall *firewall, struct firewall_names *names,
		       const char *name);
bool firewall_has_name(const struct firewall_names *names, const char *name);
/* `port`: "6443" or "30000-32767". 0, or -EINVAL. */
int firewall_add_port(struct firewall *firewall, struct firewall_port_list *list,
		      const char *port, const char *protocol);
void firewall_add_source(struct firewall *firewall, struct firewall_zone *zone,
			 const char *text);
void firewall_add_entry(struct firewall *firewall, struct firewall_ipset *ipset,
			const char *text);
void firewall_add_rule(struct firewall *firewall, struct firewall_set *set,
		       const struct firewall_rule *rule);

/* "22623/tcp" or "30000-32767/udp". 0, or -EINVAL. */
int firewall_parse_port(const char *text, struct firewall_ports *ret_ports);
/* "172.16.0.0/24", "172.16.0.0/255.255.255.0", "fd00::1". 0, or -EINVAL. */
int firewall_parse_net(const char *text, struct firewall_net *ret_net);
bool firewall_net_has(const struct firewall_net *net, const struct addr *addr);

/* All ports that a service opens, those of the services that it includes too; `protocols` that it
   opens wholly are left out. Empty where the service is not defined. */
struct firewall_port_list firewall_service_ports(const struct firewall *firewall,
						 const char *name);
bool firewall_ports_have(const struct firewall_port_list *list, uint16_t port,
			 const char *protocol);

struct firewall_question {
	uint16_t port;
	const char *protocol;  /* "tcp" */
	const char *interface; /* where the packet comes in; NULL: not known */
	const char *zone;      /* where the interface is not known: the zone; or NULL */
	const struct addr *source;	/* NULL: not known */
	const struct addr *destination; /* NULL: not known */
};

struct firewall_answer {
	bool open;
	bool unsure;	  /* for sources that we cannot judge only (MAC, ipset) */
	const char *zone; /* the zone that was asked */
	const char *by;	  /* what decided: "service http of zone public" */
	/* Whose rule or target decided, "zone public" or "policy x", or NULL: */
	const char *owner;
	const struct firewall_rule *rule; /* the rich rule that decided, or NULL */
};

/* The zone that packets of the question belong to: by source, by interface, the default zone. */
const char *firewall_zone_for(const struct firewall *firewall,
			      const struct firewall_question *question);
/* The zone of an interface, source bindings left out. */
const char *firewall_zone_of_interface(const struct firewall *firewall,
				       const char *interface);

struct firewall_answer firewall_judge(const struct firewall *firewall,
				      const struct firewall_question *question);
