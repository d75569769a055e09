#include "tests/support/http_pki.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "core/arena.h"

static EVP_PKEY *make_key(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
	EVP_PKEY *key = NULL;

	EVP_PKEY_keygen_init(context);
	EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1);
	EVP_PKEY_CTX_set_ec_param_enc(context, OPENSSL_EC_NAMED_CURVE);
	EVP_PKEY_keygen(context, &key);
	EVP_PKEY_CTX_free(context);
	return key;
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

struct pki pki_make(const struct pki_wish *wish)
{
	static long serial = 1;
	struct pki pki = { make_key(), X509_new() };
	X509_NAME *name = X509_get_subject_name(pki.certificate);
	const struct pki *issuer = wish->issuer ? wish->issuer : &pki;

	X509_set_version(pki.certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(pki.certificate), serial++);
	if (wish->ou)
		X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_UTF8,
					   (const unsigned char *)wish->ou, -1, -1, 0);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
				   (const unsigned char *)wish->cn, -1, -1, 0);
	X509_set_issuer_name(pki.certificate, X509_get_subject_name(issuer->certificate));
	X509_gmtime_adj(X509_getm_notBefore(pki.certificate), wish->from);
	X509_gmtime_adj(X509_getm_notAfter(pki.certificate), wish->to);
	X509_set_pubkey(pki.certificate, pki.key);
	if (wish->is_ca)
		add_extension(pki.certificate, NID_basic_constraints, "critical,CA:TRUE");
	if (wish->names)
		add_extension(pki.certificate, NID_subject_alt_name, wish->names);
	X509_sign(pki.certificate, issuer->key, EVP_sha256());
	return pki;
}

void pki_free(struct pki *pki)
{
	EVP_PKEY_free(pki->key);
	X509_free(pki->certificate);
}

static char *take(BIO *bio)
{
	char *bytes, *text;
	long length = BIO_get_mem_data(bio, &bytes);

	text = mem_alloc((size_t)length + 1);
	memcpy(text, bytes, (size_t)length);
	text[length] = 0;
	BIO_free(bio);
	return text;
}

char *pki_pem(const struct pki *pki)
{
	BIO *bio = BIO_new(BIO_s_mem());

	PEM_write_bio_X509(bio, pki->certificate);
	return take(bio);
}

char *pki_key_pem(const struct pki *pki)
{
	BIO *bio = BIO_new(BIO_s_mem());

	PEM_write_bio_PrivateKey(bio, pki->key, NULL, NULL, 0, NULL, NULL);
	return take(bio);
}

char *pki_request(const char *cn, const char *group)
{
	X509_REQ *request = X509_REQ_new();
	X509_NAME *name = X509_REQ_get_subject_name(request);
	BIO *bio = BIO_new(BIO_s_mem());
	EVP_PKEY *key = make_key();
	char *pem, *encoded;
	size_t length;

	if (group)
		X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
					   (const unsigned char *)group, -1, -1, 0);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)cn,
				   -1, -1, 0);
	X509_REQ_set_pubkey(request, key);
	X509_REQ_sign(request, key, EVP_sha256());
	PEM_write_bio_X509_REQ(bio, request);
	EVP_PKEY_free(key);
	X509_REQ_free(request);
	pem = take(bio);
	length = strlen(pem);
	encoded = mem_alloc((length / 3 + 1) * 4 + 1);
	EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)pem,
			(int)length);
	free(pem);
	return encoded;
}

char *pki_data_url(const char *text)
{
	static const char prefix[] = "data:text/plain;charset=utf-8;base64,";
	size_t length = strlen(text), room = sizeof(prefix) + (length / 3 + 1) * 4 + 1;
	char *url = mem_alloc(room);

	memcpy(url, prefix, sizeof(prefix));
	EVP_EncodeBlock((unsigned char *)url + sizeof(prefix) - 1,
			(const unsigned char *)text, (int)length);
	return url;
}
