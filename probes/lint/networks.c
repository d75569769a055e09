/*
 * lint.networks: the networks of machines, pods and services are apart from each other and from all
 * that is on the site. The installer compares those in its file; it cannot know the site.
 */
#include <string.h>

#include "_networks.h"
#include "core/sources/sources.h"

static bool holds_nodes(const struct inventory *inventory,
			const struct used_network *used)
{
	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct addresses *addresses = &inventory->nodes[i].addresses;

		for (size_t a = 0; a < addresses->count; a++) {
			if (network_holds(&used->network, &addresses->items[a]))
				return true;
		}
	}
	return false;
}

/* What the file says is to be changed; of machines' networks only one that has no machines. */
static void add_overlap(const struct inventory *inventory, struct findings *findings,
			struct used_network *a, struct used_network *b)
{
	struct used_network *said = a->is_default ? b : a;
	struct used_network *other = said == a ? b : a;
	const bool is_docker = other->use == USE_DOCKER;

	if (said->use == USE_MACHINE && !other->is_default &&
	    holds_nodes(inventory, said)) {
		other = said;
		said = said == a ? b : a;
	}
	said->told |= !is_docker;
	findings_add(
		findings,
		&(struct finding){
			.status = is_docker ? STATUS_WARN : STATUS_FAIL,
			.subject = findings_printf(findings, "%s and %s", said->name,
						   other->name),
			.where = said->where,
			.width = said->width,
			.title = findings_printf(findings, "%s and %s overlap",
						 said->name, other->name),
			.observed = said->said ? said->said->text : said->name,
			.expected = "networks that have no address in common",
			.why = is_docker
				       ? "a machine with docker on it does not reach addresses "
					 "in its bridge's network; old installers refuse the file"
				       : "an address in both is reached in one of them only",
			.fix = { networks_other(said->use) },
			.other = other->is_default ? (struct where){ 0 } : other->where,
			.other_says = other->name,
		});
}

static void judge_overlaps(const struct inventory *inventory, struct findings *findings,
			   const struct used_networks *networks)
{
	for (size_t a = 0; a < networks->count; a++) {
		for (size_t b = a + 1; b < networks->count; b++) {
			struct used_network *left = &networks->items[a];
			struct used_network *right = &networks->items[b];

			if ((left->is_default && right->is_default) ||
			    (left->use == USE_MACHINE && right->use == USE_MACHINE) ||
			    !network_overlaps(&left->network, &right->network))
				continue;
			add_overlap(inventory, findings, left, right);
		}
	}
}

/* What the site has in a network that is only inside of the cluster. */
static void judge_site(struct findings *findings, const struct used_network *used,
		       const struct site_addresses *site)
{
	const struct site_address *first = NULL;
	size_t count = 0;
	char text[ADDR_STRLEN];

	if (used->use == USE_MACHINE || used->use == USE_DOCKER || used->told)
		return;
	for (size_t i = 0; i < site->count; i++) {
		if (!network_holds(&used->network, &site->items[i].addr))
			continue;
		first = first ? first : &site->items[i];
		count++;
	}
	if (!first)
		return;
	addr_str(&first->addr, text);
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, "%s/site", used->name),
			.where = used->where,
			.width = used->width,
			.title = findings_printf(
				findings, "%s holds %s (%s)%s", used->name, text,
				first->name,
				count > 1 ? findings_printf(findings,
							    " and %zu more addresses "
							    "of the site",
							    count - 1)
					  : ""),
			.observed =
				findings_printf(findings, "%s is %s", text, first->name),
			.expected = "a network of which no machine has an address",
			.why = "inside the cluster these addresses lead to pods and services: "
			       "nodes and pods do not reach the machines that have them, and "
			       "these get no answer",
			.fix = { used->use == USE_OVN
					 ? "networking: {ovnKubernetesConfig: {ipv4: "
					   "{internalJoinSubnet: 100.65.0.0/16}}}"
					 : networks_other(used->use) },
			.other = first->where,
			.other_says = first->name,
		});
}

static bool is_in_machines(const struct used_networks *networks, const struct addr *addr,
			   bool *ret_known)
{
	for (size_t i = 0; i < networks->count; i++) {
		const struct used_network *used = &networks->items[i];

		if (used->use != USE_MACHINE || used->network.addr.family != addr->family)
			continue;
		*ret_known = true;
		if (network_holds(&used->network, addr))
			return true;
	}
	return false;
}

/* Where the networks are said, or where they would be. */
static struct where machines_where(const struct install_config *config)
{
	if (config->machine.count)
		return config->machine.items[0].where;
	if (config->machine.where.file)
		return config->machine.where;
	return (struct where){ .file = config->file };
}

/* A node that no machineNetwork holds. IPv6 only counts where such a network is said. */
static void judge_machines(const struct inventory *inventory, struct findings *findings,
			   const struct used_networks *networks)
{
	const struct install_config *config = inventory->sources->install_config;
	const struct node *first = NULL;
	const struct addr *where = NULL;
	size_t outside = 0;
	char text[ADDR_STRLEN];

	for (size_t i = 0; i < inventory->node_count; i++) {
		const struct node *node = &inventory->nodes[i];

		for (size_t a = 0; a < node->addresses.count; a++) {
			bool known = false;

			if (is_in_machines(networks, &node->addresses.items[a], &known) ||
			    !known)
				continue;
			outside++;
			if (first)
				continue;
			first = node;
			where = &node->addresses.items[a];
		}
	}
	if (!first)
		return;
	addr_str(where, text);
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = "machineNetwork",
			.where = machines_where(config),
			.width = config->machine.count
					 ? (unsigned)strlen(config->machine.items[0].text)
					 : 1,
			.title = findings_printf(
				findings, "machineNetwork %s does not hold %s (%s)%s",
				config->machine.count ? config->machine.items[0].text
						      : "10.0.0.0/16 (nothing is said)",
				text, first->fqdn,
				outside > 1
					? findings_printf(findings,
							  " and %zu more addresses of "
							  "nodes",
							  outside - 1)
					: ""),
			.observed =
				findings_printf(findings, "%s is %s", first->fqdn, text),
			.expected = "a network that holds the addresses of all nodes",
			.why = "the installer cannot see that networks overlap; and behind a "
			       "proxy nodes ask each other through it, since only "
			       "machineNetwork is left out",
			.fix = {"networking:",
				 findings_printf(
					 findings, "  machineNetwork: [{cidr: the network of %s}]",
				 text)},
			.other = first->where,
			.other_says = first->fqdn,
	});
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct install_config *config = inventory->sources->install_config;
	struct used_networks networks;
	struct site_addresses site;

	if (!config)
		return;
	findings_saw(findings, config->file);
	networks = networks_of(inventory, findings);
	site = site_of(inventory, findings);
	networks_judge_each(inventory, findings, &networks);
	judge_overlaps(inventory, findings, &networks);
	for (size_t i = 0; i < networks.count; i++)
		judge_site(findings, &networks.items[i], &site);
	judge_machines(inventory, findings, &networks);
}

const struct probe probe_lint_networks = {
	.id = "lint.networks",
	.title = "machines, pods, services and the site have networks of their own",
	.why = "an address that is in two networks is reached in one of them only; the installer "
	       "does not know the site's",
	.symptom =
		"pods do not reach DNS, proxy or registry, though nodes do; machines of the "
		"office get no answer from the cluster",
	.fix = "choose networks that nobody uses, then make the ignition files anew; networks "
	       "cannot be changed after the install",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
