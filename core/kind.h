/*
 * What a text in a file or on the command line may be: an address, a DNS name, one of some words.
 * One table, so that a message always says what was expected, with an example.
 */
#pragma once

#include <stdbool.h>

struct arena;

struct kind {
	const char *what;               /* "an IP address" */
	const char *example;            /* "172.16.0.21 or fd00::21", or NULL */
	bool (*valid)(const char *text); /* NULL: one of `words` */
	const char *const *words;       /* NULL-terminated, or NULL */
	bool secret;                    /* may hold a password: never quoted as a whole */
};

extern const struct kind kind_address, kind_server, kind_cluster_name, kind_dns_name,
	kind_version, kind_path, kind_url, kind_proxy, kind_mac, kind_node_role, kind_host_role,
	kind_zone, kind_opening, kind_artifact;

bool kind_fits(const struct kind *kind, const char *text);
/* "'wroker' is not a role of a node", without secrets. */
const char *kind_message(struct arena *arena, const struct kind *kind, const char *text);
/* "did you mean 'worker'? expected one of: bootstrap, ..." or "expected ... such as ...". */
const char *kind_help(struct arena *arena, const struct kind *kind, const char *text);
/* "did you mean 'a'? expected one of: a, b", for any list of words. */
const char *kind_words_help(struct arena *arena, const char *const *words, const char *text);
