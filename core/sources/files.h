/*
 * The files of the install that were read, kept until the end, so that a report can show the line
 * that is wrong. Each is read once.
 *
 * Everything belongs to the arena.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/inventory.h"

struct arena;

/* A zone of a million records has some 40 MiB. */
#define SOURCE_FILE_MAX ((size_t)256 * 1024 * 1024)

struct source_file {
	const char *name;  /* what places call it (where.file): the path as it was said */
	const char *bytes; /* a zero byte follows the last one */
	size_t length;
	bool secret;		     /* its lines are never shown */
	struct source_lines *hidden; /* these are not, either; by source_file_hide() */
	size_t hidden_count;
};

/* Lines of a file, from 1, both included. */
struct source_lines {
	unsigned first, last;
};

struct source_files;

/* `root`: absolute paths are looked up below this folder, relative ones are not; or NULL. */
struct source_files *source_files_new(struct arena *arena, const char *root);

/* 0, or a negative errno (see file_error()). The same path gives the same file again. */
int source_files_open(struct source_files *files, const char *path,
		      struct source_file **ret_file);
/* From memory, for what came another way (and for tests); `bytes` is copied. */
struct source_file *source_files_add(struct source_files *files, const char *name,
				     const char *bytes, size_t length);
/* A reader has found a password or a key there: these lines are never shown. */
void source_file_hide(struct arena *arena, struct source_file *file, unsigned first,
		      unsigned last);
/* Files come from below another root: others of that machine may be missing here. */
bool source_files_has_root(const struct source_files *files);
/* Where the file with this path is really found (root.h); the arena's, or `path` itself. */
const char *source_files_path(const struct source_files *files, const char *path);

/*
 * The names in a folder, sorted, and how many; NULL: it cannot be read. Read once; of a folder with
 * more than ten thousand, some.
 */
const char *const *source_files_folder(struct source_files *files, const char *path,
				       size_t *ret_count);

/*
 * The paths that fit a pattern (glob(7)), in the order of their names, as they would be said; below
 * the root where there is one. At most SOURCE_GLOB_MAX. Returns how many.
 */
#define SOURCE_GLOB_MAX 4096
size_t source_files_glob(const struct source_files *files, const char *pattern,
			 const char *const **ret_paths);

/* The files in the order in which they were read. */
size_t source_files_count(const struct source_files *files);
const struct source_file *source_files_at(const struct source_files *files, size_t index);

/* The line of that place without its end; false: no such line, or it must not be shown. */
bool source_files_line(const struct source_files *files, const struct where *where,
		       const char **ret_line, size_t *ret_length);
