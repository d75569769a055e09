/*
 * HTTP and HTTPS requests (libcurl). libcurl never resolves here: the caller gives the address.
 * Redirects are never followed, bodies are capped, no environment proxy is used. Certificates are
 * recorded whether they verify or not.
 *
 * The same request is made once per run of the program.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "addr.h"

struct engine;
struct run;
struct tcp_answer;

enum http_method { HTTP_GET, HTTP_HEAD };

/*
 * Who asks, and whom he trusts. The caller keeps it as long as the transfer; it is never copied and
 * never shown. Only over TLS, which is verified: `insecure` does not go with it.
 */
struct http_identity {
	const char
		*ca_pem; /* the only authorities that count; NULL: as without identity */
	const char *certificate_pem, *key_pem; /* of the client; both or neither */
	const char *token;		       /* Authorization: Bearer; or NULL */
};

struct http_request {
	const char *url;
	enum http_method method;
	struct addr
		address; /* connect there (port from the URL); family 0: the proxy does */
	const char *proxy;	   /* URL, or NULL: direct */
	struct addr proxy_address; /* of the proxy's host */
	const char *ca_file;	   /* PEM, in addition to the system's; or NULL */
	bool insecure; /* go on where the certificate does not verify; it is recorded */
	const char *range;  /* "0-1", or NULL */
	size_t max_body;    /* bytes kept; the transfer stops there. 0: not a byte */
	const char *accept; /* header value, or NULL */
	/* NULL: nobody in particular. For http/transfer.h alone, http_ask() takes none. */
	const struct http_identity *identity;
};

enum http_outcome {
	HTTP_ANSWER,	     /* a status line and headers came */
	HTTP_CONNECT_FAILED, /* see connect_errno, and ask tcp_connect() for more */
	HTTP_TIMEOUT,	     /* connected, then too slow: see status, body_length */
	HTTP_TLS_FAILED,     /* reset or EOF in the handshake, or not TLS at all */
	HTTP_TLS_UNTRUSTED, /* the certificate does not verify: see chain, verify_error */
	HTTP_PROXY_FAILED, /* the proxy refused CONNECT: see proxy_status; 0: unreachable */
	HTTP_BROKEN,	   /* answer is no HTTP, headers too large, cut short */
	HTTP_LOCAL_ERROR, /* ours; `message` */
};

struct http_certificate {
	const char *subject, *issuer; /* one line each, "CN=root-ca,OU=openshift" */
	const char *const
		*names; /* DNS and IP entries of subjectAltName, NULL-terminated */
	time_t not_before, not_after;
	bool is_ca;
	const char *sha256; /* fingerprint, hex */
};

/* Lives as long as the report. */
struct http_answer {
	enum http_outcome outcome;
	int status; /* 0: none */
	int proxy_status;
	const char *version;	/* "HTTP/1.1" */
	int64_t content_length; /* -1: not given */
	const char *content_type, *content_encoding, *server, *via, *location,
		*content_range, *www_authenticate, *registry_version, *last_modified,
		*squid_error;
	const unsigned char *body;
	size_t body_length;		      /* kept; at most max_body */
	bool body_capped;		      /* there was more */
	const struct http_certificate *chain; /* leaf first, as sent */
	size_t chain_count;
	const unsigned char *const *chain_der; /* the same, DER */
	const size_t *chain_der_length;
	long verify_error;	 /* X509_V_*; 0: verifies */
	const char *verify_text; /* of OpenSSL, or NULL */
	bool name_mismatch;	 /* the certificate is for another name */
	int connect_errno;	 /* ETIMEDOUT: no answer within the timeout */
	const struct tcp_answer
		*tcp;	      /* what a bare connect saw where this one failed; or NULL */
	in_port_t local_port; /* ours; 0: there was no connection */
	const char *message;  /* libcurl's, cleaned */
	double total_ms;
};

typedef void http_answered_fn(const struct http_answer *answer, void *arg);

/* HTTP will be asked for: libraries are loaded and set up beside the loop. For probe.prepare. */
void http_warm(struct engine *engine);

/* Everything in `request` is copied. */
void http_ask(struct run *run, const struct http_request *request,
	      http_answered_fn *answered, void *arg);
/* "http-status", "tls-untrusted", "tcp-refused"...: for run_reason(). */
const char *http_answer_reason(const struct http_answer *answer);
/* What answered the TLS hello speaks something else, such as HTTP in the clear. */
bool http_answer_is_no_tls(const struct http_answer *answer);
/* "HTTP 403 from nginx/1.22.1", "the TLS handshake was cut off"...; into the run's arena. */
const char *http_answer_text(struct run *run, const struct http_answer *answer);
