/*
 * install-config.yaml -> the cluster's name, its proxy and its mirrors. Any version of the
 * installer: unknown keys do not matter, and what is not understood is a warning.
 *
 * A pure function of the bytes. Pull secret, keys and certificates in the file are never copied,
 * quoted or shown.
 */
#pragma once

#include <stddef.h>

#include "core/config.h"

struct arena;
struct diagnostics;

struct install_config {
	struct config_text name;        /* metadata.name */
	struct config_text base_domain;
	struct config_text http_proxy, https_proxy; /* URLs, may hold credentials */
	struct config_text *mirrors;    /* "host" or "host:port" of each mirror, each once */
	size_t mirror_count;
};

void install_config_read(struct arena *arena, const char *file, const char *bytes,
			 size_t length, struct diagnostics *diagnostics,
			 struct install_config *ret_install_config);
