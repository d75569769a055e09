/*
 * What lint.web-root asks: which URLs, which machine, who else listens there.
 */
#pragma once

#include "_lint.h"
#include "_shown.h"
#include "core/sources/haproxy.h"
#include "core/sources/sources.h"
#include "core/web_url.h"

struct web_judging {
	const struct inventory *inventory;
	struct findings *findings;
	struct web_urls urls;
	const struct web_server *server; /* of the URL that is being judged */
	bool has_files; /* some of the files are where the configurations say */
};

/* The URLs of the scripts, then those of the configuration. */
struct web_urls web_judged_urls(const struct web_judging *judging);
/* "http://172.16.0.101:8080/" */
const char *web_origin(const struct web_judging *judging, const struct web_url *url);
/* The command that puts a change into force. */
const char *web_reload(const struct web_server *server);
/* A file of that name one folder off, as people copy them; NULL: none. */
const char *web_search(const struct web_judging *judging,
		       const struct web_answer *answer);
/* The server serves the host of one of the URLs. */
bool web_is_fetched_from(const struct web_judging *judging,
			 const struct web_server *server);
/* Some file is where its URL leads to: the configuration is that of the server that serves. */
bool web_has_files(const struct web_judging *judging);
/* A fault. Of a server that was found, not named, and that has none of the files, only perhaps: another
   one may serve in its place. */
enum status web_status(const struct web_judging *judging);
/* The balancer takes what is sent to the URL's address and port. */
bool web_balancer_listens(const struct web_judging *judging, const struct web_url *url);

/* Calls `found` for each socket that HAProxy, on the same machine, wants too. */
typedef void web_clash_fn(const struct web_judging *judging,
			  const struct web_server *server,
			  const struct web_socket *socket,
			  const struct haproxy_bind *bind);
void web_clashes(const struct web_judging *judging, const struct web_server *server,
		 web_clash_fn *found);
