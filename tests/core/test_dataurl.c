#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/dataurl.h"
#include "tests/support/suite.h"

static int decode(const char *url, size_t max, struct dataurl *data)
{
	return dataurl_decode(url, strlen(url), max, data);
}

static void assert_decodes(const char *url, const char *expected, size_t length)
{
	struct dataurl data;

	ck_assert_msg(decode(url, 1000, &data) == 0, "%s", url);
	ck_assert_uint_eq(data.length, length);
	ck_assert_mem_eq(data.bytes, expected, length);
	ck_assert_int_eq(data.bytes[length], 0);
	dataurl_wipe(&data);
	ck_assert_ptr_null(data.bytes);
}

START_TEST(percent_is_decoded)
{
	assert_decodes("data:,", "", 0);
	assert_decodes("data:,A%20brief%0anote", "A brief\nnote", 12);
	assert_decodes("DATA:text/plain;charset=utf-8,%41%6d%6D", "Amm", 3);
	assert_decodes("data:,%00", "\0", 1);
	assert_decodes("data:,a,b", "a,b", 3);
}
END_TEST

START_TEST(base64_is_decoded)
{
	assert_decodes("data:;base64,", "", 0);
	assert_decodes("data:text/plain;charset=utf-8;base64,Zg==", "f", 1);
	assert_decodes("data:;base64,Zm8=", "fo", 2);
	assert_decodes("data:;base64,Zm9v", "foo", 3);
	assert_decodes("data:;base64,Zm9vYmFy", "foobar", 6);
	assert_decodes("data:;base64,Zm9v\r\nYmFy\n", "foobar", 6);
	assert_decodes("data:;BASE64,Zm9v%0AYmE%3D", "fooba", 5);
	assert_decodes("data:;base64,+/+/", "\xfb\xff\xbf", 3);
}
END_TEST

START_TEST(broken_ones_are_refused)
{
	static const char *const broken[] = {
		"",
		"http://example.com/",
		"data",
		"data:",
		"data:text/plain",
		"data:,%",
		"data:,%4",
		"data:,%zz",
		"data:;base64,Z",
		"data:;base64,Zm",
		"data:;base64,Zm9",
		"data:;base64,Zg=",
		"data:;base64,Zg=a",
		"data:;base64,Zg==Zg==",
		"data:;base64,=g==",
		"data:;base64,Zm9v!mFy",
		"data:;base64,Zm9v YmFy",
		"data:;base64,Zm9_",
	};

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct dataurl data;

		ck_assert_msg(decode(broken[i], 1000, &data) == -EINVAL, "%s", broken[i]);
	}
}
END_TEST

START_TEST(limit_holds)
{
	struct dataurl data;

	ck_assert_int_eq(decode("data:,12345", 4, &data), -EFBIG);
	ck_assert_int_eq(decode("data:;base64,MTIzNDU=", 4, &data), -EFBIG);
	ck_assert_int_eq(decode("data:;base64,MTIzNDU=", 5, &data), 0);
	dataurl_wipe(&data);
}
END_TEST

static size_t pack(const void *bytes, size_t length, unsigned char *out, size_t room)
{
	z_stream stream = { 0 };

	ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	stream.next_in = (Bytef *)(uintptr_t)bytes;
	stream.avail_in = (uInt)length;
	stream.next_out = out;
	stream.avail_out = (uInt)room;
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	deflateEnd(&stream);
	return room - stream.avail_out;
}

START_TEST(gzip_is_unpacked)
{
	unsigned char packed[2000];
	static unsigned char plain[100000];
	size_t length;
	struct dataurl data;

	memset(plain, 'x', sizeof(plain));
	length = pack(plain, sizeof(plain), packed, sizeof(packed));
	ck_assert_int_eq(dataurl_gunzip(packed, length, sizeof(plain), &data), 0);
	ck_assert_uint_eq(data.length, sizeof(plain));
	ck_assert_mem_eq(data.bytes, plain, sizeof(plain));
	dataurl_wipe(&data);
	/* A bomb is not unpacked further than allowed. */
	ck_assert_int_eq(dataurl_gunzip(packed, length, sizeof(plain) - 1, &data),
			 -EFBIG);
	/* Cut off, damaged, none at all. */
	ck_assert_int_eq(dataurl_gunzip(packed, length - 1, sizeof(plain), &data),
			 -EINVAL);
	ck_assert_int_eq(dataurl_gunzip(packed, 0, sizeof(plain), &data), -EINVAL);
	ck_assert_int_eq(dataurl_gunzip("hello", 5, sizeof(plain), &data), -EINVAL);
	packed[length - 1] ^= 1;
	ck_assert_int_eq(dataurl_gunzip(packed, length, sizeof(plain), &data), -EINVAL);
}
END_TEST

START_TEST(gzip_members_follow_each_other)
{
	unsigned char packed[200];
	size_t length = pack("foo", 3, packed, 100);
	struct dataurl data;

	length += pack("bar", 3, packed + length, 100);
	ck_assert_int_eq(dataurl_gunzip(packed, length, 100, &data), 0);
	ck_assert_uint_eq(data.length, 6);
	ck_assert_mem_eq(data.bytes, "foobar", 6);
	dataurl_wipe(&data);
}
END_TEST

SUITE("core/dataurl", percent_is_decoded, base64_is_decoded, broken_ones_are_refused,
      limit_holds, gzip_is_unpacked, gzip_members_follow_each_other);
