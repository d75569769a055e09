#include "tls.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "core/arena.h"

/*
 * Authorities to verify with. The system's folder of hashed certificates costs nothing until one
 * of them is needed; its one large file costs some ten milliseconds and is read only where the
 * folder was not enough (RHEL has no such folder).
 */
struct http_store {
	struct http_store *next;
	const char *ca_file;
	const char *ca_pem; /* then nothing else is in it */
	X509_STORE *store;  /* NULL: could not be loaded */
	bool complete;	    /* the large file is in, or shall not be */
};

struct http_stores {
	struct arena *arena;
	struct http_store *first;
};

static CURLcode context_made(CURL *easy, void *context, void *arg);
static int verify_host(X509_STORE_CTX *context, void *arg);
static int verify_proxy(X509_STORE_CTX *context, void *arg);

struct http_stores *http_stores_new(struct arena *arena)
{
	struct http_stores *stores = mem_alloc(sizeof(*stores));

	stores->arena = arena;
	return stores;
}

struct http_stores *http_stores_free(struct http_stores *stores)
{
	while (stores->first) {
		struct http_store *store = stores->first;

		stores->first = store->next;
		X509_STORE_free(store->store);
		free(store);
	}
	free(stores);
	return NULL;
}

static X509_STORE *load(const char *ca_file)
{
	X509_STORE *store = X509_STORE_new();
	X509_LOOKUP *folder;

	if (!store)
		arena_oom();
	folder = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
	if (folder)
		X509_LOOKUP_add_dir(folder, NULL, X509_FILETYPE_DEFAULT);
	/* Go trusts every certificate of its list, signed by itself or not. */
	X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	if (ca_file && !X509_STORE_load_locations(store, ca_file, NULL)) {
		X509_STORE_free(store);
		store = NULL;
	}
	ERR_clear_error();
	return store;
}

struct http_store *http_stores_get(struct http_stores *stores, const char *ca_file)
{
	struct http_store *store;

	for (store = stores->first; store; store = store->next) {
		if (store->ca_pem)
			continue;
		if (ca_file == store->ca_file ||
		    (ca_file && store->ca_file && strcmp(ca_file, store->ca_file) == 0))
			return store->store ? store : NULL;
	}
	store = mem_alloc(sizeof(*store));
	store->ca_file = ca_file ? arena_strdup(stores->arena, ca_file) : NULL;
	store->store = load(ca_file);
	store->next = stores->first;
	stores->first = store;
	return store->store ? store : NULL;
}

/* NULL: there is no certificate in it. */
static X509_STORE *load_pem(const char *ca_pem)
{
	BIO *bio = BIO_new_mem_buf(ca_pem, -1);
	X509_STORE *store = X509_STORE_new();
	X509 *certificate;
	bool found = false;

	if (!bio || !store)
		arena_oom();
	while ((certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
		found |= X509_STORE_add_cert(store, certificate) == 1;
		X509_free(certificate);
	}
	BIO_free(bio);
	X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	if (!found) {
		X509_STORE_free(store);
		store = NULL;
	}
	ERR_clear_error();
	return store;
}

struct http_store *http_stores_get_pem(struct http_stores *stores, const char *ca_pem)
{
	struct http_store *store = stores->first;

	while (store && store->ca_pem != ca_pem)
		store = store->next;
	if (!store) {
		store = mem_alloc(sizeof(*store));
		store->ca_pem = ca_pem;
		store->store = load_pem(ca_pem);
		store->complete = true;
		store->next = stores->first;
		stores->first = store;
	}
	return store->store ? store : NULL;
}

void http_tls_apply(CURL *easy, struct http_tls *tls)
{
	/* libcurl would load the system's file of authorities anew for each transfer. */
	curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, NULL);
	curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
	/* It does not verify: we do, in verify_host(). */
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, context_made);
	curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, tls);
}

/* Nobody is asked for a pass phrase, whatever terminal there is. */
static int no_pass_phrase(char *buffer, int size, int writing, void *arg)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)arg;
	return 0;
}

/* The leaf, then what leads from it to an authority; libcurl of 7.61 takes files only. */
static bool use_certificates(SSL_CTX *context, const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate;
	bool used = false;

	if (!bio)
		arena_oom();
	while ((certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
		if (used)
			SSL_CTX_add1_chain_cert(context, certificate);
		else
			used = SSL_CTX_use_certificate(context, certificate) == 1;
		X509_free(certificate);
	}
	BIO_free(bio);
	return used;
}

/* False where the key is none, or not that of the certificate. */
static bool use_key(SSL_CTX *context, const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key;
	bool used;

	if (!bio)
		arena_oom();
	key = PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, NULL);
	used = key && SSL_CTX_use_PrivateKey(context, key) == 1 &&
	       SSL_CTX_check_private_key(context) == 1;
	EVP_PKEY_free(key);
	BIO_free(bio);
	return used;
}

