#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "arena.h"
#include "diag.h"
#include "file.h"
#include "index.h"
#include "text.h"
#include "value.h"
#include "yaml.h"

struct loader {
	struct arena *arena;   /* what the configuration keeps */
	struct arena *scratch; /* the tree and the tables, gone when it is loaded */
	struct diagnostics *diagnostics;
	struct config *config;
	struct index *node_names, *node_addresses, *macs, *host_names;
};

enum shape {
	SHAPE_TEXT, /* a struct config_text at `offset` */
	SHAPE_LIST, /* a struct config_list at `offset`; one text counts as a list of one */
	SHAPE_MAP,	/* a mapping of `fields`, into the same struct */
	SHAPE_NODES,	/* config.nodes */
	SHAPE_HOSTS,	/* config.hosts */
	SHAPE_SILENCES, /* config.silences */
};

/* One key of a mapping. */
struct field {
	const char *key;
	enum shape shape;
	size_t offset;
	const struct value_kind *kind;
	const struct field *fields; /* ends with key NULL */
	bool unique;		    /* a list whose items must differ */
};

#define IN(member)	   offsetof(struct config, member)
#define IN_NODE(member)	   offsetof(struct config_node, member)
#define IN_HOST(member)	   offsetof(struct config_host, member)
#define IN_SILENCE(member) offsetof(struct config_silence, member)

static const struct field cluster_fields[] = {
	{.key = "name",		 .offset = IN(cluster_name), .kind = &value_cluster_name },
	{ .key = "baseDomain", .offset = IN(base_domain), .kind = &value_dns_name },
	{ .key = "openshiftVersion",
	  .offset = IN(openshift_version),
	  .kind = &value_version },
	{ 0    },
};

static const struct field sources_fields[] = {
	{.key = "installConfig", .offset = IN(install_config), .kind = &value_path },
	{ .key = "installDir",   .offset = IN(install_dir), .kind = &value_path },
	{ .key = "haproxy",
	  .shape = SHAPE_LIST,
	  .offset = IN(haproxy),
	  .kind = &value_path },
	{ .key = "named",	  .offset = IN(named), .kind = &value_path },
	{ .key = "zones",	  .shape = SHAPE_LIST, .offset = IN(zones), .kind = &value_path },
	{ .key = "dhcpd",  .offset = IN(dhcpd), .kind = &value_path },
	{ .key = "dnsmasq",			    .offset = IN(dnsmasq), .kind = &value_path },
	{ .key = "ipxe", .shape = SHAPE_LIST, .offset = IN(ipxe), .kind = &value_path },
	{ .key = "nginx",			  .offset = IN(nginx), .kind = &value_path },
	{ .key = "apache",.offset = IN(apache), .kind = &value_path },
	{ .key = "pxelinux",
	  .shape = SHAPE_LIST,
	  .offset = IN(pxelinux),
	  .kind = &value_path },
	{ .key = "grub",	 .shape = SHAPE_LIST, .offset = IN(grub), .kind = &value_path },
	{ .key = "hosts",	  .offset = IN(hosts_file), .kind = &value_path },
	{ 0	    },
};

/* clang-format off */
static const struct field endpoints_fields[] = {
	{ .key = "api", .shape = SHAPE_LIST, .offset = IN(api), .kind = &value_address,
	  .unique = true },
	{ .key = "apiInt", .shape = SHAPE_LIST, .offset = IN(api_int), .kind = &value_address,
	  .unique = true },
	{ .key = "ingress", .shape = SHAPE_LIST, .offset = IN(ingress), .kind = &value_address,
	  .unique = true },
	{ 0 },
};

static const struct field node_fields[] = {
	{ .key = "name", .offset = IN_NODE(name), .kind = &value_dns_name },
	{ .key = "role", .offset = IN_NODE(role), .kind = &value_node_role },
	{ .key = "addresses", .shape = SHAPE_LIST, .offset = IN_NODE(addresses),
	  .kind = &value_address }, /* unique among all nodes: claim_node() */
	{ .key = "mac", .offset = IN_NODE(mac), .kind = &value_mac },
	{ 0 },
};

