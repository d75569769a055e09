/*
 * Registries, and what stands between them and us.
 */
#include <string.h>

#include "tests/support/http_world.h"
#include "tests/support/suite.h"

extern const struct probe probe_egress_registry;
static const struct probe *const table[] = { &probe_egress_registry, NULL };

#define ID    "egress.registry"
#define LOGIN "WWW-Authenticate: Bearer realm=\"https://quay.test/v2/auth\"\r\n"

static struct http_world w;

static const char *url_of(const struct http_server *server, const char *path)
{
	return arena_printf(w.world.arena, "https://127.0.0.1:%u%s",
			    server ? http_server_port(server) : 9, path);
}

/* One server with one answer, and what is said of it. */
static void assert_answer(const char *path, const char *answer, enum status status,
			  const char *part)
{
	const struct http_reply reply = { .request = "GET /", .bytes = answer };
	struct http_server *server;
	struct pki leaf;
	const char *url;

	http_world_open(&w);
	leaf = http_world_leaf(&w, "IP:127.0.0.1");
	server = http_server_start(&(struct http_script){
		.replies = &reply, .count = 1, .certificate = &leaf });
	url = url_of(server, path);
	world_target(&w.world, url);
	w.world.inventory.egress_ca_file = w.ca_file;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, status, part);
	http_server_stop(server);
	pki_free(&leaf);
	http_world_close(&w);
}

START_TEST(registries)
{
	assert_answer("/v2/", "HTTP/1.1 401 U\r\n" LOGIN "Content-Length: 0\r\n\r\n",
		      STATUS_PASS, "asks for a login");
	assert_answer(
		"/v2/",
		"HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\n"
		"Content-Length: 2\r\n\r\n{}",
		STATUS_PASS, "without login");
	assert_answer("/v2/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
		      STATUS_WARN, "Docker-Distribution-Api-Version");
}
END_TEST

START_TEST(other_hosts)
{
	assert_answer("/", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", STATUS_PASS,
		      "404");
	assert_answer("/", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", STATUS_PASS,
		      "403");
	assert_answer("/",
		      "HTTP/1.1 302 To\r\nLocation: https://else.test/\r\n"
		      "Content-Length: 0\r\n\r\n",
		      STATUS_PASS, "302");
	assert_answer("/",
		      "HTTP/1.1 403 No\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n"
		      "Server: squid/5\r\nContent-Length: 0\r\n\r\n",
		      STATUS_FAIL, "blocked by a policy: 403 from squid/5");
}
END_TEST

START_TEST(somebody_in_between)
{
	assert_answer("/v2/", "HTTP/1.1 401 U\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		      "without WWW-Authenticate");
	assert_answer("/v2/",
		      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
		      "Content-Length: 6\r\n\r\n<html>",
		      STATUS_FAIL, "captive portal");
	assert_answer(
		"/v2/",
		"HTTP/1.1 302 To\r\nLocation: http://portal.test/?user=TOPSECRET\r\n"
		"Content-Length: 0\r\n\r\n",
		STATUS_FAIL, "status 302 to http://portal.test/\n");
	assert_answer("/v2/",
		      "HTTP/1.1 403 No\r\nVia: 1.1 gate\r\nContent-Length: 0\r\n\r\n",
		      STATUS_FAIL, "blocked by a policy: 403 from 1.1 gate");
	assert_answer("/v2/", "HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n",
		      STATUS_FAIL, "credentials");
	assert_answer("/v2/", "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n",
		      STATUS_WARN, "429");
	assert_answer("/v2/", "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		      "trouble of its own: status 503, twice");
	assert_answer("/v2/", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		      "no registry at this URL");
	assert_answer("/v2/", "SSH-2.0-OpenSSH\r\n", STATUS_FAIL, "not with HTTP");
	assert_answer("/v2/", "HTTP/1.1 403 \x1b[31m\r\nServer: \x1b[2J<b>\r\n\r\n",
		      STATUS_FAIL, "403 from \\x1b[2J<b>");
}
END_TEST

START_TEST(intercepted)
{
	struct http_server *server;
	struct pki corp, leaf;
	const char *url;

	http_world_open(&w);
	corp = pki_make(&(struct pki_wish){ .cn = "Corp Proxy CA",
					    .ou = "IT",
					    .is_ca = true,
					    .from = -99,
					    .to = 9999 });
	leaf = pki_make(&(struct pki_wish){ .cn = "x",
					    .names = "IP:127.0.0.1",
					    .issuer = &corp,
					    .from = -99,
					    .to = 9999 });
	server = http_server_start(&(struct http_script){ .certificate = &leaf });
	url = url_of(server, "/v2/");
	world_target(&w.world, url);
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, STATUS_FAIL,
			  "is issued by 'Corp Proxy CA', not a public CA");
	world_expect_text(&w.world, ID, url, STATUS_FAIL, "additionalTrustBundle: |");
	world_expect_text(&w.world, ID, url, STATUS_FAIL,
			  "additionalTrustBundlePolicy: Always");
	world_expect_text(&w.world, ID, url, STATUS_FAIL, "reason tls-untrusted");
	http_server_stop(server);
	pki_free(&corp);
	pki_free(&leaf);
	http_world_close(&w);
}
END_TEST

static void assert_certificate(const char *names, long from, long to, const char *part)
{
	struct http_server *server;
	struct pki leaf;
	const char *url;

	http_world_open(&w);
	leaf = pki_make(&(struct pki_wish){
		.cn = "x", .names = names, .issuer = &w.root, .from = from, .to = to });
	server = http_server_start(&(struct http_script){ .certificate = &leaf });
	url = url_of(server, "/v2/");
	world_target(&w.world, url);
	w.world.inventory.egress_ca_file = w.ca_file;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, STATUS_FAIL, part);
	http_server_stop(server);
	pki_free(&leaf);
	http_world_close(&w);
}

