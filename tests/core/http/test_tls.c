/*
 * Handshakes: certificates that verify and that do not, and proxies in front of them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/x509_vfy.h>

#include "tests/support/http_asker.h"
#include "tests/support/suite.h"

static struct pki root, leaf, other_name, old;

static void make_certificates(void)
{
	root = pki_make(&(struct pki_wish){
		.cn = "Corp Proxy CA", .is_ca = true, .from = -99999, .to = 99999 });
	leaf = pki_make(&(struct pki_wish){ .cn = "quay.test",
					    .names = "DNS:quay.test,DNS:proxy.test",
					    .issuer = &root,
					    .from = -100,
					    .to = 9999 });
	other_name = pki_make(&(struct pki_wish){ .cn = "portal.test",
						  .names = "DNS:portal.test",
						  .issuer = &root,
						  .from = -100,
						  .to = 9999 });
	old = pki_make(&(struct pki_wish){ .cn = "quay.test",
					   .names = "DNS:quay.test",
					   .issuer = &root,
					   .from = -1000,
					   .to = -500 });
}

static void free_certificates(void)
{
	pki_free(&root);
	pki_free(&leaf);
	pki_free(&other_name);
	pki_free(&old);
}

/* The root authority in a file of its own. */
static const char *ca_file(void)
{
	const char *path = arena_printf(asker_arena, "/tmp/ocp-test-ca-%d.pem", getpid());
	FILE *file = fopen(path, "w");
	char *pem = pki_pem(&root);

	fputs(pem, file);
	fclose(file);
	free(pem);
	return path;
}

/* clang-format off */
static const struct http_reply unauthorized[] = {
	{ .request = "GET /v2/",
	  .bytes = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n"
		   "Content-Length: 0\r\n\r\n" },
};
/* clang-format on */

START_TEST(tls_with_a_known_authority)
{
	struct http_server *server, *wrong, *late;
	const char *file;

	asker_open();
	make_certificates();
	file = ca_file();
	server = http_server_start(&(struct http_script){
		.replies = unauthorized, .count = 1, .certificate = &leaf });
	wrong = http_server_start(&(struct http_script){
		.replies = unauthorized, .count = 1, .certificate = &other_name });
	late = http_server_start(&(struct http_script){
		.replies = unauthorized, .count = 1, .certificate = &old });
	ask("https", "quay.test", server, "/v2/")->request.ca_file = file;
	ask("https", "quay.test", server, "/v2/");
	ask("https", "quay.test", server, "/v2/")->request.insecure = true;
	ask("https", "quay.test", wrong, "/v2/")->request.ca_file = file;
	ask("https", "quay.test", late, "/v2/")->request.ca_file = file;
	asker_go();
	ck_assert_msg(questions[0].answer->outcome == HTTP_ANSWER, "%s",
		      questions[0].text);
	ck_assert_int_eq(questions[0].answer->status, 401);
	ck_assert_int_eq(questions[0].answer->verify_error, 0);
	ck_assert_uint_eq(questions[0].answer->chain_count, 1);
	ck_assert_int_eq(questions[1].answer->outcome, HTTP_TLS_UNTRUSTED);
	ck_assert_str_eq(questions[1].reason, "tls-untrusted");
	ck_assert_int_eq(questions[1].answer->status, 0);
	ck_assert_uint_eq(questions[1].answer->chain_count, 1);
	ck_assert_str_eq(questions[1].answer->chain[0].issuer, "CN=Corp Proxy CA");
	ck_assert_str_eq(questions[1].answer->chain[0].names[0], "quay.test");
	ck_assert_int_ne(questions[1].answer->verify_error, 0);
	ck_assert_ptr_nonnull(questions[1].answer->verify_text);
	/* The insecure one goes on, and still knows. */
	ck_assert_int_eq(questions[2].answer->outcome, HTTP_ANSWER);
	ck_assert_int_eq(questions[2].answer->status, 401);
	ck_assert_int_ne(questions[2].answer->verify_error, 0);
	ck_assert_int_eq(questions[3].answer->outcome, HTTP_TLS_UNTRUSTED);
	ck_assert(questions[3].answer->name_mismatch);
	ck_assert_int_eq(questions[3].answer->verify_error, 0);
	ck_assert_str_eq(questions[3].reason, "tls-name");
	ck_assert_int_eq(questions[4].answer->verify_error, X509_V_ERR_CERT_HAS_EXPIRED);
	/* An untrusted peer never gets the request. */
	ck_assert_uint_eq(http_server_count(server, "GET"), 2);
	ck_assert_uint_eq(http_server_count(wrong, "GET"), 0);
	remove(file);
	http_server_stop(server);
	http_server_stop(wrong);
	http_server_stop(late);
	free_certificates();
	asker_close();
}
END_TEST

