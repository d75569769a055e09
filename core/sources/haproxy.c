#include "core/sources/haproxy.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/haproxy_line.h"

/* More than a file that means well holds; the rest is dropped with a warning. */
#define RANGE_MAX 1024	/* ports of one bind */
#define BINDS_MAX 65536 /* in all */
#define SERVERS_MAX \
	1000000 /* behind all front ends, each counted as often as it is there */

/* `defaults`, `frontend`, `backend`, `listen`; others are passed over. */
enum section_kind {
	SECTION_OTHER,
	SECTION_DEFAULTS,
	SECTION_FRONTEND,
	SECTION_BACKEND,
	SECTION_LISTEN
};

struct bind {
	const char *address;
	in_port_t port;
	struct where where;
};

struct section {
	enum section_kind kind;
	const char *name;
	const char *mode;      /* NULL: that of `defaults`, or tcp */
	const char **backends; /* of default_backend and use_backend */
	size_t backend_count;
	struct bind *binds;
	size_t bind_count;
	struct balancer_server *servers;
	size_t server_count;
};

struct reader {
	struct arena *arena;
	const char *file;
	struct diagnostics *diagnostics;
	unsigned line;
	struct section *sections;
	size_t count;
	size_t bind_count, server_count; /* see BINDS_MAX, SERVERS_MAX */
	struct index
		*names[2]; /* name -> number + 1: of `defaults`, of those with servers */
	size_t defaults;   /* number + 1 of the latest, for sections that name none */
};

static struct where place(const struct reader *reader, unsigned column)
{
	return (struct where){ .file = reader->file,
			       .line = reader->line,
			       .column = column };
}

static bool has_servers(const struct section *section)
{
	return section->kind == SECTION_BACKEND || section->kind == SECTION_LISTEN;
}

/* The first `defaults` of that name, or the first `backend` or `listen`. */
static const struct section *find_section(const struct reader *reader,
					  enum section_kind kind, const char *name)
{
	const struct index *names = reader->names[kind != SECTION_DEFAULTS];
	const size_t *number = index_find(names, name, strlen(name));

	return number ? &reader->sections[*number] : NULL;
}

static void remember_section(struct reader *reader, const struct section *section)
{
	size_t *number;

	if (!section->name ||
	    (section->kind != SECTION_DEFAULTS && !has_servers(section)))
		return;
	number = arena_alloc(reader->arena, sizeof *number);
	*number = reader->count;
	index_add(reader->names[section->kind != SECTION_DEFAULTS], section->name,
		  strlen(section->name), number);
}

/* False where the line opens no section. */
static bool open_section(struct reader *reader, const struct haproxy_line *line)
{
	static const char *const others[] = { "global",	     "peers",	  "resolvers",
					      "userlist",    "mailers",	  "cache",
					      "program",     "ring",	  "log-forward",
					      "http-errors", "crt-store", "fcgi-app",
					      NULL };
	const char *word = line->words[0].text;
	struct section section = { .kind = SECTION_OTHER };
	const char *from = haproxy_line_value(line, 1, "from");

	if (!strcmp(word, "defaults"))
		section.kind = SECTION_DEFAULTS;
	else if (!strcmp(word, "frontend"))
		section.kind = SECTION_FRONTEND;
	else if (!strcmp(word, "backend"))
		section.kind = SECTION_BACKEND;
	else if (!strcmp(word, "listen"))
		section.kind = SECTION_LISTEN;
	for (size_t i = 0; section.kind == SECTION_OTHER; i++) {
		if (!others[i])
			return false;
		if (!strcmp(word, others[i]))
			break;
	}
	section.name = line->count > 1 ? line->words[1].text : NULL;
	if (from || section.kind > SECTION_DEFAULTS) {
		const struct section *named =
			from ? find_section(reader, SECTION_DEFAULTS, from) : NULL;

		if (!named && reader->defaults && section.kind != SECTION_DEFAULTS)
			named = &reader->sections[reader->defaults - 1];
		section.mode = named ? named->mode : NULL;
	}
	if (section.kind > SECTION_DEFAULTS && !section.name)
		diag_warning(reader->diagnostics, place(reader, line->words[0].column),
			     NULL, "this '%s' has no name", word);
	remember_section(reader, &section);
	reader->sections = arena_grow(reader->arena, reader->sections, reader->count,
				      sizeof *reader->sections);
	reader->sections[reader->count++] = section;
	if (section.kind == SECTION_DEFAULTS)
		reader->defaults = reader->count;
	return true;
}