static const struct field host_fields[] = {
	{ .key = "name", .offset = IN_HOST(name), .kind = &value_dns_name },
	{ .key = "addresses", .shape = SHAPE_LIST, .offset = IN_HOST(addresses),
	  .kind = &value_address, .unique = true },
	{ .key = "roles", .shape = SHAPE_LIST, .offset = IN_HOST(roles),
	  .kind = &value_host_role, .unique = true },
	{ 0 },
};

static const struct field dns_fields[] = {
	{ .key = "servers", .shape = SHAPE_LIST, .offset = IN(dns_servers), .kind = &value_server,
	  .unique = true },
	{ 0 },
};

static const struct field artifacts_fields[] = {
	{ .key = "baseUrl", .offset = IN(base_url), .kind = &value_url },
	{ .key = "docroot", .offset = IN(docroot), .kind = &value_path },
	{ .key = "files", .shape = SHAPE_LIST, .offset = IN(artifact_files),
	  .kind = &value_artifact, .unique = true },
	{ 0 },
};

static const struct field egress_fields[] = {
	{ .key = "targets", .shape = SHAPE_LIST, .offset = IN(egress_targets), .kind = &value_url,
	  .unique = true },
	{ .key = "proxy", .offset = IN(egress_proxy), .kind = &value_proxy },
	{ .key = "caFile", .offset = IN(egress_ca_file), .kind = &value_path },
	{ 0 },
};

static const struct field firewalld_fields[] = {
	{ .key = "zone", .offset = IN(firewalld_zone), .kind = &value_zone },
	{ .key = "services", .shape = SHAPE_LIST, .offset = IN(firewalld_services),
	  .kind = &value_opening, .unique = true },
	{ 0 },
};

static const struct field silence_fields[] = {
	{ .key = "check", .offset = IN_SILENCE(check), .kind = &value_check },
	{ .key = "subject", .offset = IN_SILENCE(subject), .kind = &value_subject },
	{ .key = "reason", .offset = IN_SILENCE(reason), .kind = &value_reason },
	{ .key = "until", .offset = IN_SILENCE(until), .kind = &value_date },
	{ 0 },
};

static const struct field root_fields[] = {
	{ .key = "cluster", .shape = SHAPE_MAP, .fields = cluster_fields },
	{ .key = "sources", .shape = SHAPE_MAP, .fields = sources_fields },
	{ .key = "endpoints", .shape = SHAPE_MAP, .fields = endpoints_fields },
	{ .key = "nodes", .shape = SHAPE_NODES },
	{ .key = "hosts", .shape = SHAPE_HOSTS },
	{ .key = "dns", .shape = SHAPE_MAP, .fields = dns_fields },
	{ .key = "artifacts", .shape = SHAPE_MAP, .fields = artifacts_fields },
	{ .key = "egress", .shape = SHAPE_MAP, .fields = egress_fields },
	{ .key = "firewalld", .shape = SHAPE_MAP, .fields = firewalld_fields },
	{ .key = "silence", .shape = SHAPE_SILENCES },
	{ 0 },
};
/* clang-format on */

static void read_root(struct loader *loader, const struct yaml *root);
static void read_map(struct loader *loader, const struct yaml *map, const char *what,
		     const struct field *fields, void *base);
static void read_nodes(struct loader *loader, const struct yaml *list);
static void read_hosts(struct loader *loader, const struct yaml *list);
static void read_silences(struct loader *loader, const struct yaml *list);
static const char *directory_of(struct arena *arena, const char *path);

int config_load(struct arena *arena, const char *path, struct diagnostics *diagnostics,
		struct config **ret_config)
{
	struct where where = { path, 0, 0 };
	size_t length;
	char *bytes;
	int r;

