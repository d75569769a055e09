#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/sources/apache_reader.h"

#define PORT_HTTPS 443

/* 0: none, or not one. */
static in_port_t port_of(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && !*end && port <= 65535 ? (in_port_t)port
								      : 0;
}

/* Address and port; `ret_port` NULL: none is said. */
static const char *split(struct arena *arena, const char *text, const char **ret_port)
{
	const char *end = *text == '[' ? strchr(text, ']') : strrchr(text, ':');

	*ret_port = NULL;
	if (*text == '[' && end) {
		if (end[1] == ':')
			*ret_port = end + 2;
		return arena_strndup(arena, text + 1, (size_t)(end - text - 1));
	}
	if (!end || *text == '[')
		return text;
	*ret_port = end + 1;
	return arena_strndup(arena, text, (size_t)(end - text));
}

struct web_address apache_address(struct arena *arena, const struct apache_word *word)
{
	struct web_address address = { .kind = WEB_ADDRESS_UNKNOWN };
	static const unsigned char zero[16];
	const char *port, *host = split(arena, word->text, &port);
	in_port_t number = 0;

	if (port && strcmp(port, "*") != 0)
		number = port_of(port);
	if (word->unknown)
		return address;
	if (!strcmp(host, "*") || !strcasecmp(host, "_default_")) {
		address.kind = WEB_ADDRESS_ANY;
	} else if (addr_parse(host, &address.addr) >= 0) {
		address.kind = memcmp(address.addr.bytes, zero,
				      address.addr.family == AF_INET ? 4 : 16)
				       ? WEB_ADDRESS_ONE
				       : WEB_ADDRESS_ANY;
		/* [::] takes IPv4 as well, as httpd is usually built. */
		if (address.kind == WEB_ADDRESS_ANY && address.addr.family == AF_INET6)
			address.addr.family = 0;
	} else {
		address.addr = (struct addr){ 0 };
	}
	address.addr.port = number;
	return address;
}

void apache_listen(struct apache_reader *reader, const struct apache_line *line)
{
	const struct apache_word *word = &line->words[1];
	struct web_server *server = reader->server;
	struct web_socket socket = { .maybe = apache_here(reader) == WEB_MAYBE,
				     .where = word->where,
				     .width = word->width };

	if (word->unknown) {
		socket.address.kind = WEB_ADDRESS_UNKNOWN;
	} else if (word->text[strspn(word->text, "0123456789")]) {
		const char *port;

		split(reader->arena, word->text, &port);
		socket.address = apache_address(reader->arena, word);
		if (!port || !socket.address.addr.port) {
			apache_error(reader, word, "Listen 80, or Listen 172.16.0.101:80",
				     "'%s' has no port to listen on", word->text);
			return;
		}
	} else {
		socket.address = (struct web_address){ .kind = WEB_ADDRESS_ANY };
		socket.address.addr.port = port_of(word->text);
		if (!socket.address.addr.port) {
			apache_error(reader, word, "a port is from 1 to 65535",
				     "'%s' is no port", word->text);
			return;
		}
	}
	socket.ssl = line->count > 2 ? !strcasecmp(line->words[2].text, "https")
				     : socket.address.addr.port == PORT_HTTPS;
	server->sockets = arena_grow(reader->arena, server->sockets, server->socket_count,
				     sizeof *server->sockets);
	server->sockets[server->socket_count++] = socket;
}
