/*
 * Packets, from a capture file or from the wire (libpcap), a frame a call. What a frame means is
 * core/wire's and core/timeline's business.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <uv.h>

#include "wire/slice.h"

/* The frame is valid until the callback returns; time in microseconds since 1970. */
typedef void capture_frame_fn(int64_t time, int link_type, struct slice frame, void *arg);

#define CAPTURE_MESSAGE_MAX 512

/*
 * Reads a capture (pcap or pcapng; as it is or compressed by gzip; a file, a pipe, "-" for
 * standard input) to its end. 0; 1: it ends in the middle of a packet or is damaged, all before
 * that was given; or a negative errno: not a packet could be read. Not 0: `message` says why, with
 * the name of the file.
 */
int capture_read(const char *path, capture_frame_fn *fn, void *arg,
		 char message[static CAPTURE_MESSAGE_MAX]);

/* An interface that is listened to. */
struct capture;

/* Frames that the kernel keeps for us while we are busy: 16 MiB. */
#define CAPTURE_BUFFER (16 << 20)
/* Enough for DHCP, for the head of an HTTP message and a TLS ClientHello in one segment. */
#define CAPTURE_SNAPLEN 1600

/*
 * Opens a live capture and follows it on the loop; needs CAP_NET_RAW. `ports`, 0 at its end, are
 * those of web servers beside 80 and 8080. 0, or a negative errno with a sentence in `message`
 * that says what can be done about it.
 */
int capture_open(uv_loop_t *loop, const char *interface, const in_port_t *ports,
		 capture_frame_fn *fn, void *arg,
		 char message[static CAPTURE_MESSAGE_MAX], struct capture **ret_capture);
/* NULL, or why no more packets come ("eth1: the interface went down"). */
const char *capture_error(const struct capture *capture);
/* Packets that the kernel dropped since it began, for want of room or by the interface. */
uint64_t capture_lost(struct capture *capture);

/* The loop has to run once more until it is gone. Takes NULL; returns NULL. */
struct capture *capture_close(struct capture *capture);