START_TEST(handshakes_that_fail)
{
	struct http_server *servers[4];

	asker_open();
	servers[0] = http_server_start(&(struct http_script){ .manner = HTTP_TLS_RESET });
	servers[1] = http_server_start(&(struct http_script){ .manner = HTTP_TLS_CLOSE });
	servers[2] = http_server_start(&(struct http_script){ .manner = HTTP_TLS_HANG });
	servers[3] = http_server_start(&(struct http_script){ .replies = unauthorized });
	for (int i = 0; i < 3; i++)
		ask("https", "quay.test", servers[i], "/v2/");
	asker_go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_TLS_FAILED);
	ck_assert_int_eq(questions[1].answer->outcome, HTTP_TLS_FAILED);
	ck_assert_str_eq(questions[1].reason, "tls-failed");
	ck_assert_int_eq(questions[2].answer->outcome, HTTP_TIMEOUT);
	ck_assert_uint_eq(questions[2].answer->chain_count, 0);
	ck_assert_str_eq(questions[2].text, "the TLS handshake got no answer");
	for (int i = 0; i < 4; i++)
		http_server_stop(servers[i]);
	asker_close();
}
END_TEST

START_TEST(through_a_proxy)
{
	struct http_server *good, *strict, *forbidding, *silent, *closing;
	const char *file;

	asker_open();
	make_certificates();
	file = ca_file();
	good = http_server_start(&(struct http_script){
		.replies = unauthorized,
		.count = 1,
		.certificate = &leaf,
		.connect_reply = "HTTP/1.1 200 Connection established\r\n\r\n" });
	strict = http_server_start(&(struct http_script){
		.connect_reply = "HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n" });
	forbidding = http_server_start(&(struct http_script){
		.connect_reply =
			"HTTP/1.1 403 No\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n"
			"Content-Length: 0\r\n\r\n" });
	silent = http_server_start(&(struct http_script){ .connect_reply = "" });
	closing = http_server_start(&(struct http_script){ .connect_reply = "\r\n" });
	ask_through(good, "https://quay.test/v2/")->request.ca_file = file;
	ask_through(good, "https://quay.test/v2/");
	ask_through(strict, "https://quay.test/v2/");
	ask_through(forbidding, "https://quay.test/v2/");
	ask_through(silent, "https://quay.test/v2/");
	ask_through(NULL, "https://quay.test/v2/");
	ask_through(closing, "https://quay.test/v2/");
	asker_go();
	ck_assert_msg(questions[0].answer->outcome == HTTP_ANSWER, "%s",
		      questions[0].text);
	ck_assert_int_eq(questions[0].answer->status, 401);
	/* TLS is read along: the proxy's certificate is not trusted. */
	ck_assert_int_eq(questions[1].answer->outcome, HTTP_TLS_UNTRUSTED);
	ck_assert_uint_eq(http_server_count(good, "CONNECT quay.test:443 "), 2);
	/* bWU6aHVudGVyMg== is me:hunter2. */
	ck_assert_uint_eq(http_server_count_with(
				  good, "Proxy-Authorization: Basic bWU6aHVudGVyMg=="),
			  2);
	for (int i = 2; i < 7; i++)
		ck_assert_msg(questions[i].answer->outcome == HTTP_PROXY_FAILED,
			      "%d: %d %s", i, questions[i].answer->outcome,
			      questions[i].text);
	ck_assert_int_eq(questions[2].answer->proxy_status, 407);
	ck_assert_int_eq(questions[3].answer->proxy_status, 403);
	ck_assert_int_eq(questions[3].answer->status, 0);
	ck_assert_str_eq(questions[3].answer->squid_error, "ERR_ACCESS_DENIED 0");
	ck_assert_int_eq(questions[4].answer->proxy_status, 0);
	ck_assert_int_eq(questions[4].answer->connect_errno, 0);
	ck_assert_int_eq(questions[5].answer->connect_errno, ECONNREFUSED);
	ck_assert_ptr_nonnull(questions[5].answer->tcp);
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_ptr_null(strstr(questions[i].text, "hunter2"));
		if (questions[i].answer->message)
			ck_assert_ptr_null(
				strstr(questions[i].answer->message, "hunter2"));
	}
	remove(file);
	http_server_stop(good);
	http_server_stop(strict);
	http_server_stop(forbidding);
	http_server_stop(silent);
	http_server_stop(closing);
	free_certificates();
	asker_close();
}
END_TEST

SUITE("core/http_tls", tls_with_a_known_authority, handshakes_that_fail, through_a_proxy);
