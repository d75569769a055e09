#include "x509.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "arena.h"
#include "x509_facts.h"

#define CERTIFICATES_MAX 1000

int x509_describe(struct arena *arena, struct x509_st *certificate,
		  struct x509_certificate *ret_certificate)
{
	unsigned char *der = NULL;
	int length = i2d_X509(certificate, &der);
	long r = -EINVAL;

	if (length > 0)
		r = x509_read_facts(arena, der, (size_t)length, ret_certificate);
	OPENSSL_free(der);
	ERR_clear_error();
	return r < 0 ? (int)r : 0;
}

static X509 *from_der(const void *der, size_t length)
{
	const unsigned char *at = der;
	X509 *certificate;

	if (length > LONG_MAX)
		return NULL;
	certificate = d2i_X509(NULL, &at, (long)length);
	if (certificate && at != (const unsigned char *)der + length) {
		X509_free(certificate);
		certificate = NULL;
	}
	ERR_clear_error();
	return certificate;
}

int x509_parse_der(struct arena *arena, const void *der, size_t length,
		   struct x509_certificate *ret_certificate)
{
	struct x509_certificate certificate;
	long used = x509_read_facts(arena, der, length, &certificate);

	if (used < 0 || (size_t)used != length)
		return -EINVAL;
	*ret_certificate = certificate;
	return 0;
}

/* Without this OpenSSL would ask on the terminal for the password of an encrypted block. */
static int no_password(char *buffer, int size, int writing, void *arg)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

/* The next CERTIFICATE block is appended. 0, -ENODATA: there is none, -EINVAL: it is broken. */
static int next_block(struct arena *arena, BIO *bio, struct x509_list *list)
{
	unsigned char *der = NULL;
	long length = 0;
	unsigned long error;
	int r = 0;

	ERR_clear_error();
	if (!PEM_bytes_read_bio(&der, &length, NULL, PEM_STRING_X509, bio, no_password,
				NULL)) {
		error = ERR_peek_last_error();
		ERR_clear_error();
		return !error || (ERR_GET_LIB(error) == ERR_LIB_PEM &&
				  ERR_GET_REASON(error) == PEM_R_NO_START_LINE)
			       ? -ENODATA
			       : -EINVAL;
	}
	list->items = arena_grow(arena, list->items, list->count, sizeof(*list->items));
	if (x509_read_facts(arena, der, (size_t)length, &list->items[list->count]) < 0)
		r = -EINVAL;
	else
		list->count++;
	OPENSSL_free(der);
	return r;
}

int x509_parse_pem(struct arena *arena, const void *pem, size_t length,
		   struct x509_list *ret_list)
{
	struct x509_list list = { 0 };
	BIO *bio;
	int r = 0;

	if (length > INT_MAX)
		return -EINVAL;
	bio = BIO_new_mem_buf(pem, (int)length);
	if (!bio)
		arena_oom();
	while (!r && list.count < CERTIFICATES_MAX)
		r = next_block(arena, bio, &list);
	BIO_free(bio);
	*ret_list = list;
	return r == -ENODATA && list.count ? 0 : r;
}

static STACK_OF(X509) *
	stack_of(const unsigned char *const *chain, const size_t *lengths, size_t count)
{
	STACK_OF(X509) *stack = sk_X509_new_null();

	if (!stack)
		arena_oom();
	for (size_t i = 0; i < count && i < CERTIFICATES_MAX; i++) {
		X509 *certificate = from_der(chain[i], lengths[i]);

		if (certificate && !sk_X509_push(stack, certificate))
			arena_oom();
	}
	return stack;
}

static X509_STORE *store_of(const struct x509_list *authorities)
{
	X509_STORE *store = X509_STORE_new();

	if (!store)
		arena_oom();
	for (size_t i = 0; i < authorities->count; i++) {
		X509 *certificate = from_der(authorities->items[i].der,
					     authorities->items[i].der_length);

		if (certificate)
			X509_STORE_add_cert(store, certificate);
		X509_free(certificate);
	}
	/* An authority that is itself signed by another one is trusted all the same: Go does so. */
	X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	ERR_clear_error();
	return store;
}

int x509_verify(const unsigned char *const *chain, const size_t *chain_lengths,
		size_t chain_count, const struct x509_list *authorities, const char *host,
		time_t at, struct x509_verdict *ret_verdict)
{
	STACK_OF(X509) *sent = stack_of(chain, chain_lengths, chain_count);
	X509_STORE_CTX *context = NULL;
	X509_STORE *store = NULL;
	int r = -EINVAL;

	if (sk_X509_num(sent) == 0)
		goto done;
	store = store_of(authorities);
	context = X509_STORE_CTX_new();
	if (!context ||
	    !X509_STORE_CTX_init(context, store, sk_X509_value(sent, 0), sent))
		arena_oom();
	X509_STORE_CTX_set_default(context, "ssl_server");
	if (at)
		X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), at);
	*ret_verdict = (struct x509_verdict){ 0 };
	if (X509_verify_cert(context) != 1) {
		ret_verdict->error = X509_STORE_CTX_get_error(context);
		if (ret_verdict->error == X509_V_OK)
			ret_verdict->error = X509_V_ERR_UNSPECIFIED;
		ret_verdict->text = X509_verify_cert_error_string(ret_verdict->error);
	}
	ret_verdict->name_mismatch =
		host && !x509_is_for_host(sk_X509_value(sent, 0), host);
	r = 0;
done:
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	sk_X509_pop_free(sent, X509_free);
	ERR_clear_error();
	return r;
}

bool x509_is_for_host(struct x509_st *certificate, const char *host)
{
	struct addr addr;
	int matches;

	if (addr_parse(host, &addr) == 0)
		matches = X509_check_ip(certificate, addr.bytes,
					addr.family == AF_INET ? 4 : 16, 0);
	else
		matches = X509_check_host(certificate, host, strlen(host),
					  X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL);
	ERR_clear_error();
	return matches == 1;
}

bool x509_matches_host(const void *der, size_t length, const char *host)
{
	X509 *certificate = from_der(der, length);
	bool matches = certificate && x509_is_for_host(certificate, host);

	X509_free(certificate);
	return matches;
}