/* False: there are enough of them, which has been said once. */
static bool has_room(struct reader *reader, size_t *count, size_t more, size_t max,
		     const char *what)
{
	if (*count <= max && more > max - *count) {
		diag_warning(reader->diagnostics, place(reader, 1), NULL,
			     "more than %zu %s: the rest is not read", max, what);
		*count = max + 1;
	}
	if (*count > max)
		return false;
	*count += more;
	return true;
}

static void add_bind(struct reader *reader, struct section *section, const char *address,
		     unsigned long port, unsigned column)
{
	if (!has_room(reader, &reader->bind_count, 1, BINDS_MAX, "listening ports"))
		return;
	section->binds = arena_grow(reader->arena, section->binds, section->bind_count,
				    sizeof *section->binds);
	section->binds[section->bind_count++] =
		(struct bind){ .address = *address ? address : "*",
			       .port = (in_port_t)port,
			       .where = place(reader, column) };
}

/* "*:6443", ":6443", "[::]:80", "ipv4@10.0.0.1:80-90"; other kinds of sockets are not ours. */
static void read_bind_address(struct reader *reader, struct section *section, char *text,
			      unsigned column)
{
	char *at = strchr(text, '@');
	char *colon, *end;
	unsigned long first, last;

	if (at) {
		*at = '\0';
		if (strcmp(text, "ipv4") && strcmp(text, "ipv6"))
			return;
		text = at + 1;
	}
	if (*text == '/')
		return;
	colon = strrchr(text, ':');
	if (!colon)
		return;
	*colon = '\0';
	first = strtoul(colon + 1, &end, 10);
	last = first;
	if (*end == '-' && end != colon + 1)
		last = strtoul(end + 1, &end, 10);
	if (*end || !first || last > 65535 || first > last) {
		diag_warning(reader->diagnostics, place(reader, column), NULL,
			     "'%s' is no port", colon + 1);
		return;
	}
	if (*text == '[' && text[strlen(text) - 1] == ']') {
		text[strlen(text) - 1] = '\0';
		text++;
	}
	for (unsigned long port = first; port <= last && port - first < RANGE_MAX; port++)
		add_bind(reader, section, text, port, column);
}

/* Addresses in one bind are separated by commas. */
static void read_bind(struct reader *reader, struct section *section,
		      const struct haproxy_word *word)
{
	const char *text = word->text;

	while (*text) {
		size_t length = strcspn(text, ",");
		unsigned column = word->column + (unsigned)(text - word->text);

		read_bind_address(reader, section,
				  arena_strndup(reader->arena, text, length), column);
		text += length + (text[length] == ',');
	}
}

/* server NAME ADDRESS[:PORT] ...; the port may be relative (+10), which is left as 0. */
static void read_server(struct reader *reader, struct section *section,
			const struct haproxy_line *line)
{
	struct balancer_server server = { .section = section->name };
	const struct haproxy_word *word = &line->words[2];
	char *host, *colon;

	if (line->count < 3) {
		diag_warning(reader->diagnostics, place(reader, line->words[0].column),
			     "server NAME ADDRESS:PORT", "this server has no address");
		return;
	}
	host = arena_strdup(reader->arena, word->text);
	colon = strrchr(host, ':');
	/* Two colons and no bracket: a bare IPv6 address. */
	if (colon && (strchr(host, ':') == colon || colon[-1] == ']')) {
		char *end;
		unsigned long port = strtoul(colon + 1, &end, 10);

		*colon = '\0';
		if (colon[1] >= '0' && colon[1] <= '9' && !*end && port <= 65535)
			server.port = (in_port_t)port;
		else if (colon[1] && colon[1] != '+' && colon[1] != '-' &&
			 colon[1] != '$')
			diag_warning(reader->diagnostics, place(reader, word->column),
				     NULL, "'%s' is no port", colon + 1);
	}
	if (*host == '[' && host[1] && host[strlen(host) - 1] == ']') {
		host[strlen(host) - 1] = '\0';
		host++;
	}
	server.name = line->words[1].text;
	server.host = host;
	server.where = place(reader, line->words[0].column);
	for (size_t i = 3; i < line->count; i++)
		server.backup |= !strcmp(line->words[i].text, "backup");
	section->servers = arena_grow(reader->arena, section->servers,
				      section->server_count, sizeof *section->servers);
	section->servers[section->server_count++] = server;
}

