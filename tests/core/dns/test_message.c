/* Answers as bytes: what comes out of them, and what is refused. */
#include <arpa/nameser.h>
#include <errno.h>
#include <string.h>

#include "core/arena.h"
#include "core/dns/message.h"
#include "tests/support/suite.h"

static struct arena *arena;
static struct dns_answer answer;
static struct dns_message message;

/* A message in the making. */
static uint8_t bytes[65536];
static size_t length;

static void put(const void *data, size_t size)
{
	memcpy(bytes + length, data, size);
	length += size;
}

static void put16(unsigned value)
{
	put((uint8_t[]){ (uint8_t)(value >> 8), (uint8_t)value }, 2);
}

static void put_name(const char *name)
{
	uint8_t wire[NS_MAXCDNAME];
	const uint8_t *p = wire;

	ck_assert_int_ge(ns_name_pton(name, wire, sizeof wire), 0);
	for (; *p; p += *p + 1)
		put(p, (size_t)*p + 1);
	put("", 1);
}

/* Header and question; the counts are corrected by the records. */
static void begin(const char *name, enum dns_type type, unsigned flags)
{
	arena = arena_free(arena);
	arena = arena_new();
	answer = (struct dns_answer){ .type = type, .name = name };
	length = 0;
	put16(1);
	put16(0x8000 | flags);
	put16(1);
	put16(0);
	put16(0);
	put16(0);
	put_name(name);
	put16(type);
	put16(1);
}

static void record(const char *owner, unsigned type, unsigned ttl, const void *data,
		   size_t size)
{
	put_name(owner);
	put16(type);
	put16(1);
	put16(0);
	put16(ttl);
	put16((unsigned)size);
	put(data, size);
	bytes[7]++;
}

static void record_name(const char *owner, unsigned type, const char *target)
{
	uint8_t wire[NS_MAXCDNAME];
	size_t size = 0;

	ck_assert_int_ge(ns_name_pton(target, wire, sizeof wire), 0);
	while (wire[size])
		size += wire[size] + 1u;
	record(owner, type, 60, wire, size + 1);
}

static int read_it(void)
{
	return dns_message_read(arena, bytes, length, &answer, &message);
}

static const char *address(size_t i)
{
	static char buffer[ADDR_STRLEN];

	ck_assert_uint_lt(i, answer.address_count);
	return addr_str(&answer.addresses[i], buffer);
}

START_TEST(addresses_are_sorted_and_unique)
{
	begin("m1.test", DNS_A, 0x0480);
	record("m1.test", DNS_A, 300, "\xac\x10\x00\x16", 4);
	record("M1.Test", DNS_A, 200, "\xac\x10\x00\x15", 4);
	record("m1.test", DNS_A, 300, "\xac\x10\x00\x16", 4);
	record("other.test", DNS_A, 1, "\x01\x02\x03\x04", 4);
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.address_count, 2);
	ck_assert_str_eq(address(0), "172.16.0.21");
	ck_assert_str_eq(address(1), "172.16.0.22");
	ck_assert_uint_eq(answer.ttl, 200);
	ck_assert_uint_eq(answer.rcode, 0);
	ck_assert(answer.authoritative && answer.recursion_available);
	ck_assert(!message.is_truncated);
}
END_TEST

START_TEST(ipv6)
{
	begin("m1.test", DNS_AAAA, 0);
	record("m1.test", DNS_AAAA, 300, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x21", 16);
	record("m1.test", DNS_A, 300, "\xac\x10\x00\x16", 4);
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.address_count, 1);
	ck_assert_str_eq(address(0), "fd00::21");
	ck_assert(!answer.authoritative && !answer.recursion_available);
}
END_TEST

START_TEST(chain_in_any_order)
{
	begin("api.test", DNS_A, 0);
	record("lb.test", DNS_A, 300, "\xac\x10\x00\x6f", 4);
	record_name("b.test", ns_t_cname, "LB.test");
	record_name("api.test", ns_t_cname, "b.test");
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.address_count, 1);
	ck_assert_uint_eq(answer.cname_count, 2);
	ck_assert_str_eq(answer.cnames[0], "b.test");
	ck_assert_str_eq(answer.cnames[1], "lb.test");
	ck_assert_uint_eq(answer.ttl, 60);
	ck_assert(!answer.cname_loop);
}
END_TEST

START_TEST(loop)
{
	begin("api.test", DNS_A, 0);
	record_name("api.test", ns_t_cname, "b.test");
	record_name("b.test", ns_t_cname, "c.test");
	record_name("c.test", ns_t_cname, "b.test");
	ck_assert_int_eq(read_it(), 0);
	ck_assert(answer.cname_loop);
	ck_assert_uint_eq(answer.address_count, 0);

	begin("api.test", DNS_A, 0);
	record_name("api.test", ns_t_cname, "api.test");
	ck_assert_int_eq(read_it(), 0);
	ck_assert(answer.cname_loop);

	begin("0.test", DNS_A, 0);
	for (int i = 0; i < 40; i++) {
		char from[32], to[32];

		snprintf(from, sizeof from, "%d.test", i);
		snprintf(to, sizeof to, "%d.test", i + 1);
		record_name(from, ns_t_cname, to);
	}
	ck_assert_int_eq(read_it(), 0);
	ck_assert(answer.cname_loop);
	ck_assert_uint_eq(answer.cname_count, DNS_CHAIN_MAX);
}
END_TEST

