#include "message.h"

#include <errno.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "core/arena.h"
#include "rich.h"

/* Where the members of a zone, policy or service go; NULL: it has none such. */
struct sink {
	struct firewall *firewall;
	struct firewall_set *set;
	struct firewall_zone *zone;
	struct firewall_names *services, *protocols, *interfaces, *includes, *ingress,
		*egress;
	struct firewall_port_list *ports;
	struct firewall_service *service;
	const char **target;
	int *priority;
};

static int read_dictionary(const struct sink *sink, sd_bus_message *message);
static int read_tuple(const struct sink *sink, sd_bus_message *message);
static int read_member(const struct sink *sink, sd_bus_message *message, const char *key);
static int read_ports(const struct sink *sink, sd_bus_message *message);
static int read_sources(const struct sink *sink, sd_bus_message *message);
static int read_rules(const struct sink *sink, sd_bus_message *message);
static int read_destination(const struct sink *sink, sd_bus_message *message);

int firewall_read_zone(struct firewall *firewall, struct firewall_zone *zone,
		       sd_bus_message *message)
{
	const struct sink sink = {
		.firewall = firewall,
		.set = &zone->set,
		.zone = zone,
		.services = &zone->set.services,
		.protocols = &zone->set.protocols,
		.interfaces = &zone->interfaces,
		.ports = &zone->set.ports,
		.target = &zone->target,
	};

	zone->target = "default";
	if (sd_bus_message_has_signature(message, "a{sv}"))
		return read_dictionary(&sink, message);
	return read_tuple(&sink, message);
}

int firewall_read_policy(struct firewall *firewall, struct firewall_policy *policy,
			 sd_bus_message *message)
{
	const struct sink sink = {
		.firewall = firewall,
		.set = &policy->set,
		.services = &policy->set.services,
		.protocols = &policy->set.protocols,
		.ports = &policy->set.ports,
		.ingress = &policy->ingress,
		.egress = &policy->egress,
		.target = &policy->target,
		.priority = &policy->priority,
	};

	policy->target = "CONTINUE";
	policy->priority = -1;
	return read_dictionary(&sink, message);
}

int firewall_read_service(struct firewall *firewall, struct firewall_service *service,
			  sd_bus_message *message)
{
	const struct sink sink = {
		.firewall = firewall,
		.protocols = &service->protocols,
		.includes = &service->includes,
		.ports = &service->ports,
		.service = service,
	};

	return read_dictionary(&sink, message);
}

