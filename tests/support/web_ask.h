/*
 * What a web server's configuration says of a URL, as a line: "file /srv/www/a [root 4:7]".
 */
#pragma once

#include "core/sources/web_server.h"

struct web_case {
	const char *
		url; /* "http://HOST:PORT/PATH"; a host that is an address is connected to */
	const char *expected;
};

typedef void web_read_fn(struct arena *arena, const char *text,
			 struct web_server *ret_server);

/* Fails the test unless each is answered so. Ends with url NULL. */
void web_expect(web_read_fn *read, const char *text, const struct web_case *cases);
