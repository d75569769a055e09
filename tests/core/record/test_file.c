/* The file that is written: read again by libpcap, rotated, and what cannot be written is said. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "core/record/file.h"
#include "core/wire/slice.h"
#include "tests/support/suite.h"

static char path[64], old[70];
static const uint8_t bytes[100] = { 1, 2, 3 };

static void begin(void)
{
	snprintf(path, sizeof path, "/tmp/ocp-test-record-%d.pcap", getpid());
	snprintf(old, sizeof old, "%s.1", path);
}

static void add(struct record_file *file, unsigned second)
{
	record_file_add(file, (struct timeval){ .tv_sec = second },
			(struct slice){ bytes, 60 }, 1000);
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
	ck_assert_uint_eq(record_file_before(file), 0);
	ck_assert_int_eq(record_file_close(file), 0);
	ck_assert_uint_eq(count(path, &first), 3);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	unlink(path);
}
END_TEST

START_TEST(rotated)
{
	struct record_file *file;
	time_t first;

	begin();
	/* Room for two. */
	ck_assert_int_eq(record_file_open(path, 24 + 2 * (16 + 60), &file), 0);
	for (unsigned i = 1; i <= 7; i++)
		add(file, i);
	ck_assert_uint_eq(record_file_count(file), 7);
	ck_assert_uint_eq(record_file_before(file), 6);
	ck_assert_uint_eq(record_file_before_old(file), 4);
	ck_assert_int_eq(record_file_close(file), 0);
	ck_assert_uint_eq(count(path, &first), 1);
	ck_assert_int_eq(first, 7);
	ck_assert_uint_eq(count(old, &first), 2);
	ck_assert_int_eq(first, 5);
	unlink(path);
	unlink(old);
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
	ck_assert_int_eq(record_file_close(NULL), 0);
}
END_TEST

SUITE("record/file", written, rotated, cannot_be_written);
