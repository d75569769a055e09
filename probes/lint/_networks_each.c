#include <string.h>

#include "_networks.h"
#include "core/sources/sources.h"

#define HOST_PREFIX_DEFAULT 23
#define SERVICES_SIX	    108
#define SERVICES_FEW	    22 /* a longer prefix has room for fewer than a thousand */

const char *networks_other(enum network_use use)
{
	switch (use) {
	case USE_CLUSTER:
		return "  - cidr: 10.128.0.0/14, or another that nobody uses";
	case USE_SERVICE:
		return "  - 172.30.0.0/16, or another that nobody uses";
	case USE_MACHINE:
	case USE_OVN:
	case USE_DOCKER:
		break;
	}
	return "  - cidr: the network that the nodes are in";
}

static void judge_form(struct findings *findings, const struct used_network *used)
{
	struct arena *arena = findings_arena(findings);

	if (used->is_default)
		return;
	if (network_has_host_bits(&used->network) || !used->network.prefix)
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject =
					findings_printf(findings, "%s/bits", used->name),
				.where = used->where,
				.width = used->width,
				.title = findings_printf(findings,
							 "%s is the address of a host, "
							 "not of a network",
							 used->name),
				.observed = used->said->text,
				.expected = network_text(arena, &used->network),
				.why = "openshift-install refuses the file",
				.fix = { network_text(arena, &used->network) },
			});
	if ((used->use == USE_CLUSTER || used->use == USE_SERVICE) &&
	    !network_is_private(&used->network))
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = findings_printf(findings, "%s/public",
							   used->name),
				.where = used->where,
				.width = used->width,
				.title = findings_printf(
					findings,
					"%s lies in the Internet's address "
					"space",
					used->name),
				.observed = used->said->text,
				.expected = "a private network (RFC 1918)",
				.why = "pods cannot reach the machines that really have these "
				       "addresses",
				.fix = { networks_other(used->use) },
			});
}

/* 172.30.0.0/16 by default: what is small may have been meant for something else. */
static void judge_services(struct findings *findings, const struct used_network *used)
{
	if (used->is_default || used->use != USE_SERVICE ||
	    used->network.addr.family != AF_INET || used->network.prefix <= SERVICES_FEW)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = findings_printf(findings, "%s/small", used->name),
			.where = used->where,
			.width = used->width,
			.title = findings_printf(
				findings,
				"%s has room for %u services, and looks like "
				"the network of machines",
				used->name,
				used->network.prefix >= 31
					? 1
					: (1u << (32 - used->network.prefix)) - 2),
			.observed = used->said->text,
			.expected =
				"172.30.0.0/16, or another of that size that no machine is in",
			.why = "a new cluster has more than a hundred services; and where machines "
			       "are in this network, pods take them for services of the cluster: "
			       "they get no answer",
			.fix = { networks_other(USE_SERVICE) },
		});
}

/* Kubernetes takes no network of services with more than 2^20 addresses. */
static void judge_services_six(struct findings *findings, const struct used_network *used)
{
	if (used->is_default || used->use != USE_SERVICE ||
	    used->network.addr.family != AF_INET6 || used->network.prefix >= SERVICES_SIX)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = findings_printf(findings, "%s/large", used->name),
			.where = used->where,
			.width = used->width,
			.title = findings_printf(findings,
						 "%s is too large: at most a /%d",
						 used->name, SERVICES_SIX),
			.observed = used->said->text,
			.expected = "a /112, such as fd02::/112",
			.why = "openshift-install refuses the file, or no API server "
			       "starts",
			.fix = { "  - fd02::/112" },
		});
}

static void judge_count(struct findings *findings,
			const struct install_config_networks *service)
{
	size_t four = 0, six = 0;

	for (size_t i = 0; i < service->count; i++) {
		four += service->items[i].addr.family == AF_INET;
		six += service->items[i].addr.family == AF_INET6;
	}
	if (four <= 1 && six <= 1)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = "serviceNetwork",
			.where = service->where,
			.width = 14,
			.title = "serviceNetwork has more than one network of a family",
			.observed = findings_printf(findings, "%zu of IPv4, %zu of IPv6",
						    four, six),
			.expected = "one; with dual stack one of each family",
			.why = "openshift-install refuses the file",
			.fix = { "  - 172.30.0.0/16" },
		});
}

