#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/x509_vfy.h>

#include "core/arena.h"
#include "core/x509.h"
#include "tests/support/http_pki.h"
#include "tests/support/suite.h"

#define DAY 86400

static struct arena *arena;
static struct pki root, leaf, other;
static struct x509_list roots, leaves, others;

static struct x509_list list_of(const struct pki *pki)
{
	struct x509_list list;
	char *pem = pki_pem(pki);

	ck_assert_int_eq(x509_parse_pem(arena, pem, strlen(pem), &list), 0);
	ck_assert_uint_eq(list.count, 1);
	free(pem);
	return list;
}

static void setup(void)
{
	arena = arena_new();
	root = pki_make(&(struct pki_wish){ .cn = "root-ca",
					    .ou = "openshift",
					    .is_ca = true,
					    .from = -60,
					    .to = DAY });
	leaf = pki_make(&(struct pki_wish){
		.cn = "api-int",
		.names =
			"DNS:api-int.ocp45.example.localdomain,DNS:*.apps.ocp45.example.localdomain,"
			"IP:172.16.0.110,IP:fd00::1",
		.issuer = &root,
		.from = -60,
		.to = 3600 });
	other = pki_make(&(struct pki_wish){ .cn = "root-ca",
					     .ou = "openshift",
					     .is_ca = true,
					     .from = -60,
					     .to = DAY });
	roots = list_of(&root);
	leaves = list_of(&leaf);
	others = list_of(&other);
}

static void teardown(void)
{
	pki_free(&root);
	pki_free(&leaf);
	pki_free(&other);
	arena = arena_free(arena);
}

START_TEST(facts_are_read)
{
	const struct http_certificate *facts;

	setup();
	facts = &roots.items[0].facts;
	ck_assert_str_eq(facts->subject, "CN=root-ca,OU=openshift");
	ck_assert_str_eq(facts->issuer, "CN=root-ca,OU=openshift");
	ck_assert(facts->is_ca);
	ck_assert_ptr_null(facts->names[0]);
	ck_assert_uint_eq(strlen(facts->sha256), 64);
	facts = &leaves.items[0].facts;
	ck_assert(!facts->is_ca);
	ck_assert_str_eq(facts->names[0], "api-int.ocp45.example.localdomain");
	ck_assert_str_eq(facts->names[2], "172.16.0.110");
	ck_assert_str_eq(facts->names[3], "fd00::1");
	ck_assert_ptr_null(facts->names[4]);
	ck_assert_int_le(labs(facts->not_after - time(NULL) - 3600), 60);
	ck_assert_int_le(labs(facts->not_before - time(NULL) + 60), 60);
	teardown();
}
END_TEST

START_TEST(what_a_name_holds_is_cleaned)
{
	struct pki evil;

	setup();
	evil = pki_make(&(struct pki_wish){ .cn = "a\x1b[31mb", .from = 0, .to = 60 });
	ck_assert_ptr_null(strchr(list_of(&evil).items[0].facts.subject, '\x1b'));
	pki_free(&evil);
	teardown();
}
END_TEST

START_TEST(pem_with_other_things_around)
{
	struct x509_list list;
	char *one, *two, *key, *all;

	setup();
	one = pki_pem(&leaf);
	two = pki_pem(&root);
	key = pki_key_pem(&leaf);
	all = arena_printf(arena, "a note\n%s%s%s", one, key, two);
	ck_assert_int_eq(x509_parse_pem(arena, all, strlen(all), &list), 0);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_str_eq(list.items[1].facts.subject, "CN=root-ca,OU=openshift");
	ck_assert_int_eq(x509_parse_pem(arena, key, strlen(key), &list), -ENODATA);
	ck_assert_int_eq(x509_parse_pem(arena, "", 0, &list), -ENODATA);
	/* The second is damaged: the first is still there. */
	all = arena_printf(arena, "%s%s", one, two);
	memset(all + strlen(one) + 40, '!', 8);
	ck_assert_int_eq(x509_parse_pem(arena, all, strlen(all), &list), -EINVAL);
	ck_assert_uint_eq(list.count, 1);
	free(one);
	free(two);
	free(key);
	teardown();
}
END_TEST

