/*
 * A request to a host by its name: resolved as a node would, then each address in turn, IPv4
 * first, until one accepts the connection. With a proxy it is the proxy that is found so.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/io_http.h"
#include "core/probe.h"
#include "core/resolve.h"

/* An address that did not accept the connection. */
struct fetch_failure {
	struct addr addr; /* port 0 */
	const struct http_answer *answer;
};

/* Lives as long as the report. */
struct fetched {
	const char *url;
	const char *host; /* that was connected to: the URL's or the proxy's */
	const struct http_answer
		*answer;  /* of the last address; NULL: no address at all */
	struct addr addr; /* that `answer` came from */
	/* Why there is no address; NULL: no server at all. */
	const struct dns_answer *dns;
	struct addresses all;		      /* of the host */
	const struct fetch_failure *failures; /* of the addresses in front of `addr` */
	size_t failure_count;
};

typedef void fetched_fn(const struct fetched *fetched, void *arg);

/* `request->address` and `proxy_address` are not looked at. `at`: addresses that are known, or
   NULL. A URL that is none gives an answer HTTP_LOCAL_ERROR. */
void fetch(struct run *run, const struct http_request *request,
	   const struct addresses *at, fetched_fn *fetched, void *arg);

/* The request for a whole Ignition file: the same for whoever asks, so it is made once. */
#define FETCH_IGNITION_MAX ((size_t)32 << 20)
struct http_request fetch_ignition(const char *url);

/* "1.2.3.4", "fd00::1, 1.2.3.4": what did not answer; into the run's arena. */
const char *fetch_failures_text(struct run *run, const struct fetched *fetched);
/* True if the first bytes are those of an HTML page, or the header says so. */
bool fetch_is_html(const struct http_answer *answer);
/*
 * bootstrap.ign holds keys and the pull secret, so it is rightly gone (404, 410) once the bootstrap
 * is complete.
 */
bool fetch_is_taken_away(const struct run *run, const char *file, int status);
/* "api.example.com" of a URL for subject.host; NULL for a literal address or no URL at all. */
const char *fetch_host_name(struct arena *arena, const char *url);
