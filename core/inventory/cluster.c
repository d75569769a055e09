#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/resolv_conf.h"
#include "core/text.h"

#define PORT_DNS    53
#define RESOLV_CONF "/etc/resolv.conf"

struct addresses builder_addresses(struct builder *builder,
				   const struct config_list *list)
{
	struct addresses addresses = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		struct addr addr;

		if (addr_parse(list->items[i].value, &addr) < 0 ||
		    addr_is_in(&addr, addresses.items, addresses.count))
			continue;
		addresses.items = arena_grow(builder->arena, addresses.items,
					     addresses.count, sizeof addr);
		addresses.items[addresses.count++] = addr;
	}
	return addresses;
}

/* What the configuration says, else what install-config.yaml says; two that differ are shown. */
static const char *choose(struct builder *builder, const struct config_text *config,
			  const struct config_text *installer, const char *what,
			  struct where *ret_where)
{
	const struct config_text *text = config->value ? config : installer;
	const char *value =
		text->value ? text_dns_name(builder->arena, text->value) : NULL;

	*ret_where = text->where;
	if (config->value && installer->value) {
		const char *other = text_dns_name(builder->arena, installer->value);

		if (strcmp(value, other))
			diag_warning(builder->diagnostics, config->where, NULL,
				     "%s is '%s' here, but '%s' at %s:%u:%u", what, value,
				     other, installer->where.file, installer->where.line,
				     installer->where.column);
	}
	return value;
}

static void add_endpoint(struct builder *builder, struct endpoint *endpoint,
			 const char *label, const char *prefix,
			 const struct config_list *addresses, struct where cluster)
{
	endpoint->label = label;
	endpoint->fqdn = arena_printf(builder->arena, "%s.%s", prefix,
				      builder->inventory->cluster_domain);
	endpoint->addresses = builder_addresses(builder, addresses);
	endpoint->where = addresses->count ? addresses->items[0].where : cluster;
}

/* How to say what no file says. */
static const char *say_cluster(const struct config *config, const char *key)
{
	if (!config->file)
		return "write it into ocp-preflight.yaml: cluster: {name: ocp45, baseDomain: "
		       "example.localdomain}";
	return !strcmp(key, "cluster.name")
		       ? "set cluster.name, or name install-config.yaml as "
			 "sources.installConfig"
		       : "set cluster.baseDomain, or name install-config.yaml as "
			 "sources.installConfig";
}

void builder_cluster(struct builder *builder)
{
	const struct config *config = builder->config;
	const struct install_config *installer = builder->install_config;
	struct inventory *inventory = builder->inventory;
	struct where name_where, domain_where;
	struct where file = { config->file, 0, 0 };

	inventory->version = config->openshift_version.value;
	inventory->cluster_name = choose(builder, &config->cluster_name, &installer->name,
					 "the cluster's name", &name_where);
	inventory->cluster_where = name_where;
	inventory->base_domain =
		choose(builder, &config->base_domain, &installer->base_domain,
		       "the base domain", &domain_where);
	inventory->domain_where = domain_where;
	if (!inventory->cluster_name)
		diag_error(builder->diagnostics, file,
			   say_cluster(config, "cluster.name"),
			   "the name of the cluster is not known");
	if (!inventory->base_domain)
		diag_error(builder->diagnostics, file,
			   say_cluster(config, "cluster.baseDomain"),
			   "the base domain of the cluster is not known");
	/* Go on with something, so that all other errors are shown too. */
	inventory->cluster_domain = arena_printf(
		builder->arena, "%s.%s",
		inventory->cluster_name ? inventory->cluster_name : "cluster",
		inventory->base_domain ? inventory->base_domain : "invalid");
	if (!text_is_host_name(arena_printf(builder->arena, "api-int.%s",
					    inventory->cluster_domain)))
		diag_error(builder->diagnostics, name_where, NULL,
			   "api-int.%s is too long for a DNS name",
			   inventory->cluster_domain);
	add_endpoint(builder, &inventory->api, "api", "api", &config->api, name_where);
	add_endpoint(builder, &inventory->api_int, "api-int", "api-int", &config->api_int,
		     name_where);
	add_endpoint(builder, &inventory->ingress, "ingress", "*.apps", &config->ingress,
		     name_where);
}