	r = file_read(path, FILE_TEXT_MAX, &bytes, &length);
	if (r < 0) {
		diag_error(diagnostics, where,
			   r == -ENOENT ? "name the configuration with --config FILE; "
					  "ocp-preflight.yaml(5) says what goes into it"
					: NULL,
			   "cannot read the configuration: %s", file_error(r));
		return r;
	}
	r = config_parse(arena, path, bytes, length, diagnostics, ret_config);
	free(bytes);
	return r;
}

int config_parse(struct arena *arena, const char *name, const char *bytes, size_t length,
		 struct diagnostics *diagnostics, struct config **ret_config)
{
	struct loader loader = { .arena = arena,
				 .scratch = arena_new(),
				 .diagnostics = diagnostics };
	size_t errors = diagnostics->errors;
	const char *file = arena_strdup(arena, name);
	struct yaml *root;

	loader.config = arena_alloc(arena, sizeof *loader.config);
	loader.config->file = file;
	loader.config->directory = directory_of(arena, file);
	/* Broken YAML has one error: what was read of it would only add false ones. */
	if (yaml_parse(loader.scratch, file, bytes, length, diagnostics, &root) >= 0)
		read_root(&loader, root);
	arena_free(loader.scratch);
	if (diagnostics->errors > errors)
		return -EINVAL;
	*ret_config = loader.config;
	return 0;
}

static void read_root(struct loader *loader, const struct yaml *root)
{
	loader->macs = index_new(loader->scratch, 0);
	loader->host_names = index_new(loader->scratch, 0);
	if (yaml_is_null(root))
		diag_error(loader->diagnostics, root->where,
			   "ocp-preflight.yaml(5) says what goes into it",
			   "the configuration says nothing");
	else
		read_map(loader, root, "the configuration", root_fields, loader->config);
}

static const char *directory_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

const char *config_path(struct arena *arena, const struct config *config,
			const char *path)
{
	const char *directory = config->directory;

	if (*path == '/' || !directory || !strcmp(directory, "."))
		return path;
	return arena_printf(arena, "%s/%s", strcmp(directory, "/") ? directory : "",
			    path);
}

static bool expect(struct loader *loader, const struct yaml *value, enum yaml_kind kind,
		   const char *what)
{
	if (value->kind == kind)
		return true;
	diag_error(loader->diagnostics, value->where, NULL, "%s: expected %s, found %s",
		   what, yaml_kind_name(kind), yaml_kind_name(value->kind));
	return false;
}

/* False after a message. */
static bool read_text(struct loader *loader, const struct yaml *value, const char *key,
		      const struct value_kind *kind, struct config_text *ret_text)
{
	if (!expect(loader, value, YAML_TEXT, key))
		return false;
	for (const char *p = value->text; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f) {
			diag_error(loader->diagnostics, value->where, NULL,
				   "%s: there is a control character in it", key);
			return false;
		}
	}
	if (!value_fits(kind, value->text)) {
		diag_error(loader->diagnostics, value->where,
			   value_help(loader->scratch, kind, value->text), "%s: %s", key,
			   value_message(loader->scratch, kind, value->text));
		return false;
	}
	*ret_text = (struct config_text){ arena_strdup(loader->arena, value->text),
					  value->where };
	return true;
}

static void read_list(struct loader *loader, const struct yaml *value,
		      const struct field *field, struct config_list *list)
{
	struct index *seen =
		field->unique ? index_new(loader->scratch, value->count) : NULL;
	const struct yaml *item = value->kind == YAML_LIST ? value->first : value;

	list->given = true;
	if (value->kind == YAML_MAP) {
		expect(loader, value, YAML_LIST, field->key);
		return;
	}
	for (; item; item = value->kind == YAML_LIST ? item->next : NULL) {
		struct config_text text, *before;

		if (!read_text(loader, item, field->key, field->kind, &text))
			continue;
		list->items =
			arena_grow(loader->arena, list->items, list->count, sizeof text);
		list->items[list->count] = text;
		before = seen ? index_add(seen, text.value, strlen(text.value),
					  arena_alloc(loader->scratch, 1))
			      : NULL;
		if (before)
			diag_error(loader->diagnostics, text.where, NULL,
				   "%s: '%s' is in the list twice", field->key,
				   text.value);
		list->count++;
	}
}

