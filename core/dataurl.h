/*
 * Bytes inside text: data URLs (RFC 2397) and gzip (RFC 1952). What comes out may be a key:
 * dataurl_wipe() overwrites it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct dataurl {
	unsigned char
		*bytes; /* one more than `length`, that is 0; never NULL after success */
	size_t length;
};

/* True for "data:..." in any case. */
bool dataurl_is(const char *url, size_t length);

/*
 * The bytes of a data URL: percent-encoded or, with ";base64", standard base64 with padding
 * (RFC 4648 section 4; line ends between the groups are skipped, as Ignition's decoder does).
 * 0; -EINVAL: no data URL, or broken; -EFBIG: more than `max` bytes.
 */
int dataurl_decode(const char *url, size_t length, size_t max, struct dataurl *ret_data);

/* Unpacks gzip, all its members. 0; -EINVAL: no gzip, damaged or cut off; -EFBIG. */
int dataurl_gunzip(const void *bytes, size_t length, size_t max,
		   struct dataurl *ret_data);

/* Overwrites and frees. Takes what was never filled, if it is zeroed. */
void dataurl_wipe(struct dataurl *data);
