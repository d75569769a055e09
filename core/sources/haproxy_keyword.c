/* The lines of a proxy section that an install depends on (configuration manual, chapter 4.2). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "haproxy_reader.h"

/*
 * First words that some HAProxy knows in these sections (2.6 to 3.2): what is none of them and one
 * or two letters off one is a mistake.
 */
static const char *const known[] = {
	"acl", "appsession", "backlog", "balance", "bind", "bind-process", "block",
	"capture", "clitcpka-cnt", "clitcpka-idle", "clitcpka-intvl", "clitimeout",
	"compression", "contimeout", "cookie", "crt", "crt-list", "declare",
	"default-server", "default_backend", "description", "disabled", "dispatch",
	"dynamic-cookie-key", "email-alert", "enabled", "error-log-format", "errorfile",
	"errorfiles", "errorloc", "errorloc302", "errorloc303", "external-check",
	"filter", "force-be-switch", "force-persist", "fullconn", "grace", "guid",
	"hash-balance-factor", "hash-preserve-affinity", "hash-type",
	"http-after-response", "http-check", "http-error", "http-request",
	"http-response", "http-reuse", "http-send-name-header", "id", "ignore-persist",
	"load-server-state-from-file", "log", "log-format", "log-format-sd", "log-steps",
	"log-tag", "max-keep-alive-queue", "max-session-srv-conns", "maxconn", "mode",
	"monitor", "monitor-net", "monitor-uri", "option", "persist", "quic-initial",
	"rate-limit", "redirect", "redisp", "redispatch", "retries", "retry-on", "server",
	"server-state-file-name", "server-template", "source", "srvtcpka-cnt",
	"srvtcpka-idle", "srvtcpka-intvl", "srvtimeout", "ssl-f-use", "stats", "stick",
	"stick-table", "tcp-check", "tcp-request", "tcp-response", "timeout",
	"transparent", "unique-id-format", "unique-id-header", "use-fcgi-app",
	"use-server", "use_backend",
	/* sections, where one is meant */
	"backend", "defaults", "frontend", "global", "listen", "peers", "resolvers",
	"anonkey", NULL
};

static const char *const options[] = { "abortonclose",
				       "accept-invalid-http-request",
				       "accept-invalid-http-response",
				       "accept-unsafe-violations-in-http-request",
				       "accept-unsafe-violations-in-http-response",
				       "allbackups",
				       "checkcache",
				       "clitcpka",
				       "contstats",
				       "disable-h2-upgrade",
				       "dontlog-normal",
				       "dontlognull",
				       "external-check",
				       "forceclose",
				       "forwarded",
				       "forwardfor",
				       "h1-case-adjust-bogus-client",
				       "h1-case-adjust-bogus-server",
				       "http-buffer-request",
				       "http-drop-request-trailers",
				       "http-drop-response-trailers",
				       "http-ignore-probes",
				       "http-keep-alive",
				       "http-no-delay",
				       "http-pretend-keepalive",
				       "http-restrict-req-hdr-names",
				       "http-server-close",
				       "http-tunnel",
				       "http-use-htx",
				       "http-use-proxy-header",
				       "http_proxy",
				       "httpchk",
				       "httpclose",
				       "httplog",
				       "httpslog",
				       "idle-close-on-response",
				       "independant-streams",
				       "independent-streams",
				       "ldap-check",
				       "log-health-checks",
				       "log-separate-errors",
				       "logasap",
				       "mysql-check",
				       "nolinger",
				       "originalto",
				       "persist",
				       "pgsql-check",
				       "prefer-last-server",
				       "redis-check",
				       "redispatch",
				       "smtpchk",
				       "socket-stats",
				       "splice-auto",
				       "splice-request",
				       "splice-response",
				       "spop-check",
				       "srvtcpka",
				       "ssl-hello-chk",
				       "tcp-check",
				       "tcp-smart-accept",
				       "tcp-smart-connect",
				       "tcpka",
				       "tcplog",
				       "transparent",
				       "use-small-buffers",
				       NULL };

/* Options that say how servers are checked. */
static const char *const checks[] = {
	"httpchk",     "ssl-hello-chk",	 "tcp-check",	"smtpchk",
	"mysql-check", "pgsql-check",	 "redis-check", "ldap-check",
	"spop-check",  "external-check", NULL
};

typedef void keyword_fn(struct haproxy_reader *reader, const struct haproxy_line *line);

