#include "core/sources/apache.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/index.h"
#include "core/sources/apache_reader.h"
#include "core/sources/files.h"

#define INCLUDES_MAX 4096
#define DEPTH_MAX    16

static void read_file(struct apache_reader *reader, const struct source_file *file,
		      unsigned depth);

void apache_error(struct apache_reader *reader, const struct apache_word *word,
		  const char *help, const char *format, ...)
{
	va_list args;

	if (apache_here(reader) != WEB_YES)
		return;
	va_start(args, format);
	diag_error(reader->diagnostics, word->where, help, "%s",
		   arena_vprintf(reader->arena, format, args));
	va_end(args);
}

/* The folder of a path with its slash; "": the current one. */
static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : "";
}

const char *apache_path(const struct apache_reader *reader, const char *path)
{
	if (*path == '/')
		return path;
	return arena_printf(reader->arena, "%s/%s", reader->server_root, path);
}

struct web_location *apache_root(struct arena *arena, struct where where)
{
	struct web_location *root = arena_alloc(arena, sizeof *root);

	root->match = WEB_FOLDER;
	root->pattern = "";
	root->where = where;
	return root;
}

/* Of a copy, what was below ServerRoot is beside it, or beside its folder (conf/httpd.conf). */
static const char *include_path(const struct apache_reader *reader, const char *path)
{
	const char *folder = folder_of(reader->arena, reader->first_file);
	const char *root = reader->server_root;
	size_t length = strlen(root), size = strlen(folder);

	if (!reader->copy)
		return apache_path(reader, path);
	if (!strncmp(path, root, length) && path[length] == '/')
		path += length + 1;
	if (*path == '/')
		return path;
	if (size >= 5 && !strcmp(folder + size - 5, "conf/") &&
	    (size == 5 || folder[size - 6] == '/'))
		folder = arena_strndup(reader->arena, folder, size - 5);
	return arena_printf(reader->arena, "%s%s", folder, path);
}

/* A part of another machine's tree, which may be as it is there or may be missing here. */
static bool is_elsewhere(const struct apache_reader *reader)
{
	return reader->copy || source_files_has_root(reader->files);
}

static void miss(struct apache_reader *reader, const char *path)
{
	/* Debian's mods-enabled, conf.modules.d of RHEL. */
	if (strstr(path, "mod"))
		reader->modules_partial = true;
	else
		reader->server->partial = true;
}

static bool has_folder(const struct apache_reader *reader, const char *pattern)
{
	const char *folder =
		arena_strndup(reader->arena, pattern, strcspn(pattern, "*?["));
	struct stat status;

	folder = folder_of(reader->arena, folder);
	return !*folder || !stat(source_files_path(reader->files, folder), &status);
}

static void include_file(struct apache_reader *reader, const struct apache_word *word,
			 const char *path, bool optional, unsigned depth)
{
	struct source_file *file;
	int r;

	if (depth == DEPTH_MAX || reader->includes++ == INCLUDES_MAX) {
		apache_error(reader, word, NULL, "files include each other too deep");
		reader->server->partial = true;
		return;
	}
	r = source_files_open(reader->files, path, &file);
	if (r >= 0)
		read_file(reader, file, depth + 1);
	else if (r != -ENOENT || is_elsewhere(reader))
		/* On another machine, or not for us to read: no fault of the file. */
		miss(reader, path);
	else if (!optional)
		apache_error(reader, word, "IncludeOptional takes what is there",
			     "cannot read '%s': %s", path, file_error(r));
}

void apache_include(struct apache_reader *reader, const struct apache_line *line,
		    bool optional, unsigned depth)
{
	const struct apache_word *word = &line->words[1];
	const char *const *paths, *path;
	struct stat status;
	size_t count;

	if (line->count < 2) {
		apache_error(reader, &line->words[0], NULL, "%s takes an argument",
			     line->words[0].text);
		return;
	}
	path = include_path(reader, word->text);
	if (word->unknown) {
		miss(reader, path);
		return;
	}
	/* A folder is all that is in it. */
	if (!stat(source_files_path(reader->files, path), &status) &&
	    S_ISDIR(status.st_mode))
		path = arena_printf(reader->arena, "%s/*", path);
	if (!strpbrk(path, "*?[")) {
		include_file(reader, word, path, optional, depth);
		return;
	}
	count = source_files_glob(reader->files, path, &paths);
	for (size_t i = 0; i < count; i++)
		include_file(reader, word, paths[i], optional, depth);
	if (count)
		return;
	if (is_elsewhere(reader) && !has_folder(reader, path))
		miss(reader, path);
	else if (!optional && !reader->copy)
		apache_error(reader, word, "IncludeOptional takes what is there",
			     "no file fits '%s'", word->text);
}