/* "m1" -> "m1.<domain>"; a name with a dot is complete. */
static const char *complete(struct builder *builder, const struct config_text *name,
			    const char *domain)
{
	size_t length = strlen(name->value), rest = strlen(domain);
	const char *fqdn;

	if (length > 1 && name->value[length - 1] == '.')
		length--;
	if (memchr(name->value, '.', length)) {
		fqdn = text_dns_name(builder->arena, name->value);
	} else {
		char *joined = arena_alloc(builder->arena, length + 1 + rest + 1);

		for (size_t i = 0; i < length; i++)
			joined[i] = (char)tolower((unsigned char)name->value[i]);
		joined[length] = '.';
		memcpy(joined + length + 1, domain, rest);
		fqdn = joined;
	}
	if (!text_is_host_name(fqdn))
		diag_error(builder->diagnostics, name->where, NULL,
			   "'%s' is too long for a DNS name", fqdn);
	return fqdn;
}

/* The names of the inventory are subjects of checks: each stands for one thing. */
static void check_name(struct builder *builder, const char *fqdn, struct where where,
		       const struct node *node, const struct host *host)
{
	const struct inventory *inventory = builder->inventory;
	const struct where *before = node ? &node->where : host ? &host->where : NULL;

	if (!strcmp(fqdn, inventory->api.fqdn) || !strcmp(fqdn, inventory->api_int.fqdn))
		diag_error(builder->diagnostics, where,
			   "say its addresses under endpoints, not as a node or host",
			   "%s is the name of an endpoint", fqdn);
	else if (before)
		diag_error(builder->diagnostics, where, NULL,
			   "%s is already the name of the %s at %s:%u:%u", fqdn,
			   node ? "node" : "host", before->file, before->line,
			   before->column);
}

static void index_addresses(struct builder *builder, struct index *index,
			    const struct addresses *addresses, void *value)
{
	for (size_t i = 0; i < addresses->count; i++) {
		unsigned char *key = arena_alloc(builder->arena, INVENTORY_KEY_LEN);

		inventory_address_key(&addresses->items[i], key);
		index_add(index, key, INVENTORY_KEY_LEN, value);
	}
}

static enum node_role node_role(const char *name)
{
	enum node_role role = NODE_BOOTSTRAP;

	while (role < NODE_INFRA && strcmp(node_role_name(role), name))
		role++;
	return role;
}

/* Lower case, colons. */
static const char *mac_text(struct builder *builder, const char *text)
{
	char *mac;

	if (!text)
		return NULL;
	mac = arena_strdup(builder->arena, text);
	for (char *p = mac; *p; p++)
		*p = *p == '-' ? ':' : (char)tolower((unsigned char)*p);
	return mac;
}

void builder_nodes(struct builder *builder)
{
	const struct config *config = builder->config;
	struct inventory *inventory = builder->inventory;

	inventory->nodes = arena_alloc(builder->arena,
				       config->node_count * sizeof *inventory->nodes);
	for (size_t i = 0; i < config->node_count; i++) {
		const struct config_node *from = &config->nodes[i];
		struct node *node = &inventory->nodes[inventory->node_count++];

		node->fqdn = complete(builder, &from->name, inventory->cluster_domain);
		node->role = node_role(from->role.value);
		node->addresses = builder_addresses(builder, &from->addresses);
		node->mac = mac_text(builder, from->mac.value);
		node->where = from->where;
		check_name(builder, node->fqdn, node->where,
			   index_add(builder->nodes_by_name, node->fqdn,
				     strlen(node->fqdn), node),
			   NULL);
		index_addresses(builder, builder->nodes_by_address, &node->addresses,
				node);
	}
}

