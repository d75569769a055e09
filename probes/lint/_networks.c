#include "_networks.h"

#include <string.h>

#include "_release.h"
#include "core/arena.h"
#include "core/http/url.h"
#include "core/sources/sources.h"

struct collecting {
	const struct inventory *inventory;
	struct findings *findings;
	struct arena *arena;
	struct used_networks networks;
};

static void add(struct collecting *collecting, const struct used_network *network)
{
	struct used_networks *list = &collecting->networks;

	list->items =
		arena_grow(collecting->arena, list->items, list->count, sizeof *network);
	list->items[list->count++] = *network;
}

static void add_said(struct collecting *collecting, enum network_use use,
		     const char *what, const struct install_config_networks *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct install_config_network *said = &list->items[i];

		if (!said->addr.family)
			continue;
		add(collecting,
		    &(struct used_network){
			    .network = {said->addr, said->prefix},
			    .use = use,
			    .name = findings_printf(collecting->findings, "%s %s", what,
						    said->text),
			    .width = (unsigned)strlen(said->text),
			    .where = said->where,
			    .said = said
		 });
	}
}

static void add_default(struct collecting *collecting, enum network_use use,
			const char *what, const char *address, unsigned prefix)
{
	add(collecting,
	    &(struct used_network){
		    .network = network_of(address, prefix),
		    .use = use,
		    .name = findings_printf(collecting->findings, "%s %s/%u", what,
					    address, prefix),
		    .is_default = true,
		    .where = {collecting->inventory->sources->install_config->file, 0,
			       0}
	   });
}

/* OVN-Kubernetes is what a file without a word gets from 4.12 on; other networks have others. */
static bool is_ovn(const struct inventory *inventory)
{
	const struct install_config *config = inventory->sources->install_config;

	if (config->has_ovn_config)
		return false; /* its own networks may be others */
	if (config->network_type.value)
		return !strcmp(config->network_type.value, "OVNKubernetes");
	return !release_is_before(inventory, 12);
}

static void add_software(struct collecting *collecting)
{
	const struct inventory *inventory = collecting->inventory;

	add_default(collecting, USE_DOCKER, "the bridge of docker", "172.17.0.0", 16);
	if (!is_ovn(inventory))
		return;
	add_default(collecting, USE_OVN, "OVN-Kubernetes (join)", "100.64.0.0", 16);
	add_default(collecting, USE_OVN, "OVN-Kubernetes (join)", "fd98::", 64);
	if (!release_is_before(inventory, 14)) {
		add_default(collecting, USE_OVN, "OVN-Kubernetes (transit)", "100.88.0.0",
			    16);
		add_default(collecting, USE_OVN, "OVN-Kubernetes (transit)",
			    "fd97::", 64);
	}
	if (release_is_from(inventory, 17))
		add_default(collecting, USE_OVN, "OVN-Kubernetes (masquerade)",
			    "169.254.0.0", 17);
	else
		add_default(collecting, USE_OVN, "OVN-Kubernetes (masquerade)",
			    "169.254.169.0", 29);
}

struct used_networks networks_of(const struct inventory *inventory,
				 struct findings *findings)
{
	const struct install_config *config = inventory->sources->install_config;
	struct collecting collecting = { .inventory = inventory,
					 .findings = findings,
					 .arena = findings_arena(findings) };

	add_said(&collecting, USE_MACHINE, "machineNetwork", &config->machine);
	add_said(&collecting, USE_CLUSTER, "clusterNetwork", &config->cluster);
	add_said(&collecting, USE_SERVICE, "serviceNetwork", &config->service);
	/* What is missing in a broken file may only not have been read. */
	if (!config->incomplete && !config->machine.count)
		add_default(&collecting, USE_MACHINE, "machineNetwork (default)",
			    "10.0.0.0", 16);
	if (!config->incomplete && !config->cluster.count)
		add_default(&collecting, USE_CLUSTER, "clusterNetwork (default)",
			    "10.128.0.0", 14);
	if (!config->incomplete && !config->service.count)
		add_default(&collecting, USE_SERVICE, "serviceNetwork (default)",
			    "172.30.0.0", 16);
	add_software(&collecting);
	return collecting.networks;
}

struct siting {
	struct findings *findings;
	struct arena *arena;
	struct site_addresses site;
};

static void add_site(struct siting *siting, const struct addr *addr, const char *name,
		     struct where where)
{
	struct site_addresses *site = &siting->site;

	if (!addr_is_outward(addr))
		return;
	site->items =
		arena_grow(siting->arena, site->items, site->count, sizeof *site->items);
	site->items[site->count++] = (struct site_address){ *addr, name, where };
}

static void add_all(struct siting *siting, const struct addresses *addresses,
		    const char *what, const char *name, struct where where)
{
	for (size_t i = 0; i < addresses->count; i++)
		add_site(siting, &addresses->items[i],
			 findings_printf(siting->findings, "%s %s", what, name), where);
}

/* The host of a URL, if it is an address. */
static void add_url(struct siting *siting, const char *url, const char *what,
		    struct where where)
{
	struct http_url parts;
	struct addr addr;

	if (url && http_url_parse(siting->arena, url, &parts) >= 0 &&
	    addr_parse(parts.host, &addr) >= 0)
		add_site(siting, &addr,
			 findings_printf(siting->findings, "%s %s", what, parts.host),
			 where);
}

struct site_addresses site_of(const struct inventory *inventory,
			      struct findings *findings)
{
	const struct install_config *config = inventory->sources->install_config;
	const struct endpoint *const endpoints[] = { &inventory->api, &inventory->api_int,
						     &inventory->ingress };
	struct siting siting = { .findings = findings,
				 .arena = findings_arena(findings) };

	for (size_t i = 0; i < inventory->node_count; i++)
		add_all(&siting, &inventory->nodes[i].addresses, "node",
			inventory->nodes[i].fqdn, inventory->nodes[i].where);
	for (size_t i = 0; i < inventory->host_count; i++)
		add_all(&siting, &inventory->hosts[i].addresses, "host",
			inventory->hosts[i].fqdn, inventory->hosts[i].where);
	for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++)
		add_all(&siting, &endpoints[i]->addresses, "address of",
			endpoints[i]->fqdn, endpoints[i]->where);
	for (size_t i = 0; i < inventory->name_server_count; i++)
		add_site(&siting, &inventory->name_servers[i].addr,
			 findings_printf(findings, "DNS server %s",
					 inventory->name_servers[i].text),
			 inventory->name_servers[i].where);
	add_url(&siting, config->http_proxy.value, "proxy", config->http_proxy.where);
	add_url(&siting, config->https_proxy.value, "proxy", config->https_proxy.where);
	for (size_t i = 0; i < config->mirror_count; i++)
		add_url(&siting,
			findings_printf(findings, "https://%s/",
					config->mirrors[i].value),
			"mirror", config->mirrors[i].where);
	add_url(&siting, inventory->artifact_base_url, "web server",
		inventory->artifact_where);
	/* This host belongs to the site, if it has a part in it. */
	if (inventory->vantage.roles)
		add_all(&siting, &inventory->vantage.locals, "this host",
			inventory->vantage.host, (struct where){ 0 });
	return siting.site;
}
