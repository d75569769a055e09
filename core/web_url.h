/*
 * URLs of boot files, beside what the read configurations of web servers say of them.
 */
#pragma once

#include "http/url.h"
#include "inventory.h"
#include "sources/web_server.h"

struct arena;

/* A URL that a script has machines fetch. */
struct web_url {
	const char *text;
	struct http_url parts;
	struct where where;
	unsigned width; /* bytes in the line; 0: of the line as it is it is only a part */
};

struct web_urls {
	struct web_url *items;
	size_t count;
};

/* Those of the scripts and boot menus, each once, in their order: kernels, initramfs, images,
   ignition files.
   What holds a variable that only the machine knows is left out. */
struct web_urls web_urls_of_scripts(struct arena *arena, const struct sources *sources);

/* The addresses that the files of the install give the host of a URL; count 0: not known. */
struct addresses web_host_addresses(struct arena *arena,
				    const struct inventory *inventory, const char *host);
/* Whether that host is this machine. Needs vantage.locals. */
bool web_host_is_here(struct arena *arena, const struct inventory *inventory,
		      const char *host);
/* Whether the configuration is, as far as is known, that of the host. */
bool web_server_is_of(struct arena *arena, const struct inventory *inventory,
		      const struct web_server *server, const char *host);

/*
 * What the servers that are the host's say together; WEB_NOT_KNOWN where none is, or where they
 * disagree. `ret_server`: whose answer it is, or NULL.
 */
struct web_answer web_ask(struct arena *arena, const struct inventory *inventory,
			  const struct http_url *url,
			  const struct web_server **ret_server);
