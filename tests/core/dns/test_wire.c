/* Names and records where they stand in a message. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/dns/wire.h"
#include "tests/support/suite.h"

/* A header of twelve bytes, then what a test puts there. */
static uint8_t bytes[512];
static struct dns_wire wire;

static const uint8_t *message(const void *data, size_t length)
{
	memset(bytes, 0, sizeof bytes);
	memcpy(bytes + 12, data, length);
	wire = (struct dns_wire){ bytes, bytes + 12 + length };
	return bytes + 12;
}

#define MESSAGE(text) message(text, sizeof(text) - 1)

START_TEST(the_same_name)
{
	const uint8_t *at = MESSAGE("\2M1\4test\0"
				    "\xc0\x0c"
				    "\1a\xc0\x0f"
				    "\xc0\x15");

	ck_assert(dns_wire_is(&wire, at, "m1.test"));
	ck_assert(dns_wire_is(&wire, at + 9, "m1.test"));
	ck_assert(dns_wire_is(&wire, at + 11, "a.test"));
	ck_assert(dns_wire_is(&wire, at + 3, "test"));
	ck_assert(!dns_wire_is(&wire, at, "m1"));
	ck_assert(!dns_wire_is(&wire, at, "m1.test.a"));
	ck_assert(!dns_wire_is(&wire, at, "m1.tes"));
	ck_assert(!dns_wire_is(&wire, at, "m2.test"));
	ck_assert(!dns_wire_is(&wire, at, ""));
}
END_TEST

/* Written out, these have a backslash, or are no names. */
START_TEST(what_is_left_to_others)
{
	ck_assert(!dns_wire_is(&wire, MESSAGE("\3a.b\0"), "a.b"));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\3a\\b\0"), "a\\b"));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\0"), "."));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\xc0\x0c"), "a"));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\1a\xc0"), "a"));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\5ab"), "ab"));
	ck_assert(!dns_wire_is(&wire,
			       MESSAGE("\x41"
				       "a\0"),
			       "a"));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\1a\xff\xff"), "a"));
	ck_assert(!dns_wire_is(&wire, MESSAGE("\1a"), "a"));
}
END_TEST

START_TEST(records)
{
	struct dns_record record;
	const uint8_t *at = MESSAGE("\1a\0\0\x1c\0\1"
				    "\xc0\x0c\0\1\0\1\0\1\0\2\0\4\xac\x10\0\x15");

	ck_assert_int_eq(dns_wire_question(&wire, &at, &record), 0);
	ck_assert_uint_eq(record.type, 28);
	ck_assert_uint_eq(record.class, 1);
	ck_assert_int_eq(dns_wire_record(&wire, &at, &record), 0);
	ck_assert_uint_eq(record.type, 1);
	ck_assert_uint_eq(record.ttl, 0x10002);
	ck_assert_uint_eq(record.length, 4);
	ck_assert_uint_eq(record.data[0], 172);
	ck_assert(dns_wire_is(&wire, record.owner, "a"));
	ck_assert_ptr_eq(at, wire.end);
	ck_assert_int_eq(dns_wire_record(&wire, &at, &record), -EBADMSG);

	/* One byte less. */
	for (const uint8_t *end = wire.end - 1; end > bytes + 19; end--) {
		wire.end = end;
		at = bytes + 19;
		ck_assert_int_eq(dns_wire_record(&wire, &at, &record), -EBADMSG);
	}
}
END_TEST

SUITE("core/dns_wire", the_same_name, what_is_left_to_others, records);
