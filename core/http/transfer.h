/*
 * One transfer: a request made ready for libcurl, and its answer as it comes in. Knows nothing of
 * runs; io_http.c hands transfers out and asks once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

#include "tls.h"
#include "url.h"
#include "core/io_http.h"

struct http_transfer {
	struct arena *arena;
	struct http_request request; /* its strings live as long as the report */
	struct http_url url, proxy;
	struct http_answer *answer; /* lives as long as the report */
	struct http_tls tls;
	CURL *easy;
	struct curl_slist *connect_to, *resolve, *headers;
	char error[CURL_ERROR_SIZE];

	curl_socket_t fd; /* CURL_SOCKET_BAD: none now */
	int socket_error; /* errno where none could be made */
	bool was_opened, was_connected, in_headers;
	const char *broken; /* why the answer was given up; or NULL */
	size_t header_bytes, body_room;
	unsigned char *body; /* until it ends, then in the arena */
	uint64_t received;   /* bytes of the body, kept or not */
};

/* The request is checked and its strings copied. False: it cannot be made; `answer` says why. */
bool http_transfer_init(struct http_transfer *transfer, struct arena *arena,
			const struct http_request *request);
/* Makes the handle, CURLOPT_PRIVATE is `arg`. False as above: `ca_file` cannot be read. */
bool http_transfer_open(struct http_transfer *transfer, struct http_stores *stores,
			void *arg);
/* True once TCP is connected, to the proxy where there is one. */
bool http_transfer_connected(struct http_transfer *transfer);
/* Reads what became of it into `answer`. The handle has left the multi handle. */
void http_transfer_ended(struct http_transfer *transfer, CURLcode code);
/* The same where we gave up waiting. */
void http_transfer_timed_out(struct http_transfer *transfer);
/* Frees handle and buffers; the answer stays. */
void http_transfer_close(struct http_transfer *transfer);
/* Where TCP goes to, with port. */
struct addr http_transfer_peer(const struct http_transfer *transfer);
