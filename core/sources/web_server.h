/*
 * What the configuration of a web server says: where it listens, and from which file it answers for a
 * URL. Made by nginx_read() and apache_read(); asked by web_find(), a pure function.
 *
 * What hangs on variables, conditions, modules that are not known here, or on who asks, is not known,
 * and so is the answer: never a guess.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/addr.h"
#include "core/inventory.h"

struct arena;

enum web_kind { WEB_NGINX, WEB_APACHE };

/* Where a socket listens, or what a virtual host is for. */
struct web_address {
	enum {
		WEB_ADDRESS_ONE,
		WEB_ADDRESS_ANY,     /* all of addr.family; 0: of both families */
		WEB_ADDRESS_UNKNOWN, /* a name, a variable */
	} kind;
	struct addr addr; /* its port 0: any port (a virtual host of httpd) */
};

struct web_socket {
	struct web_address address;
	bool ssl;
	bool foreign; /* of something else than HTTP: a stream, mail */
	bool maybe;   /* on a condition that is not known here */
	struct where where;
	unsigned width;
};

struct web_name {
	enum {
		WEB_NAME_PLAIN, /* or with wildcards: "*.example.com", "example.*" */
		WEB_NAME_REGEX,
		WEB_NAME_UNKNOWN, /* a variable stands in it */
	} kind;
	const char *text;
};

enum web_match {
	WEB_PREFIX,
	WEB_PREFIX_FINAL, /* nginx ^~: no pattern is looked at any more */
	WEB_EXACT,
	WEB_REGEX,
	WEB_FOLDER, /* httpd: a prefix that ends where a name of the path ends */
};

enum web_content {
	WEB_FILES,
	WEB_NO_FILES, /* a redirection, another server, a program */
	WEB_CONTENT_UNKNOWN,
};

enum web_access { WEB_ALLOWED, WEB_REFUSED, WEB_ACCESS_UNKNOWN };

/* A part of a site: a location of nginx, an Alias or Redirect of httpd. */
struct web_location {
	enum web_match match;
	const char *pattern;
	bool ignore_case;
	enum web_content content;
	const char *folder; /* NULL: not known */
	bool is_alias; /* `folder` stands for the pattern; else the whole path is below it */
	bool has_fallback; /* something else may answer for a file that is not there */
	enum web_access access;
	const char *access_says;  /* "deny all"; NULL: nothing */
	const char *content_says; /* "return 301"; NULL: nothing */
	struct where where;
	struct where folder_where, access_where; /* file NULL: a default */
	unsigned folder_width, access_width;
	struct web_location **children;
	size_t child_count;
};

/* A server of nginx, a virtual host of httpd. */
struct web_site {
	struct web_address *addresses;
	size_t address_count;
	struct web_name *names;
	size_t name_count;
	bool is_default; /* of its addresses, though it is not the first */
	bool maybe;
	struct web_location *root;
	struct where where;
};

/* <Directory>, <Files>, <Location> of httpd, in the order in which they are merged. */
struct web_section {
	enum { WEB_SECTION_DIRECTORY, WEB_SECTION_FILES, WEB_SECTION_LOCATION } kind;
	const char *pattern;
	bool regex;
	const struct web_site *site; /* NULL: of all */
	enum web_access access;
	const char *says;   /* "Require all denied" */
	struct where where; /* of that */
	unsigned width;
};

struct web_server {
	enum web_kind kind;
	const char *file;
	const char *user; /* as whom it reads files; NULL: not said */
	bool is_local;	  /* it is this machine's, not a copy of another's */
	bool is_found;	  /* nobody named it: it was found where such files lie */
	bool partial; /* a file that it includes could not be read: there may be more */
	struct web_socket *sockets;
	size_t socket_count;
	struct web_site **sites;
	size_t site_count;
	const struct web_site *main; /* httpd: whom no virtual host takes; else NULL */
	struct web_section *sections;
	size_t section_count;
};

/* "nginx", "httpd" */
const char *web_kind_name(enum web_kind kind);

struct web_question {
	const char *host; /* of the URL, lower case: what the client will name */
	struct addr addr; /* where it connects; family 0: not known */
	in_port_t port;
	const char *path; /* of the URL, decoded: "/ocp/master.ign" */
};

enum web_outcome {
	WEB_NOT_KNOWN,
	WEB_NOBODY,   /* nothing listens there */
	WEB_FILE,     /* `path` */
	WEB_NO_FILE,  /* whatever `where` says answers instead */
	WEB_FORBIDDEN /* `path`, but `where` denies it to everybody */
};

struct web_answer {
	enum web_outcome outcome;
	const char *path;   /* on the server's disk; NULL: none, or not known */
	const char *folder; /* the root (or alias) that it is below */
	bool has_fallback;
	const struct web_socket *socket; /* that takes the connection */
	const struct web_site *site;
	struct where where; /* what decided: root, alias, return, deny */
	unsigned width;
	const char *says; /* of a return or a deny, as it is written; or NULL */
};

/* `arena`: for the answer's strings. */
struct web_answer web_find(struct arena *arena, const struct web_server *server,
			   const struct web_question *question);

enum web_verdict { WEB_NO, WEB_YES, WEB_MAYBE };

/*
 * Whether something listens there. `ret_socket`: the first that does, or may. addr.family 0: an
 * address of the machine that is not known.
 */
enum web_verdict web_listens(const struct web_server *server, const struct addr *addr,
			     in_port_t port, const struct web_socket **ret_socket);
