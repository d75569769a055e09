#include "core/sources/dhcpd.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/dhcpd_token.h"

#define DEPTH_MAX 64
#define WORDS_MAX 256 /* words of one statement that are kept */

/* What a block hands down to those inside it. */
struct scope {
	bool use_host_decl_names;
	struct where use_where;
	const char *host_name;
	struct where host_name_where;
	struct dhcpd_host *host; /* this block or one around it is a host declaration */
};

struct statement {
	struct dhcpd_token words[WORDS_MAX];
	size_t count;
};

struct reader {
	struct arena *arena;
	const char *file;
	struct diagnostics *diagnostics;
	struct dhcpd_scanner scanner;
	struct scope scopes[DEPTH_MAX];
	size_t depth;
	struct dhcpd *dhcpd;
};

static struct where place(const struct reader *reader, const struct dhcpd_token *token)
{
	return (struct where){ .file = reader->file,
			       .line = token->line,
			       .column = token->column };
}

static bool word_is(const struct statement *statement, size_t i, const char *text)
{
	return i < statement->count && statement->words[i].kind == DHCPD_WORD &&
	       !strcasecmp(statement->words[i].text, text);
}

/* "0:50:56:96:11:C2" -> "00:50:56:96:11:c2"; NULL for what is no Ethernet address. */
static const char *read_mac(struct arena *arena, const char *text)
{
	unsigned bytes[6];
	int used = 0;

	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &bytes[0], &bytes[1], &bytes[2],
		   &bytes[3], &bytes[4], &bytes[5], &used) != 6 ||
	    text[used])
		return NULL;
	return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1],
			    bytes[2], bytes[3], bytes[4], bytes[5]);
}

static void read_addresses(struct reader *reader, struct dhcpd_host *host,
			   const struct statement *statement)
{
	struct addresses *list = &host->addresses;

	for (size_t i = 1; i < statement->count; i++) {
		struct addr addr;

		if (statement->words[i].kind != DHCPD_WORD ||
		    addr_parse(statement->words[i].text, &addr) < 0)
			continue;
		list->items = arena_grow(reader->arena, list->items, list->count,
					 sizeof *list->items);
		list->items[list->count++] = addr;
	}
}

/* A statement that ends with a semicolon. */
static void read_statement(struct reader *reader, const struct statement *statement)
{
	struct scope *scope = &reader->scopes[reader->depth];
	struct dhcpd_host *host = scope->host;

	if (word_is(statement, 0, "use-host-decl-names") && statement->count > 1) {
		scope->use_host_decl_names =
			word_is(statement, 1, "on") || word_is(statement, 1, "true");
		scope->use_where = place(reader, &statement->words[0]);
	} else if (word_is(statement, 0, "option") &&
		   word_is(statement, 1, "host-name") && statement->count > 2) {
		scope->host_name = statement->words[2].text;
		scope->host_name_where = place(reader, &statement->words[0]);
	} else if (host && word_is(statement, 0, "hardware") && statement->count > 2) {
		host->mac = read_mac(reader->arena, statement->words[2].text);
		if (!host->mac)
			diag_warning(
				reader->diagnostics, place(reader, &statement->words[2]),
				"hardware ethernet 00:50:56:96:11:c2;",
				"'%s' is no Ethernet address", statement->words[2].text);
	} else if (host && (word_is(statement, 0, "fixed-address") ||
			    word_is(statement, 0, "fixed-address6"))) {
		read_addresses(reader, host, statement);
	}
}

/* What stood before an opening brace. */
static void open_block(struct reader *reader, const struct statement *statement,
		       const struct dhcpd_token *brace)
{
	struct scope inner = reader->scopes[reader->depth];

	if (reader->depth + 1 == DEPTH_MAX) {
		diag_warning(reader->diagnostics, place(reader, brace), NULL,
			     "blocks are nested more than %d deep", DEPTH_MAX);
		return;
	}
	if (word_is(statement, 0, "host")) {
		struct dhcpd_host *host = arena_alloc(reader->arena, sizeof *host);

		host->name = statement->count > 1 ? statement->words[1].text : "";
		host->where = place(reader, &statement->words[0]);
		inner.host = host;
	}
	reader->scopes[++reader->depth] = inner;
}

static void close_block(struct reader *reader, const struct dhcpd_token *brace)
{
	const struct scope *scope = &reader->scopes[reader->depth];
	struct dhcpd_host *host = scope->host;

	if (!reader->depth) {
		diag_warning(reader->diagnostics, place(reader, brace), NULL,
			     "this brace closes nothing");
		return;
	}
	reader->depth--;
	/* An inner block of the host (if, group) is not the host's end. */
	if (!host || reader->scopes[reader->depth].host == host)
		return;
	if (scope->host_name) {
		host->host_name = scope->host_name;
		host->name_where = scope->host_name_where;
	} else if (scope->use_host_decl_names) {
		host->host_name = host->name;
		host->name_where = scope->use_where;
	}
	reader->dhcpd->hosts = arena_grow(reader->arena, reader->dhcpd->hosts,
					  reader->dhcpd->count, sizeof *host);
	reader->dhcpd->hosts[reader->dhcpd->count++] = *host;
}

static void read_all(struct reader *reader, struct statement *statement)
{
	for (;;) {
		struct dhcpd_token token = dhcpd_scan(&reader->scanner);

		if (token.kind == DHCPD_END)
			break;
		if (token.broken)
			diag_warning(reader->diagnostics, place(reader, &token), NULL,
				     "this string is not closed");
		if (token.kind == DHCPD_SIGN && *token.text == ';') {
			read_statement(reader, statement);
			statement->count = 0;
		} else if (token.kind == DHCPD_SIGN && *token.text == '{') {
			open_block(reader, statement, &token);
			statement->count = 0;
		} else if (token.kind == DHCPD_SIGN && *token.text == '}') {
			close_block(reader, &token);
			statement->count = 0;
		} else if (statement->count < WORDS_MAX) {
			statement->words[statement->count++] = token;
		}
	}
	if (reader->depth)
		diag_warning(reader->diagnostics, (struct where){ .file = reader->file },
			     NULL, "%zu blocks are not closed at the end of the file",
			     reader->depth);
}

void dhcpd_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		struct diagnostics *diagnostics, struct dhcpd *ret_dhcpd)
{
	struct reader *reader = mem_alloc(sizeof *reader);
	struct statement *statement = mem_alloc(sizeof *statement);

	*ret_dhcpd = (struct dhcpd){ 0 };
	reader->arena = arena;
	reader->file = file;
	reader->diagnostics = diagnostics;
	reader->dhcpd = ret_dhcpd;
	dhcpd_scanner_init(&reader->scanner, arena, bytes, length);
	read_all(reader, statement);
	free(statement);
	free(reader);
}
