/*
 * Requests against a scripted server on loopback: what came back, what did not, asked once, and
 * nothing left behind.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/x509_vfy.h>

#include "core/arena.h"
#include "core/engine.h"
#include "core/io_http.h"
#include "core/io_tcp.h"
#include "core/probe.h"
#include "tests/support/http_server.h"
#include "tests/support/suite.h"

#define ASKS_MAX 600

/* One question, one subject: "0", "1"... */
struct question {
	struct http_request request;
	unsigned times; /* asked by one run */
	unsigned answers;
	const struct http_answer *answer;
	const char *text, *reason;
	bool end_at_first;
};

static struct question questions[ASKS_MAX];
static size_t question_count;
static struct inventory inventory;
static struct arena *arena;
static struct engine *engine;

static void answered(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct question *question = (struct question *)(uintptr_t)run_subject(run)->item;

	question->answer = answer;
	question->text = http_answer_text(run, answer);
	question->reason = http_answer_reason(answer);
	if (++question->answers == question->times || question->end_at_first)
		run_pass(run, "answered");
}

static void start(struct run *run)
{
	struct question *question = (struct question *)(uintptr_t)run_subject(run)->item;

	if (!question->times)
		question->times = 1;
	for (unsigned i = 0; i < question->times; i++)
		http_ask(run, &question->request, answered, run);
}

static void subjects(const struct inventory *nothing, struct subjects *subjects)
{
	(void)nothing;
	for (size_t i = 0; i < question_count; i++)
		subject_add(subjects, &(struct subject){
					      .name = arena_printf(arena, "%zu", i),
					      .item = &questions[i],
				      });
}

static const struct probe asker = {
	.id = "test.ask",
	.title = "t",
	.why = "w",
	.phases = PHASE_ALL,
	.subjects = subjects,
	.start = start,
};
static const struct probe *const table[] = { &asker, NULL };

static void setup(void)
{
	arena = arena_new();
	inventory = (struct inventory){ .phase = PHASE_PREBOOT, .timeout = 0.5 };
	memset(questions, 0, sizeof(questions));
	question_count = 0;
}

static void go_for(double deadline)
{
	const struct plan_options plan_options = { .phase = PHASE_PREBOOT };
	const struct engine_options engine_options = { .deadline = deadline };
	const struct plan *plan;

	ck_assert_int_eq(plan_new(arena, table, &inventory, &plan_options, stderr, &plan),
			 0);
	engine = engine_new(arena, plan, &engine_options);
	ck_assert_int_eq(engine_go(engine), 0);
}

static void go(void)
{
	go_for(30);
	engine = engine_free(engine);
}

static void teardown(void)
{
	engine_free(engine);
	engine = NULL;
	arena = arena_free(arena);
}

