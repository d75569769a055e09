/*
 * The head of an HTTP/1 message (RFC 9112), as far as it stands in one segment. Pure; slices
 * point into the segment.
 */
#pragma once

#include "slice.h"

/* Bytes of a segment that are looked at. */
#define HTTP_HEAD_MAX 8192

struct http_head {
	bool is_response;
	bool is_complete;    /* the empty line after the fields was seen */
	size_t length;	     /* of the head, where it is complete */
	struct slice method; /* "GET", "HEAD" */
	struct slice target; /* "/pxeboot.ipxe"; the path of an absolute URL */
	struct slice host;
	struct slice user_agent;
	uint16_t status;
	bool has_content_length;
	uint64_t content_length;
	uint64_t range_start; /* of Content-Range: where the body begins in the file */
	struct slice location;
};

/* True if it may be the start of a request or an answer: cheap, for every segment. */
bool http_is_head(struct slice segment);
/* 0, or -EBADMSG. */
int http_head_decode(struct slice segment, struct http_head *ret_head);
