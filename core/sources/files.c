#include "files.h"

#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/index.h"
#include "core/root.h"

#define FOLDER_MAX 10000 /* of one folder; more is no folder of an install */

struct kept {
	struct source_file file;
	size_t *lines; /* where each begins; made when the first is asked for */
	size_t line_count;
};

struct folder {
	const char **names; /* NULL: it cannot be read */
	size_t count;
};

struct source_files {
	struct arena *arena;
	const char *root;
	struct kept **items; /* in order */
	size_t count;
	struct index *by_name;
	struct index *folders; /* path -> struct folder */
};

static const char *without_slash(struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	while (length && path[length - 1] == '/')
		length--;
	return arena_strndup(arena, path, length);
}

struct source_files *source_files_new(struct arena *arena, const char *root)
{
	struct source_files *files = arena_alloc(arena, sizeof *files);

	files->arena = arena;
	files->root = root && *root ? without_slash(arena, root) : NULL;
	files->by_name = index_new(arena, 16);
	files->folders = index_new(arena, 16);
	return files;
}

/* A path of our own that leads there already: of a configuration that lies below the root. */
static bool is_below_root(const struct source_files *files, const char *path)
{
	size_t length = strlen(files->root);

	return *files->root == '/' && length > 1 && !strncmp(path, files->root, length) &&
	       path[length] == '/';
}

bool source_files_has_root(const struct source_files *files)
{
	return files->root != NULL;
}

const char *source_files_path(const struct source_files *files, const char *path)
{
	if (!files->root || *path != '/' || is_below_root(files, path))
		return path;
	return root_path(files->arena, files->root, path);
}

/* `bytes` live as long as the arena, and a zero byte follows them. */
static struct source_file *keep(struct source_files *files, const char *name,
				const char *bytes, size_t length)
{
	struct kept *kept = arena_alloc(files->arena, sizeof *kept);

	kept->file.name = arena_strdup(files->arena, name);
	kept->file.bytes = bytes;
	kept->file.length = length;
	files->items = arena_grow(files->arena, files->items, files->count, sizeof kept);
	files->items[files->count++] = kept;
	index_add(files->by_name, kept->file.name, strlen(kept->file.name), kept);
	return &kept->file;
}

struct source_file *source_files_add(struct source_files *files, const char *name,
				     const char *bytes, size_t length)
{
	char *copy = arena_alloc(files->arena, length + 1);

	memcpy(copy, bytes, length);
	return keep(files, name, copy, length);
}

int source_files_open(struct source_files *files, const char *path,
		      struct source_file **ret_file)
{
	struct kept *kept = index_find(files->by_name, path, strlen(path));
	size_t length;
	char *bytes;
	int r;

	if (kept) {
		*ret_file = &kept->file;
		return 0;
	}
	r = file_read(source_files_path(files, path), SOURCE_FILE_MAX, &bytes, &length);
	if (r < 0)
		return r;
	*ret_file = keep(files, path, arena_adopt(files->arena, bytes), length);
	return 0;
}

static int compare(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static struct folder *read_folder(struct source_files *files, const char *path)
{
	struct folder *folder = arena_alloc(files->arena, sizeof *folder);
	DIR *directory = opendir(source_files_path(files, path));
	struct dirent *entry;

	if (!directory)
		return folder;
	folder->names = arena_alloc(files->arena, sizeof(const char *));
	while ((entry = readdir(directory)) && folder->count < FOLDER_MAX) {
		folder->names = arena_grow(files->arena, folder->names, folder->count,
					   sizeof(const char *));
		folder->names[folder->count++] =
			arena_strdup(files->arena, entry->d_name);
	}
	closedir(directory);
	qsort(folder->names, folder->count, sizeof(const char *), compare);
	return folder;
}

const char *const *source_files_folder(struct source_files *files, const char *path,
				       size_t *ret_count)
{
	struct folder *folder = index_find(files->folders, path, strlen(path));

	if (!folder) {
		const char *key = arena_strdup(files->arena, path);

		folder = read_folder(files, path);
		index_add(files->folders, key, strlen(key), folder);
	}
	*ret_count = folder->count;
	return folder->names;
}

size_t source_files_glob(const struct source_files *files, const char *pattern,
			 const char *const **ret_paths)
{
	size_t plain = strcspn(pattern, "*?["), count, skipped;
	const char **paths = NULL, *folder, *real;
	glob_t found;

	/* The folder without wildcards is the one that may be elsewhere. */
	while (plain && pattern[plain - 1] != '/')
		plain--;
	folder = arena_strndup(files->arena, pattern, plain);
	real = without_slash(files->arena, source_files_path(files, folder));
	skipped = strlen(real);
	*ret_paths = NULL;
	if (glob(plain ? arena_printf(files->arena, "%s/%s", real, pattern + plain)
		       : pattern,
		 0, NULL, &found))
		return 0;
	count = found.gl_pathc < SOURCE_GLOB_MAX ? found.gl_pathc : SOURCE_GLOB_MAX;
	paths = arena_alloc(files->arena, count * sizeof *paths);
	for (size_t i = 0; i < count; i++)
		paths[i] = plain ? arena_printf(files->arena, "%s%s", folder,
						found.gl_pathv[i] + skipped + 1)
				 : arena_strdup(files->arena, found.gl_pathv[i]);
	globfree(&found);
	*ret_paths = paths;
	return count;
}

void source_file_hide(struct arena *arena, struct source_file *file, unsigned first,
		      unsigned last)
{
	file->hidden =
		arena_grow(arena, file->hidden, file->hidden_count, sizeof *file->hidden);
	file->hidden[file->hidden_count++] = (struct source_lines){ first, last };
}

static bool is_hidden(const struct source_file *file, unsigned line)
{
	for (size_t i = 0; i < file->hidden_count; i++) {
		if (line >= file->hidden[i].first && line <= file->hidden[i].last)
			return true;
	}
	return file->secret;
}

size_t source_files_count(const struct source_files *files)
{
	return files->count;
}

const struct source_file *source_files_at(const struct source_files *files, size_t index)
{
	return &files->items[index]->file;
}

static void find_lines(const struct source_files *files, struct kept *kept)
{
	const char *bytes = kept->file.bytes, *end = bytes + kept->file.length;
	size_t count = 1;

	for (const char *p = bytes; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		count++;
	kept->lines = arena_alloc(files->arena, count * sizeof *kept->lines);
	kept->line_count = 1;
	for (const char *p = bytes; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		kept->lines[kept->line_count++] = (size_t)(p - bytes) + 1;
}

bool source_files_line(const struct source_files *files, const struct where *where,
		       const char **ret_line, size_t *ret_length)
{
	struct kept *kept;
	const char *line, *end;
	size_t left;

	if (!where->file || !where->line)
		return false;
	kept = index_find(files->by_name, where->file, strlen(where->file));
	if (!kept || is_hidden(&kept->file, where->line))
		return false;
	if (!kept->lines)
		find_lines(files, kept);
	if (where->line > kept->line_count)
		return false;
	line = kept->file.bytes + kept->lines[where->line - 1];
	left = kept->file.length - kept->lines[where->line - 1];
	end = memchr(line, '\n', left);
	*ret_line = line;
	*ret_length = end ? (size_t)(end - line) : left;
	if (*ret_length && line[*ret_length - 1] == '\r')
		--*ret_length;
	return true;
}
