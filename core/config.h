/*
 * ocp-preflight.yaml as a C struct: checked against its schema (man ocp-preflight.yaml(5)), every
 * value with its place. It says only what the file says; inventory.c adds what can be derived.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "inventory.h"

struct arena;
struct diagnostics;

struct config_text {
	const char *value; /* NULL: not given */
	struct where where;
};

struct config_list {
	struct config_text *items;
	size_t count;
	bool given; /* an empty list is given and has count 0 */
};

struct config_node {
	struct config_text name, role, mac;
	struct config_list addresses;
	struct where where;
};

struct config_host {
	struct config_text name;
	struct config_list addresses, roles;
	struct where where;
};

/* A finding that shall not count. */
struct config_silence {
	struct config_text check, subject, reason, until;
	struct where where;
};

struct config {
	const char *file;      /* NULL: no file was read */
	const char *directory; /* relative paths in the file start here */
	struct config_text cluster_name, base_domain, openshift_version;
	struct config_text install_config, install_dir, named, dhcpd, dnsmasq;
	struct config_text hosts_file; /* /etc/hosts */
	struct config_list haproxy;    /* files and folders, read as one */
	struct config_list zones;
	struct config_list ipxe, pxelinux, grub;
	struct config_text nginx, apache;
	struct config_list api, api_int, ingress;
	struct config_node *nodes; /* with all below them in node_arena */
	size_t node_count;
	struct arena
		*node_arena; /* a child of the arena given; see config_drop_nodes() */
	struct config_host *hosts;
	size_t host_count;
	struct config_silence *silences;
	size_t silence_count;
	struct config_list dns_servers;
	struct config_text base_url, docroot;
	bool base_url_derived; /* not said, but taken from a script */
	struct config_list artifact_files;
	struct config_list egress_targets;
	struct config_text egress_proxy, egress_ca_file;
	struct config_text firewalld_zone;
	struct config_list firewalld_services;
};

/*
 * Reads and checks a file of at most 16 MiB. All errors are collected. 0, or a negative errno:
 * -ENOENT no such file, -EINVAL something in it is wrong; each with a diagnostic.
 */
int config_load(struct arena *arena, const char *path, struct diagnostics *diagnostics,
		struct config **ret_config);
/* The same from memory; `name` is what diagnostics call it. */
int config_parse(struct arena *arena, const char *name, const char *bytes, size_t length,
		 struct diagnostics *diagnostics, struct config **ret_config);
/* A path that the configuration says, as seen from where the program runs. */
const char *config_path(struct arena *arena, const struct config *config,
			const char *path);

/*
 * There may be ten thousand nodes, and the inventory keeps no pointer to them: gives their memory
 * back once it is built.
 */
void config_drop_nodes(struct config *config);
