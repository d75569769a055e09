#include "_balancer.h"

#include <ctype.h>
#include <string.h>

#include "core/addr.h"
#include "core/arena.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/sources.h"

#define NAME_MAX_LEN 256 /* no DNS name is longer */

struct finder {
	struct arena *arena;
	struct balancer *balancer;
	struct index *known; /* back end -> has it nodes? */
	struct index *pairs;
};

in_port_t balancer_port(enum balancer_service service)
{
	static const in_port_t ports[BALANCER_SERVICES] = { 6443, 22623, 80, 443 };

	return ports[service];
}

const char *balancer_service_name(enum balancer_service service)
{
	static const char *const names[BALANCER_SERVICES] = { "the API",
							      "the machine config server",
							      "ingress (http)",
							      "ingress (https)" };

	return names[service];
}

bool balancer_is_tls(enum balancer_service service)
{
	return service != BALANCER_HTTP;
}

bool balancer_is_control(enum balancer_service service)
{
	return service == BALANCER_API || service == BALANCER_CONFIG;
}

void balancer_endpoints(const struct inventory *inventory, enum balancer_service service,
			const struct endpoint *ret_endpoints[2])
{
	ret_endpoints[1] = NULL;
	if (service == BALANCER_API) {
		ret_endpoints[0] = &inventory->api;
		ret_endpoints[1] = &inventory->api_int;
	} else {
		ret_endpoints[0] = service == BALANCER_CONFIG ? &inventory->api_int
							      : &inventory->ingress;
	}
}

/* In lower case, without the final dot; false: too long for a name. */
static bool fold(const char *name, char *ret_name)
{
	size_t length = strlen(name);

	if (length && name[length - 1] == '.')
		length--;
	if (!length || length >= NAME_MAX_LEN)
		return false;
	for (size_t i = 0; i < length; i++)
		ret_name[i] = (char)tolower((unsigned char)name[i]);
	ret_name[length] = '\0';
	return true;
}

/* The node whose first label this is. */
static const struct node *node_of_label(const struct inventory *inventory,
					const char *label, size_t length)
{
	char name[NAME_MAX_LEN];
	size_t rest = strlen(inventory->cluster_domain);

	if (!length || length + 1 + rest >= sizeof name)
		return NULL;
	for (size_t i = 0; i < length; i++)
		name[i] = (char)tolower((unsigned char)label[i]);
	name[length] = '.';
	memcpy(name + length + 1, inventory->cluster_domain, rest + 1);
	return inventory_node(inventory, name);
}

static bool is_below(const char *name, const char *domain)
{
	size_t length = strlen(name), rest = strlen(domain);

	return length > rest + 1 && name[length - rest - 1] == '.' &&
	       !strcmp(name + length - rest, domain);
}

static struct balancer_member member_at(const struct inventory *inventory,
					const struct haproxy_server *server,
					const struct addr *addr)
{
	struct balancer_member member = { .node = inventory_node_at(inventory, addr) };

	if (member.node)
		return member;
	member.host = inventory_host_at(inventory, addr);
	member.node = node_of_label(inventory, server->name, strcspn(server->name, "."));
	if (member.node && !member.node->addresses.count) {
		/* Nobody said what its address is: it may be this one. */
		return member;
	}
	member.whose = member.node   ? BALANCER_NODE_BY_NAME
		       : member.host ? BALANCER_HOST
				     : BALANCER_FOREIGN;
	return member;
}

