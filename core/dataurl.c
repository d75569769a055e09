#include "dataurl.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ZLIB_CONST
#include <zlib.h>

#include <openssl/crypto.h>

#include "arena.h"

#define SCHEME "data:"

bool dataurl_is(const char *url, size_t length)
{
	return length >= strlen(SCHEME) && strncasecmp(url, SCHEME, strlen(SCHEME)) == 0;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int base64(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	return -1;
}

static int percent_decode(const char *text, size_t length, size_t max,
			  struct dataurl *data)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if (text[i] == '%') {
			int high = i + 2 < length ? hex(text[i + 1]) : -1;
			int low = high >= 0 ? hex(text[i + 2]) : -1;

			if (low < 0)
				return -EINVAL;
			byte = (unsigned char)(high << 4 | low);
			i += 2;
		}
		if (data->length >= max)
			return -EFBIG;
		data->bytes[data->length++] = byte;
	}
	return 0;
}

/* In place: the plain bytes never need more room than their base64. */
static int base64_decode(struct dataurl *data)
{
	uint32_t group = 0;
	unsigned count = 0, padding = 0;
	size_t out = 0;

	for (size_t i = 0; i < data->length; i++) {
		unsigned char c = data->bytes[i];
		int value = base64(c);

		if (c == '\n' || c == '\r')
			continue;
		/* Only the last group is padded: nothing may follow it. */
		if (padding && !count)
			return -EINVAL;
		if (c == '=' && count >= 2)
			padding++;
		else if (value < 0 || padding)
			return -EINVAL;
		group = group << 6 | (uint32_t)(value < 0 ? 0 : value);
		if (++count < 4)
			continue;
		for (unsigned n = 0; n < 3 - padding; n++)
			data->bytes[out++] = (unsigned char)(group >> (16 - 8 * n));
		count = 0;
	}
	if (count)
		return -EINVAL;
	data->length = out;
	return 0;
}

int dataurl_decode(const char *url, size_t length, size_t max, struct dataurl *ret_data)
{
	struct dataurl data = { 0 };
	const char *comma, *payload;
	bool is_base64;
	size_t room, raw_max;
	int r;

	if (!dataurl_is(url, length))
		return -EINVAL;
	comma = memchr(url, ',', length);
	if (!comma)
		return -EINVAL;
	payload = comma + 1;
	room = length - (size_t)(payload - url);
	is_base64 =
		(size_t)(comma - url) >= strlen(SCHEME) + strlen(";base64") &&
		strncasecmp(comma - strlen(";base64"), ";base64", strlen(";base64")) == 0;
	/* base64 takes four for three, and line ends. */
	raw_max = !is_base64 ? max : max > SIZE_MAX / 2 ? SIZE_MAX : max * 2 + 4;
	if (room > raw_max && is_base64)
		return -EFBIG;
	data.bytes = mem_alloc((room < raw_max ? room : raw_max) + 1);
	r = percent_decode(payload, room, raw_max, &data);
	if (!r && is_base64)
		r = base64_decode(&data);
	if (!r && data.length > max)
		r = -EFBIG;
	if (r) {
		dataurl_wipe(&data);
		return r;
	}
	data.bytes[data.length] = 0;
	*ret_data = data;
	return 0;
}

/* Makes room for at least one more byte; false: there are `max` already. */
static bool grow(struct dataurl *data, size_t *room, size_t max)
{
	struct dataurl larger;
	size_t size = *room ? *room * 2 : 4096;

	if (*room >= max)
		return false;
	if (size > max)
		size = max;
	/* Not realloc(3): that would leave a copy behind. */
	larger.bytes = mem_alloc(size + 1);
	larger.length = data->length;
	if (data->length)
		memcpy(larger.bytes, data->bytes, data->length);
	dataurl_wipe(data);
	*data = larger;
	*room = size;
	return true;
}

static int inflate_all(z_stream *stream, size_t max, struct dataurl *data)
{
	size_t room = 0;
	int z = Z_OK;

	for (;;) {
		if (data->length == room && !grow(data, &room, max))
			return -EFBIG;
		stream->next_out = data->bytes + data->length;
		stream->avail_out = room - data->length > UINT_MAX
					    ? UINT_MAX
					    : (uInt)(room - data->length);
		z = inflate(stream, Z_NO_FLUSH);
		data->length = (size_t)(stream->next_out - data->bytes);
		if (z == Z_STREAM_END) {
			if (!stream->avail_in)
				return 0;
			if (inflateReset(stream) != Z_OK)
				return -EINVAL;
			continue;
		}
		if (z == Z_MEM_ERROR)
			arena_oom();
		if (z != Z_OK && !(z == Z_BUF_ERROR && !stream->avail_out))
			return -EINVAL;
		if (!stream->avail_in && stream->avail_out)
			return -EINVAL;
	}
}

int dataurl_gunzip(const void *bytes, size_t length, size_t max, struct dataurl *ret_data)
{
	z_stream stream = { 0 };
	struct dataurl data = { 0 };
	int r;

	if (!length || length > UINT_MAX)
		return -EINVAL;
	/* 16: gzip only, no zlib header. */
	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		arena_oom();
	stream.next_in = bytes;
	stream.avail_in = (uInt)length;
	/* One byte more than wanted shows that there is more. */
	r = inflate_all(&stream, max + 1, &data);
	if (!r && data.length > max)
		r = -EFBIG;
	inflateEnd(&stream);
	if (r) {
		dataurl_wipe(&data);
		return r;
	}
	data.bytes[data.length] = 0;
	*ret_data = data;
	return 0;
}

void dataurl_wipe(struct dataurl *data)
{
	if (data->bytes)
		OPENSSL_cleanse(data->bytes, data->length);
	free(data->bytes);
	*data = (struct dataurl){ 0 };
}
