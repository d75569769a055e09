#include "reports/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"

#define TEMPORARY_TRIES 100

/* A report of 20,000 results has 6 MB: the 4 KiB of stdio would be 1,400 calls. */
#define BUFFER_SIZE ((size_t)64 * 1024)

const struct report_ops *report_find(const char *name)
{
	for (const struct report_ops *const *ops = report_table; *ops; ops++)
		if (strcmp((*ops)->name, name) == 0)
			return *ops;
	return NULL;
}

size_t report_family(const struct probe *probe)
{
	return strcspn(probe->id, ".");
}

/* What a writer wrote, all of it? The stream stays open. */
static int written(FILE *out)
{
	errno = 0;
	if (fflush(out) != 0)
		return errno ? -errno : -EIO;
	return ferror(out) ? -EIO : 0;
}

/* Into an open descriptor, which is closed. */
static int write_to(int fd, const struct report_ops *ops, const struct report *report,
		    const struct report_options *options)
{
	FILE *out = fdopen(fd, "w");
	char *buffer;
	int r;

	if (!out) {
		r = -errno;
		close(fd);
		return r;
	}
	/* Nobody else knows the stream. */
	__fsetlocking(out, FSETLOCKING_BYCALLER);
	buffer = mem_alloc(BUFFER_SIZE);
	setvbuf(out, buffer, _IOFBF, BUFFER_SIZE);
	ops->write(out, report, options);
	r = written(out);
	if (fclose(out) != 0 && r == 0)
		r = -errno;
	free(buffer);
	return r;
}

/*
 * Devices, pipes, and what the shell opened for us (/dev/stdout, /dev/fd/3) are appended to; a
 * plain file, where no other can be put into its place, is emptied first.
 */
static int write_directly(const char *file, bool plain, const struct report_ops *ops,
			  const struct report *report,
			  const struct report_options *options)
{
	const int fd = open(file, O_WRONLY | O_CLOEXEC | (plain ? O_TRUNC : O_APPEND));

	return fd < 0 ? -errno : write_to(fd, ops, report, options);
}

/* A new file beside `file`, named like it: report.json.4711. */
static int open_temporary(const char *file, mode_t mode, char path[static PATH_MAX])
{
	for (unsigned i = 0; i < TEMPORARY_TRIES; i++) {
		int length, fd;

		if (i == 0)
			length = snprintf(path, PATH_MAX, "%s.%ld", file, (long)getpid());
		else
			length = snprintf(path, PATH_MAX, "%s.%ld.%u", file,
					  (long)getpid(), i);
		if (length < 0 || length >= PATH_MAX)
			return -ENAMETOOLONG;
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			  mode);
		if (fd >= 0)
			return fd;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static int write_beside(const char *file, const struct stat *old,
			const struct report_ops *ops, const struct report *report,
			const struct report_options *options)
{
	char path[PATH_MAX];
	const int fd = open_temporary(file, 0666, path);
	int r;

	if (fd < 0)
		return fd;
	/* Who could read the old report shall read the new one. */
	if (old && fchmod(fd, old->st_mode & 0777) != 0) {
		r = -errno;
		close(fd);
	} else {
		r = write_to(fd, ops, report, options);
	}
	if (r == 0 && rename(path, file) != 0)
		r = -errno;
	if (r < 0)
		unlink(path);
	return r;
}

static int write_file(const char *file, const struct report_ops *ops,
		      const struct report *report, const struct report_options *options)
{
	struct stat st;
	char real[PATH_MAX];
	int r;

	if (strncmp(file, "/dev/", 5) == 0 || strncmp(file, "/proc/", 6) == 0)
		return write_directly(file, false, ops, report, options);
	if (stat(file, &st) != 0)
		return errno == ENOENT ? write_beside(file, NULL, ops, report, options)
				       : -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return write_directly(file, false, ops, report, options);
	/* A symbolic link stays one: the file that it points to is replaced. */
	if (!realpath(file, real))
		return -errno;
	r = write_beside(real, &st, ops, report, options);
	/* A file that may be written in a folder that may not, or one that is mounted there. */
	if (r == -EACCES || r == -EPERM || r == -EROFS || r == -EBUSY ||
	    r == -ENAMETOOLONG)
		r = write_directly(real, true, ops, report, options);
	return r;
}

int report_write(const struct report_ops *ops, const char *file,
		 const struct report *report, const struct report_options *options,
		 FILE *err)
{
	const bool standard = !file || strcmp(file, "-") == 0;
	int r;

	if (standard) {
		ops->write(stdout, report, options);
		r = written(stdout);
	} else {
		r = write_file(file, ops, report, options);
	}
	if (r < 0)
		fprintf(err, "ocp-preflight: cannot write the %s report to %s: %s\n",
			ops->name, standard ? "standard output" : file, strerror(-r));
	return r;
}
