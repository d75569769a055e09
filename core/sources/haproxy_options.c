/* The words behind the address of a server (configuration manual, chapter 5.2). */
#include <stdlib.h>
#include <string.h>

#include "haproxy_reader.h"

static const char *const with_argument[] = { "addr",
					     "agent-addr",
					     "agent-inter",
					     "agent-port",
					     "agent-send",
					     "alpn",
					     "ca-file",
					     "check-alpn",
					     "check-proto",
					     "check-sni",
					     "check-pool-conn-name",
					     "ciphers",
					     "ciphersuites",
					     "client-sigalgs",
					     "cookie",
					     "crl-file",
					     "crt",
					     "curves",
					     "downinter",
					     "error-limit",
					     "fall",
					     "fastinter",
					     "guid",
					     "hash-key",
					     "id",
					     "init-addr",
					     "init-state",
					     "inter",
					     "log-bufsize",
					     "log-proto",
					     "max-reuse",
					     "maxconn",
					     "maxqueue",
					     "minconn",
					     "namespace",
					     "npn",
					     "observe",
					     "on-error",
					     "on-marked-down",
					     "on-marked-up",
					     "pool-conn-name",
					     "pool-low-conn",
					     "pool-max-conn",
					     "pool-purge-delay",
					     "port",
					     "proto",
					     "proxy-v2-options",
					     "redir",
					     "resolve-net",
					     "resolve-opts",
					     "resolve-prefer",
					     "resolvers",
					     "rise",
					     "set-proxy-v2-tlv-fmt",
					     "shard",
					     "sigalgs",
					     "slowstart",
					     "sni",
					     "socks4",
					     "source",
					     "ssl-max-ver",
					     "ssl-min-ver",
					     "tcp-md5sig",
					     "tcp-ut",
					     "track",
					     "usesrc",
					     "interface",
					     "verify",
					     "verifyhost",
					     "weight",
					     "ws",
					     NULL };

static const char *const without_argument[] = { "agent-check",
						"allow-0rtt",
						"backup",
						"check",
						"check-reuse-pool",
						"check-send-proxy",
						"check-ssl",
						"check-via-socks4",
						"disabled",
						"enabled",
						"force-sslv3",
						"force-tlsv10",
						"force-tlsv11",
						"force-tlsv12",
						"force-tlsv13",
						"no-agent-check",
						"no-backup",
						"no-check",
						"no-check-send-proxy",
						"no-check-ssl",
						"no-send-proxy",
						"no-send-proxy-v2",
						"no-send-proxy-v2-ssl",
						"no-send-proxy-v2-ssl-cn",
						"no-ssl",
						"no-ssl-reuse",
						"no-sslv3",
						"no-tfo",
						"no-tls-tickets",
						"no-tlsv10",
						"no-tlsv11",
						"no-tlsv12",
						"no-tlsv13",
						"no-verifyhost",
						"no-check-sni-auto",
						"no-sni-auto",
						"check-sni-auto",
						"sni-auto",
						"non-stick",
						"send-proxy",
						"send-proxy-v2",
						"send-proxy-v2-ssl",
						"send-proxy-v2-ssl-cn",
						"ssl",
						"ssl-reuse",
						"stick",
						"strict-maxconn",
						"tfo",
						"tls-tickets",
						NULL };

static bool starts(const char *word, const char *with)
{
	return !strncmp(word, with, strlen(with));
}

static const struct where nowhere;