int firewall_read_names(struct firewall *firewall, struct firewall_names *names,
			sd_bus_message *message)
{
	const char *name;
	int r = sd_bus_message_enter_container(message, 'a', "s");

	while (r >= 0 && (r = sd_bus_message_read_basic(message, 's', &name)) > 0)
		if (names)
			firewall_add_name(firewall, names, name);
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* The lists of one that is active; 1 where list `key` has `word`. */
static int read_lists(struct firewall *firewall, const char *key, const char *word,
		      sd_bus_message *message)
{
	int r = sd_bus_message_enter_container(message, 'a', "{sas}");
	int found = !key;

	while (r >= 0 && (r = sd_bus_message_enter_container(message, 'e', "sas")) > 0) {
		struct firewall_names words = { 0 };
		const char *list;

		r = sd_bus_message_read_basic(message, 's', &list);
		if (r >= 0)
			r = firewall_read_names(firewall, &words, message);
		if (r >= 0 && key && strcmp(list, key) == 0)
			found = firewall_has_name(&words, word);
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
	}
	if (r >= 0)
		r = sd_bus_message_exit_container(message);
	return r < 0 ? r : found;
}

int firewall_read_active(struct firewall *firewall, struct firewall_names *names,
			 const char *key, const char *word, sd_bus_message *message)
{
	int r = sd_bus_message_enter_container(message, 'a', "{sa{sas}}");

	while (r >= 0 &&
	       (r = sd_bus_message_enter_container(message, 'e', "sa{sas}")) > 0) {
		const char *name;

		r = sd_bus_message_read_basic(message, 's', &name);
		if (r >= 0)
			r = read_lists(firewall, key, word, message);
		if (r > 0)
			firewall_add_name(firewall, names, name);
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
	}
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int read_dictionary(const struct sink *sink, sd_bus_message *message)
{
	int r = sd_bus_message_enter_container(message, 'a', "{sv}");

	if (r < 0)
		return r;
	while ((r = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
		const char *key;
		const char *contents = NULL;
		char type = 0;

		r = sd_bus_message_read_basic(message, 's', &key);
		if (r >= 0)
			r = sd_bus_message_peek_type(message, &type, &contents);
		if (r >= 0)
			r = sd_bus_message_enter_container(message, 'v', contents);
		if (r >= 0)
			r = read_member(sink, message, key);
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
		if (r >= 0)
			r = sd_bus_message_exit_container(message);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* IMPORT_EXPORT_STRUCTURE of src/firewall/core/io/zone.py, in this order. */
static int read_tuple(const struct sink *sink, sd_bus_message *message)
{
	static const char *const members[] = {
		"target",	 "services",   "ports",	  "icmp_blocks", "masquerade",
		"forward_ports", "interfaces", "sources", "rules_str",	 "protocols"
	};
	const char *contents = NULL;
	char type = 0;
	int r = sd_bus_message_peek_type(message, &type, &contents);

	if (r < 0 || type != 'r')
		return -EBADMSG;
	r = sd_bus_message_enter_container(message, 'r', contents);
	if (r >= 0)
		r = sd_bus_message_skip(message, "sssb");
	for (size_t i = 0; r >= 0 && i < sizeof members / sizeof *members; i++)
		r = read_member(sink, message, members[i]);
	return r < 0 ? r : 0;
}

static int read_names_of(const struct sink *sink, struct firewall_names *names,
			 sd_bus_message *message)
{
	return names ? firewall_read_names(sink->firewall, names, message)
		     : sd_bus_message_skip(message, NULL);
}

static int read_member(const struct sink *sink, sd_bus_message *message, const char *key)
{
	const char *text = NULL;
	int r;

	if (strcmp(key, "target") == 0 && sink->target) {
		r = sd_bus_message_read_basic(message, 's', &text);
		if (r > 0 && *text)
			*sink->target = arena_strdup(sink->firewall->arena, text);
		return r;
	}
	if (strcmp(key, "priority") == 0 && sink->priority)
		return sd_bus_message_read_basic(message, 'i', sink->priority);
	if (strcmp(key, "services") == 0)
		return read_names_of(sink, sink->services, message);
	if (strcmp(key, "protocols") == 0)
		return read_names_of(sink, sink->protocols, message);
	if (strcmp(key, "interfaces") == 0)
		return read_names_of(sink, sink->interfaces, message);
	if (strcmp(key, "includes") == 0)
		return read_names_of(sink, sink->includes, message);
	if (strcmp(key, "ingress_zones") == 0)
		return read_names_of(sink, sink->ingress, message);
	if (strcmp(key, "egress_zones") == 0)
		return read_names_of(sink, sink->egress, message);
	if (strcmp(key, "ports") == 0)
		return read_ports(sink, message);
	if (strcmp(key, "sources") == 0 && sink->zone)
		return read_sources(sink, message);
	if ((strcmp(key, "rules_str") == 0 || strcmp(key, "rich_rules") == 0) &&
	    sink->set)
		return read_rules(sink, message);
	if (strcmp(key, "destination") == 0 && sink->service)
		return read_destination(sink, message);
	return sd_bus_message_skip(message, NULL);
}

static int read_ports(const struct sink *sink, sd_bus_message *message)
{
	const char *port, *protocol;
	int r = sd_bus_message_enter_container(message, 'a', "(ss)");

	while (r >= 0 &&
	       (r = sd_bus_message_read(message, "(ss)", &port, &protocol)) > 0) {
		/* A service of old may say a protocol alone. */
		if (*port)
			(void)firewall_add_port(sink->firewall, sink->ports, port,
						protocol);
		else
			firewall_add_name(sink->firewall, sink->protocols, protocol);
	}
	return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int read_sources(const struct sink *sink, sd_bus_message *message)
{
	struct firewall_names names = { 0 };
	int r = firewall_read_names(sink->firewall, &names, message);

	for (size_t i = 0; i < names.count; i++)
		firewall_add_source(sink->firewall, sink->zone, names.items[i]);
	return r;
}

static int read_rules(const struct sink *sink, sd_bus_message *message)
{
	struct firewall_names names = { 0 };
	int r = firewall_read_names(sink->firewall, &names, message);

	for (size_t i = 0; i < names.count; i++) {
		struct firewall_rule rule;

		if (firewall_parse_rule(sink->firewall->arena, names.items[i], &rule) ==
		    0)
			firewall_add_rule(sink->firewall, sink->set, &rule);
	}
	return r;
}

static int read_destination(const struct sink *sink, sd_bus_message *message)
{
	const char *family, *address;
	int r = sd_bus_message_enter_container(message, 'a', "{ss}");

	while (r >= 0 &&
	       (r = sd_bus_message_read(message, "{ss}", &family, &address)) > 0)
		(void)firewall_parse_net(address, strcmp(family, "ipv4") == 0
							  ? &sink->service->destination4
							  : &sink->service->destination6);
	return r < 0 ? r : sd_bus_message_exit_container(message);
}
