/*
 * The capture file that is written: pcap (https://www.tcpdump.org/manpages/pcap-savefile.5.html),
 * Ethernet, microseconds, readable by its owner only. When it has reached RECORD_FILE_MAX it becomes
 * FILE.1, whose place it takes, and another begins.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>

#define RECORD_FILE_MAX ((uint64_t)100 * 1024 * 1024)

struct arena;
struct record_file;
struct slice;

/* Creates it, or empties what is there. 0, or a negative errno. `max` 0: RECORD_FILE_MAX. */
int record_file_open(const char *path, uint64_t max, struct record_file **ret_file);
/* A frame of which `frame.length` bytes are kept; `full_length` it had on the wire. */
void record_file_add(struct record_file *file, struct timeval time, struct slice frame,
		     size_t full_length);
/* How many packets were written so far in all; how many of them are in the files before FILE, and
   before FILE.1. */
uint32_t record_file_count(const struct record_file *file);
uint32_t record_file_before(const struct record_file *file);
uint32_t record_file_before_old(const struct record_file *file);
/* 0, or a negative errno: not all was written. Frees it; takes NULL. */
int record_file_close(struct record_file *file);