static bool is_front(const struct haproxy_section *section)
{
	return section->kind == HAPROXY_FRONTEND || section->kind == HAPROXY_LISTEN;
}

static bool is_back(const struct haproxy_section *section)
{
	return section->kind == HAPROXY_BACKEND || section->kind == HAPROXY_LISTEN;
}

bool haproxy_parse_time(const char *text, unsigned long *ret_ms)
{
	static const struct {
		const char *name;
		unsigned long factor, divisor;
	} units[] = {
		{"",    1,	 1   },
		      { "ms", 1,	 1   },
		 { "s",	1000,     1	},
		{ "us", 1,	   1000},
		      { "m",  60000,    1   },
		 { "h",	3600000,	 1   },
		{ "d",  86400000, 1   },
	};
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)*text))
		return false;
	/* What follows the unit is a warning in HAProxy up to now ("1h30m" is an hour). */
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		size_t length = strlen(units[i].name);

		if (strncmp(end, units[i].name, length) ||
		    isalpha((unsigned char)end[length]))
			continue;
		if (!length && *end)
			return false;
		*ret_ms = number / units[i].divisor;
		if (*ret_ms > 0x7fffffff / units[i].factor)
			return false;
		*ret_ms *= units[i].factor;
		return true;
	}
	return false;
}

/* HAProxy takes `count` words of such a line, and refuses a further one. */
static void end_line(struct haproxy_reader *reader, const struct haproxy_line *line,
		     size_t count)
{
	if (line->count > count)
		haproxy_error(reader, line->words[count].column, NULL,
			      "'%s' stands behind the end of '%s'",
			      line->words[count].text, line->words[0].text);
}

static void read_mode(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	static const char *const modes[] = { "tcp",  "http",   "health", "log",
					     "spop", "haterm", NULL };
	const struct haproxy_word *word = &line->words[1];

	if (line->count < 2 || (!word->is_unknown && !haproxy_is_in(word->text, modes)))
		haproxy_error(reader, line->words[line->count > 1].column,
			      "mode tcp, or mode http", "unknown mode '%s'",
			      line->count > 1 ? word->text : "");
	else
		reader->section->settings.mode = haproxy_text(reader, word);
	end_line(reader, line, 2);
}

static void read_balance(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	static const char *const methods[] = { "roundrobin", "static-rr", "leastconn",
					       "first",	     "source",	  "uri",
					       "url_param",  "random",	  "hash",
					       "sticky",     "log-hash",  NULL };
	const struct haproxy_word *word = &line->words[1];
	const char *text = line->count > 1 ? word->text : "roundrobin";

	if (line->count > 1 && !word->is_unknown && !haproxy_is_in(text, methods) &&
	    strncmp(text, "hdr", 3) && strncmp(text, "rdp-cookie", 10) &&
	    strncmp(text, "random", 6) && strncmp(text, "log-", 4))
		haproxy_error(reader, word->column,
			      haproxy_nearest(reader, text, methods),
			      "unknown way to balance: '%s'", text);
	else
		reader->section->settings.balance =
			haproxy_text(reader, &line->words[line->count > 1]);
}

/* use_backend NAME [if ...], default_backend NAME; false after a message. */
static bool read_use(struct haproxy_reader *reader, const struct haproxy_line *line,
		     struct haproxy_use *ret_use)
{
	const struct haproxy_word *words = line->words;

	if (line->count < 2) {
		haproxy_error(reader, words[0].column, NULL, "'%s' names no back end",
			      words[0].text);
		return false;
	}
	*ret_use = (struct haproxy_use){
		.name = words[1].text,
		.conditional = line->count > 2,
		.maybe = haproxy_if_here(reader) == HAPROXY_MAYBE,
		.where = haproxy_place(reader, words[1].column),
	};
	return true;
}

static void read_default_backend(struct haproxy_reader *reader,
				 const struct haproxy_line *line)
{
	struct haproxy_settings *settings = &reader->section->settings;
	struct haproxy_use use;

	if (!read_use(reader, line, &use))
		return;
	end_line(reader, line, 2);
	use.conditional = false;
	settings->default_backend = use;
}

