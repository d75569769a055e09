/* What of a packet may be kept: never a field of HTTP, never a body. */
#include <string.h>

#include "core/record/keep.h"
#include "core/wire/packet.h"
#include "tests/support/suite.h"

#define HEADERS 54

static uint8_t frame[2000];

/* Bytes kept of a payload behind the headers. */
static size_t kept(enum packet_protocol protocol, const void *payload, size_t length)
{
	struct packet packet = {
		.protocol = protocol, .payload = {frame + HEADERS, length}
	};

	memcpy(frame + HEADERS, payload, length);
	return record_keep(&packet, (struct slice){ frame, HEADERS + length }) - HEADERS;
}

static size_t kept_text(const char *text)
{
	return kept(PACKET_TCP, text, strlen(text));
}

START_TEST(http)
{
	ck_assert_uint_eq(
		kept_text("GET /x HTTP/1.1\r\nAuthorization: Basic s3cret\r\n\r\n"), 15);
	ck_assert_uint_eq(
		kept_text("HTTP/1.1 200 OK\r\nSet-Cookie: s3cret\r\n\r\n{s3cret}"), 15);
	ck_assert_uint_eq(kept_text("GET /x?token=s3cret HTTP/1.1\r\n\r\n"), 6);
	ck_assert_uint_eq(kept_text("GET http://me:s3cret@h/ HTTP/1.1\r\n\r\n"), 0);
	ck_assert_uint_eq(kept_text("Proxy-Authorization: Basic s3cret\r\n\r\n"), 0);
	ck_assert_uint_eq(kept_text("{\"auths\": \"s3cret\"}"), 0);
	ck_assert_uint_eq(kept_text("\x05s3cret"), 0);
}
END_TEST

START_TEST(tls)
{
	static const uint8_t record[] = { 23, 3, 3, 0, 4, 1, 2, 3, 4 };

	ck_assert_uint_eq(kept(PACKET_TCP, record, sizeof record), sizeof record);
	/* The middle of one looks like nothing. */
	ck_assert_uint_eq(kept(PACKET_TCP, record + 5, 4), 0);
}
END_TEST

START_TEST(dns)
{
	static const uint8_t question[] = { 0, 1, 1, 0,	  0, 1, 0, 0, 0, 0,
					    0, 0, 1, 'a', 0, 0, 1, 0, 1 };

	ck_assert_uint_eq(kept(PACKET_UDP, question, sizeof question), sizeof question);
	ck_assert_uint_eq(kept(PACKET_UDP, "s3cret", 6), 0);
}
END_TEST

START_TEST(others)
{
	struct packet empty = { .protocol = PACKET_TCP };
	uint8_t quoted[300] = { 3, 1 };

	ck_assert_uint_eq(kept(PACKET_ICMP, quoted, sizeof quoted), 96);
	ck_assert_uint_eq(kept(PACKET_ARP, quoted, 28), 28);
	ck_assert_uint_eq(record_keep(&empty, (struct slice){ frame, 66 }), 66);
}
END_TEST

SUITE("record/keep", http, tls, dns, others);
