/*
 * Bytes of a packet that somebody else owns, and numbers in them in network byte order. Nothing
 * here looks at a length: whoever reads has compared it before.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const uint8_t *bytes; /* NULL: absent */
	size_t length;
};

static inline uint16_t read_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t read_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* A MAC address as a number: "52:54:00:00:00:01" is 0x525400000001. */
static inline uint64_t read_mac(const uint8_t *p)
{
	return (uint64_t)read_be16(p) << 32 | read_be32(p + 2);
}

/* What follows the first `length` bytes, of which there are at least that many. */
static inline struct slice slice_after(struct slice slice, size_t length)
{
	return (struct slice){ slice.bytes + length, slice.length - length };
}

static inline bool slice_has(struct slice slice, const char *text)
{
	size_t length = strlen(text);

	return slice.length >= length && memmem(slice.bytes, slice.length, text, length);
}

static inline bool slice_starts(struct slice slice, const char *text)
{
	size_t length = strlen(text);

	return slice.length >= length && !memcmp(slice.bytes, text, length);
}
