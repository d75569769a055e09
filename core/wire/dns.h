/*
 * What a DNS message asks and, in a few words, what it answers (RFC 1035). For packets seen on
 * their way, which may be cut short by the capture: what is there is read. core/dns/message.h is
 * for answers to questions of our own. Names are walked by glibc's dn_expand(3). Pure.
 */
#pragma once

#include "core/addr.h"
#include "slice.h"

/* In presentation form with escapes and NUL. */
#define DNS_SUMMARY_NAME_MAX 256
/* Records of an answer that are looked at. */
#define DNS_SUMMARY_RECORDS_MAX 16

struct dns_summary {
	uint16_t id;
	bool is_response, is_truncated, is_authoritative;
	uint8_t rcode;
	uint16_t type;			   /* of the question, IANA numbers */
	char name[DNS_SUMMARY_NAME_MAX];   /* lower case, no final dot; "" is the root */
	uint16_t answer_count;		   /* as the header says */
	struct addr address;		   /* the first A or AAAA; family 0: none */
	char target[DNS_SUMMARY_NAME_MAX]; /* of the first PTR; "" if none */
};

/* 0; -EBADMSG: no header or question; -ENOMSG: not a query of class IN. */
int dns_summary_read(struct slice message, struct dns_summary *ret_summary);
