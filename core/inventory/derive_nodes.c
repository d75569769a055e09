#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/machines.h"
#include "core/text.h"
#include "derive_part.h"

#define CONFIRMED_MIN 3 /* as many as a cluster has at least */

struct collecting {
	struct arena *arena;
	const char *domain;
	struct config *config;
	/* Each belongs to one node; who else claims it is for lint to say. */
	struct index *addresses, *macs;
};

static bool is_first(struct index *index, const char *value)
{
	static char taken;

	return !index_add(index, value, strlen(value), &taken);
}

/* "m1" in the cluster's domain, else the full name. */
static const char *short_name(struct collecting *collecting, const char *fqdn)
{
	size_t label = strcspn(fqdn, ".");

	if (fqdn[label] && !strcmp(fqdn + label + 1, collecting->domain))
		return arena_strndup(collecting->arena, fqdn, label);
	return arena_strdup(collecting->arena, fqdn);
}

static void add_addresses(struct collecting *collecting, const struct machine *machine,
			  sa_family_t family, struct config_list *list)
{
	struct addresses addresses =
		machine_addresses(collecting->arena, machine, family);

	for (size_t i = 0; i < addresses.count; i++) {
		const struct fact *fact = machine_fact_at(machine, &addresses.items[i]);
		char text[ADDR_STRLEN];
		const char *value;

		if (!addr_is_outward(&addresses.items[i]))
			continue;
		value = arena_strdup(collecting->arena,
				     addr_str(&addresses.items[i], text));
		if (is_first(collecting->addresses, value))
			derive_add(collecting->arena, list, value, fact->where);
	}
}

static void add_mac(struct collecting *collecting, const struct machine *machine,
		    struct config_text *mac)
{
	for (size_t i = 0; i < machine->count && !mac->value; i++) {
		const struct fact *fact = machine->facts[i];

		if (fact->mac && is_first(collecting->macs, fact->mac))
			*mac = (struct config_text){ fact->mac, fact->where };
	}
}

static void add_node(struct collecting *collecting, const struct machine *machine,
		     enum node_role role)
{
	struct config *config = collecting->config;
	struct config_node node = { .where = machine->facts[0]->where };

	node.name =
		(struct config_text){ short_name(collecting, machine->fqdn), node.where };
	node.role = (struct config_text){ node_role_name(role), node.where };
	add_addresses(collecting, machine, AF_INET, &node.addresses);
	add_addresses(collecting, machine, AF_INET6, &node.addresses);
	add_mac(collecting, machine, &node.mac);
	config->nodes = arena_grow(collecting->arena, config->nodes, config->node_count,
				   sizeof node);
	config->nodes[config->node_count++] = node;
}

static bool is_known_elsewhere(const struct machine *machine)
{
	for (size_t i = 0; i < machine->count; i++) {
		if (machine->facts[i]->source != FACT_BALANCER ||
		    machine->facts[i]->addr.family)
			return true;
	}
	return false;
}

/* Machines that more than a name in the balancer's file is known of, by their first labels. */
static struct index *known_labels(struct collecting *collecting,
				  const struct machines *machines)
{
	struct index *labels = index_new(collecting->arena, machines->count);

	for (size_t i = 0; i < machines->count; i++) {
		struct machine *machine = machines->items[i];

		if (is_known_elsewhere(machine))
			index_add(labels, machine->fqdn, strcspn(machine->fqdn, "."),
				  machine);
	}
	return labels;
}

/* "server m1 m01.example.com:6443", where m1 is a machine and of m01 nobody else speaks: a slip. */
static bool is_misspelt(const struct index *labels, const struct machine *machine)
{
	if (is_known_elsewhere(machine))
		return false;
	for (size_t i = 0; i < machine->count; i++) {
		const char *label = machine->facts[i]->label;

		if (label && index_find(labels, label, strcspn(label, ".")))
			return true;
	}
	return false;
}

/* Machines of the balancer of which other files speak too. */
static size_t count_confirmed(const struct machines *machines)
{
	size_t confirmed = 0;

	for (size_t i = 0; i < machines->count; i++) {
		const struct machine *machine = machines->items[i];
		bool other = false;

		for (size_t f = 0; f < machine->count; f++)
			other |= machine->facts[f]->source != FACT_BALANCER;
		confirmed += other && (machine->roles & (FACT_CONTROL | FACT_INGRESS));
	}
	return confirmed;
}

/*
 * Of one line of the balancer, for however many addresses of its front end, and of no file that names
 * the other nodes: no node, but a slip.
 */
static bool is_stray(const struct machine *machine, size_t confirmed)
{
	const struct where *first = &machine->facts[0]->where;

	for (size_t i = 0; i < machine->count; i++) {
		const struct fact *fact = machine->facts[i];

		if (fact->source != FACT_BALANCER || fact->where.line != first->line ||
		    strcmp(fact->where.file, first->file) != 0)
			return false;
	}
	return confirmed >= CONFIRMED_MIN;
}

/* Bootstrap first, then masters, workers, infra; each in the order of the files. */
void derive_nodes(struct deriving *deriving)
{
	struct config *config = deriving->config;
	struct collecting collecting = { .domain = deriving->cluster_domain,
					 .config = config };
	struct machines machines;
	struct index *labels;
	size_t confirmed;

	if (config->node_count || !deriving->cluster_domain)
		return;
	config->node_arena = arena_child(deriving->arena);
	collecting.arena = config->node_arena;
	collecting.addresses = index_new(collecting.arena, deriving->facts->count);
	collecting.macs = index_new(collecting.arena, deriving->facts->count);
	machines = machines_join(collecting.arena, deriving->facts,
				 deriving->cluster_domain);
	labels = known_labels(&collecting, &machines);
	confirmed = count_confirmed(&machines);
	for (enum node_role role = NODE_BOOTSTRAP; role <= NODE_INFRA; role++) {
		for (size_t i = 0; i < machines.count; i++) {
			enum node_role found;

			if (machine_is_node(machines.items[i], deriving->cluster_domain,
					    &found) &&
			    found == role && text_is_host_name(machines.items[i]->fqdn) &&
			    !is_misspelt(labels, machines.items[i]) &&
			    !is_stray(machines.items[i], confirmed))
				add_node(&collecting, machines.items[i], role);
		}
	}
}
