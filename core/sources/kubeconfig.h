/*
 * A kubeconfig (as openshift-install writes it to auth/kubeconfig) -> where the API server of its
 * current context is, whom to trust there, and who we are. Format: Kubernetes client-go
 * tools/clientcmd/api/v1 types; YAML, or JSON, which is YAML.
 *
 * kubeconfig_parse() is a pure function of the bytes. Diagnostics name keys and places, never values
 * of keys that hold secrets; nothing in the struct but names and `server` may be shown.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/config.h"

struct arena;
struct diagnostics;

/* PEM that stands in the file, or in another one. Both NULL: neither. */
struct kubeconfig_pem {
	const char *text; /* PEM; its end is a zero byte */
	const char *path; /* as written: relative to the kubeconfig's folder */
	struct where where;
};

struct kubeconfig {
	const char *file;
	struct config_text context; /* of current-context */
	struct config_text server;  /* "https://api.ocp45.example.localdomain:6443" */
	const char *
		tls_server_name; /* the certificate is for this name; NULL: the server's */
	struct kubeconfig_pem ca;		/* nothing: the system's authorities */
	struct kubeconfig_pem certificate, key; /* of the client */
	const char *token;			/* or NULL */
	struct config_text token_file;
};

/*
 * 0; -EINVAL: it cannot be used, each reason is an error in `diagnostics`. What is read but not
 * obeyed (no verification, a proxy, other credentials) is a warning.
 */
int kubeconfig_parse(struct arena *arena, const char *file, const char *bytes,
		     size_t length, struct diagnostics *diagnostics,
		     struct kubeconfig *ret_kubeconfig);

/*
 * The same from a file, with the files that it names: afterwards every `path` has become a `text`
 * and token_file a `token`. 0, or a negative errno with a diagnostic.
 */
int kubeconfig_load(struct arena *arena, const char *path,
		    struct diagnostics *diagnostics, struct kubeconfig *ret_kubeconfig);
