/*
 * A scripted HTTP server on loopback, with TLS and as a proxy if wanted. One thread for each
 * connection, one request on each.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/support/http_pki.h"

/* The first whose `request` the request begins with is sent: "GET /v2/", "HEAD /", "". */
struct http_reply {
	const char *request;
	const char *bytes;   /* the whole answer; or NULL: the file below */
	const char *file;    /* served as a web server does it, with HEAD and ranges */
	size_t file_length;  /* 0: strlen() */
	const char *headers; /* added to those of the file: "X: y\r\n" */
	bool no_ranges;
	bool reset;	  /* instead of an answer */
	bool hang;	  /* instead of an answer, or after it */
	unsigned byte_ms; /* after each byte */
	int endless;	  /* after the answer this byte, for ever; 0: not */
};

enum http_tls_manner { HTTP_TLS_WELL, HTTP_TLS_RESET, HTTP_TLS_CLOSE, HTTP_TLS_HANG };

struct http_script {
	const char *address; /* "127.0.0.1" where NULL */
	in_port_t port;	     /* 0: any */
	const struct http_reply *replies;
	size_t count;
	const struct pki *certificate; /* speaks TLS with this one; NULL: plain */
	const struct pki
		*clients; /* a client must show a certificate of this CA; or NULL */
	enum http_tls_manner manner;
	const char *
		connect_reply; /* is a proxy: what CONNECT gets; after a 200 it goes on itself
				       as the host that was asked for */
};

struct http_server;

struct http_server *http_server_start(const struct http_script *script);
void http_server_stop(struct http_server *server);
in_port_t http_server_port(const struct http_server *server);
/* How many requests so far began so; "" counts all. CONNECT counts, too. */
unsigned http_server_count(struct http_server *server, const char *request);
/* How many requests had this text somewhere in their head. */
unsigned http_server_count_with(struct http_server *server, const char *text);
unsigned http_server_connections(struct http_server *server);