START_TEST(certificates_that_do_not_fit)
{
	assert_certificate("DNS:portal.test", -99, 99,
			   "shows a certificate for portal.test");
	assert_certificate("IP:127.0.0.1", -999, -99, "expired");
	assert_certificate(NULL, -99, 99, "shows a certificate for x, not for");
	assert_certificate("IP:127.0.0.1", 999, 9999, "not in force yet");
}
END_TEST

START_TEST(no_connection_and_no_handshake)
{
	struct http_server *reset, *hang, *plain;
	const char *urls[4];

	http_world_open(&w);
	reset = http_server_start(&(struct http_script){ .manner = HTTP_TLS_RESET });
	hang = http_server_start(&(struct http_script){ .manner = HTTP_TLS_HANG });
	plain = http_server_start(
		&(struct http_script){ .connect_reply = "HTTP/1.1 400 No\r\n\r\n" });
	urls[0] = url_of(NULL, "/v2/");
	urls[1] = url_of(reset, "/v2/");
	urls[2] = url_of(hang, "/v2/");
	urls[3] = arena_printf(w.world.arena, "http://127.0.0.1:%u/v2/",
			       http_server_port(plain));
	for (int i = 0; i < 4; i++)
		world_target(&w.world, urls[i]);
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, urls[0], STATUS_FAIL, "reason tcp-refused");
	world_expect_text(&w.world, ID, urls[1], STATUS_FAIL, "handshake is cut off");
	world_expect_text(&w.world, ID, urls[2], STATUS_FAIL, "handshake gets no answer");
	world_expect_text(&w.world, ID, urls[3], STATUS_FAIL,
			  "no registry at this URL: status 404");
	http_server_stop(reset);
	http_server_stop(hang);
	http_server_stop(plain);
	http_world_close(&w);
}
END_TEST

static void assert_proxy(const char *connect_reply, enum status first, enum status second,
			 const char *part)
{
	static const struct http_reply replies[] = {
		{.request = "GET /v2/",
		  .bytes = "HTTP/1.1 401 U\r\n" LOGIN "Content-Length: 0\r\n\r\n"},
	};
	struct http_server *proxy = NULL;
	struct pki leaf;

	http_world_open(&w);
	leaf = http_world_leaf(&w, "DNS:quay.test,DNS:red.test");
	if (connect_reply)
		proxy = http_server_start(
			&(struct http_script){ .replies = replies,
					       .count = 1,
					       .certificate = &leaf,
					       .connect_reply = connect_reply });
	w.world.inventory.egress_ca_file = w.ca_file;
	w.world.inventory.egress_proxy =
		arena_printf(w.world.arena, "http://me:TOPSECRET@127.0.0.1:%u",
			     proxy ? http_server_port(proxy) : 9);
	world_target(&w.world, "https://quay.test/v2/");
	world_target(&w.world, "https://red.test/v2/");
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, "https://quay.test/v2/", first, part);
	world_expect(&w.world, ID, "https://red.test/v2/", second);
	for (int i = 0; i < 2; i++) {
		const struct result *result = &engine_results(w.world.engine)[i];

		ck_assert_ptr_null(strstr(world_text(&w.world, result), "TOPSECRET"));
	}
	if (proxy)
		http_server_stop(proxy);
	pki_free(&leaf);
	http_world_close(&w);
}

