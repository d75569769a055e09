/*
 * Ignition files (config specification 2.x and 3.x) as far as a preflight reads them: version,
 * what they point to, which authorities they trust and which certificates they carry.
 *
 * bootstrap.ign holds private keys and the pull secret. Nothing of that is kept: of the files
 * inside, only *.crt are decoded, and of those only the certificates' facts stay. Messages never
 * quote the input.
 *
 * Pure: bytes -> value. Sources: coreos/ignition docs/configuration-v2_*.md, -v3_*.md.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "x509.h"

struct arena;

enum ignition_problem {
	IGNITION_OK,
	IGNITION_EMPTY,
	IGNITION_NOT_JSON, /* line, column and message say where and what */
	IGNITION_DUPLICATE_KEY,
	IGNITION_TOO_DEEP,
	IGNITION_NO_VERSION,	  /* JSON, but without ignition.version */
	IGNITION_UNKNOWN_VERSION, /* not 2.0-2.4, 3.0-3.6; see version */
	IGNITION_BAD_FIELD, /* a field has another type than the specification says */
};

/* An entry of ignition.config.append[], .merge[] or .replace. */
struct ignition_pointer {
	const char *verb;   /* "append", "merge", "replace" */
	const char *source; /* without user information and query; NULL: a data URL */
	const char *scheme, *host, *path; /* NULL where it is no http(s) URL */
	in_port_t port;
};

/* Certificates from one place. */
struct ignition_certificates {
	const char *
		path; /* of the file on the node; of an authority "ignition.security..." */
	const char *problem; /* why there are none: "its base64 is broken"; or NULL */
	bool is_elsewhere; /* it is fetched by an URL, which is allowed: not looked at */
	struct x509_list list;
};

struct ignition {
	enum ignition_problem problem;
	const char *message;   /* a sentence without secrets; NULL: no problem */
	unsigned line, column; /* of a syntax error, from 1; 0: none */
	const char *version;   /* "3.1.0"; cleaned; NULL: none */
	unsigned major, minor;

	const struct ignition_pointer *pointers;
	size_t pointer_count;
	const struct ignition_certificates *authorities;
	size_t authority_count;
	const struct ignition_certificates *files; /* storage.files[] named *.crt */
	size_t file_certificate_count;		   /* of `files` */

	size_t file_count, unit_count,
		user_count; /* storage.files, systemd.units, passwd.users */
};

/* Never fails: what is wrong stands in `problem`, and what was read up to there is kept. */
void ignition_parse(struct arena *arena, const void *bytes, size_t length,
		    struct ignition *ret_ignition);