static struct question *ask(const char *scheme, const char *host,
			    const struct http_server *server, const char *path)
{
	struct question *question = &questions[question_count++];

	question->request = (struct http_request){
		.url = arena_printf(arena, "%s://%s:%u%s", scheme, host,
				    server ? http_server_port(server) : 9, path),
		.max_body = 100,
	};
	ck_assert_int_eq(addr_parse("127.0.0.1", &question->request.address), 0);
	return question;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

START_TEST(plain_answer)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /x",
		  .bytes = "HTTP/1.1 401 No\r\nServer: s/1\r\nCONTENT-TYPE:  text/html \r\n"
			   "Www-Authenticate: Bearer realm=\"a\"\r\nWWW-Authenticate: Basic\r\n"
			   "Docker-Distribution-Api-Version: registry/2.0\r\nVia: 1.1 p\r\n"
			   "X-Squid-Error: E\x1b[31m 0\r\nLocation: http://l/\r\n"
			   "Last-Modified: then\r\nContent-Encoding: gzip\r\n"
			   "Accept-Ranges: bytes\r\nContent-Length: 5\r\n\r\nhello" },
	};
	/* clang-format on */
	struct http_server *server;
	const struct http_answer *answer;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	ask("http", "Name.test", server, "/x?y=1")->request.accept = "a/b";
	go();
	answer = questions[0].answer;
	ck_assert_int_eq(answer->outcome, HTTP_ANSWER);
	ck_assert_int_eq(answer->status, 401);
	ck_assert_str_eq(answer->version, "HTTP/1.1");
	ck_assert_str_eq(answer->content_type, "text/html");
	ck_assert_str_eq(answer->www_authenticate, "Bearer realm=\"a\", Basic");
	ck_assert_str_eq(answer->registry_version, "registry/2.0");
	ck_assert_ptr_null(strchr(answer->squid_error, '\x1b'));
	ck_assert_str_eq(answer->location, "http://l/");
	ck_assert_str_eq(answer->content_encoding, "gzip");
	ck_assert_int_eq(answer->content_length, 5);
	ck_assert_uint_eq(answer->body_length, 5);
	ck_assert_mem_eq(answer->body, "hello", 5);
	ck_assert(!answer->body_capped);
	ck_assert_str_eq(questions[0].text, "HTTP 401 from s/1");
	/* On the wire: the name, what is accepted, and nobody's credentials. */
	ck_assert_uint_eq(http_server_count_with(server, "Host: Name.test:"), 1);
	ck_assert_uint_eq(http_server_count_with(server, "Accept: a/b\r\n"), 1);
	ck_assert_uint_eq(http_server_count_with(server, "User-Agent: ocp-preflight/"),
			  1);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(asked_once)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "", .file = "hello" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	for (int i = 0; i < 20; i++)
		ask("http", "a.test", server, "/x")->times = 3;
	ask("http", "a.test", server, "/x")->request.method = HTTP_HEAD;
	ask("http", "a.test", server, "/x")->request.range = "0-1";
	ask("http", "a.test", server, "/y");
	go();
	for (int i = 0; i < 20; i++) {
		ck_assert_uint_eq(questions[i].answers, 3);
		ck_assert_ptr_eq(questions[i].answer, questions[0].answer);
	}
	ck_assert_uint_eq(http_server_count(server, ""), 4);
	ck_assert_uint_eq(http_server_count(server, "HEAD /x"), 1);
	ck_assert_int_eq(questions[20].answer->content_length, 5);
	ck_assert_uint_eq(questions[20].answer->body_length, 0);
	ck_assert_int_eq(questions[21].answer->status, 206);
	ck_assert_str_eq(questions[21].answer->content_range, "bytes 0-1/5");
	ck_assert_mem_eq(questions[21].answer->body, "he", 2);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(many_at_once)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "", .file = "hello" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	for (int i = 0; i < ASKS_MAX; i++)
		ask("http", "a.test", server, arena_printf(arena, "/%d", i));
	go();
	for (int i = 0; i < ASKS_MAX; i++) {
		ck_assert_ptr_nonnull(questions[i].answer);
		ck_assert_int_eq(questions[i].answer->outcome, HTTP_ANSWER);
	}
	ck_assert_uint_eq(http_server_count(server, ""), ASKS_MAX);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(bodies_are_capped)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /endless", .bytes = "HTTP/1.1 200 OK\r\n\r\n", .endless = 'x' },
		{ .request = "GET /hundred",
		  .file = "0123456789012345678901234567890123456789012345678901234567890123456789"
			  "012345678901234567890123456789" },
		{ .request = "GET /chunked",
		  .bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			   "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 3 });
	ask("http", "a.test", server, "/endless");
	ask("http", "a.test", server, "/endless")->request.max_body = 0;
	ask("http", "a.test", server, "/hundred");
	ask("http", "a.test", server, "/chunked");
	go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_ANSWER);
	ck_assert_uint_eq(questions[0].answer->body_length, 100);
	ck_assert(questions[0].answer->body_capped);
	ck_assert_int_eq(questions[0].answer->content_length, -1);
	ck_assert_uint_eq(questions[1].answer->body_length, 0);
	ck_assert(questions[1].answer->body_capped);
	ck_assert_uint_eq(questions[2].answer->body_length, 100);
	ck_assert(!questions[2].answer->body_capped);
	ck_assert_mem_eq(questions[3].answer->body, "abcde", 5);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(redirects_are_not_followed)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /loop",
		  .bytes = "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n" },
		{ .request = "GET /file",
		  .bytes = "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n"
			   "Content-Length: 0\r\n\r\n" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 2 });
	ask("http", "a.test", server, "/loop");
	ask("http", "a.test", server, "/file");
	go();
	ck_assert_int_eq(questions[0].answer->status, 302);
	ck_assert_str_eq(questions[0].answer->location, "/loop");
	ck_assert_str_eq(questions[1].answer->location, "file:///etc/passwd");
	ck_assert_uint_eq(http_server_count(server, ""), 2);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(what_is_no_http_is_broken)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /old", .bytes = "hello, this is HTTP/0.9" },
		{ .request = "GET /nothing", .bytes = "" },
		{ .request = "GET /reset", .reset = true },
		{ .request = "GET /cut",
		  .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc" },
		{ .request = "GET /bomb", .bytes = "HTTP/1.1 200 OK\r\nX: ", .endless = 'x' },
		{ .request = "GET /many",
		  .bytes = "HTTP/1.1 200 OK\r\n",
		  .endless = '\n' },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 6 });
	ask("http", "a.test", server, "/old");
	ask("http", "a.test", server, "/nothing");
	ask("http", "a.test", server, "/reset");
	ask("http", "a.test", server, "/cut")->request.max_body = 5000;
	ask("http", "a.test", server, "/bomb");
	go();
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_msg(questions[i].answer->outcome == HTTP_BROKEN, "%s: %d %s",
			      questions[i].request.url, questions[i].answer->outcome,
			      questions[i].text);
		ck_assert_str_eq(questions[i].reason, "http-broken");
	}
	ck_assert_int_eq(questions[3].answer->status, 200);
	ck_assert_uint_eq(questions[3].answer->body_length, 3);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(header_bomb_of_many_lines)
{
	static char bomb[300000];
	static struct http_reply replies[] = { { .request = "GET" } };
	struct http_server *server;
	size_t used = (size_t)snprintf(bomb, sizeof(bomb), "HTTP/1.1 200 OK\r\n");

	setup();
	while (used < sizeof(bomb) - 20)
		used += (size_t)snprintf(bomb + used, sizeof(bomb) - used, "Via: x\r\n");
	replies[0].bytes = bomb;
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	ask("http", "a.test", server, "/");
	go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_BROKEN);
	ck_assert_ptr_nonnull(strstr(questions[0].answer->message, "64 KiB"));
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(slow_ones_are_given_up)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /silent", .hang = true },
		{ .request = "GET /headers", .bytes = "HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyy",
		  .byte_ms = 200 },
		{ .request = "GET /body",
		  .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
		  .hang = true },
		{ .request = "GET /drip",
		  .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n"
			   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		  .byte_ms = 30 },
	};
	/* clang-format on */
	struct http_server *server;
	double begun;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 4 });
	ask("http", "a.test", server, "/silent");
	ask("http", "a.test", server, "/headers");
	ask("http", "a.test", server, "/body");
	ask("http", "a.test", server, "/drip");
	begun = seconds();
	go();
	ck_assert(seconds() - begun < 4);
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_msg(questions[i].answer->outcome == HTTP_TIMEOUT, "%zu: %s", i,
			      questions[i].text);
		ck_assert_str_eq(questions[i].reason, "http-timeout");
	}
	ck_assert_int_eq(questions[2].answer->status, 200);
	ck_assert_uint_eq(questions[2].answer->body_length, 3);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(nobody_there)
{
	setup();
	ask("http", "a.test", NULL, "/");
	ask("https", "a.test", NULL, "/");
	go();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(questions[i].answer->outcome, HTTP_CONNECT_FAILED);
		ck_assert_int_eq(questions[i].answer->connect_errno, ECONNREFUSED);
		ck_assert_ptr_nonnull(questions[i].answer->tcp);
		ck_assert_int_eq(questions[i].answer->tcp->outcome, TCP_REFUSED);
		ck_assert_str_eq(questions[i].reason, "tcp-refused");
	}
	teardown();
}
END_TEST

