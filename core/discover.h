/*
 * Where the files of an install usually lie: looked for when there is no configuration.
 */
#pragma once

#include <stddef.h>

struct arena;
struct config;

/* A file or folder that was found. */
struct discovered {
	const char *key;  /* of `sources` in ocp-preflight.yaml: "haproxy" */
	const char *path; /* as config->... has it */
	size_t others;	  /* more that could be meant, and are not read */
};

struct discovery {
	struct config *config; /* names what was found under `sources`; nothing else */
	struct discovered *items;
	size_t count;
	const char *const *places; /* what was looked for, for messages; ends with NULL */
};

/*
 * Looks in the current folder and in the usual places; with `root` (or NULL) below that folder
 * only, which then is the current one too. A file counts only if it speaks of an install: a
 * haproxy.cfg without port 6443, as a package ships it, does not.
 */
void discover(struct arena *arena, const char *root, struct discovery *ret_discovery);
