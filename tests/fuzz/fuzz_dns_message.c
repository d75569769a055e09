/*
 * First byte: the type that was asked. Then the message; the question that it is taken to answer
 * is its own, so that the parser gets past the comparison.
 */
#include <arpa/nameser.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/dns/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_AAAA, DNS_PTR, DNS_SOA,
					       DNS_NS };
	struct arena *arena = arena_new();
	struct dns_answer answer = { .name = "m1.test" };
	struct dns_message message;
	char name[DNS_NAME_MAX];
	ns_msg handle;
	ns_rr question;

	if (size > 1) {
		answer.type = types[data[0] % (sizeof types / sizeof *types)];
		if (!ns_initparse(data + 1, (int)(size - 1), &handle) &&
		    ns_msg_count(handle, ns_s_qd) &&
		    !ns_parserr(&handle, ns_s_qd, 0, &question) &&
		    !dns_name_normalise(ns_rr_name(question), name))
			answer.name = name;
		if (!dns_message_read(arena, data + 1, size - 1, &answer, &message) &&
		    ((answer.address_count && !answer.addresses) ||
		     (answer.name_count && !answer.names) ||
		     answer.cname_count > DNS_CHAIN_MAX))
			abort();
	}
	arena_free(arena);
	return 0;
}
