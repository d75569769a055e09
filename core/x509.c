#include "x509.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "arena.h"
#include "text.h"

#define TEXT_MAX	 200
#define NAMES_MAX	 100
#define CERTIFICATES_MAX 1000

static const char *name_text(struct arena *arena, const X509_NAME *name)
{
	/* RFC 2253 turns the order round: the common name first. UTF-8 stays as it is. */
	unsigned long flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	const char *text;
	long length;

	if (!bio)
		arena_oom();
	X509_NAME_print_ex(bio, name, 0, flags);
	length = BIO_get_mem_data(bio, &bytes);
	text = text_clean(arena, length > 0 ? bytes : "", length > 0 ? (size_t)length : 0,
			  TEXT_MAX);
	BIO_free(bio);
	return text;
}

/* -1 where the certificate holds no date. */
static time_t time_of(const ASN1_TIME *time)
{
	struct tm tm;

	if (!time || !ASN1_TIME_to_tm(time, &tm))
		return -1;
	return timegm(&tm);
}

static const char *address_text(struct arena *arena, const ASN1_OCTET_STRING *octets)
{
	struct addr addr = { 0 };
	char buffer[ADDR_STRLEN];
	int length = ASN1_STRING_length(octets);

	if (length != 4 && length != 16)
		return NULL;
	addr.family = length == 4 ? AF_INET : AF_INET6;
	memcpy(addr.bytes, ASN1_STRING_get0_data(octets), (size_t)length);
	return arena_strdup(arena, addr_str(&addr, buffer));
}

static const char *general_name_text(struct arena *arena, const GENERAL_NAME *name)
{
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);

	if (type == GEN_IPADD)
		return address_text(arena, value);
	if (type != GEN_DNS)
		return NULL;
	return text_clean(arena, ASN1_STRING_get0_data(value),
			  (size_t)ASN1_STRING_length(value), TEXT_MAX);
}

static const char *const *alternative_names(struct arena *arena, X509 *certificate)
{
	GENERAL_NAMES *names =
		X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	int count = names ? sk_GENERAL_NAME_num(names) : 0;
	const char **texts;
	size_t used = 0;

	if (count > NAMES_MAX)
		count = NAMES_MAX;
	texts = arena_alloc(arena, ((size_t)count + 1) * sizeof(*texts));
	for (int i = 0; i < count; i++) {
		const char *text =
			general_name_text(arena, sk_GENERAL_NAME_value(names, i));

		if (text)
			texts[used++] = text;
	}
	GENERAL_NAMES_free(names);
	return texts;
}

static const char *fingerprint(struct arena *arena, const X509 *certificate)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	char *text;

	if (!X509_digest(certificate, EVP_sha256(), hash, &length))
		length = 0;
	text = arena_alloc(arena, (size_t)length * 2 + 1);
	for (unsigned i = 0; i < length; i++) {
		text[2 * i] = digits[hash[i] >> 4];
		text[2 * i + 1] = digits[hash[i] & 15];
	}
	return text;
}

int x509_describe(struct arena *arena, struct x509_st *certificate,
		  struct x509_certificate *ret_certificate)
{
	struct x509_certificate result = { 0 };
	unsigned char *der = NULL;
	int length = i2d_X509(certificate, &der);

	if (length <= 0) {
		ERR_clear_error();
		return -EINVAL;
	}
	result.der = memcpy(arena_alloc(arena, (size_t)length), der, (size_t)length);
	result.der_length = (size_t)length;
	OPENSSL_free(der);
	result.facts.subject = name_text(arena, X509_get_subject_name(certificate));
	result.facts.issuer = name_text(arena, X509_get_issuer_name(certificate));
	result.facts.names = alternative_names(arena, certificate);
	result.facts.not_before = time_of(X509_get0_notBefore(certificate));
	result.facts.not_after = time_of(X509_get0_notAfter(certificate));
	result.facts.is_ca = X509_check_ca(certificate) > 0;
	result.facts.sha256 = fingerprint(arena, certificate);
	ERR_clear_error();
	*ret_certificate = result;
	return 0;
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
	X509 *certificate = from_der(der, length);
	int r;

	if (!certificate)
		return -EINVAL;
	r = x509_describe(arena, certificate, ret_certificate);
	X509_free(certificate);
	return r;
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

int x509_parse_pem(struct arena *arena, const void *pem, size_t length,
		   struct x509_list *ret_list)
{
	struct x509_list list = { 0 };
	BIO *bio;
	X509 *certificate;
	unsigned long error;
	int r = 0;

	if (length > INT_MAX)
		return -EINVAL;
	bio = BIO_new_mem_buf(pem, (int)length);
	if (!bio)
		arena_oom();
	ERR_clear_error();
	while (!r && list.count < CERTIFICATES_MAX &&
	       (certificate = PEM_read_bio_X509(bio, NULL, no_password, NULL))) {
		list.items =
			arena_grow(arena, list.items, list.count, sizeof(*list.items));
		r = x509_describe(arena, certificate, &list.items[list.count]);
		if (!r)
			list.count++;
		X509_free(certificate);
	}
	error = ERR_peek_last_error();
	if (!r && error &&
	    !(ERR_GET_LIB(error) == ERR_LIB_PEM &&
	      ERR_GET_REASON(error) == PEM_R_NO_START_LINE))
		r = -EINVAL;
	ERR_clear_error();
	BIO_free(bio);
	*ret_list = list;
	if (!r && !list.count)
		return -ENODATA;
	return r;
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
