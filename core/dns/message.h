/*
 * The bytes of a DNS message -> the facts of an answer (RFC 1035; glibc's ns_initparse(3) does
 * the walking). Pure: no packet, no clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/io_dns.h"

struct arena;

/* CNAMEs that are followed inside one answer; a longer chain counts as a loop. */
#define DNS_CHAIN_MAX 16

/* Longest name in presentation form, with its \ddd escapes and NUL (NS_MAXDNAME). */
#define DNS_NAME_MAX 1025

/* What a message says about the question that it answers. */
struct dns_message {
	bool is_truncated; /* TC: ask again over TCP */
};

/*
 * Reads `bytes` as the answer to answer->name, answer->type (class IN) and fills rcode, the flags,
 * ttl, addresses, names, cnames, zone and cname_loop; lists go into the arena, `zone` may be the
 * end of answer->name.
 *
 * The chain of CNAMEs is followed in whatever order the records stand. Addresses and names are
 * sorted and unique. An answer to another question is -ENOMSG (a server that refuses may leave the
 * question out), a message that cannot be read -EBADMSG; `answer` is then as it was.
 */
int dns_message_read(struct arena *arena, const uint8_t *bytes, size_t length,
		     struct dns_answer *answer, struct dns_message *ret_message);

/*
 * The form in which names are compared: lower case, no final dot. `buffer` of DNS_NAME_MAX bytes.
 * 0, or -EINVAL where the name is empty or too long.
 */
int dns_name_normalise(const char *name, char *buffer);
