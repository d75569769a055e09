/*
 * Certificates of a transfer: verified by us inside the handshake, so that they are known whether
 * they verify or not (libcurl keeps none where they do not). Only io_http.c uses it.
 */
#pragma once

#include <stdbool.h>

#include <curl/curl.h>

#include "core/x509.h"

struct arena;
struct http_store;
struct http_stores;

/* What one transfer's handshakes showed. Zeroed but for the first block. */
struct http_tls {
	struct arena *arena;
	struct http_store *store;
	const char *host;	/* of the URL */
	const char *proxy_host; /* of a proxy that is spoken to over TLS; else NULL */
	bool insecure;		/* go on whatever the certificate of `host` is */
	const struct http_identity *identity; /* shown to `host`; or NULL */

	unsigned handshakes;
	struct x509_list chain; /* of `host`, leaf first, as sent */
	long verify_error;	/* X509_V_*; 0: verifies */
	const char *verify_text;
	bool name_mismatch;
	bool refused; /* we ended the handshake because of the certificate of `host` */
	const char *proxy_refused;    /* the same for the proxy: why; else NULL */
	const char *identity_problem; /* why it cannot be shown; else NULL */
};

struct http_stores *http_stores_new(struct arena *arena);
struct http_stores *http_stores_free(struct http_stores *stores);
/*
 * The system's authorities and those of `ca_file` (NULL: none). Loaded once. NULL: the file cannot
 * be read or holds no certificate.
 */
struct http_store *http_stores_get(struct http_stores *stores, const char *ca_file);
/* Those of this PEM and no others; the text is kept by the caller, and its address names it. */
struct http_store *http_stores_get_pem(struct http_stores *stores, const char *ca_pem);

/* Prepares a handle; `tls` must live as long as it. */
void http_tls_apply(CURL *easy, struct http_tls *tls);
