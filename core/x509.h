/*
 * X.509 certificates as plain facts: from PEM or DER, whoever sent them. Parsing, path building
 * and name matching are OpenSSL's (1.1.1 is the floor); nothing of it shows here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "io_http.h"

struct arena;
struct x509_st;	      /* OpenSSL's X509 */
struct x509_store_st; /* OpenSSL's X509_STORE */

struct x509_certificate {
	struct http_certificate facts;
	const unsigned char *der;
	size_t der_length;
};

struct x509_list {
	struct x509_certificate *items;
	size_t count;
};

/* 0, or -EINVAL: not exactly one certificate. Everything goes to the arena. */
int x509_parse_der(struct arena *arena, const void *der, size_t length,
		   struct x509_certificate *ret_certificate);

/*
 * All CERTIFICATE blocks, in order; text around them and other blocks are left out. 0; -ENODATA:
 * there is none; -EINVAL: one of them is broken (`ret_list` then has those in front of it).
 */
int x509_parse_pem(struct arena *arena, const void *pem, size_t length,
		   struct x509_list *ret_list);

struct x509_verdict {
	long error;	  /* X509_V_*; 0: verifies */
	const char *text; /* OpenSSL's words for `error`, static; NULL: verifies */
	bool name_mismatch; /* the certificate is for another name; `error` says nothing of this */
};

/*
 * Does the chain (DER, leaf first, as sent) lead to one of the authorities, for a TLS server, at
 * that moment (0: now)? `host`: a name or an address the leaf must be for; NULL: any. The system's
 * authorities do not count. 0, or -EINVAL: the chain is empty or no certificates.
 */
int x509_verify(const unsigned char *const *chain, const size_t *chain_lengths,
		size_t chain_count, const struct x509_list *authorities, const char *host,
		time_t at, struct x509_verdict *ret_verdict);

/* RFC 6125 host name match against subjectAltName, an address against its IP entries. The common
   name does not count: Go, and so every client in a cluster, ignores it. */
bool x509_matches_host(const void *der, size_t length, const char *host);

/* For io_http.c, which meets certificates inside OpenSSL's callbacks. 0, or -EINVAL. */
int x509_describe(struct arena *arena, struct x509_st *certificate,
		  struct x509_certificate *ret_certificate);
bool x509_is_for_host(struct x509_st *certificate, const char *host);
