#include "dns_message.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

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
	size_t length = strlen(name);

	for (char *p = name; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
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

/* The name that the record's data holds, of CNAME, PTR and NS. */
static int target_of(ns_msg *message, const ns_rr *record, char *name)
{
	if (ns_name_uncompress(ns_msg_base(*message), ns_msg_end(*message),
			       ns_rr_rdata(*record), name, DNS_NAME_MAX) < 0)
		return -EBADMSG;
	lower(name);
	return 0;
}

static int question_fits(ns_msg *message, const struct dns_answer *answer)
{
	ns_rr question;
	char name[DNS_NAME_MAX];

	/* BIND repeats the question always; some firewalls' REFUSED and SERVFAIL do not. */
	if (ns_msg_count(*message, ns_s_qd) == 0)
		return ns_msg_getflag(*message, ns_f_rcode) ? 0 : -ENOMSG;
	if (ns_msg_count(*message, ns_s_qd) != 1)
		return -ENOMSG;
	if (ns_parserr(message, ns_s_qd, 0, &question))
		return -EBADMSG;
	if (dns_name_normalise(ns_rr_name(question), name))
		return -ENOMSG;
	if (strcmp(name, answer->name) != 0 ||
	    ns_rr_type(question) != (ns_type)answer->type ||
	    ns_rr_class(question) != ns_c_in)
		return -ENOMSG;
	return 0;
}

static void add_address(struct found *found, const ns_rr *record, enum dns_type type)
{
	size_t size = type == DNS_A ? 4 : 16;
	struct addr addr = { .family = type == DNS_A ? AF_INET : AF_INET6 };

	if (ns_rr_rdlen(*record) != size)
		return;
	memcpy(addr.bytes, ns_rr_rdata(*record), size);
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

/*
 * One walk over the answer section: takes the records of `owner`. If it is an alias, `next`
 * becomes its target and true is returned.
 */
static int walk(ns_msg *message, enum dns_type type, const char *owner,
		struct found *found, char *next, bool *ret_is_alias)
{
	int count = ns_msg_count(*message, ns_s_an);
	bool is_alias = false;

	for (int i = 0; i < count && i < RECORDS_MAX; i++) {
		char name[DNS_NAME_MAX];
		ns_rr record;

		if (ns_parserr(message, ns_s_an, i, &record))
			return -EBADMSG;
		if (ns_rr_class(record) != ns_c_in ||
		    dns_name_normalise(ns_rr_name(record), name) ||
		    strcmp(name, owner) != 0)
			continue;
		if (ns_rr_type(record) == ns_t_cname && !is_alias) {
			if (target_of(message, &record, next))
				return -EBADMSG;
			is_alias = true;
		} else if (ns_rr_type(record) != (ns_type)type) {
			continue;
		} else if (type == DNS_A || type == DNS_AAAA) {
			add_address(found, &record, type);
		} else if (type == DNS_PTR || type == DNS_NS) {
			if (target_of(message, &record, name))
				return -EBADMSG;
			add_name(found, name);
		} else if (type == DNS_SOA) {
			/* Its presence is what is asked; MNAME shows whose it is. */
			if (target_of(message, &record, name))
				return -EBADMSG;
			add_name(found, name);
		}
		if (ns_rr_ttl(record) < found->ttl)
			found->ttl = (uint32_t)ns_rr_ttl(record);
	}
	*ret_is_alias = is_alias;
	return 0;
}

static int follow(ns_msg *message, const struct dns_answer *answer, struct found *found)
{
	char owner[DNS_NAME_MAX], next[DNS_NAME_MAX];
	bool is_alias;
	int r;

	strncpy(owner, answer->name, sizeof owner - 1);
	owner[sizeof owner - 1] = '\0';
	for (;;) {
		r = walk(message, answer->type, owner, found, next, &is_alias);
		if (r < 0 || !is_alias)
			return r;
		if (found->cname_count == DNS_CHAIN_MAX || is_in_chain(found, next) ||
		    strcmp(next, answer->name) == 0) {
			found->loop = true;
			return 0;
		}
		found->cnames[found->cname_count++] = arena_strdup(found->arena, next);
		memcpy(owner, next, sizeof owner);
	}
}

/* The zone that a negative answer speaks for: the owner of the SOA in the authority section. */
static const char *zone_of(struct arena *arena, ns_msg *message, const char *asked)
{
	int count = ns_msg_count(*message, ns_s_ns);
	char name[DNS_NAME_MAX];
	ns_rr record;

	for (int i = 0; i < count && i < RECORDS_MAX; i++) {
		if (ns_parserr(message, ns_s_ns, i, &record))
			return NULL;
		if (ns_rr_type(record) == ns_t_soa &&
		    !dns_name_normalise(ns_rr_name(record), name)) {
			size_t length = strlen(name), all = strlen(asked);

			/* Nearly always the end of the name that was asked for. */
			if (length <= all && !strcmp(asked + all - length, name))
				return asked + all - length;
			return arena_strdup(arena, name);
		}
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
	ns_msg message;
	int r;

	if (length > NS_MAXMSG || ns_initparse(bytes, (int)length, &message))
		return -EBADMSG;
	if (!ns_msg_getflag(message, ns_f_qr))
		return -EBADMSG;
	r = question_fits(&message, answer);
	if (r < 0)
		return r;
	r = follow(&message, answer, &found);
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
			       : zone_of(arena, &message, answer->name);
	ret_message->is_truncated = ns_msg_getflag(message, ns_f_tc);
	return 0;
}