static void add_backend(struct reader *reader, struct section *section, const char *name)
{
	section->backends = arena_grow(reader->arena, section->backends,
				       section->backend_count, sizeof(const char *));
	section->backends[section->backend_count++] = name;
}

static void read_keyword(struct reader *reader, struct section *section,
			 const struct haproxy_line *line)
{
	const char *word = line->words[0].text;
	bool listens =
		section->kind == SECTION_FRONTEND || section->kind == SECTION_LISTEN;
	bool serves = section->kind == SECTION_BACKEND || section->kind == SECTION_LISTEN;

	if (section->kind == SECTION_OTHER)
		return;
	if (!strcmp(word, "mode") && line->count > 1)
		section->mode = line->words[1].text;
	else if (!strcmp(word, "bind") && listens && line->count > 1)
		read_bind(reader, section, &line->words[1]);
	else if (!strcmp(word, "server") && serves)
		read_server(reader, section, line);
	else if ((!strcmp(word, "default_backend") || !strcmp(word, "use_backend")) &&
		 listens && line->count > 1)
		add_backend(reader, section, line->words[1].text);
}

static void read_line(struct reader *reader, const char *text, size_t length)
{
	struct haproxy_line line;

	haproxy_line_split(reader->arena, text, length, &line);
	if (line.open_quote)
		diag_warning(reader->diagnostics, place(reader, 1), NULL,
			     "a quote is not closed on this line");
	if (!line.count)
		return;
	if (open_section(reader, &line) || !reader->count)
		return;
	read_keyword(reader, &reader->sections[reader->count - 1], &line);
}

static void append_servers(struct reader *reader, const struct section *back,
			   struct balancer_server **servers, size_t *count)
{
	if (!has_room(reader, &reader->server_count, back->server_count, SERVERS_MAX,
		      "servers"))
		return;
	for (size_t i = 0; i < back->server_count; i++) {
		*servers = arena_grow(reader->arena, *servers, *count, sizeof **servers);
		(*servers)[(*count)++] = back->servers[i];
	}
}

/* The servers of a front end: its own (listen) and those of every back end it may use, once. */
static void join_servers(struct reader *reader, const struct section *front,
			 struct balancer_server **ret_servers, size_t *ret_count)
{
	struct index *seen = index_new(reader->arena, front->backend_count);
	struct balancer_server *servers = NULL;
	size_t count = 0;

	append_servers(reader, front, &servers, &count);
	for (size_t i = 0; i < front->backend_count; i++) {
		const char *name = front->backends[i];
		const struct section *back;

		if (index_add(seen, name, strlen(name), &front->backends[i]))
			continue;
		back = find_section(reader, SECTION_BACKEND, name);
		if (back && back != front)
			append_servers(reader, back, &servers, &count);
	}
	*ret_servers = servers;
	*ret_count = count;
}

static void collect(struct reader *reader, struct haproxy *haproxy)
{
	for (size_t s = 0; s < reader->count; s++) {
		const struct section *section = &reader->sections[s];
		struct balancer_server *servers = NULL;
		size_t server_count = 0;

		if (section->bind_count)
			join_servers(reader, section, &servers, &server_count);
		for (size_t b = 0; b < section->bind_count; b++) {
			haproxy->fronts =
				arena_grow(reader->arena, haproxy->fronts, haproxy->count,
					   sizeof *haproxy->fronts);
			haproxy->fronts[haproxy->count++] = (struct balancer_front){
				.section = section->name ? section->name : "",
				.address = section->binds[b].address,
				.port = section->binds[b].port,
				.mode = section->mode ? section->mode : "tcp",
				.servers = servers,
				.server_count = server_count,
				.where = section->binds[b].where,
			};
		}
	}
}

void haproxy_read(struct arena *arena, const char *file, const char *bytes, size_t length,
		  struct diagnostics *diagnostics, struct haproxy *ret_haproxy)
{
	struct reader reader = { .arena = arena,
				 .file = file,
				 .diagnostics = diagnostics };
	const char *end = bytes + length;

	for (size_t i = 0; i < sizeof reader.names / sizeof reader.names[0]; i++)
		reader.names[i] = index_new(arena, 0);
	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = newline ? newline : end;

		reader.line++;
		read_line(&reader, bytes, (size_t)(stop - bytes));
		bytes = newline ? newline + 1 : end;
	}
	*ret_haproxy = (struct haproxy){ 0 };
	collect(&reader, ret_haproxy);
}
