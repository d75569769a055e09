/* Answers in words. */
#include <errno.h>
#include <string.h>

#include "core/io_http.h"
#include "core/io_tcp.h"
#include "core/probe.h"

static const char *no_connection(struct run *run, const struct http_answer *answer)
{
	if (answer->tcp && answer->tcp->outcome > TCP_TALKS)
		return tcp_answer_text(run, answer->tcp);
	if (answer->connect_errno == ETIMEDOUT)
		return "no answer";
	return arena_printf(run_arena(run), "%s", strerror(answer->connect_errno));
}

const char *http_answer_reason(const struct http_answer *answer)
{
	bool has_tcp = answer->tcp && answer->tcp->outcome > TCP_TALKS;

	switch (answer->outcome) {
	case HTTP_ANSWER:
		return "http-status";
	case HTTP_CONNECT_FAILED:
		return has_tcp ? tcp_answer_reason(answer->tcp) : "tcp-failed";
	case HTTP_TIMEOUT:
		return "http-timeout";
	case HTTP_TLS_FAILED:
		return "tls-failed";
	case HTTP_TLS_UNTRUSTED:
		return answer->name_mismatch ? "tls-name" : "tls-untrusted";
	case HTTP_PROXY_FAILED:
		return answer->proxy_status ? "proxy-refused" : "proxy-unreachable";
	case HTTP_BROKEN:
		return "http-broken";
	case HTTP_LOCAL_ERROR:
		return "local";
	}
	return "local";
}

bool http_answer_is_no_tls(const struct http_answer *answer)
{
	/* OpenSSL's word for it, the same in 1.1.1 and 3; libcurl has no code of its own. */
	return answer->outcome == HTTP_TLS_FAILED && answer->message &&
	       strstr(answer->message, "wrong version number");
}

const char *http_answer_text(struct run *run, const struct http_answer *answer)
{
	struct arena *arena = run_arena(run);

	switch (answer->outcome) {
	case HTTP_ANSWER:
		if (answer->server)
			return arena_printf(arena, "HTTP %d from %s", answer->status,
					    answer->server);
		return arena_printf(arena, "HTTP %d", answer->status);
	case HTTP_CONNECT_FAILED:
		return arena_printf(arena, "connection failed: %s",
				    no_connection(run, answer));
	case HTTP_TIMEOUT:
		if (answer->status)
			return arena_printf(arena,
					    "HTTP %d, then too slow: %zu bytes came",
					    answer->status, answer->body_length);
		return answer->message;
	case HTTP_TLS_FAILED:
		return arena_printf(arena, "the TLS handshake was cut off (%s)",
				    answer->message);
	case HTTP_TLS_UNTRUSTED:
		if (answer->verify_text)
			return arena_printf(arena, "the certificate does not verify (%s)",
					    answer->verify_text);
		return "the certificate is for another name";
	case HTTP_PROXY_FAILED:
		if (answer->proxy_status)
			return arena_printf(arena,
					    "the proxy answered CONNECT with HTTP %d",
					    answer->proxy_status);
		if (answer->connect_errno)
			return arena_printf(arena, "no connection to the proxy: %s",
					    no_connection(run, answer));
		return answer->message;
	case HTTP_BROKEN:
		return arena_printf(arena, "a broken answer (%s)", answer->message);
	case HTTP_LOCAL_ERROR:
		return answer->message;
	}
	return answer->message;
}