static void read_field(struct loader *loader, const struct yaml *value,
		       const struct field *field, void *base)
{
	void *place = (char *)base + field->offset;

	/* `hosts:` with everything below it commented out is as good as no key. */
	if (yaml_is_null(value))
		return;
	switch (field->shape) {
	case SHAPE_TEXT:
		read_text(loader, value, field->key, field->kind, place);
		break;
	case SHAPE_LIST:
		read_list(loader, value, field, place);
		break;
	case SHAPE_MAP:
		read_map(loader, value, field->key, field->fields, base);
		break;
	case SHAPE_NODES:
		if (expect(loader, value, YAML_LIST, field->key))
			read_nodes(loader, value);
		break;
	case SHAPE_HOSTS:
		if (expect(loader, value, YAML_LIST, field->key))
			read_hosts(loader, value);
		break;
	case SHAPE_SILENCES:
		if (expect(loader, value, YAML_LIST, field->key))
			read_silences(loader, value);
		break;
	}
}

static void unknown_key(struct loader *loader, const struct yaml *key, const char *what,
			const struct field *fields)
{
	const char *words[16] = { 0 };

	for (size_t i = 0; fields[i].key; i++)
		words[i] = fields[i].key;
	diag_error(loader->diagnostics, key->where,
		   value_words_help(loader->scratch, words, key->text),
		   "unknown key '%s' in %s", key->text, what);
}

static void read_map(struct loader *loader, const struct yaml *map, const char *what,
		     const struct field *fields, void *base)
{
	if (!expect(loader, map, YAML_MAP, what))
		return;
	for (const struct yaml *value = map->first; value; value = value->next) {
		const struct field *field = fields;

		while (field->key && strcmp(field->key, value->key->text))
			field++;
		if (field->key)
			read_field(loader, value, field, base);
		else
			unknown_key(loader, value->key, what, fields);
	}
}

/* Who said something that nobody else may say. */
struct claim {
	const char *kind, *name; /* "node", "m1"; name NULL: somebody of that kind */
	struct where where;
};

/*
 * Remembers who said `key`; if somebody else did before: an error with both places. `key` may be
 * on the stack.
 */
static void claim(struct loader *loader, struct index *index, const void *key,
		  size_t length, const struct claim *by, const char *what,
		  const char *value)
{
	struct claim *claim = arena_alloc(loader->scratch, sizeof *claim), *before;

	*claim = *by;
	key = memcpy(arena_alloc(loader->scratch, length), key, length);
	before = index_add(index, key, length, claim);
	if (before)
		diag_error(loader->diagnostics, by->where, NULL,
			   "%s '%s' is already that of %s%s%s at %s:%u:%u", what, value,
			   before->name ? "" : "the ", before->kind,
			   before->name ? before->name : "", before->where.file,
			   before->where.line, before->where.column);
}

static void claim_name(struct loader *loader, struct index *index,
		       const struct config_text *name, const char *what)
{
	const char *key = text_dns_name(loader->scratch, name->value);

	claim(loader, index, key, strlen(key),
	      &(struct claim){ .kind = what, .where = name->where }, "the name",
	      name->value);
}

static void claim_node(struct loader *loader, const struct config_node *node)
{
	struct claim by = { .kind = "node ", .name = node->name.value };

	claim_name(loader, loader->node_names, &node->name, "node");
	for (size_t i = 0; i < node->addresses.count; i++) {
		const struct config_text *text = &node->addresses.items[i];
		struct addr addr;

		/* addr_parse() zeroes what it does not fill. */
		by.where = text->where;
		if (addr_parse(text->value, &addr) >= 0)
			claim(loader, loader->node_addresses, &addr, sizeof addr, &by,
			      "the address", text->value);
	}
	if (node->mac.value) {
		char *mac = text_dns_name(loader->scratch, node->mac.value);

		for (char *p = mac; *p; p++)
			*p = *p == '-' ? ':' : *p;
		by.where = node->mac.where;
		claim(loader, loader->macs, mac, strlen(mac), &by, "the MAC address",
		      node->mac.value);
	}
}

