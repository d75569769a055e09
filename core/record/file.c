#include "core/record/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "core/arena.h"
#include "core/wire/slice.h"

#define SNAPLEN	    65535
#define HEADER_SIZE 24 /* of the file */
#define RECORD_SIZE 16 /* in front of each packet */

struct record_file {
	char *path;
	pcap_t *dead; /* says what the file is of */
	pcap_dumper_t *dumper;
	uint64_t size, max;
	uint32_t count;
	unsigned number; /* 0: FILE itself; n: FILE.n */
	uint32_t before
		[RECORD_FILES]; /* packets in front of file n, at n % RECORD_FILES */
	int error;
};

static const char *path_of(const struct record_file *file, struct arena *arena,
			   unsigned number)
{
	return number ? arena_printf(arena, "%s.%u", file->path, number) : file->path;
}

/* -errno, or the stream of a file that is empty and its owner's alone. */
static int create(const char *path, FILE **ret_stream)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
	int r;

	*ret_stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (*ret_stream)
		return 0;
	r = -errno;
	if (fd >= 0)
		close(fd);
	return r;
}

static int begin(struct record_file *file)
{
	struct arena *scratch = arena_new();
	struct stat status;
	FILE *stream;
	int r = create(path_of(file, scratch, file->number), &stream);

	arena_free(scratch);
	if (r < 0)
		return r;
	if (fstat(fileno(stream), &status) < 0 || !S_ISREG(status.st_mode))
		file->max = UINT64_MAX;
	/* It closes the stream where it fails. */
	file->dumper = pcap_dump_fopen(file->dead, stream);
	file->size = HEADER_SIZE;
	return file->dumper ? 0 : -EIO;
}

int record_file_open(const char *path, uint64_t max, struct record_file **ret_file)
{
	struct record_file *file = mem_alloc(sizeof *file);
	int r;

	file->path = mem_strdup(path);
	file->max = max ? max : RECORD_FILE_MAX;
	file->dead = pcap_open_dead(DLT_EN10MB, SNAPLEN);
	if (!file->dead)
		arena_oom();
	r = begin(file);
	if (r < 0) {
		file->error = r;
		record_file_close(file);
		return r;
	}
	*ret_file = file;
	return 0;
}

static void end(struct record_file *file)
{
	if (file->dumper)
		pcap_dump_close(file->dumper);
	file->dumper = NULL;
}

static void fail(struct record_file *file)
{
	file->error = errno ? -errno : -EIO;
	end(file);
}

int record_file_flush(struct record_file *file)
{
	errno = 0;
	if (file->dumper && pcap_dump_flush(file->dumper))
		fail(file);
	return file->error;
}

static void rotate(struct record_file *file)
{
	struct arena *scratch = arena_new();

	if (record_file_flush(file) >= 0) {
		end(file);
		file->number++;
		file->before[file->number % RECORD_FILES] = file->count;
		file->error = begin(file);
	}
	if (!file->error && file->number >= RECORD_FILES)
		(void)unlink(path_of(file, scratch, file->number - RECORD_FILES));
	arena_free(scratch);
}

void record_file_add(struct record_file *file, struct timeval time, struct slice frame,
		     size_t full_length)
{
	struct pcap_pkthdr header = { .ts = time,
				      .caplen = (bpf_u_int32)frame.length,
				      .len = (bpf_u_int32)full_length };

	if (file->size + RECORD_SIZE + frame.length > file->max &&
	    file->size > HEADER_SIZE)
		rotate(file);
	file->count++;
	if (!file->dumper)
		return;
	file->size += RECORD_SIZE + frame.length;
	/* It says nothing; and what could not be written once is not tried again by a flush. */
	errno = 0;
	pcap_dump((u_char *)file->dumper, &header, frame.bytes);
	if (ferror(pcap_dump_file(file->dumper)))
		fail(file);
}

uint32_t record_file_count(const struct record_file *file)
{
	return file->count;
}

size_t record_file_parts(const struct record_file *file, struct arena *arena,
			 struct record_part parts[static RECORD_FILES])
{
	unsigned first =
		file->number < RECORD_FILES ? 0 : file->number - RECORD_FILES + 1;
	size_t count = 0;

	for (unsigned number = first; number <= file->number; number++) {
		bool is_last = number == file->number;

		parts[count++] = (struct record_part){
			.path = path_of(file, arena, number),
			.before = file->before[number % RECORD_FILES],
			.last = is_last ? file->count
					: file->before[(number + 1) % RECORD_FILES],
		};
	}
	return count;
}

int record_file_close(struct record_file *file)
{
	int r;

	if (!file)
		return 0;
	r = record_file_flush(file);
	end(file);
	pcap_close(file->dead);
	free(file->path);
	free(file);
	return r;
}
