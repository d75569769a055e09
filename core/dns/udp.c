#include "udp.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ares.h>
#include <uv.h>

#include "core/arena.h"
#include "wire.h"

#define BATCH	 64   /* datagrams of one system call */
#define BUCKETS	 256  /* of tries by their ID */
#define IDS	 64   /* random numbers of one system call */
#define READ_MAX 4096 /* bytes of one answer, whatever was allowed */
/* From one buffer to the next: not a power of two, or all fall on the same lines of the cache. */
#define READ_STEP (READ_MAX + 192)
#define EDNS_LEN  11 /* of an OPT record without options, RFC 6891 6.1.2 */
#define QUERY_MAX (NS_HFIXEDSZ + NS_MAXCDNAME + NS_QFIXEDSZ + EDNS_LEN)

/* One datagram, and what shall become of its answer. */
struct
try {
	struct try *next, **link; /* of the bucket, or the free ones */
	struct try *newer, *older;
	void *arg;
	uint64_t sent_ns;
	uint16_t id;
	uint16_t length, question; /* of all, of the question section */
	uint8_t bytes[QUERY_MAX];
};

struct dns_udp {
	struct dns_udp_options options;
	int fd; /* -1: none now */
	bool without_edns;
	struct try *buckets[BUCKETS], *oldest, *newest, *spare;
	struct try *unsent[BATCH];
	unsigned unsent_count;
	uint16_t ids[IDS];
	unsigned id_count;
	uint8_t *received; /* BATCH buffers */
};

static void take_in(struct dns_udp *udp, const uint8_t *bytes, size_t length);
static void fail_all(struct dns_udp *udp, int status);

struct dns_udp *dns_udp_new(const struct dns_udp_options *options)
{
	struct dns_udp *udp = mem_alloc(sizeof *udp);

	udp->options = *options;
	udp->fd = -1;
	/* Not touched before it is needed. */
	udp->received = mem_alloc((size_t)BATCH * READ_STEP);
	return udp;
}

static void close_socket(struct dns_udp *udp)
{
	if (udp->fd >= 0)
		dns_sockets_close(udp->options.sockets, udp->fd);
	udp->fd = -1;
}

struct dns_udp *dns_udp_free(struct dns_udp *udp)
{
	if (!udp)
		return NULL;
	fail_all(udp, ARES_EDESTRUCTION);
	close_socket(udp);
	while (udp->spare) {
		struct try *try = udp->spare;

		udp->spare = try->next;
		free(try);
	}
	free(udp->received);
	free(udp);
	return NULL;
}

static struct try *find(const struct dns_udp *udp, uint16_t id)
{
	struct try *try = udp->buckets[id % BUCKETS];

	while (try && try->id != id)
		try = try->next;
	return try;
}

/* One that nobody can guess, or an answer from elsewhere could be taken for the server's. */
static uint16_t new_id(struct dns_udp *udp)
{
	uint16_t id;

	do {
		if (!udp->id_count) {
			/* Of this size it is given whole, or the system has none at all. */
			if (getrandom(udp->ids, sizeof udp->ids, 0) < 0)
				abort();
			udp->id_count = IDS;
		}
		id = udp->ids[--udp->id_count];
	} while (find(udp, id));
	return id;
}

static struct try *try_new(struct dns_udp *udp, void *arg)
{
	struct try *try = udp->spare;
	struct try **bucket;

	if (try)
		udp->spare = try->next;
	else
		try = mem_alloc(sizeof *try);
	try->arg = arg;
	try->sent_ns = uv_hrtime();
	try->id = new_id(udp);
	bucket = &udp->buckets[try->id % BUCKETS];
	try->next = *bucket;
	try->link = bucket;
	if (try->next)
		try->next->link = &try->next;
	*bucket = try;
	try->newer = NULL;
	try->older = udp->newest;
	*(udp->newest ? &udp->newest->newer : &udp->oldest) = try;
	udp->newest = try;
	return try;
}

static void end(struct dns_udp *udp, struct try *try, int status, const uint8_t *bytes,
		size_t length)
{
	void *arg = try->arg;

	*try->link = try->next;
	if (try->next)
		try->next->link = try->link;
	*(try->older ? &try->older->newer : &udp->oldest) = try->newer;
	*(try->newer ? &try->newer->older : &udp->newest) = try->older;
	try->next = udp->spare;
	udp->spare = try;
	udp->options.ended(arg, status, bytes, length);
}

static void fail_all(struct dns_udp *udp, int status)
{
	struct try *last = udp->newest;

	/* What is asked meanwhile is not meant. */
	while (udp->oldest && last) {
		struct try *try = udp->oldest;

		end(udp, try, status, NULL, 0);
		if (try == last)
			return;
	}
}

static uint8_t *put16(uint8_t *at, unsigned value)
{
	*at++ = (uint8_t)(value >> 8);
	*at++ = (uint8_t)value;
	return at;
}

int dns_udp_query(struct dns_udp *udp, const char *name, int type, void *arg)
{
	uint8_t wire[NS_MAXCDNAME];
	struct try *try;
	uint8_t *at;
	size_t length = 0;

	if (ns_name_pton(name, wire, sizeof wire) < 0)
		return ARES_EBADNAME;
	while (wire[length])
		length += wire[length] + 1U;
	length++;
	if (udp->unsent_count == BATCH)
		dns_udp_flush(udp);
	try = try_new(udp, arg);
	at = put16(try->bytes, try->id);
	at = put16(at, 0x0100); /* RD: as every resolver of a node asks */
	at = put16(at, 1);
	at = put16(at, 0);
	at = put16(at, 0);
	at = put16(at, !udp->without_edns);
	memcpy(at, wire, length);
	at = put16(at + length, (unsigned)type);
	at = put16(at, ns_c_in);
	try->question = (uint16_t)(length + NS_QFIXEDSZ);
	if (!udp->without_edns) {
		*at++ = 0;
		at = put16(at, ns_t_opt);
		at = put16(at, udp->options.edns_size);
		memset(at, 0, 6);
		at += 6;
	}
	try->length = (uint16_t)(at - try->bytes);
	udp->unsent[udp->unsent_count++] = try;
	return ARES_SUCCESS;
}

