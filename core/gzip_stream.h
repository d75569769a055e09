/*
 * A stream that is read as it is or, where it begins as gzip does (RFC 1952), unpacked: for
 * captures, which are long, so nothing is held but a buffer.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* What became of the stream, for a message at its end. */
struct gzip_state {
	bool is_gzip;
	bool is_cut;	 /* ended in the middle */
	bool is_damaged; /* what came cannot be unpacked */
	int compression; /* of enum: known, and not unpacked here */
};

enum { GZIP_OTHER_NONE, GZIP_OTHER_ZSTD, GZIP_OTHER_XZ, GZIP_OTHER_BZIP2 };

/*
 * Takes the descriptor over, and closes it with the stream. `state` must live as long. NULL: errno
 * says why.
 */
FILE *gzip_stream_open(int fd, struct gzip_state *state);
