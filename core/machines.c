#include "machines.h"

#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "index.h"
#include "text.h"

#define FACTS_MAX 256 /* of one machine: no site says that much of it */

struct joining {
	struct arena *arena;
	const char *domain;
	struct machines machines;
	struct index *by_name;
	struct index *by_address; /* the first that a naming fact gives it to */
};

/* Keys of by_address live as long as the facts: family and bytes of the address. */
static const void *key_of(struct joining *joining, const struct addr *addr,
			  size_t *ret_length)
{
	unsigned char *key = arena_alloc(joining->arena, 17);

	key[0] = addr->family == AF_INET6;
	memcpy(key + 1, addr->bytes, 16);
	*ret_length = 17;
	return key;
}

static const char *complete(struct joining *joining, const char *name)
{
	return strchr(name, '.')
		       ? name
		       : arena_printf(joining->arena, "%s.%s", name, joining->domain);
}

static struct machine *find_named(struct joining *joining, const char *name)
{
	const char *fqdn = complete(joining, name);

	return index_find(joining->by_name, fqdn, strlen(fqdn));
}

static struct machine *machine_named(struct joining *joining, const char *name)
{
	struct machine *machine = find_named(joining, name);
	struct machines *machines = &joining->machines;

	if (machine)
		return machine;
	machine = arena_alloc(joining->arena, sizeof *machine);
	machine->fqdn = complete(joining, name);
	index_add(joining->by_name, machine->fqdn, strlen(machine->fqdn), machine);
	machines->items = arena_grow(joining->arena, machines->items, machines->count,
				     sizeof(struct machine *));
	machines->items[machines->count++] = machine;
	return machine;
}

static void take(struct joining *joining, struct machine *machine,
		 const struct fact *fact)
{
	if (machine->count == FACTS_MAX)
		return;
	machine->facts = arena_grow(joining->arena, machine->facts, machine->count,
				    sizeof(const struct fact *));
	machine->facts[machine->count++] = fact;
	machine->roles |= fact->roles;
}

/* "s1", "server-02": says nothing but that it is a server. */
static bool is_mere_number(const char *label)
{
	static const char *const words[] = { "s",	  "srv",    "server",	"node",
					     "backend",	  "be",	    "host",	"app",
					     "web",	  "member", "real",	"rs",
					     "pool",	  "api",    "ocp",	"ingress",
					     "http",	  "https",  "router",	"kube",
					     "apiserver", "okd",    "openshift" };
	size_t length = strlen(label);

	while (length && (isdigit((unsigned char)label[length - 1]) ||
			  label[length - 1] == '-' || label[length - 1] == '_'))
		length--;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i]) == length && !strncmp(words[i], label, length))
			return true;
	}
	return !length;
}

/* Who a server of the balancer is; NULL: not to tell. */
static struct machine *machine_behind(struct joining *joining, const struct fact *fact)
{
	struct machine *machine;
	size_t length;
	const void *key;

	if (fact->name)
		return machine_named(joining, fact->name);
	machine = fact->label ? find_named(joining, fact->label) : NULL;
	if (machine)
		return machine;
	key = key_of(joining, &fact->addr, &length);
	machine = index_find(joining->by_address, key, length);
	if (machine)
		return machine;
	if (!fact->label || !text_is_host_name(fact->label) ||
	    is_mere_number(fact->label))
		return NULL;
	machine = machine_named(joining, fact->label);
	index_add(joining->by_address, key, length, machine);
	return machine;
}

static bool is_half_control(const struct machine *machine)
{
	unsigned control = machine->roles & FACT_CONTROL;

	return control && control != FACT_CONTROL;
}

/*
 * One line too much makes no master of a worker: who is behind ingress and one of the two ports of
 * the masters, where others are behind ingress alone, and others behind both.
 */
static void drop_slips(const struct machines *machines)
{
	bool has_masters = false, has_workers = false;

	for (size_t i = 0; i < machines->count; i++) {
		unsigned roles = machines->items[i]->roles;

		has_masters |= (roles & FACT_CONTROL) == FACT_CONTROL;
		has_workers |= (roles & FACT_INGRESS) && !(roles & FACT_CONTROL);
	}
	for (size_t i = 0; has_masters && has_workers && i < machines->count; i++) {
		struct machine *machine = machines->items[i];

		if (is_half_control(machine) && (machine->roles & FACT_INGRESS))
			machine->roles &= ~(unsigned)FACT_CONTROL;
	}
}

