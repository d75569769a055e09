#include "firewall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

/* ---- building ---- */

struct firewall *firewall_new(struct arena *arena)
{
	struct firewall *firewall = arena_alloc(arena, sizeof *firewall);

	firewall->arena = arena;
	firewall->default_zone = "public";
	return firewall;
}

/* All named objects begin with their name: finds one in an array, or makes room for it. */
#define ADD_NAMED(firewall, items, count, wanted)                                       \
	do {                                                                            \
		for (size_t i_ = 0; i_ < (count); i_++)                                 \
			if (strcmp((items)[i_].name, wanted) == 0) {                    \
				memset(&(items)[i_], 0, sizeof *(items));               \
				(items)[i_].name =                                      \
					arena_strdup((firewall)->arena, wanted);        \
				return &(items)[i_];                                    \
			}                                                               \
		(items) = arena_grow((firewall)->arena, items, count, sizeof *(items)); \
		memset(&(items)[count], 0, sizeof *(items));                            \
		(items)[count].name = arena_strdup((firewall)->arena, wanted);          \
		return &(items)[(count)++];                                             \
	} while (0)

struct firewall_zone *firewall_add_zone(struct firewall *firewall, const char *name)
{
	ADD_NAMED(firewall, firewall->zones, firewall->zone_count, name);
}

struct firewall_policy *firewall_add_policy(struct firewall *firewall, const char *name)
{
	ADD_NAMED(firewall, firewall->policies, firewall->policy_count, name);
}

struct firewall_service *firewall_add_service(struct firewall *firewall, const char *name)
{
	ADD_NAMED(firewall, firewall->services, firewall->service_count, name);
}

struct firewall_ipset *firewall_add_ipset(struct firewall *firewall, const char *name)
{
	ADD_NAMED(firewall, firewall->ipsets, firewall->ipset_count, name);
}

const struct firewall_zone *firewall_zone(const struct firewall *firewall,
					  const char *name)
{
	for (size_t i = 0; name && i < firewall->zone_count; i++)
		if (strcmp(firewall->zones[i].name, name) == 0)
			return &firewall->zones[i];
	return NULL;
}

const struct firewall_service *firewall_service(const struct firewall *firewall,
						const char *name)
{
	for (size_t i = 0; name && i < firewall->service_count; i++)
		if (strcmp(firewall->services[i].name, name) == 0)
			return &firewall->services[i];
	return NULL;
}

bool firewall_has_name(const struct firewall_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

void firewall_add_name(struct firewall *firewall, struct firewall_names *names,
		       const char *name)
{
	if (firewall_has_name(names, name))
		return;
	names->items = arena_grow(firewall->arena, names->items, names->count,
				  sizeof *names->items);
	names->items[names->count++] = arena_strdup(firewall->arena, name);
}

static int parse_port_number(const char *text, size_t length, uint16_t *ret_port)
{
	unsigned long port = 0;

	if (length == 0 || length > 5)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		port = port * 10 + (unsigned long)(text[i] - '0');
	}
	if (port > UINT16_MAX)
		return -EINVAL;
	*ret_port = (uint16_t)port;
	return 0;
}

int firewall_parse_port(const char *text, struct firewall_ports *ret_ports)
{
	static const char *const protocols[] = { "tcp", "udp", "sctp", "dccp", NULL };
	const char *slash = strchr(text, '/');
	const char *dash;
	struct firewall_ports ports = { 0 };
	size_t length;
	int r;

	if (!slash)
		return -EINVAL;
	length = (size_t)(slash - text);
	dash = memchr(text, '-', length);
	r = parse_port_number(text, dash ? (size_t)(dash - text) : length, &ports.first);
	if (r < 0)
		return r;
	ports.last = ports.first;
	if (dash) {
		r = parse_port_number(dash + 1, length - (size_t)(dash + 1 - text),
				      &ports.last);
		if (r < 0)
			return r;
	}
	if (ports.first > ports.last)
		return -EINVAL;
	for (size_t i = 0; protocols[i]; i++)
		if (strcmp(slash + 1, protocols[i]) == 0)
			ports.protocol = protocols[i];
	if (!ports.protocol)
		return -EINVAL;
	*ret_ports = ports;
	return 0;
}

static void add_ports(struct arena *arena, struct firewall_port_list *list,
		      const struct firewall_ports *ports)
{
	list->items = arena_grow(arena, list->items, list->count, sizeof *list->items);
	list->items[list->count++] = *ports;
}

