/*
 * The parts of apache_read(), for core/sources/apache*.c alone.
 */
#pragma once

#include "core/sources/apache.h"
#include "core/sources/apache_line.h"

struct index;

enum apache_block {
	APACHE_CONDITION, /* <IfModule> and its like */
	APACHE_HOST,
	APACHE_SECTION, /* <Directory>, <Files>, <Location> */
	APACHE_OTHER,	/* what may change anything within, and is not read closer */
};

/* A block that is open. */
struct apache_frame {
	enum apache_block kind;
	const char *name;	/* "VirtualHost" */
	enum web_verdict holds; /* it, and all around it */
	struct web_section section;
	bool has_access, has_old_access; /* Require; Allow or Deny */
	struct where where;
};

/* A virtual host, or the server itself, while it is read. */
struct apache_site {
	struct web_site *site;
	bool is_main;
	struct web_location **proxies, **redirects, **aliases;
	size_t proxy_count, redirect_count, alias_count;
	bool rewrites;
	bool has_root;
};

#define APACHE_DEPTH_MAX 64

struct apache_reader {
	struct arena *arena;
	struct source_files *files;
	struct diagnostics *diagnostics;
	struct web_server *server;
	const char *first_file;
	bool copy;
	const char *server_root;
	struct index *variables; /* Define and envvars: name -> value */
	struct index *modules;	 /* "alias_module" and "mod_alias.c" of what is loaded */
	size_t module_count;
	bool modules_partial; /* there may be more */
	bool overrides;	      /* .htaccess files may say otherwise */
	struct apache_frame frames[APACHE_DEPTH_MAX];
	unsigned depth;
	struct apache_site main, *sites, *site; /* site: that which is being read */
	size_t site_count;
	size_t includes;
};

/* What holds of the place that is being read. */
enum web_verdict apache_here(const struct apache_reader *reader);
/* The innermost open block of that kind, or NULL. */
struct apache_frame *apache_frame_of(struct apache_reader *reader,
				     enum apache_block kind);

/* apache.c */
struct web_location *apache_root(struct arena *arena, struct where where);
/* An absolute path, relative ones are below ServerRoot. */
const char *apache_path(const struct apache_reader *reader, const char *path);
void apache_include(struct apache_reader *reader, const struct apache_line *line,
		    bool optional, unsigned depth);
void apache_error(struct apache_reader *reader, const struct apache_word *word,
		  const char *help, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* apache_block.c: <Name ...> and </Name>. */
void apache_open(struct apache_reader *reader, const struct apache_line *line);
void apache_close(struct apache_reader *reader, const struct apache_line *line);
/* Those still open below `depth` at the end of a file. */
void apache_close_all(struct apache_reader *reader, unsigned depth);

/* apache_if.c: whether what a condition asks for holds. */
enum web_verdict apache_condition(const struct apache_reader *reader, const char *name,
				  const struct apache_line *line);
void apache_load_module(struct apache_reader *reader, const struct apache_line *line);

/* apache_directive.c: a line that is no block and no include. */
void apache_directive(struct apache_reader *reader, const struct apache_line *line);

/* apache_listen.c */
void apache_listen(struct apache_reader *reader, const struct apache_line *line);
/* "*:80", "172.16.0.101", "[::]:80", "_default_:443" */
struct web_address apache_address(struct arena *arena, const struct apache_word *word);

/* apache_join.c: hosts get what they inherit. */
void apache_join(struct apache_reader *reader);
