/* The file that is written: read again by libpcap, rotated, and what cannot be written is said. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "core/arena.h"
#include "core/record/file.h"
#include "core/wire/slice.h"
#include "tests/support/suite.h"

static char path[64];
static const uint8_t bytes[100] = { 1, 2, 3 };

static void begin(void)
{
	snprintf(path, sizeof path, "/tmp/ocp-test-record-%d.pcap", getpid());
}

static void add(struct record_file *file, unsigned second)
{
	record_file_add(file, (struct timeval){ .tv_sec = second },
			(struct slice){ bytes, 60 }, 1000);
}

/* path.N */
static const char *part(unsigned number)
{
	static char name[80];

	snprintf(name, sizeof name, "%s.%u", path, number);
	return name;
}

static unsigned count(const char *name, time_t *ret_first)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_open_offline(name, why);
	struct pcap_pkthdr *header;
	const u_char *data;
	unsigned packets = 0;

	ck_assert_msg(pcap != NULL, "%s", why);
	ck_assert_int_eq(pcap_datalink(pcap), DLT_EN10MB);
	while (pcap_next_ex(pcap, &header, &data) == 1) {
		if (!packets++)
			*ret_first = header->ts.tv_sec;
		ck_assert_uint_eq(header->caplen, 60);
		ck_assert_uint_eq(header->len, 1000);
		ck_assert_mem_eq(data, bytes, 60);
	}
	pcap_close(pcap);
	return packets;
}

START_TEST(written)
{
	struct record_file *file;
	struct stat status;
	time_t first;

	begin();
	ck_assert_int_eq(record_file_open(path, 0, &file), 0);
	for (unsigned i = 1; i <= 3; i++)
		add(file, i);
	ck_assert_uint_eq(record_file_count(file), 3);
	ck_assert_int_eq(record_file_close(file), 0);
	ck_assert_uint_eq(count(path, &first), 3);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	unlink(path);
}
END_TEST

/* Room for two in each; the newest files are kept, under the names that they were written with. */
START_TEST(rotated)
{
	const uint64_t room = 24 + 2 * (16 + 60);
	struct arena *arena = arena_new();
	struct record_part parts[RECORD_FILES];
	struct record_file *file;
	time_t first;

	begin();
	ck_assert_int_eq(record_file_open(path, room, &file), 0);
	for (unsigned i = 1; i <= 3; i++)
		add(file, i);
	ck_assert_uint_eq(record_file_parts(file, arena, parts), 2);
	ck_assert_str_eq(parts[0].path, path);
	ck_assert_uint_eq(parts[0].last, 2);
	ck_assert_str_eq(parts[1].path, part(1));
	ck_assert_uint_eq(parts[1].before, 2);
	for (unsigned i = 4; i <= 11; i++)
		add(file, i);
	ck_assert_uint_eq(record_file_count(file), 11);
	ck_assert_uint_eq(record_file_parts(file, arena, parts), RECORD_FILES);
	ck_assert_str_eq(parts[0].path, part(2));
	ck_assert_uint_eq(parts[0].before, 4);
	ck_assert_uint_eq(parts[0].last, 6);
	ck_assert_str_eq(parts[3].path, part(5));
	ck_assert_uint_eq(parts[3].before, 10);
	ck_assert_uint_eq(parts[3].last, 11);
	/* What was added is there at once. */
	ck_assert_int_eq(record_file_flush(file), 0);
	ck_assert_uint_eq(count(part(5), &first), 1);
	ck_assert_int_eq(first, 11);
	ck_assert_int_eq(record_file_close(file), 0);
	ck_assert_uint_eq(count(part(2), &first), 2);
	ck_assert_int_eq(first, 5);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(access(part(1), F_OK), -1);
	for (unsigned i = 2; i <= 5; i++)
		unlink(part(i));
	arena_free(arena);
}
END_TEST

/* A device or a pipe is never put aside, nor removed. */
START_TEST(no_file_has_no_limit)
{
	struct arena *arena = arena_new();
	struct record_part parts[RECORD_FILES];
	struct record_file *file;

	ck_assert_int_eq(record_file_open("/dev/null", 100, &file), 0);
	for (unsigned i = 1; i <= 2 * RECORD_FILES; i++)
		add(file, i);
	ck_assert_uint_eq(record_file_parts(file, arena, parts), 1);
	ck_assert_int_eq(record_file_close(file), 0);
	ck_assert_int_eq(access("/dev/null", F_OK), 0);
	ck_assert_int_eq(access("/dev/null.1", F_OK), -1);
	arena_free(arena);
}
END_TEST

START_TEST(cannot_be_written)
{
	struct record_file *file;

	begin();
	ck_assert_int_eq(record_file_open("/nowhere/x.pcap", 0, &file), -ENOENT);
	ck_assert_int_eq(record_file_open("/tmp", 0, &file), -EISDIR);
	ck_assert_int_eq(record_file_open("/dev/full", 0, &file), 0);
	add(file, 1);
	ck_assert_int_eq(record_file_close(file), -ENOSPC);
	/* More than is kept back until it is written. */
	ck_assert_int_eq(record_file_open("/dev/full", 0, &file), 0);
	for (unsigned i = 0; i < 1000; i++)
		add(file, 1);
	ck_assert_int_eq(record_file_flush(file), -ENOSPC);
	ck_assert_int_eq(record_file_close(file), -ENOSPC);
	ck_assert_int_eq(record_file_close(NULL), 0);
}
END_TEST

SUITE("record/file", written, rotated, no_file_has_no_limit, cannot_be_written);
