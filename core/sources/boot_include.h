/*
 * A file that a boot configuration includes. Its path is one of the server that sent the
 * configuration ("/pxelinux.cfg/common"); which folder that is here, is not said anywhere.
 */
#pragma once

#include <stddef.h>

struct source_file;
struct source_files;
struct arena;

/*
 * Looks for `path` in the folder of `file`, then in the folders above it. 0, or a negative errno:
 * it is not here.
 */
int boot_include_open(struct arena *arena, struct source_files *files, const char *file,
		      const char *path, struct source_file **ret_file);
