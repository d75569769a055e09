#include "core/cluster/verdict.h"

#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/io_http.h"

#define STATUS_OK		 200
#define STATUS_UNAUTHORIZED	 401
#define STATUS_FORBIDDEN	 403
#define STATUS_NOT_FOUND	 404
#define STATUS_TOO_MANY_REQUESTS 429
#define STATUS_SERVER_ERROR	 500

static enum cluster_connection by_status(int status)
{
	if (status == STATUS_UNAUTHORIZED)
		return CLUSTER_UNAUTHORIZED;
	if (status == STATUS_OK || status == STATUS_FORBIDDEN ||
	    status == STATUS_NOT_FOUND)
		return CLUSTER_OK;
	return CLUSTER_FAILING;
}

enum cluster_connection cluster_connection_of(const struct http_answer *answer)
{
	switch (answer->outcome) {
	case HTTP_ANSWER:
		return by_status(answer->status);
	case HTTP_TLS_UNTRUSTED:
		return CLUSTER_TLS;
	case HTTP_CONNECT_FAILED:
	case HTTP_TIMEOUT:
	case HTTP_TLS_FAILED:
	case HTTP_PROXY_FAILED:
	case HTTP_BROKEN:
		return CLUSTER_UNREACHABLE;
	case HTTP_LOCAL_ERROR:
		return CLUSTER_LOCAL;
	}
	return CLUSTER_LOCAL;
}

const char *cluster_connection_words(struct arena *arena,
				     const struct http_answer *answer)
{
	switch (answer->outcome) {
	case HTTP_ANSWER:
		return arena_printf(arena, "HTTP %d", answer->status);
	case HTTP_CONNECT_FAILED:
		return answer->connect_errno == ETIMEDOUT
			       ? "no answer"
			       : arena_strdup(arena, strerror(answer->connect_errno));
	case HTTP_TLS_UNTRUSTED:
		if (!answer->verify_text)
			return "the certificate is for another name";
		return arena_printf(
			arena, "the certificate does not verify (%s), issued by %s",
			answer->verify_text,
			answer->chain_count ? answer->chain[0].issuer : "nobody");
	case HTTP_TLS_FAILED:
		return arena_printf(arena, "the TLS handshake was cut off (%s)",
				    answer->message ? answer->message : "closed");
	case HTTP_TIMEOUT:
	case HTTP_PROXY_FAILED:
	case HTTP_BROKEN:
	case HTTP_LOCAL_ERROR:
		break;
	}
	return answer->message ? arena_strdup(arena, answer->message) : "no answer";
}

bool cluster_is_of_address(const struct http_answer *answer)
{
	return cluster_connection_of(answer) == CLUSTER_UNREACHABLE;
}