struct balancer_member balancer_member(const struct inventory *inventory,
				       const struct haproxy_server *server)
{
	struct balancer_member member = { .whose = BALANCER_HIDDEN };
	char name[NAME_MAX_LEN];
	struct addr addr;

	if (haproxy_is_unknown(server->host) || !fold(server->host, name))
		return member;
	if (addr_parse(name, &addr) >= 0)
		return member_at(inventory, server, &addr);
	member.whose = BALANCER_NODE;
	member.node = inventory_node(inventory, name);
	if (!member.node && !strchr(name, '.'))
		member.node = node_of_label(inventory, name, strlen(name));
	if (member.node)
		return member;
	member.host = inventory_host(inventory, name);
	member.node = node_of_label(inventory, name, strcspn(name, "."));
	member.whose = member.host				   ? BALANCER_HOST
		       : is_below(name, inventory->cluster_domain) ? BALANCER_LOST
		       : member.node && !strchr(name, ':')	   ? BALANCER_NODE_BY_NAME
								   : BALANCER_FOREIGN;
	return member;
}

const struct node *balancer_named(const struct inventory *inventory,
				  const struct haproxy_server *server)
{
	return node_of_label(inventory, server->name, strcspn(server->name, "."));
}

bool balancer_is_judged(const struct haproxy_server *server)
{
	return !server->maybe && !server->options.disabled && !server->template_last &&
	       !haproxy_is_unknown(server->host);
}

/* Is a node behind this back end? Remembered: many front ends may share a large one. */
static bool has_nodes(struct finder *finder, const struct haproxy_section *section)
{
	static char yes, no;
	const char *known = index_find(finder->known, &section, sizeof section);
	const struct haproxy_section **key;

	if (known)
		return known == &yes;
	key = arena_alloc(finder->arena, sizeof *key);
	*key = section;
	for (size_t i = 0; i < section->server_count; i++) {
		enum balancer_whose whose =
			balancer_member(finder->balancer->inventory, &section->servers[i])
				.whose;

		if (whose == BALANCER_NODE || whose == BALANCER_LOST) {
			index_add(finder->known, key, sizeof *key, &yes);
			return true;
		}
	}
	index_add(finder->known, key, sizeof *key, &no);
	return false;
}

static void add_back(struct finder *finder, struct balancer_entry *entry,
		     const struct haproxy_use *use)
{
	const struct haproxy_section *section =
		haproxy_backend(finder->balancer->haproxy, use->name);

	entry->is_open |= use->maybe || haproxy_is_unknown(use->name);
	if (!section || use->maybe || section == entry->section)
		return;
	entry->is_open |= section->maybe;
	for (size_t i = 0; i < entry->back_count; i++) {
		if (entry->backs[i].section != section)
			continue;
		entry->backs[i].conditional &= use->conditional;
		return;
	}
	entry->backs = arena_grow(finder->arena, entry->backs, entry->back_count,
				  sizeof *entry->backs);
	entry->backs[entry->back_count++] =
		(struct balancer_back){ section, use->conditional, use->where };
}

static void find_backs(struct finder *finder, struct balancer_entry *entry)
{
	const struct haproxy_section *section = entry->section;
	const struct haproxy_use *last = &section->settings.default_backend;

	entry->is_open = section->uses_unknown;
	if (section->server_count) {
		entry->backs = arena_grow(finder->arena, NULL, 0, sizeof *entry->backs);
		entry->backs[entry->back_count++] =
			(struct balancer_back){ .section = section };
	}
	for (size_t i = 0; i < section->use_count; i++)
		add_back(finder, entry, &section->uses[i]);
	if (last->name)
		add_back(finder, entry, last);
	for (size_t b = 0; b < entry->back_count; b++) {
		const struct haproxy_section *back = entry->backs[b].section;

		for (size_t i = 0; i < back->server_count; i++)
			entry->is_open |= back->servers[i].maybe ||
					  back->servers[i].template_last ||
					  haproxy_is_unknown(back->servers[i].host);
	}
}

/* Is the bind at the very address of the endpoint? */
static bool is_bound_to(const struct inventory *inventory,
			const struct balancer_entry *entry)
{
	const struct endpoint *endpoints[2];
	struct addr addr;

	if (addr_parse(entry->bind->address, &addr) < 0)
		return false;
	balancer_endpoints(inventory, entry->service, endpoints);
	for (size_t i = 0; i < 2 && endpoints[i]; i++) {
		if (addr_is_in(&addr, endpoints[i]->addresses.items,
			       endpoints[i]->addresses.count))
			return true;
	}
	return false;
}