/* False: the key's value is missing or was refused; only the former needs a message. */
static bool require(struct loader *loader, const struct yaml *map,
		    const struct config_text *text, const char *key, const char *what,
		    const struct value_kind *kind)
{
	if (text->value)
		return true;
	if (yaml_is_null(yaml_get(map, key)))
		diag_error(loader->diagnostics, map->where,
			   kind->words
				   ? value_words_help(loader->scratch, kind->words, "")
				   : NULL,
			   "this %s has no %s", what, key);
	return false;
}

static void read_nodes(struct loader *loader, const struct yaml *list)
{
	struct config *config = loader->config;
	struct arena *arena = loader->arena;

	/* A second `nodes:` is refused before, so this is the only list. */
	loader->node_names = index_new(loader->scratch, list->count);
	loader->node_addresses = index_new(loader->scratch, list->count);
	config->node_arena = arena_child(arena);
	loader->arena = config->node_arena;
	/* All at once: what an array leaves behind while it grows stays in the arena. */
	config->nodes = arena_alloc(loader->arena, list->count * sizeof *config->nodes);
	for (const struct yaml *item = list->first; item; item = item->next) {
		struct config_node node = { .where = item->where };
		bool named;

		if (!expect(loader, item, YAML_MAP, "a node"))
			continue;
		read_map(loader, item, "a node", node_fields, &node);
		named = require(loader, item, &node.name, "name", "node",
				&value_dns_name);
		require(loader, item, &node.role, "role", "node", &value_node_role);
		if (!named)
			continue;
		node.where = node.name.where;
		claim_node(loader, &node);
		config->nodes[config->node_count++] = node;
	}
	loader->arena = arena;
}

void config_drop_nodes(struct config *config)
{
	config->nodes = NULL;
	config->node_count = 0;
	config->node_arena = arena_free(config->node_arena);
}

static void read_hosts(struct loader *loader, const struct yaml *list)
{
	struct config *config = loader->config;

	for (const struct yaml *item = list->first; item; item = item->next) {
		struct config_host host = { .where = item->where };

		if (!expect(loader, item, YAML_MAP, "a host"))
			continue;
		read_map(loader, item, "a host", host_fields, &host);
		if (!require(loader, item, &host.name, "name", "host", &value_dns_name))
			continue;
		host.where = host.name.where;
		claim_name(loader, loader->host_names, &host.name, "host");
		config->hosts = arena_grow(loader->arena, config->hosts,
					   config->host_count, sizeof host);
		config->hosts[config->host_count++] = host;
	}
}

/* Nothing is silenced for ever, or without a word why. */
static void read_silences(struct loader *loader, const struct yaml *list)
{
	struct config *config = loader->config;

	for (const struct yaml *item = list->first; item; item = item->next) {
		struct config_silence silence = { .where = item->where };
		const size_t errors = loader->diagnostics->errors;

		if (!expect(loader, item, YAML_MAP, "an item of silence"))
			continue;
		read_map(loader, item, "an item of silence", silence_fields, &silence);
		require(loader, item, &silence.check, "check", "silence", &value_check);
		require(loader, item, &silence.subject, "subject", "silence",
			&value_subject);
		require(loader, item, &silence.reason, "reason", "silence",
			&value_reason);
		require(loader, item, &silence.until, "until", "silence", &value_date);
		if (loader->diagnostics->errors > errors)
			continue;
		config->silences = arena_grow(loader->arena, config->silences,
					      config->silence_count, sizeof silence);
		config->silences[config->silence_count++] = silence;
	}
}