START_TEST(through_a_proxy)
{
	assert_proxy("HTTP/1.1 200 OK\r\n\r\n", STATUS_PASS, STATUS_PASS,
		     "proxy http://***@127.0.0.1:");
	/* What is wrong with the proxy itself is said once. */
	assert_proxy(NULL, STATUS_FAIL, STATUS_SKIP,
		     "no connection to the proxy http://***@");
	assert_proxy("HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		     STATUS_SKIP, "wants credentials");
	/* What it does to one host may be otherwise with the next. */
	assert_proxy("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		     STATUS_FAIL, "forbids quay.test by its policy (403)");
	assert_proxy("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", STATUS_FAIL,
		     STATUS_FAIL, "cannot reach quay.test itself (502)");
	assert_proxy("HTTP/1.1 500 No\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n"
		     "Content-Length: 0\r\n\r\n",
		     STATUS_FAIL, STATUS_FAIL, "cannot reach quay.test itself (500)");
	assert_proxy("\r\n", STATUS_FAIL, STATUS_FAIL, "closed the connection");
}
END_TEST

START_TEST(second_address_answers)
{
	static const struct http_reply replies[] = {
		{.request = "GET /v2/",
		  .bytes = "HTTP/1.1 401 U\r\n" LOGIN "Content-Length: 0\r\n\r\n"},
	};
	struct http_server *server;
	struct dns_server *dns;
	struct pki leaf;
	const char *url;

	http_world_open(&w);
	leaf = http_world_leaf(&w, "DNS:two.test");
	server = http_server_start(&(struct http_script){ .address = "127.0.0.2",
							  .replies = replies,
							  .count = 1,
							  .certificate = &leaf });
	dns = world_serve(&w.world, DNS_BOTH);
	dns_server_add(dns, "two.test", "A", "127.0.0.1");
	dns_server_add(dns, "two.test", "A", "127.0.0.2");
	url = arena_printf(w.world.arena, "https://two.test:%u/v2/",
			   http_server_port(server));
	world_target(&w.world, url);
	world_target(&w.world, "https://gone.test/v2/");
	w.world.inventory.egress_ca_file = w.ca_file;
	http_world_run(&w, table);
	world_expect_text(
		&w.world, ID, url, STATUS_WARN,
		"answers at 127.0.0.2, but there is no connection to 127.0.0.1");
	world_expect_text(&w.world, ID, "https://gone.test/v2/", STATUS_FAIL,
			  "does not resolve");
	http_server_stop(server);
	pki_free(&leaf);
	http_world_close(&w);
}
END_TEST

/* Go looks at subjectAltName only. */
START_TEST(named_in_cn_only)
{
	struct http_server *server;
	struct pki leaf;
	const char *url;

	http_world_open(&w);
	leaf = pki_make(&(struct pki_wish){
		.cn = "127.0.0.1", .issuer = &w.root, .from = -99, .to = 99 });
	server = http_server_start(&(struct http_script){ .certificate = &leaf });
	url = url_of(server, "/v2/");
	world_target(&w.world, url);
	w.world.inventory.egress_ca_file = w.ca_file;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, STATUS_FAIL, "only in its CN");
	http_server_stop(server);
	pki_free(&leaf);
	http_world_close(&w);
}
END_TEST

/* A file of authorities beside a registry on plain http is none of its business. */
START_TEST(plain_http_needs_no_authorities)
{
	static const struct http_reply reply = {
		.request = "GET /v2/",
		.bytes = "HTTP/1.1 401 U\r\n" LOGIN "Content-Length: 0\r\n\r\n",
	};
	struct http_server *server;
	const char *url;

	http_world_open(&w);
	server =
		http_server_start(&(struct http_script){ .replies = &reply, .count = 1 });
	url = arena_printf(w.world.arena, "http://127.0.0.1:%u/v2/",
			   http_server_port(server));
	world_target(&w.world, url);
	w.world.inventory.egress_ca_file = w.ca_file;
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, url, STATUS_PASS, "asks for a login");
	http_server_stop(server);
	http_world_close(&w);
}
END_TEST

START_TEST(what_cannot_be_asked_is_an_error)
{
	http_world_open(&w);
	w.world.inventory.egress_ca_file = "/nowhere/ca.pem";
	world_target(&w.world, "https://127.0.0.1:9/v2/");
	world_target(&w.world, "gopher://127.0.0.1/");
	http_world_run(&w, table);
	world_expect_text(&w.world, ID, "https://127.0.0.1:9/v2/", STATUS_ERROR,
			  "/nowhere/ca.pem");
	world_expect(&w.world, ID, "gopher://127.0.0.1/", STATUS_ERROR);
	http_world_close(&w);
}
END_TEST

SUITE("probes/egress/registry", registries, other_hosts, somebody_in_between, intercepted,
      certificates_that_do_not_fit, no_connection_and_no_handshake, through_a_proxy,
      second_address_answers, named_in_cn_only, plain_http_needs_no_authorities,
      what_cannot_be_asked_is_an_error);