static void read_line(struct apache_reader *reader, const struct apache_line *line,
		      unsigned depth)
{
	const char *name = line->words[0].text;

	if (!strncmp(name, "</", 2))
		apache_close(reader, line);
	else if (*name == '<')
		apache_open(reader, line);
	else if (apache_here(reader) == WEB_NO)
		return;
	else if (!strcasecmp(name, "Include") || !strcasecmp(name, "IncludeOptional"))
		apache_include(reader, line, name[7] != '\0', depth);
	else
		apache_directive(reader, line);
}

static void read_file(struct apache_reader *reader, const struct source_file *file,
		      unsigned depth)
{
	struct apache_lines lines = { .file = file->name,
				      .p = file->bytes,
				      .end = file->bytes + file->length };
	struct apache_line line;
	const unsigned open = reader->depth;

	while (apache_line_next(reader->arena, reader->variables, &lines, &line)) {
		if (line.count)
			read_line(reader, &line, depth);
	}
	apache_close_all(reader, open);
}

/* export NAME=value, of a shell; what the shell would have to work out is not known. */
static void read_variable(struct apache_reader *reader, const char *line, size_t length)
{
	static const char export[] = "export ";
	const char *equals, *value;
	size_t size;

	if (length > sizeof export - 1 && !strncmp(line, export, sizeof export - 1)) {
		line += sizeof export - 1;
		length -= sizeof export - 1;
	}
	equals = memchr(line, '=', length);
	if (!equals || !isalpha((unsigned char)*line))
		return;
	value = equals + 1;
	size = length - (size_t)(value - line);
	/* Debian: a suffix for each of several servers on one machine; usually none. */
	if (size > 7 && !strncmp(value + size - 7, "$SUFFIX", 7))
		size -= 7;
	if (size > 1 && (*value == '"' || *value == '\'') && value[size - 1] == *value) {
		value++;
		size -= 2;
	}
	if (memchr(value, '$', size) || memchr(value, '`', size))
		return;
	index_add(reader->variables, line, (size_t)(equals - line),
		  arena_strndup(reader->arena, value, size));
}

static void read_environment(struct apache_reader *reader)
{
	const char *path = arena_printf(reader->arena, "%senvvars",
					folder_of(reader->arena, reader->first_file));
	struct source_file *file;
	const char *p, *end;

	if (source_files_open(reader->files, path, &file) < 0)
		return;
	for (p = file->bytes, end = p + file->length; p < end;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline ? newline : end;

		read_variable(reader, p, (size_t)(stop - p));
		p = newline ? newline + 1 : end;
	}
}

/* What httpd was built with, where the file is where packages put it. */
static const char *usual_root(struct apache_reader *reader)
{
	const char *folder = folder_of(reader->arena, reader->first_file);
	size_t length = strlen(folder);

	if (*folder != '/')
		return strstr(reader->first_file, "apache2") ? "/etc/apache2"
							     : "/etc/httpd";
	if (length > 6 && !strcmp(folder + length - 6, "/conf/"))
		length -= 5;
	return arena_strndup(reader->arena, folder, length - 1);
}

void apache_read(struct arena *arena, struct source_files *files,
		 const struct source_file *file, bool copy,
		 struct diagnostics *diagnostics, struct web_server *ret_server)
{
	struct apache_reader *reader = arena_alloc(arena, sizeof *reader);
	struct web_site *main = arena_alloc(arena, sizeof *main);

	*ret_server = (struct web_server){ .kind = WEB_APACHE, .file = file->name };
	reader->arena = arena;
	reader->files = files;
	reader->diagnostics = diagnostics;
	reader->server = ret_server;
	reader->first_file = file->name;
	reader->copy = copy;
	reader->variables = index_new(arena, 32);
	reader->modules = index_new(arena, 64);
	reader->server_root = usual_root(reader);
	main->root = apache_root(arena, (struct where){ .file = file->name });
	reader->main.site = main;
	reader->main.is_main = true;
	reader->site = &reader->main;
	read_environment(reader);
	read_file(reader, file, 0);
	apache_join(reader);
}