struct machines machines_join(struct arena *arena, const struct facts *facts,
			      const char *cluster_domain)
{
	struct joining joining = {
		.arena = arena,
		.domain = cluster_domain,
		.by_name = index_new(arena, facts->count),
		.by_address = index_new(arena, facts->count),
	};

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->items[i];
		struct machine *machine;
		size_t length;
		const void *key;

		if (fact->source == FACT_BALANCER || !fact->name)
			continue;
		machine = machine_named(&joining, fact->name);
		take(&joining, machine, fact);
		if (!fact->addr.family)
			continue;
		key = key_of(&joining, &fact->addr, &length);
		index_add(joining.by_address, key, length, machine);
	}
	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->items[i];
		struct machine *machine = fact->source == FACT_BALANCER
						  ? machine_behind(&joining, fact)
						  : NULL;

		if (machine)
			take(&joining, machine, fact);
	}
	drop_slips(&joining.machines);
	return joining.machines;
}

bool machine_is_node(const struct machine *machine, const char *cluster_domain,
		     enum node_role *ret_role)
{
	bool is_below = facts_is_below(machine->fqdn, cluster_domain);
	unsigned by_name = facts_role_of_name(machine->fqdn);
	unsigned roles = machine->roles;

	if (facts_is_service(machine->fqdn, cluster_domain))
		return false;
	/* A name alone says something only in the cluster's own domain. */
	if (!(roles & (FACT_CONTROL | FACT_INGRESS)) && !is_below)
		return false;
	roles |= by_name;
	if (roles & FACT_BOOTSTRAP)
		*ret_role = NODE_BOOTSTRAP;
	else if (roles & FACT_INFRA)
		*ret_role = NODE_INFRA;
	else if (roles & FACT_WORKER)
		*ret_role = NODE_WORKER;
	else if (roles & (FACT_MASTER | FACT_CONTROL))
		*ret_role = NODE_MASTER;
	else if (roles & FACT_INGRESS)
		*ret_role = NODE_WORKER;
	else
		return false;
	return true;
}

/* How many sources say that the machine has this address. */
static unsigned agreement(const struct machine *machine, const struct addr *addr)
{
	unsigned said = 0, count = 0;

	for (size_t i = 0; i < machine->count; i++) {
		const struct fact *fact = machine->facts[i];

		if (said & 1u << fact->source || !addr_equal(&fact->addr, addr))
			continue;
		said |= 1u << fact->source;
		count++;
	}
	return count;
}

struct addresses machine_addresses(struct arena *arena, const struct machine *machine,
				   sa_family_t family)
{
	struct addresses addresses = { 0 };
	const struct fact *best = NULL;
	unsigned most = 0;

	for (size_t i = 0; i < machine->count; i++) {
		const struct fact *fact = machine->facts[i];
		unsigned count =
			fact->addr.family == family ? agreement(machine, &fact->addr) : 0;

		if (count > most ||
		    (count && count == most && fact->source < best->source)) {
			best = fact;
			most = count;
		}
	}
	for (size_t i = 0; best && i < machine->count; i++) {
		const struct fact *fact = machine->facts[i];

		if (fact->source != best->source || fact->addr.family != family ||
		    addr_is_in(&fact->addr, addresses.items, addresses.count))
			continue;
		addresses.items = arena_grow(arena, addresses.items, addresses.count,
					     sizeof fact->addr);
		addresses.items[addresses.count++] = fact->addr;
	}
	return addresses;
}

const struct fact *machine_fact_at(const struct machine *machine, const struct addr *addr)
{
	const struct fact *best = NULL;

	for (size_t i = 0; i < machine->count; i++) {
		const struct fact *fact = machine->facts[i];

		if (addr_equal(&fact->addr, addr) &&
		    (!best || fact->source < best->source))
			best = fact;
	}
	return best;
}
