#include "core/arena.h"
#include "core/sources/apache_reader.h"

/* In the order in which httpd asks: proxies, redirections, aliases; of each the host's own first. */
static void append(struct apache_reader *reader, struct web_location *root,
		   struct web_location *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		root->children = arena_grow(reader->arena, root->children,
					    root->child_count, sizeof *root->children);
		root->children[root->child_count++] = items[i];
	}
}

static void join(struct apache_reader *reader, const struct apache_site *own,
		 const struct apache_site *main)
{
	struct web_location *root = own->site->root;

	if (main && !own->has_root) {
		root->folder = main->site->root->folder;
		root->folder_where = main->site->root->folder_where;
		root->folder_width = main->site->root->folder_width;
	}
	if (own->rewrites) {
		root->content = WEB_CONTENT_UNKNOWN;
		return;
	}
	append(reader, root, own->proxies, own->proxy_count);
	if (main)
		append(reader, root, main->proxies, main->proxy_count);
	append(reader, root, own->redirects, own->redirect_count);
	if (main)
		append(reader, root, main->redirects, main->redirect_count);
	append(reader, root, own->aliases, own->alias_count);
	if (main)
		append(reader, root, main->aliases, main->alias_count);
}

void apache_join(struct apache_reader *reader)
{
	struct web_server *server = reader->server;

	for (size_t i = 0; i < reader->site_count; i++)
		join(reader, &reader->sites[i], &reader->main);
	join(reader, &reader->main, NULL);
	server->main = reader->main.site;
	if (!reader->overrides)
		return;
	for (size_t i = 0; i < server->section_count; i++) {
		if (server->sections[i].access == WEB_REFUSED)
			server->sections[i].access = WEB_ACCESS_UNKNOWN;
	}
}
