/*
 * What nginx's own directives ask for: where they may stand, and how many arguments they take.
 */
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/nginx_reader.h"
#include "core/text.h"

#define ANY    (~0U)
#define MANY   1000
#define WEB    (NGINX_HTTP | NGINX_SERVER | NGINX_LOCATION)
#define WEB_IF (WEB | NGINX_IF)
#define PROXY  (NGINX_STREAM_SERVER | NGINX_MAIL_SERVER)

static const struct known {
	const char *name;
	unsigned contexts; /* of enum nginx_context */
	unsigned min, max; /* arguments */
	bool is_block;
} known[] = {
	{"include",	     ANY,							    1, 1,	false},
	{ "user",		  NGINX_MAIN,						     1, 2,    false},
	{ "worker_processes",   NGINX_MAIN,						     1, 1,	false},
	{ "pid",		 NGINX_MAIN,						     1, 1,	   false},
	{ "load_module",	 NGINX_MAIN,						     1, 1,	   false},
	{ "events",		    NGINX_MAIN,						     0, 0,    true },
	{ "http",		  NGINX_MAIN,						     0, 0,    true },
	{ "worker_connections", NGINX_EVENTS,						   1, 1,    false},
	{ "location",	      NGINX_SERVER | NGINX_LOCATION,				     1, 2,	   true },
	{ "listen",		    NGINX_SERVER | PROXY,					   1, MANY, false},
	{ "server_name",	 NGINX_SERVER | NGINX_MAIL_SERVER,				   1, MANY, false},
	{ "root",		  WEB_IF,							 1, 1,	false},
	{ "alias",		   NGINX_LOCATION,						 1, 1,	 false},
	{ "index",		   WEB,							    1, MANY, false},
	{ "autoindex",	       WEB,							    1, 1,	  false},
	{ "try_files",	       NGINX_SERVER | NGINX_LOCATION,				      2, MANY, false},
	{ "return",		    NGINX_SERVER | NGINX_LOCATION | NGINX_IF | NGINX_STREAM_SERVER, 1, 2,
	  false												},
	{ "rewrite",	     NGINX_SERVER | NGINX_LOCATION | NGINX_IF,		       2, 3,    false},
	{ "error_page",		WEB_IF,							 2, MANY, false},
	{ "internal",	      NGINX_LOCATION,						 0, 0,    false},
	{ "satisfy",	     WEB,							    1, 1,	false},
	{ "types",		   WEB,							    0, 0,    true },
	{ "default_type",	  WEB,							    1, 1,    false},
	{ "sendfile",	      WEB_IF,							 1, 1,    false},
	{ "keepalive_timeout",  WEB,							    1, 2,	  false},
	{ "upstream",	      NGINX_HTTP | NGINX_STREAM,					 1, 1,    true },
};

/* What is in the way of no file; an ending * stands for whatever follows. */
static const char *const harmless[] = {
	"access_log",
	"add_header",
	"add_trailer",
	"aio",
	"aio_write",
	"autoindex*",
	"brotli*",
	"break",
	"charset*",
	"chunked_transfer_encoding",
	"client_*",
	"connection_pool_size",
	"default_type",
	"directio*",
	"etag",
	"expires",
	"fastcgi_*",
	"geo*",
	"gunzip*",
	"gzip*",
	"grpc_*",
	"http2*",
	"http3*",
	"if_modified_since",
	"ignore_invalid_headers",
	"index",
	"keepalive_*",
	"large_client_header_buffers",
	"limit_conn*",
	"limit_rate*",
	"limit_req*",
	"limit_zone",
	"lingering_*",
	"listen",
	"log_format",
	"log_not_found",
	"log_subrequest",
	"map",
	"map_hash_*",
	"max_ranges",
	"merge_slashes",
	"min_delete_depth",
	"more_clear_headers",
	"more_set_headers",
	"msie_*",
	"open_file_cache*",
	"open_log_file_cache",
	"output_buffers",
	"error_log",
	"port_in_redirect",
	"postpone_output",
	"proxy_*",
	"quic_*",
	"read_ahead",
	"real_ip_*",
	"recursive_error_pages",
	"request_pool_size",
	"reset_timedout_connection",
	"resolver*",
	"rewrite_log",
	"scgi_*",
	"send_lowat",
	"send_timeout",
	"sendfile*",
	"server_name*",
	"server_tokens",
	"set",
	"set_real_ip_from",
	"slice",
	"source_charset",
	"split_clients",
	"ssl_*",
	"ssl",
	"subrequest_output_buffer_size",
	"tcp_*",
	"types*",
	"underscores_in_headers",
	"uninitialized_variable_warn",
	"upstream",
	"userid*",
	"uwsgi_*",
	"variables_hash_*",
	"vhost_traffic_status*",
	"xclient",
	"zone_sync*",
};

