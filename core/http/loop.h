/*
 * libcurl's multi socket interface on a libuv loop, and nothing else. Only io_http.c uses it.
 *
 * curl closes descriptors and the kernel hands their numbers out again at once. So each socket
 * gets a watcher of its own, and that is stopped before the descriptor is closed.
 */
#pragma once

#include <curl/curl.h>
#include <uv.h>

struct http_loop;

/* A transfer has ended; the handle has left the multi handle. May add others. */
typedef void http_finished_fn(CURL *easy, CURLcode code, void *arg);
/* curl is done with a descriptor, which is closed after this. */
typedef void http_closing_fn(curl_socket_t fd, void *arg);

struct http_loop *http_loop_new(uv_loop_t *loop, http_finished_fn *finished,
				http_closing_fn *closing, void *arg);
/* Handles that are still there must have been dropped. Memory goes once the loop has turned. */
void http_loop_close(struct http_loop *loop);

/* Begins a transfer. Neither of these may be called from inside one of curl's callbacks. */
void http_loop_add(struct http_loop *loop, CURL *easy);
void http_loop_drop(struct http_loop *loop, CURL *easy);
