#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "index.h"
#include "inventory_build.h"
#include "sources/haproxy.h"
#include "text.h"

struct source {
	char *bytes; /* NULL: not named, or not readable */
	size_t length;
	const char *file; /* as it is called in messages */
};

static void read_haproxy(struct builder *builder);
static void must_exist(struct builder *builder, const struct config_text *text,
		       const char *what);

const char *builder_path(struct builder *builder, const char *path)
{
	const char *directory = builder->config->directory;

	if (*path == '/' || !directory || !strcmp(directory, "."))
		return path;
	return arena_printf(builder->arena, "%s/%s",
			    strcmp(directory, "/") ? directory : "", path);
}

/*
 * One configuration serves on all hosts, and haproxy.cfg is on one of them only: an absolute path
 * that leads nowhere here is said and passed over. A relative one travels with the configuration.
 */
static void complain(struct builder *builder, const struct config_text *text,
		     const char *what, const char *file, int error)
{
	bool is_elsewhere = *text->value == '/' && (error == -ENOENT || error == -EACCES);

	if (is_elsewhere)
		diag_warning(builder->diagnostics, text->where,
			     error == -EACCES ? "run with sudo, or make it readable"
					      : "what it says is not known here",
			     "%s: cannot read '%s': %s", what, file, file_error(error));
	else
		diag_error(builder->diagnostics, text->where, NULL,
			   "%s: cannot read '%s': %s", what, file, file_error(error));
}

/* The caller frees `bytes`. */
static struct source read_source(struct builder *builder, const struct config_text *text,
				 const char *what)
{
	struct source source = { 0 };
	int r;

	if (!text->value)
		return source;
	source.file = builder_path(builder, text->value);
	r = file_read(source.file, FILE_TEXT_MAX, &source.bytes, &source.length);
	if (r < 0)
		complain(builder, text, what, source.file, r);
	return source;
}

void builder_read_sources(struct builder *builder)
{
	const struct config *config = builder->config;
	struct source source;

	source = read_source(builder, &config->install_config, "installConfig");
	if (source.bytes)
		install_config_read(builder->arena, source.file, source.bytes,
				    source.length, builder->diagnostics,
				    &builder->install_config);
	free(source.bytes);
	source = read_source(builder, &config->dhcpd, "dhcpd");
	if (source.bytes)
		dhcpd_read(builder->arena, source.file, source.bytes, source.length,
			   builder->diagnostics, &builder->dhcpd);
	free(source.bytes);
	source = read_source(builder, &config->ipxe, "ipxe");
	if (source.bytes)
		ipxe_read(builder->arena, source.file, source.bytes, source.length,
			  &builder->ipxe);
	free(source.bytes);
	read_haproxy(builder);
	must_exist(builder, &config->named, "named");
	for (size_t i = 0; i < config->zones.count; i++)
		must_exist(builder, &config->zones.items[i], "zones");
	must_exist(builder, &config->egress_ca_file, "caFile");
}

static void read_haproxy(struct builder *builder)
{
	struct source source = read_source(builder, &builder->config->haproxy, "haproxy");
	struct haproxy haproxy;

	/* That it is HAProxy is known wherever its file is. */
	builder->inventory->haproxy_file = source.file;
	if (!source.bytes)
		return;
	haproxy_read(builder->arena, source.file, source.bytes, source.length,
		     builder->diagnostics, &haproxy);
	free(source.bytes);
	builder->inventory->fronts = haproxy.fronts;
	builder->inventory->front_count = haproxy.count;
}

/* named.conf is readable by root and named only; that it is there is all that is asked. */
static void must_exist(struct builder *builder, const struct config_text *text,
		       const char *what)
{
	struct stat status;
	const char *file;
	int r = 0;

	if (!text->value)
		return;
	file = builder_path(builder, text->value);
	if (stat(file, &status) < 0)
		r = -errno;
	else if (S_ISDIR(status.st_mode))
		r = -EISDIR;
	if (r < 0 && r != -EACCES)
		complain(builder, text, what, file, r);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void set_named_by(struct builder *builder, struct node *node, const char *name,
			 const char *what, struct where where)
{
	const char *given = text_dns_name(builder->arena, name);
	size_t label = strcspn(node->fqdn, ".");

	if (node->named_by)
		return;
	node->named_by = arena_printf(builder->arena, "%s in %s:%u", what,
				      base_name(where.file), where.line);
	if (strcmp(given, node->fqdn) &&
	    (strlen(given) != label || strncmp(given, node->fqdn, label)))
		diag_warning(builder->diagnostics, where, NULL,
			     "%s names this node '%s'; its name is %s", what, given,
			     node->fqdn);
}

static struct node *find_at(struct builder *builder, const struct addr *addr)
{
	unsigned char key[INVENTORY_KEY_LEN];

	inventory_address_key(addr, key);
	return index_find(builder->nodes_by_address, key, sizeof key);
}

static void name_by_dhcp(struct builder *builder)
{
	struct inventory *inventory = builder->inventory;
	struct index *macs = index_new(builder->arena, inventory->node_count);

	for (size_t i = 0; i < inventory->node_count; i++) {
		struct node *node = &inventory->nodes[i];

		if (node->mac)
			index_add(macs, node->mac, strlen(node->mac), node);
	}
	for (size_t i = 0; i < builder->dhcpd.count; i++) {
		const struct dhcpd_host *host = &builder->dhcpd.hosts[i];
		struct node *node = NULL;

		if (!host->host_name || !*host->host_name)
			continue;
		if (host->mac)
			node = index_find(macs, host->mac, strlen(host->mac));
		for (size_t a = 0; !node && a < host->addresses.count; a++)
			node = find_at(builder, &host->addresses.items[a]);
		if (node)
			set_named_by(builder, node, host->host_name,
				     host->host_name == host->name ? "use-host-decl-names"
								   : "option host-name",
				     host->name_where);
	}
}

/* The node that a kernel argument names: "m1" or "m1.ocp45.example.localdomain". */
static struct node *find_named(struct builder *builder, const char *name)
{
	const char *fqdn = text_dns_name(builder->arena, name);

	if (!strchr(fqdn, '.'))
		fqdn = arena_printf(builder->arena, "%s.%s", fqdn,
				    builder->inventory->cluster_domain);
	return index_find(builder->nodes_by_name, fqdn, strlen(fqdn));
}

void builder_name_nodes(struct builder *builder)
{
	name_by_dhcp(builder);
	for (size_t i = 0; i < builder->ipxe.count; i++) {
		const struct ipxe_name *name = &builder->ipxe.names[i];
		bool has_client = name->client.family != 0;
		struct node *node = has_client ? find_at(builder, &name->client)
					       : find_named(builder, name->host_name);

		if (node)
			set_named_by(builder, node, name->host_name,
				     has_client ? "ip=" : "a kernel argument",
				     name->where);
	}
}
