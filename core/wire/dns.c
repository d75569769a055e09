#include "dns.h"

#include <arpa/nameser.h>
#include <ctype.h>
#include <errno.h>
#include <resolv.h>

#define HEADER 12

static void to_lower(char *name)
{
	for (; *name; name++)
		*name = (char)tolower((unsigned char)*name);
}

/* Bytes that the name at `at` takes, or -1. `buffer` of DNS_SUMMARY_NAME_MAX, or NULL. */
static int take_name(struct slice message, size_t at, char *buffer)
{
	char unused[DNS_SUMMARY_NAME_MAX];
	int length;

	if (at >= message.length)
		return -1;
	length = dn_expand(message.bytes, message.bytes + message.length,
			   message.bytes + at, buffer ? buffer : unused,
			   DNS_SUMMARY_NAME_MAX);
	if (length > 0 && buffer)
		to_lower(buffer);
	return length;
}

static void take_record(struct slice message, size_t at, uint16_t type, size_t length,
			struct dns_summary *summary)
{
	if ((type == ns_t_a && length == 4) || (type == ns_t_aaaa && length == 16)) {
		if (summary->address.family)
			return;
		summary->address.family = type == ns_t_a ? AF_INET : AF_INET6;
		memcpy(summary->address.bytes, message.bytes + at, length);
	} else if (type == ns_t_ptr && !*summary->target) {
		if (take_name(message, at, summary->target) <= 0)
			*summary->target = 0;
	}
}

/* The answer section, as far as it was captured. */
static void read_answers(struct slice message, size_t at, struct dns_summary *summary)
{
	for (int i = 0; i < summary->answer_count && i < DNS_SUMMARY_RECORDS_MAX; i++) {
		int name = take_name(message, at, NULL);
		uint16_t type;
		size_t length;

		if (name <= 0 || message.length - at < (size_t)name + 10)
			return;
		at += (size_t)name;
		type = read_be16(message.bytes + at);
		length = read_be16(message.bytes + at + 8);
		at += 10;
		if (length > message.length - at)
			return;
		take_record(message, at, type, length, summary);
		at += length;
	}
}

int dns_summary_read(struct slice message, struct dns_summary *ret_summary)
{
	const uint8_t *p = message.bytes;
	uint16_t flags;
	int length;

	if (message.length < HEADER)
		return -EBADMSG;
	flags = read_be16(p + 2);
	if ((flags >> 11 & 0xf) != 0 || read_be16(p + 4) != 1)
		return -ENOMSG;
	length = take_name(message, HEADER, ret_summary->name);
	if (length <= 0 || message.length < HEADER + (size_t)length + 4)
		return -EBADMSG;
	if (read_be16(p + HEADER + length + 2) != ns_c_in)
		return -ENOMSG;
	ret_summary->id = read_be16(p);
	ret_summary->is_response = flags & 0x8000;
	ret_summary->is_authoritative = flags & 0x0400;
	ret_summary->is_truncated = flags & 0x0200;
	ret_summary->rcode = flags & 0xf;
	ret_summary->type = read_be16(p + HEADER + length);
	ret_summary->answer_count = read_be16(p + 6);
	ret_summary->address = (struct addr){ 0 };
	*ret_summary->target = 0;
	if (ret_summary->is_response)
		read_answers(message, HEADER + (size_t)length + 4, ret_summary);
	return 0;
}
