#include "core/sources/nginx.h"

#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/nginx_reader.h"
#include "core/text.h"

#define TEXT_MAX 4096

bool nginx_is(const struct nginx_directive *directive, const char *name)
{
	return !strcmp(directive->words[0].text, name);
}

bool nginx_is_variable(const char *text)
{
	return strchr(text, '$') != NULL;
}

const char *nginx_clean(const struct nginx_reader *reader, const char *text)
{
	return text_clean(reader->arena, text, strlen(text), TEXT_MAX);
}

static void add_names(struct nginx_reader *reader,
		      const struct nginx_directive *directive, struct web_site *site)
{
	for (size_t i = 1; i < directive->count; i++) {
		const char *text = nginx_clean(reader, directive->words[i].text);
		struct web_name *name;

		site->names = arena_grow(reader->arena, site->names, site->name_count,
					 sizeof *site->names);
		name = &site->names[site->name_count++];
		name->text = *text == '~' ? text + 1 : text;
		name->kind = *text == '~'	       ? WEB_NAME_REGEX
			     : nginx_is_variable(text) ? WEB_NAME_UNKNOWN
						       : WEB_NAME_PLAIN;
	}
}

static void read_server(struct nginx_reader *reader,
			const struct nginx_directive *directive,
			const struct nginx_scope *http)
{
	struct web_server *server = reader->server;
	struct nginx_block block = nginx_block_of(reader, directive->children,
						  directive->child_count, NGINX_SERVER);
	struct web_site *site = arena_alloc(reader->arena, sizeof *site);

	site->where = directive->words[0].where;
	server->sites = arena_grow(reader->arena, server->sites, server->site_count,
				   sizeof(struct web_site *));
	server->sites[server->site_count++] = site;
	for (size_t i = 0; i < block.count; i++) {
		if (nginx_is(block.items[i], "listen"))
			nginx_listen(reader, block.items[i], site, false);
		else if (nginx_is(block.items[i], "server_name"))
			add_names(reader, block.items[i], site);
	}
	if (!site->address_count)
		nginx_listen_default(reader, site);
	site->root = nginx_server_root(reader, &block, http, directive);
}

static void read_http_block(struct nginx_reader *reader, const struct nginx_block *block)
{
	struct nginx_scope scope = { 0 };

	nginx_inherit(reader, block, &scope);
	for (size_t i = 0; i < block->count; i++) {
		if (nginx_is(block->items[i], "server"))
			read_server(reader, block->items[i], &scope);
	}
}

static void read_http(struct nginx_reader *reader,
		      const struct nginx_directive *directive)
{
	struct nginx_block block = nginx_block_of(reader, directive->children,
						  directive->child_count, NGINX_HTTP);

	read_http_block(reader, &block);
}

/* Of servers that speak no HTTP only where they listen is of interest. */
static void read_foreign(struct nginx_reader *reader,
			 const struct nginx_directive *directive,
			 enum nginx_context context, enum nginx_context inner)
{
	struct nginx_block block = nginx_block_of(reader, directive->children,
						  directive->child_count, context);

	for (size_t i = 0; i < block.count; i++) {
		const struct nginx_directive *server = block.items[i];
		struct nginx_block lines;

		if (!nginx_is(server, "server"))
			continue;
		lines = nginx_block_of(reader, server->children, server->child_count,
				       inner);
		for (size_t l = 0; l < lines.count; l++) {
			if (nginx_is(lines.items[l], "listen"))
				nginx_listen(reader, lines.items[l], NULL, true);
		}
	}
}

static void read_main(struct nginx_reader *reader, const struct nginx_block *block)
{
	const struct nginx_directive *http = NULL;
	bool has_events = false;

	for (size_t i = 0; i < block->count; i++) {
		const struct nginx_directive *directive = block->items[i];

		if (nginx_is(directive, "http")) {
			if (http)
				diag_error(reader->diagnostics, directive->words[0].where,
					   "put its servers into the first one",
					   "there is a second http block");
			else
				read_http(reader, directive);
			http = directive;
		} else if (nginx_is(directive, "stream")) {
			read_foreign(reader, directive, NGINX_STREAM,
				     NGINX_STREAM_SERVER);
		} else if (nginx_is(directive, "mail")) {
			read_foreign(reader, directive, NGINX_MAIL, NGINX_MAIL_SERVER);
		} else if (nginx_is(directive, "user")) {
			reader->server->user =
				nginx_clean(reader, directive->words[1].text);
		}
		if (nginx_is(directive, "events")) {
			nginx_block_of(reader, directive->children,
				       directive->child_count, NGINX_EVENTS);
			has_events = true;
		}
	}
	if (!has_events && !reader->broken && !reader->server->partial)
		diag_error(reader->diagnostics,
			   (struct where){ .file = reader->first_file },
			   "add: events { }", "there is no events block");
}

/* A file of conf.d: the http block is around it. */
static bool is_part(const struct nginx_reader *reader,
		    const struct nginx_directive *directives, size_t count)
{
	const char *slash = strrchr(reader->first_file, '/');
	bool has_server = false;

	if (!strcmp(slash ? slash + 1 : reader->first_file, "nginx.conf"))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (nginx_is(&directives[i], "http") ||
		    nginx_is(&directives[i], "events"))
			return false;
		has_server = has_server || nginx_is(&directives[i], "server");
	}
	return has_server;
}

void nginx_read(struct arena *arena, struct source_files *files,
		const struct source_file *file, bool copy,
		struct diagnostics *diagnostics, struct web_server *ret_server)
{
	struct nginx_reader reader = {
		.arena = arena,
		.files = files,
		.diagnostics = diagnostics,
		.server = ret_server,
		.first_file = file->name,
		.copy = copy,
		.trees = index_new(arena, 16),
		.said = index_new(arena, 16),
	};
	const struct nginx_directive *directives;
	struct nginx_block block;
	size_t count;
	bool part;

	*ret_server = (struct web_server){ .kind = WEB_NGINX, .file = file->name };
	count = nginx_tree_read(arena, file, diagnostics, &directives, &reader.broken);
	part = is_part(&reader, directives, count);
	block = nginx_block_of(&reader, directives, count,
			       part ? NGINX_HTTP : NGINX_MAIN);
	if (part)
		read_http_block(&reader, &block);
	else
		read_main(&reader, &block);
	/* The rest of the file may say otherwise; and there is more than this part of it. */
	ret_server->partial = ret_server->partial || reader.broken || part;
}