bool nginx_is_harmless(const char *name)
{
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
		size_t length = strlen(harmless[i]);

		if (harmless[i][length - 1] == '*'
			    ? !strncmp(harmless[i], name, length - 1)
			    : !strcmp(harmless[i], name))
			return true;
	}
	return false;
}

/* Included files are looked at once in each place that includes them; said once. */
static bool is_new(struct nginx_reader *reader, const struct where *where)
{
	const char *key = arena_printf(reader->arena, "%s:%u:%u", where->file,
				       where->line, where->column);
	static char said;

	return !index_add(reader->said, key, strlen(key), &said);
}

static bool refuse(struct nginx_reader *reader, const struct nginx_word *word,
		   const char *help, const char *message)
{
	if (is_new(reader, &word->where))
		diag_error(reader->diagnostics, word->where, help, "%s", message);
	return false;
}

/* `server` is a block here, and a line of an upstream there. */
static bool check_server(struct nginx_reader *reader,
			 const struct nginx_directive *directive,
			 enum nginx_context context)
{
	const struct nginx_word *word = &directive->words[0];

	if (context == NGINX_UPSTREAM)
		return true;
	if (!(context & (NGINX_HTTP | NGINX_STREAM | NGINX_MAIL)))
		return refuse(reader, word, "put it into the http block",
			      "\"server\" is not allowed here");
	if (!directive->is_block)
		return refuse(reader, word, "write: server { ... }",
			      "\"server\" opens a block with '{'");
	if (directive->count > 1)
		return refuse(reader, &directive->words[1], "delete it",
			      "\"server\" takes no arguments");
	return true;
}

static const struct known *find(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!strcmp(known[i].name, name))
			return &known[i];
	}
	return NULL;
}

/* A name that is one letter off: "lisen". Further off it may be of a module. */
static bool check_spelling(struct nginx_reader *reader,
			   const struct nginx_directive *directive,
			   enum nginx_context context)
{
	static const char *const names[] = { "listen", "server_name", "location",
					     "server", "include",     "try_files" };
	const struct nginx_word *word = &directive->words[0];

	if (!(context & (NGINX_HTTP | NGINX_SERVER)) || nginx_is_harmless(word->text))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (text_distance(word->text, names[i]) == 1)
			return refuse(reader, word,
				      arena_printf(reader->arena, "did you mean '%s'?",
						   names[i]),
				      arena_printf(reader->arena,
						   "unknown directive \"%s\"",
						   nginx_clean(reader, word->text)));
	}
	return true;
}

static const char *arguments(struct nginx_reader *reader, const struct known *item)
{
	if (item->min == item->max)
		return item->min ? arena_printf(reader->arena, "%u argument%s", item->min,
						item->min == 1 ? "" : "s")
				 : "no argument";
	if (item->max == MANY)
		return arena_printf(reader->arena, "%u argument%s or more", item->min,
				    item->min == 1 ? "" : "s");
	return arena_printf(reader->arena, "%u to %u arguments", item->min, item->max);
}

bool nginx_check(struct nginx_reader *reader, const struct nginx_directive *directive,
		 enum nginx_context context)
{
	const struct nginx_word *word = &directive->words[0];
	const size_t count = directive->count - 1;
	const struct known *item;

	if (!strcmp(word->text, "server"))
		return check_server(reader, directive, context);
	item = find(word->text);
	if (!item)
		return check_spelling(reader, directive, context);
	/* A map, types and the like have words of their own. */
	if (!(item->contexts & context))
		return refuse(reader, word, NULL,
			      arena_printf(reader->arena, "\"%s\" is not allowed here",
					   item->name));
	if (item->is_block != directive->is_block)
		return refuse(
			reader, word, NULL,
			arena_printf(reader->arena,
				     item->is_block
					     ? "\"%s\" opens a block with '{'"
					     : "\"%s\" ends with ';', not with a block",
				     item->name));
	if (count < item->min || count > item->max)
		return refuse(reader,
			      &directive->words[count > item->max ? item->max + 1 : 0],
			      NULL,
			      arena_printf(reader->arena, "\"%s\" takes %s, not %zu",
					   item->name, arguments(reader, item), count));
	return true;
}
