/*
 * A file that a boot configuration includes. Its path is one of the server that sent the
 * configuration ("/pxelinux.cfg/common"); which folder that is here, is not said anywhere.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diagnostics;
struct source_file;
struct source_files;

/* Bytes of one file; what is longer is no configuration of a boot loader. */
#define BOOT_CONFIG_MAX ((size_t)1024 * 1024)

/* False: it is too long, which has been said. */
bool boot_config_fits(const struct source_file *file, struct diagnostics *diagnostics);

/*
 * Looks for `path` in the folder of `file`, then in the folders above it. 0, or a negative errno:
 * it is not here.
 */
int boot_include_open(struct arena *arena, struct source_files *files, const char *file,
		      const char *path, struct source_file **ret_file);
