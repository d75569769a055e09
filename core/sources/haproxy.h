/*
 * haproxy.cfg -> its sections with all that an install depends on, each fact with its place
 * (HAProxy configuration manual, chapters 2, 4 and 5).
 *
 * A pure function of the bytes: no name is looked up, and the environment of this program is not
 * that of HAProxy: a variable is known where the file itself sets it (setenv, presetenv) or gives a
 * default; else it stays as it is written, and what it stands for is not judged. What stands in a
 * conditional block that cannot be decided here (.if feature(...)) is read and marked `maybe`.
 *
 * Diagnostics: an error where `haproxy -c` refuses the file. Not every mistake that HAProxy knows
 * is known here, and a keyword is called unknown only where it is one or two letters off a known
 * one: a newer HAProxy has newer keywords.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

enum haproxy_kind {
	HAPROXY_OTHER, /* global, peers, resolvers ... */
	HAPROXY_DEFAULTS,
	HAPROXY_FRONTEND,
	HAPROXY_BACKEND,
	HAPROXY_LISTEN
};

enum haproxy_check {
	HAPROXY_CHECK_TCP, /* connect only; also `option tcp-check` */
	HAPROXY_CHECK_HTTP,
	HAPROXY_CHECK_SSL_HELLO,
	HAPROXY_CHECK_OTHER
};

/* One word of the file. value NULL: not said. */
struct haproxy_text {
	const char *value;
	struct where where;
};

/* A time in milliseconds. text.value NULL: not said. */
struct haproxy_time {
	struct haproxy_text text;
	unsigned long ms;
};

/* One address of one `bind`. */
struct haproxy_bind {
	const char *address;   /* "*", "172.16.0.110", "::", a name, "${VIP}" */
	in_port_t first, last; /* 0: not known (a variable) */
	bool maybe;
	const char *interface; /* or NULL */
	struct where where;    /* of the address */
	struct where ssl;      /* file NULL: no TLS here */
	unsigned width;	       /* of address and port together */
};

/* What a `server` line says, or a `default-server` line before it. */
struct haproxy_server_options {
	bool check, check_ssl, ssl, backup, disabled;
	bool verify_none, has_ca; /* verify none; ca-file */
	bool init_addr_none;	  /* starts without an address */
	bool resolvers;
	in_port_t check_port; /* 0: that of the service */
	bool check_elsewhere; /* `addr`, `track`, agent: another machine or line decides */
	unsigned long inter_ms, fall;			     /* 0: not said */
	struct where ssl_where, check_ssl_where, send_proxy; /* file NULL: not said */
};

struct haproxy_server {
	const char *name; /* server-template: its prefix */
	const char *host; /* as written: an address or a name, brackets gone */
	in_port_t port;	  /* 0: none, relative, or a variable */
	bool has_port;	  /* something stands behind the colon */
	bool is_relative;
	int offset; /* from the front end's port, where relative */
	unsigned long template_first, template_last; /* 0: a single server */
	bool maybe;
	struct haproxy_server_options options;
	struct where where;   /* of the word `server` */
	struct where address; /* of host:port */
	unsigned address_width;
	struct where port_where; /* of the port, if any */
};

/* A default_backend, use_backend. */
struct haproxy_use {
	const char *name;
	bool conditional; /* if, unless */
	bool maybe;
	struct where where; /* of the name */
};

/* What a section has of its own or from its `defaults`. */
struct haproxy_settings {
	struct haproxy_text mode; /* value NULL: tcp */
	struct haproxy_text balance;
	enum haproxy_check check;
	struct haproxy_text check_option;  /* "httpchk", "ssl-hello-chk" */
	const char *check_uri;		   /* of httpchk; NULL: / */
	struct haproxy_text check_expect;  /* http-check expect */
	struct haproxy_text check_connect; /* http-check/tcp-check connect, send ... */
	struct haproxy_time client, server, tunnel, connect;
	struct haproxy_text forwardfor, httplog; /* options of mode http */
	struct haproxy_server_options default_server;
	struct haproxy_use default_backend; /* name NULL: none */
	bool disabled;
};

struct haproxy_section {
	enum haproxy_kind kind;
	const char *keyword; /* "frontend" */
	const char *name;    /* "" where there is none */
	struct where where;  /* of the name, else of the keyword */
	bool maybe;
	struct haproxy_settings settings;
	struct haproxy_text stick_src; /* stick on src, stick match src ... */
	struct haproxy_bind *binds;
	size_t bind_count;
	struct haproxy_use *uses; /* use_backend */
	size_t use_count;
	bool uses_unknown; /* use_backend with an expression: any back end */
	bool has_rules;	   /* tcp-request, http-request, redirect, monitor, ... */
	struct haproxy_server *servers;
	size_t server_count;
	/* File, line and column where another line of this section would be put. */
	struct where last;
};

struct haproxy {
	struct haproxy_section **sections; /* without HAPROXY_OTHER */
	size_t section_count;
	const void *backends; /* index: name -> section that has servers */

	struct balancer_front *fronts; /* one for each address and port of each bind */
	size_t count;
};

/*
 * The files are one configuration, in this order. Everything in `ret_haproxy` is the arena's; the
 * bytes must live as long.
 */
void haproxy_read(struct arena *arena, const struct source_file *const *files,
		  size_t count, struct diagnostics *diagnostics,
		  struct haproxy *ret_haproxy);

/* The back end (or listen) of that name, or NULL. O(1). */
const struct haproxy_section *haproxy_backend(const struct haproxy *haproxy,
					      const char *name);
/* "tcp", "http" */
const char *haproxy_mode(const struct haproxy_section *section);
/* True where a variable stands in it. */
bool haproxy_is_unknown(const char *text);
/* The port on which this server is asked behind a front end on `front`; 0: not known. */
in_port_t haproxy_server_port(const struct haproxy_server *server, in_port_t front);

/*
 * What `haproxy -f PATH` reads: a file, or the *.cfg of a folder in the order of their names. Adds
 * to `ret_list`. 0, or a negative errno.
 */
int haproxy_open(struct arena *arena, struct source_files *files, const char *path,
		 const struct source_file ***list, size_t *count);
