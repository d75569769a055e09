/*
 * install-config.yaml -> what an install says of itself, each fact with its place. Any version of
 * the installer; what it refuses or what does not fit the rest is for lint.install-config and
 * lint.networks to say. A value that is not even of its kind (a list for a text, a word for a
 * number) is a diagnostic.
 *
 * A pure function of the bytes. Of pull secret and keys only the shape is kept, and their lines
 * are hidden in the file: never quoted, never shown. A file that does not parse is read as far as
 * it can be: notes of a document ("(10)" behind a value) and wide spaces are taken out, and a line
 * that stops the parser is left out.
 *
 * Sources: openshift/installer pkg/types/installconfig.go, pkg/types/validation, pkg/validate.
 */
#pragma once

#include <stddef.h>

#include "core/config.h"
#include "core/x509.h"

struct arena;
struct diagnostics;
struct source_file;

struct install_config_number {
	long value;
	bool given; /* and a number */
	struct where where;
};

/* controlPlane, and each of compute[]. */
struct install_config_pool {
	struct config_text name, hyperthreading, architecture;
	struct install_config_number replicas;
	bool given;
	struct where where;
};

/* An entry of machineNetwork, clusterNetwork or serviceNetwork. */
struct install_config_network {
	const char *text; /* as written: "10.128.0.0/14" */
	struct addr addr; /* family 0: no CIDR */
	unsigned prefix;
	struct install_config_number host_prefix; /* of a clusterNetwork */
	struct where where;
};

struct install_config_networks {
	struct install_config_network *items;
	size_t count;
	struct where where; /* of the list */
};

/* One spelling of the mirrors: imageContentSources, imageDigestSources. */
struct install_config_mirror_list {
	bool given;
	struct where where;
};

enum install_config_pull_secret {
	PULL_SECRET_NONE,    /* not there */
	PULL_SECRET_NO_TEXT, /* a mapping: the quotes around the JSON are missing */
	PULL_SECRET_NO_JSON,
	PULL_SECRET_NO_AUTHS,
	PULL_SECRET_NO_AUTH, /* an entry without a usable "auth" or "credsStore" */
	PULL_SECRET_OK,
};

enum install_config_ssh_key {
	SSH_KEY_NONE,
	SSH_KEY_PRIVATE,
	SSH_KEY_BROKEN, /* no public key: a placeholder, cut off */
	SSH_KEY_OK,
};

enum install_config_bundle {
	BUNDLE_NONE,
	BUNDLE_NO_PEM,	    /* no certificate in it */
	BUNDLE_BROKEN,	    /* one of the certificates cannot be read */
	BUNDLE_OTHER_BLOCK, /* a key, or something else that is no certificate */
	BUNDLE_TRAILING,    /* text behind the last certificate */
	BUNDLE_OK,
};

struct install_config {
	const char *file;
	bool incomplete; /* a fact that is missing may stand in a line that was left out */
	struct config_text api_version, name, base_domain;

	struct install_config_pool control_plane;
	bool control_plane_is_list;
	struct install_config_pool *compute;
	size_t compute_count;
	bool compute_is_map;

	struct config_text network_type;
	bool has_ovn_config; /* ovnKubernetesConfig: networks of its own may be others */
	struct install_config_networks machine, cluster, service;

	struct config_text platform; /* the key: "none"; the first of them */
	size_t platform_count;
	struct config_text publish, fips, feature_set, credentials_mode, cpu_partitioning;

	/* URLs, may hold credentials; NULL where they are no URL. */
	struct config_text http_proxy, https_proxy;
	struct config_text no_proxy;
	struct config_text *mirrors; /* "host" or "host:port" of each mirror, each once */
	size_t mirror_count;
	struct install_config_mirror_list content_sources, digest_sources;

	enum install_config_bundle bundle;
	struct where bundle_where;
	struct x509_list bundle_certificates; /* their facts */
	struct config_text bundle_policy;

	enum install_config_pull_secret pull_secret;
	struct where pull_secret_where;
	struct config_text *pull_hosts; /* the keys of "auths" */
	size_t pull_host_count;
	const char *pull_bad_host; /* the entry that PULL_SECRET_NO_AUTH is about */

	enum install_config_ssh_key ssh_key;
	const char *ssh_key_type; /* "ssh-ed25519"; of the first key */
	struct where ssh_key_where;

	/* Keys that no installer knows, with the known one that is near. */
	struct install_config_unknown {
		const char *key, *near;
		struct where where;
	} * unknown;
	size_t unknown_count;
};

/* Hides lines in `file`. Everything in `ret_install_config` is the arena's. */
void install_config_read(struct arena *arena, struct source_file *file,
			 struct diagnostics *diagnostics,
			 struct install_config *ret_install_config);
