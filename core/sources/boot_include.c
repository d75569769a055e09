#include "core/sources/boot_include.h"

#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/diag.h"
#include "core/sources/files.h"

#define FOLDERS_MAX 6

bool boot_config_fits(const struct source_file *file, struct diagnostics *diagnostics)
{
	if (file->length <= BOOT_CONFIG_MAX)
		return true;
	diag_error(diagnostics, (struct where){ .file = file->name }, NULL,
		   "no configuration of a boot loader is longer than a megabyte");
	return false;
}

int boot_include_open(struct arena *arena, struct source_files *files, const char *file,
		      const char *path, struct source_file **ret_file)
{
	size_t length = strlen(file);
	int r = -ENOENT;

	while (*path == '/')
		path++;
	if (!*path || strstr(path, "://"))
		return -ENOENT;
	for (size_t i = 0; i < FOLDERS_MAX; i++) {
		while (length && file[length - 1] != '/')
			length--;
		r = source_files_open(
			files, arena_printf(arena, "%.*s%s", (int)length, file, path),
			ret_file);
		if (r >= 0 || !length)
			break;
		while (length && file[length - 1] == '/')
			length--;
	}
	return r >= 0 && (*ret_file)->length > BOOT_CONFIG_MAX ? -EFBIG : r;
}
