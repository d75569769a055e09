/*
 * The parts of nginx_read(), for core/sources/nginx*.c alone.
 */
#pragma once

#include "core/sources/nginx.h"
#include "core/sources/nginx_tree.h"

struct index;

/* The kinds of blocks, a bit each. */
enum nginx_context {
	NGINX_MAIN = 1 << 0,
	NGINX_EVENTS = 1 << 1,
	NGINX_HTTP = 1 << 2,
	NGINX_SERVER = 1 << 3,
	NGINX_LOCATION = 1 << 4,
	NGINX_IF = 1 << 5, /* in a server or a location */
	NGINX_LIMIT = 1 << 6,
	NGINX_UPSTREAM = 1 << 7,
	NGINX_STREAM = 1 << 8,
	NGINX_STREAM_SERVER = 1 << 9,
	NGINX_MAIL = 1 << 10,
	NGINX_MAIL_SERVER = 1 << 11,
};

struct nginx_reader {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	struct web_server *server;
	const char *first_file;
	bool copy;
	bool broken;	     /* some file ends before its end */
	struct index *trees; /* file name -> its directives, each file read once */
	struct index *said;  /* places of which something was said */
	size_t includes;     /* so far */
};

/* The directives of a block in their order, those of included files in their place. */
struct nginx_block {
	const struct nginx_directive **items;
	size_t count;
};

/* nginx_include.c. */
struct nginx_block nginx_block_of(struct nginx_reader *reader,
				  const struct nginx_directive *directives, size_t count,
				  enum nginx_context context);

/* nginx_known.c: says what nginx would say of a directive there; false: it refuses it. */
bool nginx_check(struct nginx_reader *reader, const struct nginx_directive *directive,
		 enum nginx_context context);
/* Whether a directive has no say in which file answers. */
bool nginx_is_harmless(const char *name);

/* nginx_listen.c: adds the socket and the address of a `listen`. `foreign`: it speaks no HTTP. */
void nginx_listen(struct nginx_reader *reader, const struct nginx_directive *directive,
		  struct web_site *site, bool foreign);
/* Where a server without a `listen` listens. */
void nginx_listen_default(struct nginx_reader *reader, struct web_site *site);

/* nginx_location.c: what a server or location says, below what it inherits. */
struct nginx_scope {
	const char *root; /* NULL: not known */
	struct where root_where;
	unsigned root_width;
	enum web_access access;
	const char *access_says;
	struct where access_where;
	unsigned access_width;
	bool satisfy_any;
	bool has_fallback;
	bool unknown; /* something that is not known here may answer */
};
void nginx_inherit(struct nginx_reader *reader, const struct nginx_block *block,
		   struct nginx_scope *scope);
struct web_location *nginx_server_root(struct nginx_reader *reader,
				       const struct nginx_block *block,
				       const struct nginx_scope *http,
				       const struct nginx_directive *server);

bool nginx_is(const struct nginx_directive *directive, const char *name);
/* True where a variable stands in it. */
bool nginx_is_variable(const char *text);
/* Text of the file, fit for a message. */
const char *nginx_clean(const struct nginx_reader *reader, const char *text);
