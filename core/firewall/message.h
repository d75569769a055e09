/*
 * Settings as firewalld sends them -> struct firewall. Dictionaries (a{sv}, since 0.9) and, for
 * zones, the tuple of before. 0, or a negative errno where a message is not what it should be.
 */
#pragma once

#include "firewall.h"

struct sd_bus_message;

/* An array of text. */
int firewall_read_names(struct firewall *firewall, struct firewall_names *names,
			struct sd_bus_message *message);
/*
 * a{sa{sas}}, of what is active: the names of those whose list `key` has `word`; of all where `key`
 * is NULL.
 */
int firewall_read_active(struct firewall *firewall, struct firewall_names *names,
			 const char *key, const char *word,
			 struct sd_bus_message *message);
int firewall_read_zone(struct firewall *firewall, struct firewall_zone *zone,
		       struct sd_bus_message *message);
int firewall_read_policy(struct firewall *firewall, struct firewall_policy *policy,
			 struct sd_bus_message *message);
int firewall_read_service(struct firewall *firewall, struct firewall_service *service,
			  struct sd_bus_message *message);
