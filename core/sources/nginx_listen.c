#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/nginx_reader.h"

#define PORT_DEFAULT 80

/* Parameters of `listen`; those with a '=' have a value. */
static const char *const parameters[] = {
	"default_server", "default",	    "ssl",	 "http2",
	"quic",		  "spdy",	    "bind",	 "deferred",
	"reuseport",	  "proxy_protocol", "backlog=",	 "rcvbuf=",
	"sndbuf=",	  "accept_filter=", "setfib=",	 "fastopen=",
	"ipv6only=",	  "so_keepalive=",  "multipath", "udp",
};

static bool is_parameter(const char *word)
{
	for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
		size_t length = strlen(parameters[i]);

		if (parameters[i][length - 1] == '='
			    ? !strncmp(parameters[i], word, length)
			    : !strcmp(parameters[i], word))
			return true;
	}
	return false;
}

/* "8080": 0 where it is no port; "8000-8010" is one of several: *ret_range. */
static in_port_t port_of(const char *text, bool *ret_range)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	*ret_range = *end == '-';
	if (!isdigit((unsigned char)*text) || (*end && !*ret_range) || port > 65535)
		return 0;
	return (in_port_t)port;
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789-")];
}

/* The address without its port, and what follows the colon; NULL: nothing does. */
static const char *split(struct arena *arena, const char *text, const char **ret_host)
{
	const char *end = *text == '[' ? strchr(text, ']') : strrchr(text, ':');

	if (is_number(text)) {
		*ret_host = "*";
		return text;
	}
	if (*text == '[' && end) {
		*ret_host = arena_strndup(arena, text + 1, (size_t)(end - text - 1));
		return end[1] == ':' ? end + 2 : NULL;
	}
	*ret_host = end ? arena_strndup(arena, text, (size_t)(end - text)) : text;
	return end ? end + 1 : NULL;
}

static struct web_address address_of(const char *host, bool brackets, in_port_t port)
{
	struct web_address address = { .kind = WEB_ADDRESS_UNKNOWN };
	static const unsigned char zero[16];

	if (!strcmp(host, "*")) {
		address.kind = WEB_ADDRESS_ANY;
		address.addr.family = AF_INET;
	} else if (addr_parse(host, &address.addr) >= 0 &&
		   (address.addr.family == AF_INET6) == brackets) {
		address.kind = memcmp(address.addr.bytes, zero,
				      address.addr.family == AF_INET ? 4 : 16)
				       ? WEB_ADDRESS_ONE
				       : WEB_ADDRESS_ANY;
	} else {
		address.addr = (struct addr){ 0 };
	}
	address.addr.port = port;
	return address;
}

static void add(struct nginx_reader *reader, struct web_site *site,
		const struct web_socket *socket)
{
	struct web_server *server = reader->server;

	server->sockets = arena_grow(reader->arena, server->sockets, server->socket_count,
				     sizeof *server->sockets);
	server->sockets[server->socket_count++] = *socket;
	if (!site)
		return;
	site->addresses = arena_grow(reader->arena, site->addresses, site->address_count,
				     sizeof *site->addresses);
	site->addresses[site->address_count++] = socket->address;
}

static bool is_same(const struct web_address *a, const struct web_address *b)
{
	return a->kind == b->kind && a->kind != WEB_ADDRESS_UNKNOWN &&
	       a->addr.port == b->addr.port && addr_equal(&a->addr, &b->addr);
}

static void be_default(struct nginx_reader *reader, struct web_site *site,
		       const struct nginx_word *word, const struct web_address *address)
{
	const struct web_server *server = reader->server;

	for (size_t i = 0; i < server->site_count; i++) {
		const struct web_site *other = server->sites[i];

		for (size_t a = 0;
		     other != site && other->is_default && a < other->address_count;
		     a++) {
			if (!is_same(&other->addresses[a], address))
				continue;
			diag_error(reader->diagnostics, word->where,
				   "leave it to one of the two",
				   "another server is the default for the same address "
				   "and port");
			return;
		}
	}
	site->is_default = true;
}

static void read_parameters(struct nginx_reader *reader,
			    const struct nginx_directive *directive,
			    struct web_site *site, struct web_socket *socket,
			    bool *ret_udp)
{
	*ret_udp = false;
	for (size_t i = 2; i < directive->count; i++) {
		const struct nginx_word *word = &directive->words[i];

		if (!strcmp(word->text, "ssl"))
			socket->ssl = true;
		else if (!strcmp(word->text, "ipv6only=off"))
			socket->address.addr.family =
				socket->address.kind == WEB_ADDRESS_ANY ? 0 : AF_INET6;
		else if (!strcmp(word->text, "udp") || !strcmp(word->text, "quic"))
			*ret_udp = true;
		else if (site && !strncmp(word->text, "default", 7) &&
			 is_parameter(word->text))
			be_default(reader, site, word, &socket->address);
		else if (site && !is_parameter(word->text))
			diag_error(reader->diagnostics, word->where, NULL,
				   "invalid parameter \"%s\" of listen",
				   nginx_clean(reader, word->text));
	}
}

void nginx_listen(struct nginx_reader *reader, const struct nginx_directive *directive,
		  struct web_site *site, bool foreign)
{
	const struct nginx_word *word = &directive->words[1];
	struct web_socket socket = { .foreign = foreign,
				     .where = word->where,
				     .width = word->width };
	const char *host, *rest;
	in_port_t port = PORT_DEFAULT;
	bool range = false, udp;

	if (!strncmp(word->text, "unix:", 5))
		return;
	rest = split(reader->arena, word->text, &host);
	if (rest)
		port = port_of(rest, &range);
	if (!port || !*host) {
		diag_error(reader->diagnostics, word->where, NULL,
			   "invalid %s in \"%s\" of listen", *host ? "port" : "host",
			   nginx_clean(reader, word->text));
		return;
	}
	socket.address = address_of(host, *word->text == '[', range ? 0 : port);
	if (range)
		socket.address.kind = WEB_ADDRESS_UNKNOWN;
	read_parameters(reader, directive, site, &socket, &udp);
	if (!udp)
		add(reader, site, &socket);
}

void nginx_listen_default(struct nginx_reader *reader, struct web_site *site)
{
	const struct web_socket socket = {
		.address = address_of("*", false, PORT_DEFAULT),
		.where = site->where,
		.width = sizeof "server" - 1,
	};

	add(reader, site, &socket);
}
