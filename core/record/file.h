/*
 * The capture file that is written: pcap (https://www.tcpdump.org/manpages/pcap-savefile.5.html),
 * Ethernet, microseconds, readable by its owner only. When it has reached RECORD_FILE_MAX, FILE.1
 * begins, then FILE.2, and so on; of more than RECORD_FILES the oldest is removed. A packet stays
 * where it was written, so that what points to it stays true.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>

#define RECORD_FILE_MAX ((uint64_t)100 * 1024 * 1024)
#define RECORD_FILES	4

struct arena;
struct record_file;
struct slice;

/*
 * Creates it, or empties what is there. 0, or a negative errno. `max` 0: RECORD_FILE_MAX. What is no
 * regular file (a pipe) has no limit.
 */
int record_file_open(const char *path, uint64_t max, struct record_file **ret_file);
/* A frame of which `frame.length` bytes are kept; `full_length` it had on the wire. */
void record_file_add(struct record_file *file, struct timeval time, struct slice frame,
		     size_t full_length);
/* What was added can be read by others. 0, or the negative errno of the first thing that was not
   written; after it nothing more is. */
int record_file_flush(struct record_file *file);
/* How many packets were added so far in all: their numbers, from 1. */
uint32_t record_file_count(const struct record_file *file);

/* A file that is still there: packet n of all is packet n - before of it. */
struct record_part {
	const char *path;
	uint32_t before, last;
};
/* Oldest first; returns how many. Paths are the arena's. */
size_t record_file_parts(const struct record_file *file, struct arena *arena,
			 struct record_part parts[static RECORD_FILES]);
/* 0, or a negative errno: not all was written. Frees it; takes NULL. */
int record_file_close(struct record_file *file);
