/* bind [ADDRESS]:PORT[-PORT][, ...] [option ...] (configuration manual, chapters 4.2 and 5.1). */
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "haproxy_reader.h"

#define BINDS_MAX 65536 /* in all; more than a file that means well holds */

/* Words that take one argument; unknown ones are passed over. */
static const char *const with_argument[] = { "accept-netscaler-cip",
					     "alpn",
					     "backlog",
					     "ca-file",
					     "ca-ignore-err",
					     "ca-sign-file",
					     "ca-sign-pass",
					     "ca-verify-file",
					     "ciphers",
					     "ciphersuites",
					     "crl-file",
					     "crt",
					     "crt-ignore-err",
					     "crt-list",
					     "curves",
					     "ecdhe",
					     "expose-fd",
					     "gid",
					     "group",
					     "id",
					     "interface",
					     "level",
					     "maxconn",
					     "mode",
					     "mss",
					     "name",
					     "namespace",
					     "nice",
					     "npn",
					     "process",
					     "proto",
					     "severity-output",
					     "shards",
					     "ssl-max-ver",
					     "ssl-min-ver",
					     "tcp-ut",
					     "thread",
					     "tls-ticket-keys",
					     "uid",
					     "user",
					     "verify",
					     "sigalgs",
					     "client-sigalgs",
					     "label",
					     "quic-cc-algo",
					     NULL };

static const char *const without_argument[] = { "ssl",
						"accept-proxy",
						"allow-0rtt",
						"defer-accept",
						"force-sslv3",
						"force-tlsv10",
						"force-tlsv11",
						"force-tlsv12",
						"force-tlsv13",
						"generate-certificates",
						"no-ca-names",
						"no-sslv3",
						"no-tls-tickets",
						"no-tlsv10",
						"no-tlsv11",
						"no-tlsv12",
						"no-tlsv13",
						"prefer-client-ciphers",
						"strict-sni",
						"tfo",
						"transparent",
						"v4v6",
						"v6only",
						"no-alpn",
						"no-strict-sni",
						"tls-tickets",
						NULL };

/* The words behind the addresses. */
static void read_options(struct haproxy_reader *reader, const struct haproxy_line *line,
			 struct haproxy_bind *bind)
{
	for (size_t i = 2; i < line->count; i++) {
		const struct haproxy_word *word = &line->words[i];
		const char *help;

		if (!strcmp(word->text, "ssl"))
			bind->ssl = haproxy_place(reader, word->column);
		if (!strcmp(word->text, "interface") && i + 1 < line->count)
			bind->interface = line->words[i + 1].text;
		if (haproxy_is_in(word->text, with_argument)) {
			i++;
			continue;
		}
		if (word->is_unknown || haproxy_is_in(word->text, without_argument))
			continue;
		help = haproxy_nearest(reader, word->text, without_argument);
		if (!help)
			help = haproxy_nearest(reader, word->text, with_argument);
		if (help || strpbrk(word->text, ",:"))
			haproxy_error(reader, word->column, help,
				      "unknown word '%s' in a bind line", word->text);
	}
}

/* 0, or -1 after a message. "443", "8000-8010"; a variable leaves 0. */
static int read_ports(struct haproxy_reader *reader, const char *text, unsigned column,
		      struct haproxy_bind *bind)
{
	unsigned long first, last;
	char *end;

	if (haproxy_is_unknown(text))
		return 0;
	first = strtoul(text, &end, 10);
	last = first;
	if (end != text && *end == '-')
		last = strtoul(end + 1, &end, 10);
	if (!*text)
		haproxy_error(reader, column, "write ADDRESS:PORT",
			      "the port is missing behind the colon");
	else if (*end || *text == '-' || *text == '+')
		haproxy_error(reader, column, NULL, "'%s' is no port", text);
	else if (!first || first > 65535 || last > 65535)
		haproxy_error(reader, column, "ports go from 1 to 65535",
			      "there is no port %s", text);
	else if (first > last)
		haproxy_error(reader, column, NULL, "the port range '%s' is empty", text);
	else {
		bind->first = (in_port_t)first;
		bind->last = (in_port_t)last;
		return 0;
	}
	return -1;
}

/* Takes the address family away; NULL: no address of the Internet, or nothing we know. */
static char *internet_address(char *text)
{
	static const char *const families[] = { "ipv4@", "ipv6@", "tcp@",
						"tcp4@", "tcp6@", NULL };

	if (*text == '/')
		return NULL;
	if (!strchr(text, '@'))
		return text;
	for (size_t i = 0; families[i]; i++) {
		if (!strncmp(text, families[i], strlen(families[i])))
			return text + strlen(families[i]);
	}
	return NULL;
}

static void add(struct haproxy_reader *reader, const struct haproxy_bind *bind)
{
	struct haproxy_section *section = reader->section;
	size_t ports = (size_t)(bind->last - bind->first) + 1;

	if (reader->bind_count <= BINDS_MAX && reader->bind_count + ports > BINDS_MAX) {
		haproxy_warning(reader, bind->where.column, NULL,
				"more than %d listening ports: the rest is not read",
				BINDS_MAX);
		reader->bind_count = BINDS_MAX + 1;
	}
	if (reader->bind_count > BINDS_MAX)
		return;
	reader->bind_count += ports;
	section->binds = arena_grow(reader->arena, section->binds, section->bind_count,
				    sizeof *section->binds);
	section->binds[section->bind_count++] = *bind;
}

static void read_address(struct haproxy_reader *reader, const struct haproxy_word *word,
			 size_t offset, size_t length, struct haproxy_bind bind)
{
	char *text = arena_strndup(reader->arena, word->text + offset, length);
	unsigned column = haproxy_word_column(word, offset);
	char *address = internet_address(text);
	char *colon = address ? strrchr(address, ':') : NULL;
	size_t end;

	bind.where = haproxy_place(reader, column);
	bind.width = (unsigned)length;
	if (!address)
		return;
	/* A colon in braces is that of a variable: "${BIND}", "${A-:80}". */
	if (!colon || strpbrk(colon, "]}")) {
		if (!haproxy_is_unknown(address))
			haproxy_error(reader, column, "write ADDRESS:PORT, or :PORT",
				      "the port is missing in '%s'", text);
		bind.address = address;
		if (haproxy_is_unknown(address))
			add(reader, &bind);
		return;
	}
	if (read_ports(reader, colon + 1,
		       haproxy_word_column(word, offset + (size_t)(colon + 1 - text)),
		       &bind) < 0)
		return;
	*colon = '\0';
	end = strlen(address);
	if (*address == '[' && address[end - 1] == ']') {
		address[end - 1] = '\0';
		address++;
	}
	bind.address = *address ? address : "*";
	add(reader, &bind);
}

void haproxy_bind_line(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	struct haproxy_bind bind = { .maybe = haproxy_if_here(reader) == HAPROXY_MAYBE };
	const struct haproxy_word *word = &line->words[1];
	const char *text;

	if (line->count < 2) {
		haproxy_error(reader, line->words[0].column, "bind ADDRESS:PORT",
			      "this bind has no address");
		return;
	}
	read_options(reader, line, &bind);
	text = word->text;
	/* Addresses are separated by commas. */
	for (;;) {
		size_t length = strcspn(text, ",");

		if (length || text == word->text)
			read_address(reader, word, (size_t)(text - word->text), length,
				     bind);
		if (!text[length])
			break;
		text += length + 1;
	}
}
