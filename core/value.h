/*
 * What a text in a file or on the command line may be: an address, a DNS name, one of some words.
 * One table, so that a message always says what was expected, with an example.
 */
#pragma once

#include <stdbool.h>

struct arena;

struct value_kind {
	const char *what;                /* "an IP address" */
	const char *example;             /* "172.16.0.21 or fd00::21", or NULL */
	bool (*valid)(const char *text); /* NULL: one of `words` */
	const char *const *words;        /* NULL-terminated, or NULL */
	bool secret;                     /* may hold a password: never quoted as a whole */
};

extern const struct value_kind value_address, value_server, value_cluster_name, value_dns_name,
	value_version, value_path, value_url, value_proxy, value_mac, value_node_role,
	value_host_role, value_zone, value_opening, value_artifact, value_check, value_subject,
	value_reason, value_date;

bool value_fits(const struct value_kind *kind, const char *text);
/* "'wroker' is not a role of a node", without secrets. */
const char *value_message(struct arena *arena, const struct value_kind *kind, const char *text);
/* "did you mean 'worker'? expected one of: bootstrap, ..." or "expected ... such as ...". */
const char *value_help(struct arena *arena, const struct value_kind *kind, const char *text);
/* "did you mean 'a'? expected one of: a, b", for any list of words. */
const char *value_words_help(struct arena *arena, const char *const *words, const char *text);