START_TEST(pointers)
{
	begin("21.0.16.172.in-addr.arpa", DNS_PTR, 0x0400);
	record_name("21.0.16.172.in-addr.arpa", DNS_PTR, "w1.test");
	record_name("21.0.16.172.in-addr.arpa", DNS_PTR, "M1.Test");
	record_name("21.0.16.172.in-addr.arpa", DNS_PTR, "m1.test");
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.name_count, 2);
	ck_assert_str_eq(answer.names[0], "m1.test");
	ck_assert_str_eq(answer.names[1], "w1.test");
	ck_assert_ptr_null(answer.zone);
}
END_TEST

START_TEST(odd_bytes_are_escaped)
{
	begin("21.0.16.172.in-addr.arpa", DNS_PTR, 0);
	record("21.0.16.172.in-addr.arpa", DNS_PTR, 60, "\3\33[m\2\xff.\0", 8);
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.name_count, 1);
	ck_assert_str_eq(answer.names[0], "\\027[m.\\255\\.");
}
END_TEST

START_TEST(denied_by_a_zone)
{
	begin("m9.example.test", DNS_A, 0x0403);
	put_name("Example.test");
	put16(DNS_SOA);
	put16(1);
	put16(0);
	put16(60);
	put16(22);
	put("\0\0", 2);
	put("\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1", 20);
	bytes[9] = 1;
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.rcode, 3);
	ck_assert_str_eq(answer.zone, "example.test");
}
END_TEST

START_TEST(flags)
{
	begin("m1.test", DNS_A, 0x0205);
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.rcode, 5);
	ck_assert(message.is_truncated);
	ck_assert_uint_eq(answer.ttl, 0);
}
END_TEST

START_TEST(other_questions)
{
	begin("m1.test", DNS_A, 0);
	answer.name = "m2.test";
	ck_assert_int_eq(read_it(), -ENOMSG);
	begin("m1.test", DNS_A, 0);
	answer.type = DNS_AAAA;
	ck_assert_int_eq(read_it(), -ENOMSG);
	/* Without a question section: only where it refuses. */
	begin("m1.test", DNS_A, 5);
	bytes[5] = 0;
	length = 12;
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.rcode, 5);
	begin("m1.test", DNS_A, 0);
	bytes[5] = 0;
	length = 12;
	ck_assert_int_eq(read_it(), -ENOMSG);
}
END_TEST

START_TEST(broken)
{
	begin("m1.test", DNS_A, 0);
	answer.rcode = 9;
	record("m1.test", DNS_A, 300, "\xac\x10\x00\x16", 4);
	for (size_t cut = 0; cut < length; cut++) {
		size_t whole = length;

		length = cut;
		ck_assert_int_eq(read_it(), -EBADMSG);
		length = whole;
	}
	ck_assert_uint_eq(answer.rcode, 9); /* as it was */
	/* A question is no answer. */
	bytes[2] &= 0x7f;
	ck_assert_int_eq(read_it(), -EBADMSG);
	/* An address of the wrong size is none. */
	begin("m1.test", DNS_A, 0);
	record("m1.test", DNS_A, 300, "\xac\x10\x00", 3);
	ck_assert_int_eq(read_it(), 0);
	ck_assert_uint_eq(answer.address_count, 0);
	/* A name that points to itself. */
	begin("m1.test", DNS_PTR, 0);
	record("m1.test", DNS_PTR, 300, "\xc0\x2b", 2);
	bytes[length - 1] = (uint8_t)(length - 2);
	ck_assert_int_eq(read_it(), -EBADMSG);
}
END_TEST

START_TEST(normal_names)
{
	char name[DNS_NAME_MAX], longest[DNS_NAME_MAX + 1];

	ck_assert_int_eq(dns_name_normalise("API.Test.", name), 0);
	ck_assert_str_eq(name, "api.test");
	ck_assert_int_eq(dns_name_normalise(".", name), 0);
	ck_assert_str_eq(name, ".");
	ck_assert_int_eq(dns_name_normalise("", name), -EINVAL);
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	ck_assert_int_eq(dns_name_normalise(longest, name), -EINVAL);
	arena = arena_free(arena);
}
END_TEST

SUITE("dns_message", addresses_are_sorted_and_unique, ipv6, chain_in_any_order, loop,
      pointers, odd_bytes_are_escaped, denied_by_a_zone, flags, other_questions, broken,
      normal_names);