static void read_use_backend(struct haproxy_reader *reader,
			     const struct haproxy_line *line)
{
	struct haproxy_section *section = reader->section;
	struct haproxy_use use;

	if (!read_use(reader, line, &use))
		return;
	if (line->count > 2 && strcmp(line->words[2].text, "if") &&
	    strcmp(line->words[2].text, "unless")) {
		haproxy_error(reader, line->words[2].column,
			      "'if' or 'unless', then a condition",
			      "'%s' cannot stand here", line->words[2].text);
		return;
	}
	haproxy_condition(reader, line, 3);
	section->uses =
		arena_grow(reader->arena, section->uses, section->use_count, sizeof use);
	section->uses[section->use_count++] = use;
}

static void read_check_option(struct haproxy_reader *reader,
			      const struct haproxy_line *line,
			      struct haproxy_settings *settings)
{
	const char *word = line->words[1].text;

	settings->check_option = haproxy_text(reader, &line->words[1]);
	settings->check_uri = NULL;
	if (!strcmp(word, "httpchk")) {
		settings->check = HAPROXY_CHECK_HTTP;
		/* httpchk URI, or httpchk METHOD URI VERSION */
		if (line->count > 2)
			settings->check_uri = line->words[line->count > 3 ? 3 : 2].text;
	} else if (!strcmp(word, "ssl-hello-chk")) {
		settings->check = HAPROXY_CHECK_SSL_HELLO;
	} else if (!strcmp(word, "tcp-check")) {
		settings->check = HAPROXY_CHECK_TCP;
	} else {
		settings->check = HAPROXY_CHECK_OTHER;
	}
}

static void read_option(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	struct haproxy_section *section = reader->section;
	const struct haproxy_word *word = &line->words[1];

	if (line->count < 2) {
		haproxy_error(reader, line->words[0].column, NULL,
			      "this 'option' names none");
	} else if (haproxy_is_in(word->text, checks)) {
		if (is_back(section) || section->kind == HAPROXY_DEFAULTS)
			read_check_option(reader, line, &section->settings);
	} else if (!strcmp(word->text, "forwardfor")) {
		section->settings.forwardfor = haproxy_text(reader, word);
	} else if (!strcmp(word->text, "httplog")) {
		section->settings.httplog = haproxy_text(reader, word);
	} else if (!strcmp(word->text, "tcplog")) {
		section->settings.httplog.value = NULL;
	} else if (!word->is_unknown && !haproxy_is_in(word->text, options)) {
		const char *help = haproxy_nearest(reader, word->text, options);

		if (help)
			haproxy_error(reader, word->column, help, "unknown option '%s'",
				      word->text);
	}
}

static void read_timeout(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	static const char *const names[] = {
		"client", "server",	"tunnel",	"connect",
		"check",  "queue",	"http-request", "http-keep-alive",
		"tarpit", "client-fin", "server-fin",	"client-hs",
		NULL
	};
	struct haproxy_settings *settings = &reader->section->settings;
	struct haproxy_time *times[] = { &settings->client, &settings->server,
					 &settings->tunnel, &settings->connect };
	const struct haproxy_word *words = line->words;
	struct haproxy_time time;
	size_t i = 0;

	while (line->count > 1 && names[i] && strcmp(names[i], words[1].text))
		i++;
	if (line->count < 2 || !names[i])
		haproxy_error(reader, words[line->count > 1].column,
			      line->count > 1
				      ? haproxy_nearest(reader, words[1].text, names)
				      : NULL,
			      "there is no timeout of that name");
	else if (line->count < 3)
		haproxy_error(reader, words[1].column, NULL,
			      "'timeout %s' wants a time behind it", names[i]);
	else if (words[2].is_unknown)
		return;
	else if (!haproxy_parse_time(words[2].text, &time.ms))
		haproxy_error(reader, words[2].column,
			      "a number and a unit: ms, s, m, h, d",
			      "'%s' is no time that HAProxy takes", words[2].text);
	else if (line->count > 3)
		haproxy_error(reader, words[3].column, NULL,
			      "'%s' stands behind the time", words[3].text);
	else if (i < sizeof times / sizeof times[0]) {
		time.text = haproxy_text(reader, &words[2]);
		*times[i] = time;
	}
}

static void read_server(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const struct haproxy_section *section = reader->section;

	if (is_back(section))
		haproxy_server_line(reader, line);
	else
		haproxy_error(reader, line->words[0].column,
			      "put it into a backend, or make this a 'listen'",
			      "a '%s' has no servers", section->keyword);
}