static unsigned host_roles(const struct config_list *roles)
{
	static const struct {
		const char *name;
		enum host_role role;
	} names[] = {
		{"bastion",	     HOST_BASTION	  },
		     { "dns",	      HOST_DNS	       },
		{ "dhcp",	  HOST_DHCP	    },
		     { "loadbalancer", HOST_LOADBALANCER},
		{ "http",	  HOST_HTTP	    },
		     { "ntp",	      HOST_NTP	       },
	};
	unsigned set = 0;

	for (size_t i = 0; i < roles->count; i++) {
		for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
			if (!strcmp(roles->items[i].value, names[n].name))
				set |= names[n].role;
		}
	}
	return set;
}

void builder_hosts(struct builder *builder)
{
	const struct config *config = builder->config;
	struct inventory *inventory = builder->inventory;

	inventory->hosts = arena_alloc(builder->arena,
				       config->host_count * sizeof *inventory->hosts);
	for (size_t i = 0; i < config->host_count; i++) {
		const struct config_host *from = &config->hosts[i];
		struct host *host = &inventory->hosts[inventory->host_count++];
		const char *domain = inventory->base_domain;

		host->fqdn = complete(builder, &from->name, domain ? domain : "invalid");
		host->addresses = builder_addresses(builder, &from->addresses);
		host->roles = host_roles(&from->roles);
		host->where = from->where;
		check_name(builder, host->fqdn, host->where,
			   index_find(builder->nodes_by_name, host->fqdn,
				      strlen(host->fqdn)),
			   index_add(builder->hosts_by_name, host->fqdn,
				     strlen(host->fqdn), host));
		index_addresses(builder, builder->hosts_by_address, &host->addresses,
				host);
	}
}

static void read_resolv_conf(struct builder *builder, const char *path,
			     struct name_server **ret_servers, size_t *ret_count)
{
	size_t length;
	char *bytes;

	if (file_read(path, FILE_TEXT_MAX, &bytes, &length) < 0)
		return;
	resolv_conf_read(builder->arena, RESOLV_CONF, bytes, length, ret_servers,
			 ret_count);
	free(bytes);
}

static void from_resolv_conf(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	struct name_server *servers;
	size_t count = 0;

	inventory->name_servers_from_resolv_conf = true;
	read_resolv_conf(builder,
			 source_files_path(inventory->sources->files, RESOLV_CONF),
			 &servers, &count);
	/* A copy of a machine's files may lack it; then this machine's servers are asked. */
	if (!count)
		read_resolv_conf(builder, RESOLV_CONF, &servers, &count);
	if (!count) {
		/* What libc asks when resolv.conf names nobody (resolv.conf(5)). */
		static const char local[] = "nameserver 127.0.0.1";

		resolv_conf_read(builder->arena, NULL, local, strlen(local), &servers,
				 &count);
		servers->where = (struct where){ 0 };
	}
	inventory->name_servers = servers;
	inventory->name_server_count = count;
}

void builder_name_servers(struct builder *builder)
{
	const struct config_list *list = &builder->config->dns_servers;
	struct inventory *inventory = builder->inventory;

	if (!list->count) {
		from_resolv_conf(builder);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct name_server server = { .where = list->items[i].where };
		char text[ADDR_STRLEN];
		bool known = false;

		if (addr_parse_port(list->items[i].value, PORT_DNS, &server.addr) < 0)
			continue;
		if (server.addr.port == PORT_DNS)
			addr_str(&server.addr, text);
		else
			addr_str_port(&server.addr, text);
		for (size_t s = 0; s < inventory->name_server_count; s++)
			known |= !strcmp(inventory->name_servers[s].text, text);
		if (known)
			continue;
		server.text = arena_strdup(builder->arena, text);
		inventory->name_servers =
			arena_grow(builder->arena, inventory->name_servers,
				   inventory->name_server_count, sizeof server);
		inventory->name_servers[inventory->name_server_count++] = server;
	}
}
