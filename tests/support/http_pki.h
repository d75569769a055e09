/*
 * Certificates made on the spot, for tests.
 */
#pragma once

#include <stdbool.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

struct pki {
	EVP_PKEY *key;
	X509 *certificate;
};

struct pki_wish {
	const char *cn, *ou;
	const char *names; /* "DNS:quay.io,IP:127.0.0.1", or NULL */
	bool is_ca;
	long from, to;		  /* seconds from now */
	const struct pki *issuer; /* NULL: signs itself */
};

struct pki pki_make(const struct pki_wish *wish);
void pki_free(struct pki *pki);
/* To be freed. */
char *pki_pem(const struct pki *pki);
char *pki_key_pem(const struct pki *pki);
/* A certificate request with a key of its own, base64 of PEM as in a Kubernetes object; `group` may be
   NULL. To be freed. */
char *pki_request(const char *cn, const char *group);
/* To be freed: "data:...;base64,<PEM>". */
char *pki_data_url(const char *text);
