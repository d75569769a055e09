#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/index.h"
#include "core/sources/files.h"
#include "core/sources/nginx_reader.h"

#define INCLUDES_MAX 4096
#define DEPTH_MAX    16

struct tree {
	const struct nginx_directive *directives;
	size_t count;
};

static void add_all(struct nginx_reader *reader, struct nginx_block *block,
		    const struct nginx_directive *directives, size_t count,
		    enum nginx_context context, unsigned depth);

static const struct tree *tree_of(struct nginx_reader *reader,
				  const struct source_file *file)
{
	struct tree *tree = index_find(reader->trees, file->name, strlen(file->name));
	bool broken;

	if (tree)
		return tree;
	tree = arena_alloc(reader->arena, sizeof *tree);
	tree->count = nginx_tree_read(reader->arena, file, reader->diagnostics,
				      &tree->directives, &broken);
	reader->broken = reader->broken || broken;
	index_add(reader->trees, file->name, strlen(file->name), tree);
	return tree;
}

/* Files that say nothing of where files come from. */
static bool is_without_servers(const char *path)
{
	static const char *const parts[] = { "mime.types",   "_params",	   "modules",
					     "fastcgi.conf", "ssl-params", "koi-",
					     "win-utf" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strstr(path, parts[i]))
			return true;
	}
	return false;
}

/* The folder of nginx.conf: relative paths start there. "": the current one. */
static const char *folder_of(const struct nginx_reader *reader)
{
	const char *slash = strrchr(reader->first_file, '/');

	return slash ? arena_strndup(reader->arena, reader->first_file,
				     (size_t)(slash - reader->first_file) + 1)
		     : "";
}

/* Of a copy, what was in /etc/nginx is beside it. */
static const char *path_of(const struct nginx_reader *reader, const char *path)
{
	static const char usual[] = "/etc/nginx/";

	if (*path == '/' && reader->copy && !strncmp(path, usual, sizeof usual - 1))
		path += sizeof usual - 1;
	return *path == '/'
		       ? path
		       : arena_printf(reader->arena, "%s%s", folder_of(reader), path);
}

/* A part of another machine's tree, which may be as it is there or may be missing here. */
static bool is_elsewhere(const struct nginx_reader *reader)
{
	return reader->copy || source_files_has_root(reader->files);
}

static bool has_folder(const struct nginx_reader *reader, const char *pattern)
{
	size_t plain = strcspn(pattern, "*?[");
	struct stat status;

	while (plain && pattern[plain - 1] != '/')
		plain--;
	if (!plain)
		return true;
	return !stat(source_files_path(reader->files,
				       arena_strndup(reader->arena, pattern, plain)),
		     &status);
}

static void include_file(struct nginx_reader *reader, struct nginx_block *block,
			 const struct nginx_word *word, const char *path,
			 enum nginx_context context, unsigned depth)
{
	struct source_file *file;
	const struct tree *tree;
	int r;

	if (depth == DEPTH_MAX || reader->includes++ == INCLUDES_MAX) {
		diag_error(reader->diagnostics, word->where, NULL,
			   "files include each other too deep");
		reader->server->partial = true;
		return;
	}
	r = source_files_open(reader->files, path, &file);
	if (r >= 0) {
		tree = tree_of(reader, file);
		add_all(reader, block, tree->directives, tree->count, context, depth + 1);
	} else if (r != -ENOENT || is_elsewhere(reader)) {
		/* On another machine, or not for us to read: no fault of the file. */
		reader->server->partial =
			reader->server->partial || !is_without_servers(path);
	} else {
		diag_error(reader->diagnostics, word->where, NULL, "cannot read '%s': %s",
			   nginx_clean(reader, path), file_error(r));
		reader->server->partial = true;
	}
}

static void include(struct nginx_reader *reader, struct nginx_block *block,
		    const struct nginx_directive *directive, enum nginx_context context,
		    unsigned depth)
{
	const struct nginx_word *word = &directive->words[1];
	const char *const *paths, *path = path_of(reader, word->text);
	size_t count;

	if (!strpbrk(path, "*?[")) {
		include_file(reader, block, word, path, context, depth);
		return;
	}
	count = source_files_glob(reader->files, path, &paths);
	for (size_t i = 0; i < count; i++)
		include_file(reader, block, word, paths[i], context, depth);
	if (!count && is_elsewhere(reader) && !has_folder(reader, path) &&
	    !is_without_servers(path))
		reader->server->partial = true;
}

static void add_all(struct nginx_reader *reader, struct nginx_block *block,
		    const struct nginx_directive *directives, size_t count,
		    enum nginx_context context, unsigned depth)
{
	for (size_t i = 0; i < count; i++) {
		if (!nginx_check(reader, &directives[i], context))
			continue;
		if (nginx_is(&directives[i], "include")) {
			include(reader, block, &directives[i], context, depth);
			continue;
		}
		block->items = arena_grow(reader->arena, block->items, block->count,
					  sizeof *block->items);
		block->items[block->count++] = &directives[i];
	}
}

struct nginx_block nginx_block_of(struct nginx_reader *reader,
				  const struct nginx_directive *directives, size_t count,
				  enum nginx_context context)
{
	struct nginx_block block = { 0 };

	add_all(reader, &block, directives, count, context, 0);
	return block;
}
