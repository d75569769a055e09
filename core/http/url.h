/*
 * The parts of an http or https URL (RFC 3986), as far as a client needs them to connect. What may
 * be a secret, user information and query, is not kept.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

struct arena;

struct http_url {
	const char *scheme; /* lower case: "http", "https" */
	const char *host;   /* lower case, without brackets and final dot */
	in_port_t port;	    /* of the URL, else 80 or 443 */
	const char *path;   /* "/" at least; without query and fragment */
	bool has_user;	    /* there is user information in front of the host */
	bool has_query;
};

/* 0, or -EINVAL: no absolute URL, another scheme, no host, a port that is none. */
int http_url_parse(struct arena *arena, const char *text, struct http_url *ret_url);

/* What follows the last '/' of the path; "" where the path ends in one. Inside `path`. */
const char *http_url_file(const char *path);

/* "%2B" and the like as what they stand for, into the arena; "%00" stays. */
char *http_url_decode(struct arena *arena, const char *path);

/* The URL fit to be shown: without user information and query. */
const char *http_url_text(struct arena *arena, const struct http_url *url);
