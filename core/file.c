#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"

#define FIRST_READ \
	((size_t)64 * 1024) /* for files that do not know their size: pipes, /proc */

/* An open descriptor, or a negative errno; the size that the file claims to have. */
static int file_open(const char *path, size_t *ret_size)
{
	struct stat status;
	/* A pipe without a writer must not hang us before we know that it is one. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int r = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) < 0 || fcntl(fd, F_SETFL, O_RDONLY) < 0)
		r = -errno;
	else if (S_ISDIR(status.st_mode))
		r = -EISDIR;
	if (r < 0) {
		close(fd);
		return r;
	}
	*ret_size = S_ISREG(status.st_mode) && status.st_size > 0 ? (size_t)status.st_size
								  : 0;
	return fd;
}

int file_read(const char *path, size_t max, char **ret_bytes, size_t *ret_length)
{
	size_t capacity, length = 0, size = 0;
	char *bytes;
	int fd = file_open(path, &size);
	int r = 0;

	if (fd < 0)
		return fd;
	capacity = size ? size + 1 : FIRST_READ;
	if (size > max || capacity > max + 1)
		capacity = max + 1;
	bytes = mem_alloc(capacity + 1);
	for (;;) {
		ssize_t got;

		if (length == capacity && length <= max) {
			capacity = capacity * 2 > max + 1 ? max + 1 : capacity * 2;
			bytes = mem_realloc(bytes, capacity + 1);
		}
		if (length > max) {
			r = -EFBIG;
			break;
		}
		got = read(fd, bytes + length, capacity - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			r = -errno;
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	close(fd);
	if (r < 0) {
		free(bytes);
		return r;
	}
	bytes[length] = '\0';
	*ret_bytes = bytes;
	*ret_length = length;
	return 0;
}

const char *file_error(int error)
{
	switch (error) {
	case -ENOENT:
		return "there is no such file";
	case -ENOTDIR:
		return "a part of its path is no directory";
	case -EISDIR:
		return "it is a directory, not a file";
	case -EACCES:
		return "no permission to read it";
	case -EFBIG:
		return "it is larger than such a file can be";
	default:
		return strerror(-error);
	}
}
