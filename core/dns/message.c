#include "message.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "wire.h"

_Static_assert(DNS_NAME_MAX == NS_MAXDNAME, "the limit of the C library");

/* Records of the answer section that are looked at; an answer for a node has one or two. */
#define RECORDS_MAX 512

/* All that is found before it is known how much of it is needed. */
struct found {
	struct arena *arena;
	struct addr *addresses;
	size_t address_count;
	const char **names;
	size_t name_count;
	const char *cnames[DNS_CHAIN_MAX];
	size_t cname_count;
	uint32_t ttl;
	bool loop;
};

static void lower(char *name)
{
	size_t length = 0;

	for (; name[length]; length++) {
		if (name[length] >= 'A' && name[length] <= 'Z')
			name[length] = (char)(name[length] - 'A' + 'a');
	}
	/* ns_name_ntop() writes a final dot for the root only; callers may bring one. */
	if (length > 1 && name[length - 1] == '.' && name[length - 2] != '\\')
		name[length - 1] = '\0';
}

int dns_name_normalise(const char *name, char *buffer)
{
	size_t length = strlen(name);

	if (!length || length >= DNS_NAME_MAX)
		return -EINVAL;
	memcpy(buffer, name, length + 1);
	lower(buffer);
	return 0;
}

/* The name at `at`, in the form in which names are compared. */
static int expand(const struct dns_wire *wire, const uint8_t *at, char *name)
{
	if (ns_name_uncompress(wire->base, wire->end, at, name, DNS_NAME_MAX) < 0)
		return -EBADMSG;
	lower(name);
	return 0;
}

/* 1: the record is about that name; 0: about another one. */
static int is_about(const struct dns_wire *wire, const struct dns_record *record,
		    const char *name)
{
	char owner[DNS_NAME_MAX];

	if (dns_wire_is(wire, record->owner, name))
		return 1;
	if (expand(wire, record->owner, owner))
		return -EBADMSG;
	return strcmp(owner, name) == 0;
}

/* 0 and the first record of the answer section, or -ENOMSG, -EBADMSG. */
static int question_fits(ns_msg *message, const struct dns_wire *wire,
			 const struct dns_answer *answer, const uint8_t **ret_answers)
{
	struct dns_record question;
	const uint8_t *at = wire->base + NS_HFIXEDSZ;
	int r;

	*ret_answers = at;
	/* BIND repeats the question always; some firewalls' REFUSED and SERVFAIL do not. */
	if (ns_msg_count(*message, ns_s_qd) == 0)
		return ns_msg_getflag(*message, ns_f_rcode) ? 0 : -ENOMSG;
	if (ns_msg_count(*message, ns_s_qd) != 1)
		return -ENOMSG;
	if (dns_wire_question(wire, &at, &question))
		return -EBADMSG;
	r = is_about(wire, &question, answer->name);
	if (r < 0)
		return r;
	if (!r || question.type != (uint16_t)answer->type || question.class != ns_c_in)
		return -ENOMSG;
	*ret_answers = at;
	return 0;
}

static void add_address(struct found *found, const struct dns_record *record,
			enum dns_type type)
{
	size_t size = type == DNS_A ? 4 : 16;
	struct addr addr = { .family = type == DNS_A ? AF_INET : AF_INET6 };

	if (record->length != size)
		return;
	memcpy(addr.bytes, record->data, size);
	if (addr_is_in(&addr, found->addresses, found->address_count))
		return;
	found->addresses = arena_grow(found->arena, found->addresses,
				      found->address_count, sizeof addr);
	found->addresses[found->address_count++] = addr;
}

static void add_name(struct found *found, const char *name)
{
	for (size_t i = 0; i < found->name_count; i++) {
		if (strcmp(found->names[i], name) == 0)
			return;
	}
	found->names = arena_grow(found->arena, found->names, found->name_count,
				  sizeof *found->names);
	found->names[found->name_count++] = arena_strdup(found->arena, name);
}

static bool is_in_chain(const struct found *found, const char *name)
{
	for (size_t i = 0; i < found->cname_count; i++) {
		if (strcmp(found->cnames[i], name) == 0)
			return true;
	}
	return false;
}

/* Where the answer section is, for it may be walked through several times. */
struct answers {
	struct dns_wire wire;
	const uint8_t *first, *behind; /* the end of what was walked through */
	int count;
};

/*
 * One walk over the answer section: takes the records of `owner`. If it is an alias, `next`
 * becomes its target and true is returned.
 */
static int walk(struct answers *answers, enum dns_type type, const char *owner,
		struct found *found, char *next, bool *ret_is_alias)
{
	const struct dns_wire *wire = &answers->wire;
	bool is_alias = false;

