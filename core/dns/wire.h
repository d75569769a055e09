/*
 * Names and records as they stand in the bytes of a DNS message (RFC 1035, 3.2.1 and 4.1.4): what
 * glibc's ns_parserr(3) does too, but without writing out the name of each record, which is nearly
 * always the name that was asked for. The message has been through ns_initparse(3), so that its
 * records lie inside of it. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_wire {
	const uint8_t *base, *end;
};

struct dns_record {
	const uint8_t *owner, *data;
	uint32_t ttl;
	uint16_t type, class, length; /* of `data` */
};

/* Reads the record at `*at` and moves on; of the question section only owner, type and class.
   0, or -EBADMSG. */
int dns_wire_question(const struct dns_wire *wire, const uint8_t **at,
		      struct dns_record *ret_record);
int dns_wire_record(const struct dns_wire *wire, const uint8_t **at,
		    struct dns_record *ret_record);

/*
 * True if the name at `at` is surely `name` (in lower case, without final dot), whatever case the
 * message has. False does not mean that it is another: it may be written in another way, or not be
 * a name at all.
 */
bool dns_wire_is(const struct dns_wire *wire, const uint8_t *at, const char *name);
