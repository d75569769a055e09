#include "x509_facts.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "arena.h"
#include "text.h"
#include "x509.h"

#define TEXT_MAX  200
#define NAMES_MAX 100

/* SubjectPublicKeyInfo, RFC 5280 4.1: not decoded further. */
struct closed_key {
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *bits;
};

/* TBSCertificate. `encoding`: its bytes, so that they go out as they came. ASN1_SEQUENCE_enc()
   wants the name of a type. */
typedef struct {
	ASN1_ENCODING encoding;
	ASN1_INTEGER *version, *serial;
	X509_ALGOR *signature;
	X509_NAME *issuer, *subject;
	X509_VAL *validity;
	struct closed_key *key;
	ASN1_BIT_STRING *issuer_id, *subject_id;
	STACK_OF(X509_EXTENSION) * extensions;
} tbs_certificate;

struct certificate {
	tbs_certificate *tbs;
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *signature;
};

/* clang-format off */
ASN1_SEQUENCE(closed_key) = {
	ASN1_SIMPLE(struct closed_key, algorithm, X509_ALGOR),
	ASN1_SIMPLE(struct closed_key, bits, ASN1_BIT_STRING)
} static_ASN1_SEQUENCE_END_name(struct closed_key, closed_key)

ASN1_SEQUENCE_enc(tbs_certificate, encoding, NULL) = {
	ASN1_EXP_OPT(tbs_certificate, version, ASN1_INTEGER, 0),
	ASN1_SIMPLE(tbs_certificate, serial, ASN1_INTEGER),
	ASN1_SIMPLE(tbs_certificate, signature, X509_ALGOR),
	ASN1_SIMPLE(tbs_certificate, issuer, X509_NAME),
	ASN1_SIMPLE(tbs_certificate, validity, X509_VAL),
	ASN1_SIMPLE(tbs_certificate, subject, X509_NAME),
	ASN1_SIMPLE(tbs_certificate, key, closed_key),
	ASN1_IMP_OPT(tbs_certificate, issuer_id, ASN1_BIT_STRING, 1),
	ASN1_IMP_OPT(tbs_certificate, subject_id, ASN1_BIT_STRING, 2),
	ASN1_EXP_SEQUENCE_OF_OPT(tbs_certificate, extensions, X509_EXTENSION, 3)
} static_ASN1_SEQUENCE_END_ref(tbs_certificate, tbs_certificate)

ASN1_SEQUENCE(certificate) = {
	ASN1_SIMPLE(struct certificate, tbs, tbs_certificate),
	ASN1_SIMPLE(struct certificate, algorithm, X509_ALGOR),
	ASN1_SIMPLE(struct certificate, signature, ASN1_BIT_STRING)
} static_ASN1_SEQUENCE_END_name(struct certificate, certificate)

/* clang-format takes what follows for more of the macro. */
static const char *name_text(struct arena *arena, const X509_NAME *name);
/* clang-format on */

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

static const char *const *alternative_names(struct arena *arena,
					    const tbs_certificate *tbs)
{
	GENERAL_NAMES *names =
		X509V3_get_d2i(tbs->extensions, NID_subject_alt_name, NULL, NULL);
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

/* RFC 5280 4.2.1.9. */
static bool is_authority(const tbs_certificate *tbs)
{
	BASIC_CONSTRAINTS *constraints =
		X509V3_get_d2i(tbs->extensions, NID_basic_constraints, NULL, NULL);
	bool is_ca = constraints && constraints->ca;

	BASIC_CONSTRAINTS_free(constraints);
	return is_ca;
}

static const char *fingerprint(struct arena *arena, const void *der, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	char *text;

	if (!EVP_Digest(der, size, hash, &length, EVP_sha256(), NULL))
		length = 0;
	text = arena_alloc(arena, (size_t)length * 2 + 1);
	for (unsigned i = 0; i < length; i++) {
		text[2 * i] = digits[hash[i] >> 4];
		text[2 * i + 1] = digits[hash[i] & 15];
	}
	return text;
}

/* The bytes of the certificate in DER, whatever rules the outermost of them kept. */
static int keep_bytes(struct arena *arena, const struct certificate *certificate,
		      struct x509_certificate *ret_certificate)
{
	unsigned char *der = NULL;
	int length = ASN1_item_i2d((const ASN1_VALUE *)certificate, &der,
				   ASN1_ITEM_rptr(certificate));

	if (length <= 0)
		return -EINVAL;
	ret_certificate->der =
		memcpy(arena_alloc(arena, (size_t)length), der, (size_t)length);
	ret_certificate->der_length = (size_t)length;
	OPENSSL_free(der);
	return 0;
}

static void read_tbs(struct arena *arena, const tbs_certificate *tbs,
		     struct http_certificate *facts)
{
	facts->subject = name_text(arena, tbs->subject);
	facts->issuer = name_text(arena, tbs->issuer);
	facts->names = alternative_names(arena, tbs);
	facts->not_before = time_of(tbs->validity->notBefore);
	facts->not_after = time_of(tbs->validity->notAfter);
	facts->is_ca = is_authority(tbs);
}

long x509_read_facts(struct arena *arena, const unsigned char *der, size_t length,
		     struct x509_certificate *ret_certificate)
{
	struct x509_certificate result = { 0 };
	struct certificate *certificate;
	const unsigned char *end = der;
	int r;

	if (length > LONG_MAX)
		return -EINVAL;
	certificate = (struct certificate *)ASN1_item_d2i(NULL, &end, (long)length,
							  ASN1_ITEM_rptr(certificate));
	if (!certificate) {
		ERR_clear_error();
		return -EINVAL;
	}
	r = keep_bytes(arena, certificate, &result);
	if (!r) {
		read_tbs(arena, certificate->tbs, &result.facts);
		result.facts.sha256 = fingerprint(arena, result.der, result.der_length);
		*ret_certificate = result;
	}
	ASN1_item_free((ASN1_VALUE *)certificate, ASN1_ITEM_rptr(certificate));
	ERR_clear_error();
	return r ? r : end - der;
}