START_TEST(requests_that_cannot_be_made)
{
	setup();
	ask("ftp", "a.test", NULL, "/");
	ask("http", "a.test", NULL, "/")->request.address.family = 0;
	ask("https", "a.test", NULL, "/")->request.ca_file = "/nowhere/ca.pem";
	go();
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_int_eq(questions[i].answer->outcome, HTTP_LOCAL_ERROR);
		ck_assert_ptr_nonnull(questions[i].answer->message);
	}
	ck_assert_ptr_nonnull(strstr(questions[2].text, "/nowhere/ca.pem"));
	teardown();
}
END_TEST

START_TEST(cancelled_half_way)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "GET /silent", .hang = true },
		{ .request = "GET /quick", .file = "x" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 2 });
	/* The run ends at the first of two answers; its other operation goes with it. */
	ask("http", "a.test", server, "/quick")->times = 2;
	questions[0].end_at_first = true;
	for (int i = 0; i < 300; i++)
		ask("http", "a.test", server, arena_printf(arena, "/silent/%d", i));
	inventory.timeout = 20;
	go_for(0.3);
	ck_assert_uint_eq(questions[0].answers, 1);
	for (size_t i = 1; i < question_count; i++)
		ck_assert_ptr_null(questions[i].answer);
	engine = engine_free(engine);
	http_server_stop(server);
	teardown();
}
END_TEST

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
	const char *path = arena_printf(arena, "/tmp/ocp-test-ca-%d.pem", getpid());
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

	setup();
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
	go();
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
	teardown();
}
END_TEST