	answers->behind = answers->first;
	for (int i = 0; i < answers->count && i < RECORDS_MAX; i++) {
		char name[DNS_NAME_MAX];
		struct dns_record record;
		int r;

		if (dns_wire_record(wire, &answers->behind, &record))
			return -EBADMSG;
		r = is_about(wire, &record, owner);
		if (r < 0)
			return r;
		if (!r || record.class != ns_c_in)
			continue;
		if (record.type == ns_t_cname && !is_alias) {
			if (expand(wire, record.data, next))
				return -EBADMSG;
			is_alias = true;
		} else if (record.type != (uint16_t)type) {
			continue;
		} else if (type == DNS_A || type == DNS_AAAA) {
			add_address(found, &record, type);
		} else if (type == DNS_PTR || type == DNS_NS || type == DNS_SOA) {
			/* Of a SOA its presence is what is asked; MNAME shows whose it is. */
			if (expand(wire, record.data, name))
				return -EBADMSG;
			add_name(found, name);
		}
		if (record.ttl < found->ttl)
			found->ttl = record.ttl;
	}
	*ret_is_alias = is_alias;
	return 0;
}

static int follow(struct answers *answers, const struct dns_answer *answer,
		  struct found *found)
{
	char next[DNS_NAME_MAX];
	const char *owner = answer->name;
	bool is_alias;
	int r;

	for (;;) {
		r = walk(answers, answer->type, owner, found, next, &is_alias);
		if (r < 0 || !is_alias)
			return r;
		if (found->cname_count == DNS_CHAIN_MAX || is_in_chain(found, next) ||
		    strcmp(next, answer->name) == 0) {
			found->loop = true;
			return 0;
		}
		owner = arena_strdup(found->arena, next);
		found->cnames[found->cname_count++] = owner;
	}
}

/* The end of `asked` that the name at `at` is; NULL: it is none, or cannot be told so easily. */
static const char *end_of(const struct dns_wire *wire, const uint8_t *at,
			  const char *asked)
{
	for (const char *end = asked; end; end = strchr(end, '.')) {
		end += *end == '.';
		if (dns_wire_is(wire, at, end))
			return end;
	}
	return NULL;
}

/* The zone that a negative answer speaks for: the owner of the SOA in the authority section. */
static const char *zone_of(struct arena *arena, const struct answers *answers, int count,
			   const char *asked)
{
	const struct dns_wire *wire = &answers->wire;
	const uint8_t *at = answers->behind;
	struct dns_record record;
	char name[DNS_NAME_MAX];
	const char *end;

	/* What of the answer section was not looked at. */
	for (int i = RECORDS_MAX; i < answers->count; i++) {
		if (dns_wire_record(wire, &at, &record))
			return NULL;
	}
	for (int i = 0; i < count && i < RECORDS_MAX; i++) {
		size_t length, all = strlen(asked);

		if (dns_wire_record(wire, &at, &record))
			return NULL;
		if (record.type != ns_t_soa)
			continue;
		/* Nearly always the end of the name that was asked for. */
		end = end_of(wire, record.owner, asked);
		if (end)
			return end;
		if (expand(wire, record.owner, name))
			return NULL;
		length = strlen(name);
		if (length <= all && !strcmp(asked + all - length, name))
			return asked + all - length;
		return arena_strdup(arena, name);
	}
	return NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int dns_message_read(struct arena *arena, const uint8_t *bytes, size_t length,
		     struct dns_answer *answer, struct dns_message *ret_message)
{
	struct found found = { .arena = arena, .ttl = UINT32_MAX };
	struct answers answers = {
		.wire = {bytes, bytes + length}
	};
	ns_msg message;
	int r;

	if (length > NS_MAXMSG || ns_initparse(bytes, (int)length, &message))
		return -EBADMSG;
	if (!ns_msg_getflag(message, ns_f_qr))
		return -EBADMSG;
	r = question_fits(&message, &answers.wire, answer, &answers.first);
	if (r < 0)
		return r;
	answers.count = ns_msg_count(message, ns_s_an);
	r = follow(&answers, answer, &found);
	if (r < 0)
		return r;

	if (found.address_count)
		qsort(found.addresses, found.address_count, sizeof *found.addresses,
		      addr_compare);
	if (found.name_count)
		qsort(found.names, found.name_count, sizeof *found.names, compare_names);
	if (found.cname_count) {
		const char **cnames =
			arena_alloc(arena, found.cname_count * sizeof *cnames);

		memcpy(cnames, found.cnames, found.cname_count * sizeof *cnames);
		answer->cnames = cnames;
	} else {
		answer->cnames = NULL;
	}
	answer->rcode = (uint8_t)ns_msg_getflag(message, ns_f_rcode);
	answer->authoritative = ns_msg_getflag(message, ns_f_aa);
	answer->recursion_available = ns_msg_getflag(message, ns_f_ra);
	answer->cname_loop = found.loop;
	answer->ttl = found.ttl == UINT32_MAX ? 0 : found.ttl;
	if (answer->type == DNS_A || answer->type == DNS_AAAA)
		answer->addresses = found.addresses;
	else
		answer->names = found.names;
	answer->address_count = (uint16_t)found.address_count;
	answer->name_count = (uint16_t)found.name_count;
	answer->cname_count = (uint16_t)found.cname_count;
	answer->zone = found.address_count || found.name_count
			       ? NULL
			       : zone_of(arena, &answers, ns_msg_count(message, ns_s_ns),
					 answer->name);
	ret_message->is_truncated = ns_msg_getflag(message, ns_f_tc);
	return 0;
}