static void read_bind(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	if (is_front(reader->section))
		haproxy_bind_line(reader, line);
	else if (reader->section->kind == HAPROXY_DEFAULTS)
		haproxy_error(reader, line->words[0].column,
			      "put it into a frontend or listen",
			      "'bind' cannot stand in 'defaults'");
	else
		haproxy_warning(reader, line->words[0].column,
				"put it into a frontend, or make this a 'listen'",
				"HAProxy ignores 'bind' in a backend");
}

static void read_default_server(struct haproxy_reader *reader,
				const struct haproxy_line *line)
{
	haproxy_server_options(reader, line, 1,
			       &reader->section->settings.default_server);
}

/* stick on src, stick match src table t, stick store-request src */
static void read_stick(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	if (line->count > 2 && strcmp(line->words[1].text, "store-response") &&
	    !strcmp(line->words[2].text, "src"))
		reader->section->stick_src = haproxy_text(reader, &line->words[2]);
}

static void read_http_check(struct haproxy_reader *reader,
			    const struct haproxy_line *line)
{
	struct haproxy_settings *settings = &reader->section->settings;

	if (line->count < 2)
		return;
	if (!strcmp(line->words[1].text, "expect"))
		settings->check_expect = haproxy_text(reader, &line->words[1]);
	else if (strcmp(line->words[1].text, "disable-on-404") &&
		 strcmp(line->words[1].text, "comment"))
		settings->check_connect = haproxy_text(reader, &line->words[1]);
}

static void read_disabled(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	reader->section->settings.disabled = !strcmp(line->words[0].text, "disabled");
}

/* log global, or log ADDRESS FACILITY */
static void read_log(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	if (line->count < 2 ||
	    (line->count == 2 && strcmp(line->words[1].text, "global") != 0 &&
	     !line->words[1].is_unknown))
		haproxy_error(reader, line->words[line->count - 1].column, "log global",
			      "'log' wants an address and a facility, or 'global'");
}

static void read_rules(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	(void)line;
	reader->section->has_rules = true;
}

static const struct {
	const char *word;
	keyword_fn *read;
} keywords[] = {
	{"server",	    read_server		},
	{ "server-template", read_server	 },
	{ "bind",		  read_bind	    },
	{ "mode",		  read_mode	    },
	{ "balance",	     read_balance	  },
	{ "option",	    read_option		},
	{ "default_backend", read_default_backend},
	{ "use_backend",	 read_use_backend	  },
	{ "timeout",	     read_timeout	  },
	{ "default-server",  read_default_server },
	{ "stick",	   read_stick	      },
	{ "http-check",	read_http_check	},
	{ "tcp-check",       read_http_check     },
	{ "acl",		 haproxy_acl	     },
	{ "log",		 read_log		  },
	{ "disabled",	      read_disabled	    },
	{ "enabled",	     read_disabled	   },
	{ "redirect",	      read_rules		 },
	{ "dispatch",	      read_rules		 },
	{ "http-request",	  read_rules	     },
	{ "tcp-request",	 read_rules	    },
	{ "monitor-uri",	 read_rules	    },
	{ "stats",	   read_rules	      },
};

/* no option NAME: what has arguments cannot be taken back. */
static void read_no(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const struct haproxy_word *word = &line->words[2];

	if (line->count < 3 || strcmp(line->words[1].text, "option"))
		return;
	if (haproxy_is_in(word->text, checks) || !strcmp(word->text, "forwardfor"))
		haproxy_error(
			reader, word->column,
			"name the option that shall hold instead, or give the section "
			"a 'defaults' without it",
			"'no' is not possible for option '%s'", word->text);
}

void haproxy_keyword(struct haproxy_reader *reader, const struct haproxy_line *line)
{
	const struct haproxy_word *word = &line->words[0];
	const char *help;

	reader->section->last = haproxy_place(reader, word->column);
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
		if (!strcmp(keywords[i].word, word->text)) {
			keywords[i].read(reader, line);
			return;
		}
	}
	if (!strcmp(word->text, "no")) {
		read_no(reader, line);
		return;
	}
	if (word->is_unknown || !strcmp(word->text, "default") ||
	    haproxy_is_in(word->text, known))
		return;
	help = haproxy_nearest(reader, word->text, known);
	if (help)
		haproxy_error(reader, word->column, help,
			      "unknown keyword '%s' in a '%s' section", word->text,
			      reader->section->keyword);
}