int firewall_add_port(struct firewall *firewall, struct firewall_port_list *list,
		      const char *port, const char *protocol)
{
	struct firewall_ports ports;
	int r = firewall_parse_port(
		arena_printf(firewall->arena, "%s/%s", port, protocol), &ports);

	if (r == 0)
		add_ports(firewall->arena, list, &ports);
	return r;
}

int firewall_parse_net(const char *text, struct firewall_net *ret_net)
{
	struct firewall_net net = { 0 };
	char head[ADDR_STRLEN];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	struct in_addr mask;
	uint16_t bits;

	if (length >= sizeof head)
		return -EINVAL;
	memcpy(head, text, length);
	head[length] = '\0';
	if (addr_parse(head, &net.addr) < 0)
		return -EINVAL;
	net.bits = net.addr.family == AF_INET ? 32 : 128;
	if (slash && strchr(slash, '.')) {
		uint32_t word;

		if (net.addr.family != AF_INET ||
		    inet_pton(AF_INET, slash + 1, &mask) != 1)
			return -EINVAL;
		word = ntohl(mask.s_addr);
		net.bits = 0;
		while (net.bits < 32 && word & (UINT32_C(1) << (31 - net.bits)))
			net.bits++;
		if (net.bits < 32 && word << net.bits != 0)
			return -EINVAL;
	} else if (slash) {
		if (parse_port_number(slash + 1, strlen(slash + 1), &bits) < 0 ||
		    bits > net.bits)
			return -EINVAL;
		net.bits = bits;
	}
	*ret_net = net;
	return 0;
}

bool firewall_net_has(const struct firewall_net *net, const struct addr *addr)
{
	unsigned whole = net->bits / 8;
	unsigned rest = net->bits % 8;

	if (net->addr.family != addr->family ||
	    memcmp(net->addr.bytes, addr->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	       (net->addr.bytes[whole] ^ addr->bytes[whole]) >> (8 - rest) == 0;
}

void firewall_add_source(struct firewall *firewall, struct firewall_zone *zone,
			 const char *text)
{
	struct firewall_source source = { .text = arena_strdup(firewall->arena, text) };

	source.is_net = firewall_parse_net(text, &source.net) == 0;
	zone->sources = arena_grow(firewall->arena, zone->sources, zone->source_count,
				   sizeof source);
	zone->sources[zone->source_count++] = source;
}

void firewall_add_entry(struct firewall *firewall, struct firewall_ipset *ipset,
			const char *text)
{
	struct firewall_net net;

	if (firewall_parse_net(text, &net) < 0)
		return;
	ipset->nets = arena_grow(firewall->arena, ipset->nets, ipset->count, sizeof net);
	ipset->nets[ipset->count++] = net;
}

void firewall_add_rule(struct firewall *firewall, struct firewall_set *set,
		       const struct firewall_rule *rule)
{
	set->rules =
		arena_grow(firewall->arena, set->rules, set->rule_count, sizeof *rule);
	set->rules[set->rule_count++] = *rule;
}

bool firewall_ports_have(const struct firewall_port_list *list, uint16_t port,
			 const char *protocol)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].first <= port && port <= list->items[i].last &&
		    strcmp(list->items[i].protocol, protocol) == 0)
			return true;
	return false;
}

/* The service and all that it includes, each once: includes may form a circle. */
static struct firewall_names closure(const struct firewall *firewall, const char *name)
{
	struct firewall copy = { .arena = firewall->arena };
	struct firewall_names names = { 0 };

	firewall_add_name(&copy, &names, name);
	for (size_t i = 0; i < names.count; i++) {
		const struct firewall_service *service =
			firewall_service(firewall, names.items[i]);

		for (size_t j = 0; service && j < service->includes.count; j++)
			firewall_add_name(&copy, &names, service->includes.items[j]);
	}
	return names;
}

struct firewall_port_list firewall_service_ports(const struct firewall *firewall,
						 const char *name)
{
	struct firewall_names names = closure(firewall, name);
	struct firewall_port_list list = { 0 };

	for (size_t i = 0; i < names.count; i++) {
		const struct firewall_service *service =
			firewall_service(firewall, names.items[i]);

		for (size_t j = 0; service && j < service->ports.count; j++)
			add_ports(firewall->arena, &list, &service->ports.items[j]);
	}
	return list;
}