START_TEST(encrypted_block_asks_nobody)
{
	static const char pem[] =
		"-----BEGIN CERTIFICATE-----\n"
		"Proc-Type: 4,ENCRYPTED\n"
		"DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n"
		"\n"
		"AAAAAAAAAAAAAAAAAAAAAA==\n"
		"-----END CERTIFICATE-----\n";
	struct x509_list list;

	setup();
	ck_assert_int_eq(x509_parse_pem(arena, pem, sizeof(pem) - 1, &list), -EINVAL);
	teardown();
}
END_TEST

START_TEST(der_is_exactly_one)
{
	struct x509_certificate certificate;
	unsigned char *longer;

	setup();
	ck_assert_int_eq(x509_parse_der(arena, roots.items[0].der,
					roots.items[0].der_length, &certificate),
			 0);
	ck_assert_str_eq(certificate.facts.sha256, roots.items[0].facts.sha256);
	longer = arena_alloc(arena, roots.items[0].der_length + 1);
	memcpy(longer, roots.items[0].der, roots.items[0].der_length);
	ck_assert_int_eq(x509_parse_der(arena, longer, roots.items[0].der_length + 1,
					&certificate),
			 -EINVAL);
	ck_assert_int_eq(x509_parse_der(arena, longer, roots.items[0].der_length - 1,
					&certificate),
			 -EINVAL);
	ck_assert_int_eq(x509_parse_der(arena, "", 0, &certificate), -EINVAL);
	teardown();
}
END_TEST

static struct x509_verdict verify(const struct x509_list *authorities, const char *host,
				  time_t at)
{
	struct x509_verdict verdict;

	ck_assert_int_eq(x509_verify(&leaves.items[0].der, &leaves.items[0].der_length, 1,
				     authorities, host, at, &verdict),
			 0);
	return verdict;
}

START_TEST(chains_are_verified)
{
	struct x509_verdict verdict;
	size_t length = 3;
	const unsigned char *junk = (const unsigned char *)"abc";

	setup();
	verdict = verify(&roots, "api-int.ocp45.example.localdomain", 0);
	ck_assert_int_eq(verdict.error, X509_V_OK);
	ck_assert(!verdict.name_mismatch);
	verdict = verify(&roots, "quay.io", 0);
	ck_assert_int_eq(verdict.error, X509_V_OK);
	ck_assert(verdict.name_mismatch);
	/* The same name, another key: files of two runs of the installer. */
	verdict = verify(&others, NULL, 0);
	ck_assert_int_ne(verdict.error, X509_V_OK);
	ck_assert_ptr_nonnull(verdict.text);
	verdict = verify(&(struct x509_list){ 0 }, NULL, 0);
	ck_assert_int_ne(verdict.error, X509_V_OK);
	verdict = verify(&roots, NULL, time(NULL) + 7200);
	ck_assert_int_eq(verdict.error, X509_V_ERR_CERT_HAS_EXPIRED);
	verdict = verify(&roots, NULL, time(NULL) - 7200);
	ck_assert_int_eq(verdict.error, X509_V_ERR_CERT_NOT_YET_VALID);
	ck_assert_int_eq(x509_verify(NULL, NULL, 0, &roots, NULL, 0, &verdict), -EINVAL);
	ck_assert_int_eq(x509_verify(&junk, &length, 1, &roots, NULL, 0, &verdict),
			 -EINVAL);
	teardown();
}
END_TEST

START_TEST(hosts_are_matched)
{
	const struct x509_certificate *c;

	setup();
	c = &leaves.items[0];
	ck_assert(x509_matches_host(c->der, c->der_length,
				    "api-int.ocp45.example.localdomain"));
	ck_assert(x509_matches_host(c->der, c->der_length,
				    "a.apps.ocp45.example.localdomain"));
	ck_assert(!x509_matches_host(c->der, c->der_length,
				     "a.b.apps.ocp45.example.localdomain"));
	ck_assert(x509_matches_host(c->der, c->der_length, "172.16.0.110"));
	ck_assert(x509_matches_host(c->der, c->der_length, "fd00::1"));
	ck_assert(!x509_matches_host(c->der, c->der_length, "172.16.0.111"));
	/* The common name alone is not enough. */
	ck_assert(!x509_matches_host(c->der, c->der_length, "api-int"));
	ck_assert(!x509_matches_host("junk", 4, "api-int"));
	teardown();
}
END_TEST

SUITE("core/x509", facts_are_read, what_a_name_holds_is_cleaned,
      pem_with_other_things_around, encrypted_block_asks_nobody, der_is_exactly_one,
      chains_are_verified, hosts_are_matched);