/* Each of them once; what cannot be sent ends, and the next one is tried. */
void dns_udp_flush(struct dns_udp *udp)
{
	struct dns_sockets *sockets = udp->options.sockets;
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	struct try *batch[BATCH];
	unsigned count = udp->unsent_count, sent = 0;

	if (!count)
		return;
	udp->unsent_count = 0;
	memcpy(batch, udp->unsent, count * sizeof *batch);
	if (udp->fd < 0)
		udp->fd = dns_sockets_open(sockets);
	for (unsigned i = 0; i < count; i++) {
		parts[i] = (struct iovec){ batch[i]->bytes, batch[i]->length };
		messages[i] = (struct mmsghdr){
			.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}
		};
	}
	while (sent < count) {
		int r = -1;

		if (udp->fd >= 0) {
			dns_sockets_forgive(sockets);
			r = sendmmsg(udp->fd, messages + sent, count - sent,
				     MSG_NOSIGNAL);
			if (r < 0 && errno == EINTR)
				continue;
			if (r < 0)
				dns_sockets_failed(sockets, udp->fd);
		}
		if (r > 0)
			sent += (unsigned)r;
		else
			end(udp, batch[sent++], ARES_ECONNREFUSED, NULL, 0);
	}
}

static void end_old(struct dns_udp *udp)
{
	uint64_t now = uv_hrtime();

	while (udp->oldest && udp->oldest->sent_ns + udp->options.timeout_ns < now)
		end(udp, udp->oldest, ARES_ETIMEOUT, NULL, 0);
}

void dns_udp_read(struct dns_udp *udp, size_t max)
{
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	int count = BATCH;

	dns_udp_flush(udp);
	for (size_t i = 0; i < BATCH; i++) {
		parts[i] = (struct iovec){ udp->received + i * READ_STEP, READ_MAX };
		messages[i] = (struct mmsghdr){
			.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}
		};
	}
	dns_sockets_forgive(udp->options.sockets);
	for (size_t done = 0; udp->fd >= 0 && count == BATCH && done < max;
	     done += BATCH) {
		do {
			count = recvmmsg(udp->fd, messages, BATCH, MSG_DONTWAIT, NULL);
		} while (count < 0 && errno == EINTR);
		if (count < 0 && dns_sockets_failed(udp->options.sockets, udp->fd)) {
			/* What else this socket has to say is of questions that have failed. */
			close_socket(udp);
			fail_all(udp, ARES_ECONNREFUSED);
		}
		for (int i = 0; i < count; i++)
			take_in(udp, parts[i].iov_base, messages[i].msg_len);
	}
	/* What is asked again without EDNS. */
	dns_udp_flush(udp);
	end_old(udp);
}

/* Nearly always the server repeats the question letter by letter. */
static bool is_same_question(const struct try *try, const uint8_t *bytes, size_t length)
{
	const struct dns_wire wire = { bytes, bytes + length };
	const uint8_t *at = bytes + NS_HFIXEDSZ, *asked = try->bytes + NS_HFIXEDSZ;
	struct dns_record question;
	char name[NS_MAXDNAME], answered[NS_MAXDNAME];

	if (length >= NS_HFIXEDSZ + (size_t)try->question &&
	    memcmp(at, asked, try->question) == 0)
		return true;
	return !dns_wire_question(&wire, &at, &question) &&
	       memcmp(at - NS_QFIXEDSZ, asked + try->question - NS_QFIXEDSZ,
		      NS_QFIXEDSZ) == 0 &&
	       ns_name_uncompress(bytes, bytes + length, question.owner, answered,
				  sizeof answered) >= 0 &&
	       ns_name_ntop(asked, name, sizeof name) >= 0 &&
	       strcasecmp(name, answered) == 0;
}

/* A server that knows no EDNS (RFC 6891 7): asked again in the old way, and so all that follow. */
static void ask_without_edns(struct dns_udp *udp, struct try *try)
{
	udp->without_edns = true;
	try->length = (uint16_t)(try->length - EDNS_LEN);
	put16(try->bytes + 10, 0);
	if (udp->unsent_count == BATCH)
		dns_udp_flush(udp);
	udp->unsent[udp->unsent_count++] = try;
}

static void take_in(struct dns_udp *udp, const uint8_t *bytes, size_t length)
{
	struct try *try;
	unsigned questions;
	bool has_edns;

	if (length < NS_HFIXEDSZ)
		return;
	try = find(udp, (uint16_t)(bytes[0] << 8 | bytes[1]));
	if (!try)
		return;
	questions = (unsigned)(bytes[4] << 8 | bytes[5]);
	/* Some refuse without repeating the question. */
	if (questions ? questions != 1 || !is_same_question(try, bytes, length)
		      : !(bytes[3] & 0xf))
		return;
	has_edns = try->bytes[11] != 0;
	if ((bytes[3] & 0xf) == ns_r_formerr && has_edns && !(bytes[10] | bytes[11]))
		ask_without_edns(udp, try);
	else
		end(udp, try, ARES_SUCCESS, bytes, length);
}