static bool is_ours(struct finder *finder, const struct balancer_entry *entry, bool alone)
{
	for (size_t i = 0; i < entry->back_count; i++) {
		if (has_nodes(finder, entry->backs[i].section))
			return true;
	}
	if (is_bound_to(finder->balancer->inventory, entry))
		return true;
	return alone && balancer_is_control(entry->service);
}

static const struct haproxy_bind *bind_on(const struct haproxy_section *section,
					  in_port_t port)
{
	for (size_t i = 0; i < section->bind_count; i++) {
		const struct haproxy_bind *bind = &section->binds[i];

		if (!bind->maybe && bind->first && bind->first <= port &&
		    port <= bind->last)
			return bind;
	}
	return NULL;
}

static void add_pairs(struct finder *finder, const struct balancer_entry *entry)
{
	struct balancer *balancer = finder->balancer;

	for (size_t i = 0; i < entry->back_count; i++) {
		const struct balancer_back *back = &entry->backs[i];
		const char *key = arena_printf(finder->arena, "%d %s", entry->service,
					       back->section->name);

		/* Behind SNI rules there may be others, who have nothing to do with us. */
		if (back->section->maybe ||
		    (back->conditional && !has_nodes(finder, back->section)) ||
		    index_add(finder->pairs, key, strlen(key), balancer))
			continue;
		balancer->pairs =
			arena_grow(finder->arena, balancer->pairs, balancer->pair_count,
				   sizeof *balancer->pairs);
		balancer->pairs[balancer->pair_count++] =
			(struct balancer_pair){ entry, back };
	}
}

static bool listens(const struct haproxy_section *section)
{
	return (section->kind == HAPROXY_FRONTEND || section->kind == HAPROXY_LISTEN) &&
	       !section->maybe && !section->settings.disabled;
}

static void find_service(struct finder *finder, enum balancer_service service)
{
	struct balancer *balancer = finder->balancer;
	const struct haproxy *haproxy = balancer->haproxy;
	in_port_t port = balancer_port(service);
	size_t on_port = 0;

	for (size_t i = 0; i < haproxy->section_count; i++)
		on_port += listens(haproxy->sections[i]) &&
			   bind_on(haproxy->sections[i], port);
	for (size_t i = 0; i < haproxy->section_count; i++) {
		struct balancer_entry entry = { .section = haproxy->sections[i],
						.service = service,
						.port = port };

		if (!listens(entry.section))
			continue;
		entry.bind = bind_on(entry.section, port);
		if (!entry.bind)
			continue;
		find_backs(finder, &entry);
		if (!is_ours(finder, &entry, on_port == 1))
			continue;
		balancer->entries = arena_grow(finder->arena, balancer->entries,
					       balancer->count, sizeof entry);
		balancer->entries[balancer->count++] = entry;
	}
}

const struct balancer *balancer_find(const struct inventory *inventory,
				     struct findings *findings)
{
	struct arena *arena = findings_arena(findings);
	struct balancer *balancer = arena_alloc(arena, sizeof *balancer);
	struct finder finder = { .arena = arena,
				 .balancer = balancer,
				 .known = index_new(arena, 0),
				 .pairs = index_new(arena, 0) };

	balancer->inventory = inventory;
	balancer->haproxy = inventory->sources->haproxy;
	if (!balancer->haproxy)
		return NULL;
	findings_saw(findings, inventory->sources->haproxy_file);
	for (int service = 0; service < BALANCER_SERVICES; service++)
		find_service(&finder, (enum balancer_service)service);
	/* Once the array stands still. */
	for (size_t i = 0; i < balancer->count; i++)
		add_pairs(&finder, &balancer->entries[i]);
	return balancer;
}