/* False: it is none of these. */
static bool read_flag(const char *word, struct where where,
		      struct haproxy_server_options *options)
{
	if (!strcmp(word, "check"))
		options->check = true;
	else if (!strcmp(word, "no-check"))
		options->check = false;
	else if (!strcmp(word, "check-ssl"))
		options->check_ssl = true, options->check_ssl_where = where;
	else if (!strcmp(word, "no-check-ssl"))
		options->check_ssl = false;
	else if (!strcmp(word, "ssl"))
		options->ssl = true, options->ssl_where = where;
	else if (!strcmp(word, "no-ssl"))
		options->ssl = false, options->ssl_where = nowhere;
	else if (!strcmp(word, "backup"))
		options->backup = true;
	else if (!strcmp(word, "no-backup"))
		options->backup = false;
	else if (!strcmp(word, "disabled"))
		options->disabled = true;
	else if (!strcmp(word, "enabled"))
		options->disabled = false;
	else if (starts(word, "send-proxy"))
		options->send_proxy = where;
	else if (starts(word, "no-send-proxy"))
		options->send_proxy = nowhere;
	else if (!strcmp(word, "agent-check"))
		options->check_elsewhere = true;
	else
		return false;
	return true;
}

static void read_number(struct haproxy_reader *reader, const struct haproxy_word *word,
			const char *key, struct haproxy_server_options *options)
{
	char *end;
	unsigned long number = strtoul(word->text, &end, 10);
	bool ok = end != word->text && !*end && *word->text != '-';

	if (!strcmp(key, "inter") || !strcmp(key, "fastinter") ||
	    !strcmp(key, "downinter")) {
		ok = haproxy_parse_time(word->text, &number);
		if (ok && !strcmp(key, "inter"))
			options->inter_ms = number;
	} else if (!strcmp(key, "port")) {
		/* Whatever it is, HAProxy takes it. */
		options->check_port = number <= 65535 ? (in_port_t)number : 0;
		ok = true;
	} else if (!strcmp(key, "weight")) {
		ok = ok && number <= 256;
	} else {
		/* fall, rise: atol() takes what stands in front. */
		ok = number > 0;
		if (!strcmp(key, "fall"))
			options->fall = number;
	}
	if (!ok)
		haproxy_error(reader, word->column, NULL, "'%s' cannot be '%s'", key,
			      word->text);
}

static void read_value(struct haproxy_reader *reader, const struct haproxy_word *word,
		       const char *key, struct haproxy_server_options *options)
{
	static const char *const numbers[] = { "inter",	 "fastinter", "downinter", "port",
					       "weight", "fall",      "rise",	   NULL };

	if (word->is_unknown)
		return;
	if (haproxy_is_in(key, numbers)) {
		read_number(reader, word, key, options);
	} else if (!strcmp(key, "verify")) {
		options->verify_none = !strcmp(word->text, "none");
		if (!options->verify_none && strcmp(word->text, "required"))
			haproxy_error(reader, word->column, "'none' or 'required'",
				      "'verify' cannot be '%s'", word->text);
	} else if (!strcmp(key, "ca-file")) {
		options->has_ca = true;
	} else if (!strcmp(key, "init-addr")) {
		options->init_addr_none = strstr(word->text, "none") != NULL;
	} else if (!strcmp(key, "resolvers")) {
		options->resolvers = true;
	} else if (!strcmp(key, "addr") || !strcmp(key, "track")) {
		options->check_elsewhere = true;
	}
}

static void unknown_word(struct haproxy_reader *reader, const struct haproxy_word *word)
{
	const char *help = haproxy_nearest(reader, word->text, without_argument);

	if (!help)
		help = haproxy_nearest(reader, word->text, with_argument);
	if (help)
		haproxy_error(reader, word->column, help,
			      "unknown word '%s' in a server line", word->text);
}

void haproxy_server_options(struct haproxy_reader *reader,
			    const struct haproxy_line *line, size_t from,
			    struct haproxy_server_options *options)
{
	for (size_t i = from; i < line->count; i++) {
		const struct haproxy_word *word = &line->words[i];
		struct where where = haproxy_place(reader, word->column);

		if (word->is_unknown || read_flag(word->text, where, options) ||
		    haproxy_is_in(word->text, without_argument))
			continue;
		if (!haproxy_is_in(word->text, with_argument)) {
			unknown_word(reader, word);
			continue;
		}
		if (i + 1 == line->count) {
			haproxy_error(reader, word->column, NULL,
				      "'%s' wants a value behind it", word->text);
			break;
		}
		read_value(reader, &line->words[++i], word->text, options);
	}
}
