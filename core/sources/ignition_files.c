#include "ignition_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <jansson.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/text.h"
#include "files.h"

#define FILES_MAX    64 /* a cluster has three */
#define IGNITION_MAX ((size_t)64 * 1024 * 1024)

static bool is_ignition(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && !strcasecmp(name + length - 4, ".ign");
}

static int by_path(const void *a, const void *b)
{
	const struct ignition_source *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static time_t modified(const char *path)
{
	struct stat status;

	return stat(path, &status) < 0 ? 0 : status.st_mtime;
}

static void read_one(struct arena *arena, const struct source_files *files,
		     struct ignition_source *source)
{
	const char *path = source_files_path(files, source->path);
	size_t length;
	char *bytes;

	source->where.file = source->path;
	source->role = ignition_role_of(source->path);
	source->modified = modified(path);
	source->error = file_read(path, IGNITION_MAX, &bytes, &length);
	if (source->error < 0)
		return;
	ignition_parse(arena, bytes, length, &source->ignition);
	/* Private keys and the pull secret are in it. */
	explicit_bzero(bytes, length);
	free(bytes);
	source->role_inside = ignition_role_inside(&source->ignition);
	source->cluster_domain = ignition_cluster_domain(arena, &source->ignition);
	source->roots = ignition_roots(arena, &source->ignition);
}

/* metadata.json: {"clusterName": "ocp45", "infraID": ...} */
static void read_metadata(struct arena *arena, const struct source_files *files,
			  struct ignition_files *result)
{
	const char *path = arena_printf(arena, "%s/metadata.json", result->folder);
	const char *name;
	size_t length;
	char *bytes;
	json_t *json;

	if (file_read(source_files_path(files, path), FILE_TEXT_MAX, &bytes, &length) < 0)
		return;
	json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
	free(bytes);
	name = json_string_value(json_object_get(json, "clusterName"));
	if (name && *name) {
		result->cluster_name = text_clean(arena, name, strlen(name), 253);
		result->metadata.file = path;
	}
	json_decref(json);
}

static void read_state(struct arena *arena, const struct source_files *files,
		       struct ignition_files *result)
{
	const char *path =
		arena_printf(arena, "%s/.openshift_install_state.json", result->folder);

	result->state_modified = modified(source_files_path(files, path));
	result->state.file = path;
}

int ignition_files_read(struct arena *arena, const struct source_files *files,
			const char *folder, struct ignition_files *ret_files)
{
	struct ignition_files result = { .folder = folder };
	DIR *directory = opendir(source_files_path(files, folder));
	struct dirent *entry;

	if (!directory)
		return -errno;
	while ((entry = readdir(directory)) && result.count < FILES_MAX) {
		struct ignition_source source = { 0 };

		if (!is_ignition(entry->d_name))
			continue;
		source.path = strcmp(folder, ".") ? arena_printf(arena, "%s/%s", folder,
								 entry->d_name)
						  : arena_strdup(arena, entry->d_name);
		result.items =
			arena_grow(arena, result.items, result.count, sizeof source);
		result.items[result.count++] = source;
	}
	closedir(directory);
	if (result.count)
		qsort(result.items, result.count, sizeof *result.items, by_path);
	for (size_t i = 0; i < result.count; i++)
		read_one(arena, files, &result.items[i]);
	read_metadata(arena, files, &result);
	read_state(arena, files, &result);
	*ret_files = result;
	return 0;
}