START_TEST(handshakes_that_fail)
{
	struct http_server *servers[4];

	setup();
	servers[0] = http_server_start(&(struct http_script){ .manner = HTTP_TLS_RESET });
	servers[1] = http_server_start(&(struct http_script){ .manner = HTTP_TLS_CLOSE });
	servers[2] = http_server_start(&(struct http_script){ .manner = HTTP_TLS_HANG });
	servers[3] = http_server_start(&(struct http_script){ .replies = unauthorized });
	for (int i = 0; i < 3; i++)
		ask("https", "quay.test", servers[i], "/v2/");
	go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_TLS_FAILED);
	ck_assert_int_eq(questions[1].answer->outcome, HTTP_TLS_FAILED);
	ck_assert_str_eq(questions[1].reason, "tls-failed");
	ck_assert_int_eq(questions[2].answer->outcome, HTTP_TIMEOUT);
	ck_assert_uint_eq(questions[2].answer->chain_count, 0);
	ck_assert_str_eq(questions[2].text, "the TLS handshake got no answer");
	for (int i = 0; i < 4; i++)
		http_server_stop(servers[i]);
	teardown();
}
END_TEST

static struct question *ask_through(const struct http_server *proxy, const char *url)
{
	struct question *question = &questions[question_count++];

	question->request = (struct http_request){
		.url = url,
		.proxy = arena_printf(arena, "http://me:hunter2@proxy.test:%u",
				      proxy ? http_server_port(proxy) : 9),
		.max_body = 100,
	};
	ck_assert_int_eq(addr_parse("127.0.0.1", &question->request.proxy_address), 0);
	return question;
}

START_TEST(through_a_proxy)
{
	struct http_server *good, *strict, *forbidding, *silent, *closing;
	const char *file;

	setup();
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
	go();
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
	teardown();
}
END_TEST

START_TEST(environment_does_not_count)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "", .file = "hello" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("all_proxy", "http://127.0.0.1:9", 1);
	setenv("no_proxy", "*", 1);
	server = http_server_start(
		&(struct http_script){ .replies = replies,
				       .count = 1,
				       .connect_reply = "HTTP/1.1 500 No\r\n\r\n" });
	ask("http", "a.test", server, "/x");
	ask_through(server, "http://far.test/y");
	go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_ANSWER);
	ck_assert_int_eq(questions[1].answer->outcome, HTTP_ANSWER);
	ck_assert_uint_eq(http_server_count(server, "GET http://far.test/y "), 1);
	http_server_stop(server);
	teardown();
}
END_TEST

START_TEST(ipv6)
{
	/* clang-format off */
	static const struct http_reply replies[] = {
		{ .request = "", .file = "hello" },
	};
	/* clang-format on */
	struct http_server *server;

	setup();
	server = http_server_start(&(struct http_script){
		.address = "::1", .replies = replies, .count = 1 });
	addr_parse("::1", &ask("http", "a.test", server, "/x")->request.address);
	addr_parse("::1", &ask("http", "[::1]", server, "/x")->request.address);
	go();
	ck_assert_msg(questions[0].answer->outcome == HTTP_ANSWER, "%s",
		      questions[0].text);
	ck_assert_msg(questions[1].answer->outcome == HTTP_ANSWER, "%s",
		      questions[1].text);
	http_server_stop(server);
	teardown();
}
END_TEST

SUITE("core/io_http", plain_answer, asked_once, many_at_once, bodies_are_capped,
      redirects_are_not_followed, what_is_no_http_is_broken, header_bomb_of_many_lines,
      slow_ones_are_given_up, nobody_there, requests_that_cannot_be_made,
      cancelled_half_way, tls_with_a_known_authority, handshakes_that_fail,
      through_a_proxy, environment_does_not_count, ipv6);
