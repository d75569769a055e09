/* server NAME ADDRESS[:PORT] ..., server-template (configuration manual, chapter 4.2). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "core/arena.h"
#include "core/index.h"
#include "haproxy_reader.h"

/* "443", "+10", "-10", "$PORT". */
static void read_port(struct haproxy_reader *reader, const char *text, unsigned column,
		      struct haproxy_server *server)
{
	char *end;
	long number;

	server->port_where = haproxy_place(reader, column);
	server->has_port = *text != '\0';
	if (!*text || haproxy_is_unknown(text))
		return;
	number = strtol(text, &end, 10);
	server->is_relative = *text == '+' || *text == '-';
	if (end != text && *end == '-')
		haproxy_error(reader, column, NULL,
			      "a server has one port, '%s' is a range", text);
	else if (*end || end == text)
		haproxy_error(reader, column, NULL, "'%s' is no port", text);
	else if (number > 65535 || number < -65535)
		haproxy_error(reader, column, "ports go from 1 to 65535",
			      "there is no port %s", text);
	else if (server->is_relative)
		server->offset = (int)number;
	else
		server->port = (in_port_t)number;
}

/*
 * Four numbers that are no address: the resolver would be asked for a name. An IPv6 address whose
 * last group was taken for the port ("fd00::1").
 */
static bool is_broken_address(const char *host)
{
	struct addr addr;
	size_t dots = 0;

	if (!*host || addr_parse(host, &addr) >= 0 || haproxy_is_unknown(host))
		return false;
	if (strchr(host, ':'))
		return true;
	for (const char *p = host; *p; p++)
		dots += *p == '.';
	return dots >= 3 && !host[strspn(host, "0123456789.")];
}

/* False: it is no address of the Internet. */
static bool read_address(struct haproxy_reader *reader, const struct haproxy_word *word,
			 struct haproxy_server *server)
{
	static const char *const families[] = { "ipv4@", "ipv6@", NULL };
	char *host = arena_strdup(reader->arena, word->text), *start = host, *colon;
	size_t end;

	server->address = haproxy_place(reader, word->column);
	server->address_width = word->width;
	for (size_t i = 0; families[i]; i++) {
		if (!strncmp(host, families[i], strlen(families[i])))
			host += strlen(families[i]);
	}
	if (strchr(host, '@') || *host == '/')
		return false;
	colon = strrchr(host, ':');
	if (colon && strpbrk(colon, "]}"))
		colon = NULL;
	if (colon) {
		read_port(reader, colon + 1,
			  haproxy_word_column(word, (size_t)(colon + 1 - start)), server);
		*colon = '\0';
	}
	end = strlen(host);
	if (*host == '[' && host[end - 1] == ']') {
		host[end - 1] = '\0';
		host++;
	}
	server->host = host;
	return true;
}

/* server-template PREFIX 1-3 ... */
static void read_numbers(struct haproxy_reader *reader, const struct haproxy_word *word,
			 struct haproxy_server *server)
{
	char *end;

	if (word->is_unknown)
		return;
	server->template_first = 1;
	server->template_last = strtoul(word->text, &end, 10);
	if (end != word->text && *end == '-') {
		server->template_first = server->template_last;
		server->template_last = strtoul(end + 1, &end, 10);
	}
	if (*end || end == word->text || *word->text == '-' || !server->template_first ||
	    server->template_first > server->template_last) {
		haproxy_error(reader, word->column, "write 3, or 1-3",
			      "'%s' is no number of servers", word->text);
		server->template_last = server->template_first;
	}
}

/* What HAProxy finds only when all of the line is known. */
static void check_whole(struct haproxy_reader *reader,
			const struct haproxy_server *server, bool is_unknown)
{
	const struct haproxy_server_options *options = &server->options;

	if (is_broken_address(server->host) && !options->init_addr_none)
		haproxy_error(reader, server->address.column,
			      strchr(server->host, ':')
				      ? "put an IPv6 address into brackets: [fd00::1]:443"
				      : NULL,
			      "'%s' is no address, and no name that could be resolved",
			      server->host);
	if (options->check && !options->check_port && !options->check_elsewhere &&
	    !is_unknown && (!server->has_port || server->is_relative))
		haproxy_error(reader, server->address.column,
			      "write the port behind the address, or 'check port N'",
			      "server '%s' has a check and no port to check",
			      server->name);
	if ((options->ssl || options->check_ssl) && !options->verify_none &&
	    !options->has_ca && !reader->verify_none && !is_unknown)
		haproxy_error(reader,
			      options->ssl ? options->ssl_where.column
					   : options->check_ssl_where.column,
			      "add 'verify none', or 'ca-file FILE'",
			      "server '%s' shall verify certificates and has no CA file",
			      server->name);
}

static void claim_name(struct haproxy_reader *reader, const struct haproxy_word *word)
{
	struct where *where = arena_alloc(reader->arena, sizeof *where), *before;

	*where = haproxy_place(reader, word->column);
	if (!reader->servers)
		reader->servers = index_new(reader->arena, 0);
	before = index_add(reader->servers, word->text, strlen(word->text), where);
	if (before && !word->is_unknown)
		haproxy_error(reader, word->column, "give each server its own name",
			      "another server of this section is named '%s', at %s:%u",
			      word->text, before->file, before->line);
}

void haproxy_server_line(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	struct haproxy_section *section = reader->section;
	struct haproxy_server server = {
		.options = section->settings.default_server,
		.where = haproxy_place(reader, line->words[0].column),
		.maybe = haproxy_if_here(reader) == HAPROXY_MAYBE,
	};
	bool is_template = !strcmp(line->words[0].text, "server-template");
	size_t at = is_template ? 3 : 2;
	bool is_unknown = false;

	if (line->count <= at) {
		haproxy_error(reader, line->words[0].column,
			      is_template ? "server-template PREFIX NUMBER ADDRESS:PORT"
					  : "server NAME ADDRESS:PORT",
			      "this server has no address");
		return;
	}
	if (!haproxy_check_name(reader, &line->words[1], "server name"))
		return;
	server.name = line->words[1].text;
	if (is_template)
		read_numbers(reader, &line->words[2], &server);
	else if (!server.maybe)
		claim_name(reader, &line->words[1]);
	for (size_t i = at; i < line->count; i++)
		is_unknown |= line->words[i].is_unknown;
	if (!read_address(reader, &line->words[at], &server))
		return;
	haproxy_server_options(reader, line, at + 1, &server.options);
	check_whole(reader, &server, is_unknown);
	section->servers = arena_grow(reader->arena, section->servers,
				      section->server_count, sizeof server);
	section->servers[section->server_count++] = server;
}