static const char *show_identity(SSL_CTX *context, const struct http_identity *identity)
{
	const char *problem = NULL;

	if (!identity || !identity->certificate_pem)
		return NULL;
	if (!use_certificates(context, identity->certificate_pem))
		problem = "the client's certificate cannot be read";
	else if (!use_key(context, identity->key_pem))
		problem =
			"the client's private key cannot be read, or belongs to another "
			"certificate";
	ERR_clear_error();
	return problem;
}

/* Once a handshake: with a proxy that is itself spoken to over TLS, that one's comes first. */
static CURLcode context_made(CURL *easy, void *context, void *arg)
{
	struct http_tls *tls = arg;
	bool is_proxy = tls->proxy_host && tls->handshakes == 0;

	(void)easy;
	tls->handshakes++;
	SSL_CTX_set1_verify_cert_store(context, tls->store->store);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(context, is_proxy ? verify_proxy : verify_host,
					 tls);
	if (is_proxy)
		return CURLE_OK;
	tls->identity_problem = show_identity(context, tls->identity);
	return tls->identity_problem ? CURLE_SSL_CERTPROBLEM : CURLE_OK;
}

static void record_chain(struct http_tls *tls, STACK_OF(X509) * sent)
{
	int count = sent ? sk_X509_num(sent) : 0;

	tls->chain = (struct x509_list){ 0 };
	for (int i = 0; i < count; i++) {
		struct x509_list *chain = &tls->chain;

		chain->items = arena_grow(tls->arena, chain->items, chain->count,
					  sizeof(*chain->items));
		if (!x509_describe(tls->arena, sk_X509_value(sent, i),
				   &chain->items[chain->count]))
			chain->count++;
	}
}

static long error_of(X509_STORE_CTX *context)
{
	long error = X509_STORE_CTX_get_error(context);

	return error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error;
}

/* Once more with all that the system trusts; a context verifies only once. */
static long verify_with_all(struct http_store *store, X509_STORE_CTX *context)
{
	X509_STORE_CTX *again = X509_STORE_CTX_new();
	long error = X509_V_ERR_UNSPECIFIED;

	if (!again)
		arena_oom();
	if (!store->complete) {
		X509_STORE_set_default_paths(store->store);
		ERR_clear_error();
		store->complete = true;
	}
	if (X509_STORE_CTX_init(again, store->store, X509_STORE_CTX_get0_cert(context),
				X509_STORE_CTX_get0_untrusted(context))) {
		X509_STORE_CTX_set_default(again, "ssl_server");
		error = X509_verify_cert(again) == 1 ? X509_V_OK : error_of(again);
	}
	X509_STORE_CTX_free(again);
	return error;
}

static long verify(struct http_tls *tls, X509_STORE_CTX *context)
{
	if (X509_verify_cert(context) == 1)
		return X509_V_OK;
	/* Who goes on in any case compares names and authorities on his own. */
	return tls->insecure ? error_of(context) : verify_with_all(tls->store, context);
}

static int verify_host(X509_STORE_CTX *context, void *arg)
{
	struct http_tls *tls = arg;
	X509 *leaf = X509_STORE_CTX_get0_cert(context);

	record_chain(tls, X509_STORE_CTX_get0_untrusted(context));
	tls->verify_error = verify(tls, context);
	if (tls->verify_error)
		tls->verify_text = X509_verify_cert_error_string(tls->verify_error);
	tls->name_mismatch = !leaf || !x509_is_for_host(leaf, tls->host);
	if (tls->insecure || (!tls->verify_error && !tls->name_mismatch)) {
		X509_STORE_CTX_set_error(context, X509_V_OK);
		return 1;
	}
	X509_STORE_CTX_set_error(context, tls->verify_error
						  ? (int)tls->verify_error
						  : X509_V_ERR_HOSTNAME_MISMATCH);
	tls->refused = true;
	return 0;
}

static int verify_proxy(X509_STORE_CTX *context, void *arg)
{
	struct http_tls *tls = arg;
	X509 *leaf = X509_STORE_CTX_get0_cert(context);
	long error = verify(tls, context);

	if (!error && leaf && x509_is_for_host(leaf, tls->proxy_host)) {
		X509_STORE_CTX_set_error(context, X509_V_OK);
		return 1;
	}
	if (!error)
		error = X509_V_ERR_HOSTNAME_MISMATCH;
	X509_STORE_CTX_set_error(context, (int)error);
	tls->proxy_refused = X509_verify_cert_error_string(error);
	return 0;
}