static unsigned host_prefix_of(const struct install_config_network *network)
{
	if (network->host_prefix.given && network->host_prefix.value >= 0 &&
	    network->host_prefix.value <= 128)
		return (unsigned)network->host_prefix.value;
	return network->addr.family == AF_INET ? HOST_PREFIX_DEFAULT : 64;
}

static void judge_host_prefix(struct findings *findings,
			      const struct install_config_network *network)
{
	const unsigned prefix = host_prefix_of(network);
	const struct where where =
		network->host_prefix.given ? network->host_prefix.where : network->where;

	if (prefix < network->prefix)
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = findings_printf(findings, "hostPrefix/%s",
							   network->text),
				.where = where,
				.width = 2,
				.title = findings_printf(
					findings,
					"hostPrefix %u%s is larger than clusterNetwork %s",
					prefix,
					network->host_prefix.given ? "" : " (default)",
					network->text),
				.observed = findings_printf(
					findings, "a /%u for each node", prefix),
				.expected = findings_printf(findings, "%u or more",
							    network->prefix),
				.why = "openshift-install refuses the file: not one node gets a "
				       "network for its pods",
				.fix = { "hostPrefix: 23, and a clusterNetwork such as "
					 "10.128.0.0/14" },
			});
	else if (network->addr.family == AF_INET6 && prefix != 64)
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = findings_printf(findings, "hostPrefix/%s",
							   network->text),
				.where = where,
				.width = 2,
				.title = findings_printf(
					findings,
					"hostPrefix of an IPv6 network is 64, not %u",
					prefix),
				.observed = findings_printf(findings, "hostPrefix: %u",
							    prefix),
				.expected = "hostPrefix: 64",
				.why = "openshift-install refuses the file",
				.fix = { "hostPrefix: 64" },
			});
	else if (network->addr.family == AF_INET && prefix > 25)
		findings_add(
			findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = findings_printf(findings, "hostPrefix/%s",
							   network->text),
				.where = where,
				.width = 2,
				.title = findings_printf(
					findings, "hostPrefix %u: %u pods on a node",
					prefix,
					prefix >= 31 ? 0 : (1u << (32 - prefix)) - 2),
				.observed = findings_printf(findings, "hostPrefix: %u",
							    prefix),
				.expected = "23 (510 pods) or 24",
				.why = "a master runs some seventy pods of the cluster itself",
				.fix = { "hostPrefix: 23" },
			});
}

/* How many nodes get a network of their own for their pods. */
static void judge_room(const struct inventory *inventory, struct findings *findings,
		       const struct install_config_networks *cluster)
{
	const struct install_config_network *first = NULL;
	unsigned long room = 0;
	size_t nodes = 0;

	for (size_t i = 0; i < inventory->node_count; i++)
		nodes += inventory->nodes[i].role != NODE_BOOTSTRAP;
	for (size_t i = 0; i < cluster->count; i++) {
		const struct install_config_network *network = &cluster->items[i];
		const unsigned prefix = host_prefix_of(network);

		if (network->addr.family != AF_INET)
			continue;
		first = first ? first : network;
		/* That one is said already. */
		if (prefix < network->prefix)
			return;
		room += 1UL << (prefix - network->prefix > 30 ? 30
							      : prefix - network->prefix);
	}
	if (!first || room >= nodes)
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = "clusterNetwork/nodes",
			.where = first->where,
			.width = (unsigned)strlen(first->text),
			.title = findings_printf(
				findings,
				"clusterNetwork has room for %lu nodes, and "
				"there are %zu",
				room, nodes),
			.observed = findings_printf(findings, "%s, a /%u for each node",
						    first->text, host_prefix_of(first)),
			.expected = "a network for each node",
			.why = "the nodes that come last get none and stay NotReady",
			.fix = {"a shorter prefix: - cidr: 10.128.0.0/14",
				 "or a longer hostPrefix: 24"},
	});
}

void networks_judge_each(const struct inventory *inventory, struct findings *findings,
			 const struct used_networks *networks)
{
	const struct install_config *config = inventory->sources->install_config;

	for (size_t i = 0; i < networks->count; i++) {
		judge_form(findings, &networks->items[i]);
		judge_services(findings, &networks->items[i]);
		judge_services_six(findings, &networks->items[i]);
	}
	judge_count(findings, &config->service);
	for (size_t i = 0; i < config->cluster.count; i++) {
		if (config->cluster.items[i].addr.family)
			judge_host_prefix(findings, &config->cluster.items[i]);
	}
	judge_room(inventory, findings, &config->cluster);
}
