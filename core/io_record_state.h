/*
 * The insides of a recorder, for io_record*.c alone: io_record.c captures and writes, io_record_trail.c
 * knows which packets a result rests on.
 */
#pragma once

#include <pcap/pcap.h>

#include "io_record.h"
#include "record/filter.h"

struct arena;
struct flows;
struct record_file;

struct tap {
	uv_poll_t poll;
	struct recorder *recorder;
	pcap_t *pcap;
	int link_type;
	bool polled;
	unsigned errors; /* of its socket, one after the other */
};

struct recorder {
	struct arena *arena;
	const char *path;
	struct record_file *file;
	struct flows *flows;
	struct tap taps[RECORD_INTERFACES_MAX];
	size_t tap_count;
	unsigned handles;
	char *filter; /* that is in force */
};

/* The ports of another inventory. */
void record_set_ports(struct recorder *recorder, const struct inventory *inventory);
/* Reads what the kernel still holds. */
void record_drain(struct recorder *recorder);
