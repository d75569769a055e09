/*
 * A whole file in memory, with a limit, and the words for why that failed.
 */
#pragma once

#include <stddef.h>

/* No file that a person writes is larger (configuration, haproxy.cfg, zones). */
#define FILE_TEXT_MAX ((size_t)16 * 1024 * 1024)

/*
 * Reads all of `path` (a file, a pipe, a device; no directory) into memory that the caller frees
 * with free(3); a zero byte follows the last one. 0, or a negative errno: -EISDIR, -EFBIG (more
 * than `max` bytes), -ENOENT, -EACCES...
 */
int file_read(const char *path, size_t max, char **ret_bytes, size_t *ret_length);

/* "there is no such file", "it is a directory, not a file"...: a literal, or strerror(3)'s text. */
const char *file_error(int error);
