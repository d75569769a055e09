#include "core/record/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	uint32_t count, before, before_old;
	int error;
};

static int begin(struct record_file *file)
{
	int fd = open(file->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY,
		      0600);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");

	if (!stream) {
		int r = -errno;

		if (fd >= 0)
			close(fd);
		return r;
	}
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
	if (!file->dumper)
		return;
	if (pcap_dump_flush(file->dumper) && !file->error)
		file->error = errno ? -errno : -EIO;
	pcap_dump_close(file->dumper);
	file->dumper = NULL;
}

static void rotate(struct record_file *file)
{
	struct arena *scratch = arena_new();
	int r;

	end(file);
	if (rename(file->path, arena_printf(scratch, "%s.1", file->path)) < 0 &&
	    !file->error)
		file->error = -errno;
	arena_free(scratch);
	file->before_old = file->before;
	file->before = file->count;
	r = begin(file);
	if (r < 0 && !file->error)
		file->error = r;
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
	pcap_dump((u_char *)file->dumper, &header, frame.bytes);
}

uint32_t record_file_count(const struct record_file *file)
{
	return file->count;
}

uint32_t record_file_before(const struct record_file *file)
{
	return file->before;
}

uint32_t record_file_before_old(const struct record_file *file)
{
	return file->before_old;
}

int record_file_close(struct record_file *file)
{
	int r;

	if (!file)
		return 0;
	end(file);
	r = file->error;
	pcap_close(file->dead);
	free(file->path);
	free(file);
	return r;
}
