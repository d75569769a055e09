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

#include "core/io_tcp.h"
#include "tests/support/http_asker.h"
#include "tests/support/suite.h"

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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	ask("http", "Name.test", server, "/x?y=1")->request.accept = "a/b";
	asker_go();
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
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	for (int i = 0; i < 20; i++)
		ask("http", "a.test", server, "/x")->times = 3;
	ask("http", "a.test", server, "/x")->request.method = HTTP_HEAD;
	ask("http", "a.test", server, "/x")->request.range = "0-1";
	ask("http", "a.test", server, "/y");
	asker_go();
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
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	for (int i = 0; i < ASKS_MAX; i++)
		ask("http", "a.test", server, arena_printf(asker_arena, "/%d", i));
	asker_go();
	for (int i = 0; i < ASKS_MAX; i++) {
		ck_assert_ptr_nonnull(questions[i].answer);
		ck_assert_int_eq(questions[i].answer->outcome, HTTP_ANSWER);
	}
	ck_assert_uint_eq(http_server_count(server, ""), ASKS_MAX);
	http_server_stop(server);
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 3 });
	ask("http", "a.test", server, "/endless");
	ask("http", "a.test", server, "/endless")->request.max_body = 0;
	ask("http", "a.test", server, "/hundred");
	ask("http", "a.test", server, "/chunked");
	asker_go();
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
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 2 });
	ask("http", "a.test", server, "/loop");
	ask("http", "a.test", server, "/file");
	asker_go();
	ck_assert_int_eq(questions[0].answer->status, 302);
	ck_assert_str_eq(questions[0].answer->location, "/loop");
	ck_assert_str_eq(questions[1].answer->location, "file:///etc/passwd");
	ck_assert_uint_eq(http_server_count(server, ""), 2);
	http_server_stop(server);
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 6 });
	ask("http", "a.test", server, "/old");
	ask("http", "a.test", server, "/nothing");
	ask("http", "a.test", server, "/reset");
	ask("http", "a.test", server, "/cut")->request.max_body = 5000;
	ask("http", "a.test", server, "/bomb");
	asker_go();
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_msg(questions[i].answer->outcome == HTTP_BROKEN, "%s: %d %s",
			      questions[i].request.url, questions[i].answer->outcome,
			      questions[i].text);
		ck_assert_str_eq(questions[i].reason, "http-broken");
	}
	ck_assert_int_eq(questions[3].answer->status, 200);
	ck_assert_uint_eq(questions[3].answer->body_length, 3);
	http_server_stop(server);
	asker_close();
}
END_TEST

START_TEST(header_bomb_of_many_lines)
{
	static char bomb[300000];
	static struct http_reply replies[] = { { .request = "GET" } };
	struct http_server *server;
	size_t used = (size_t)snprintf(bomb, sizeof(bomb), "HTTP/1.1 200 OK\r\n");

	asker_open();
	while (used < sizeof(bomb) - 20)
		used += (size_t)snprintf(bomb + used, sizeof(bomb) - used, "Via: x\r\n");
	replies[0].bytes = bomb;
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 1 });
	ask("http", "a.test", server, "/");
	asker_go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_BROKEN);
	ck_assert_ptr_nonnull(strstr(questions[0].answer->message, "64 KiB"));
	http_server_stop(server);
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 4 });
	ask("http", "a.test", server, "/silent");
	ask("http", "a.test", server, "/headers");
	ask("http", "a.test", server, "/body");
	ask("http", "a.test", server, "/drip");
	begun = seconds();
	asker_go();
	ck_assert(seconds() - begun < 4);
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_msg(questions[i].answer->outcome == HTTP_TIMEOUT, "%zu: %s", i,
			      questions[i].text);
		ck_assert_str_eq(questions[i].reason, "http-timeout");
	}
	ck_assert_int_eq(questions[2].answer->status, 200);
	ck_assert_uint_eq(questions[2].answer->body_length, 3);
	http_server_stop(server);
	asker_close();
}
END_TEST

START_TEST(nobody_there)
{
	asker_open();
	ask("http", "a.test", NULL, "/");
	ask("https", "a.test", NULL, "/");
	asker_go();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(questions[i].answer->outcome, HTTP_CONNECT_FAILED);
		ck_assert_int_eq(questions[i].answer->connect_errno, ECONNREFUSED);
		ck_assert_ptr_nonnull(questions[i].answer->tcp);
		ck_assert_int_eq(questions[i].answer->tcp->outcome, TCP_REFUSED);
		ck_assert_str_eq(questions[i].reason, "tcp-refused");
	}
	asker_close();
}
END_TEST

START_TEST(requests_that_cannot_be_made)
{
	asker_open();
	ask("ftp", "a.test", NULL, "/");
	ask("http", "a.test", NULL, "/")->request.address.family = 0;
	ask("https", "a.test", NULL, "/")->request.ca_file = "/nowhere/ca.pem";
	asker_go();
	for (size_t i = 0; i < question_count; i++) {
		ck_assert_int_eq(questions[i].answer->outcome, HTTP_LOCAL_ERROR);
		ck_assert_ptr_nonnull(questions[i].answer->message);
	}
	ck_assert_ptr_nonnull(strstr(questions[2].text, "/nowhere/ca.pem"));
	asker_close();
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

	asker_open();
	server = http_server_start(
		&(struct http_script){ .replies = replies, .count = 2 });
	/* The run ends at the first of two answers; its other operation goes with it. */
	ask("http", "a.test", server, "/quick")->times = 2;
	questions[0].end_at_first = true;
	for (int i = 0; i < 300; i++)
		ask("http", "a.test", server, arena_printf(asker_arena, "/silent/%d", i));
	asker_inventory.timeout = 20;
	asker_go_for(0.3);
	ck_assert_uint_eq(questions[0].answers, 1);
	for (size_t i = 1; i < question_count; i++)
		ck_assert_ptr_null(questions[i].answer);
	asker_engine = engine_free(asker_engine);
	http_server_stop(server);
	asker_close();
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

	asker_open();
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("all_proxy", "http://127.0.0.1:9", 1);
	setenv("no_proxy", "*", 1);
	server = http_server_start(
		&(struct http_script){ .replies = replies,
				       .count = 1,
				       .connect_reply = "HTTP/1.1 500 No\r\n\r\n" });
	ask("http", "a.test", server, "/x");
	ask_through(server, "http://far.test/y");
	asker_go();
	ck_assert_int_eq(questions[0].answer->outcome, HTTP_ANSWER);
	ck_assert_int_eq(questions[1].answer->outcome, HTTP_ANSWER);
	ck_assert_uint_eq(http_server_count(server, "GET http://far.test/y "), 1);
	http_server_stop(server);
	asker_close();
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

	asker_open();
	server = http_server_start(&(struct http_script){
		.address = "::1", .replies = replies, .count = 1 });
	addr_parse("::1", &ask("http", "a.test", server, "/x")->request.address);
	addr_parse("::1", &ask("http", "[::1]", server, "/x")->request.address);
	asker_go();
	ck_assert_msg(questions[0].answer->outcome == HTTP_ANSWER, "%s",
		      questions[0].text);
	ck_assert_msg(questions[1].answer->outcome == HTTP_ANSWER, "%s",
		      questions[1].text);
	http_server_stop(server);
	asker_close();
}
END_TEST

SUITE("core/io_http", plain_answer, asked_once, many_at_once, bodies_are_capped,
      redirects_are_not_followed, what_is_no_http_is_broken, header_bomb_of_many_lines,
      slow_ones_are_given_up, nobody_there, requests_that_cannot_be_made,
      cancelled_half_way, environment_does_not_count, ipv6);
