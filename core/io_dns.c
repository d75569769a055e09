#include "io_dns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ares.h>

#include "arena.h"
#include "dns/lane.h"
#include "dns/message.h"
#include "engine.h"
#include "io_record.h"
#include "op.h"
#include "probe.h"

/* Questions that have not landed: no further run is started from the former on, until the latter. */
#define OPEN_ENOUGH 4096
#define OPEN_FEW    2048

/* One question that a run waits for. */
struct dns_waiter {
	struct asking *asking;
	struct dns_question *question;
	struct dns_waiter *next, **link; /* of the question; link NULL: has landed */
};

/* What a run has asked in one go. */
struct asking {
	struct op op;			   /* first */
	dns_answered_fn *answered;	   /* of one */
	dns_all_answered_fn *all_answered; /* or of many */
	void *arg;
	unsigned count, waiting;
	struct dns_waiter waiters[];
};

/* The channels to one server, made when they are needed. */
struct server {
	const struct name_server *server;
	struct dns_lane *lanes[2]; /* by enum dns_transport */
};

/* Open addressing; sizes are powers of two. */
struct table {
	void **slots;
	size_t size, count;
};

struct dns {
	struct engine *engine;
	struct table questions; /* struct dns_question */
	struct table names; /* char: each name is stored once, whoever asks for what */
	struct server *servers;
	size_t server_count;
	unsigned open; /* questions that have not landed */
};

static void deliver(struct op *op);
static void cancel(struct op *op);
static void landed(struct dns_question *question, bool is_truncated, void *owner);
static void submit(struct dns *dns, struct dns_question *question,
		   enum dns_transport transport);

static void *dns_open(struct engine *engine)
{
	struct dns *dns = mem_alloc(sizeof *dns);

	ares_library_init(ARES_LIB_INIT_ALL);
	dns->engine = engine;
	return dns;
}

static void dns_close(void *state)
{
	struct dns *dns = state;

	for (size_t i = 0; i < dns->server_count; i++) {
		for (unsigned t = 0; t < 2; t++) {
			if (dns->servers[i].lanes[t])
				dns_lane_close(dns->servers[i].lanes[t]);
		}
	}
	free(dns->servers);
	free(dns->questions.slots);
	free(dns->names.slots);
	free(dns);
	ares_library_cleanup();
}

static const struct module dns_module = { .open = dns_open, .close = dns_close };

/* FNV-1a. */
static size_t hash_name(const char *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
	return (size_t)(hash ^ hash >> 32);
}

/* Names are stored once, so the pointer is the name. */
static size_t hash_question(const struct dns_question *question)
{
	const struct dns_answer *answer = &question->answer;
	uint64_t hash = (uintptr_t)answer->name;

	hash = (hash ^ (uint64_t)(uintptr_t)answer->server << 20) *
	       UINT64_C(0x9e3779b97f4a7c15);
	hash = (hash ^ hash >> 29 ^
		((uint64_t)answer->type << 1 | answer->asked_over_tcp)) *
	       UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(hash ^ hash >> 32);
}

static size_t hash_of(const struct dns *dns, const struct table *table, const void *item)
{
	return table == &dns->names ? hash_name(item) : hash_question(item);
}

/* Room for one more. */
static void table_grow(const struct dns *dns, struct table *table)
{
	struct table larger = { .size = table->size ? table->size * 2 : 64,
				.count = table->count };

	if (table->count * 2 < table->size)
		return;
	larger.slots = mem_alloc(larger.size * sizeof *larger.slots);
	for (size_t i = 0; i < table->size; i++) {
		size_t place;

		if (!table->slots[i])
			continue;
		place = hash_of(dns, table, table->slots[i]) & (larger.size - 1);
		while (larger.slots[place])
			place = (place + 1) & (larger.size - 1);
		larger.slots[place] = table->slots[i];
	}
	free(table->slots);
	*table = larger;
}

static const char *intern(struct dns *dns, const char *name)
{
	struct table *table = &dns->names;
	size_t place;

	table_grow(dns, table);
	place = hash_name(name) & (table->size - 1);
	while (table->slots[place]) {
		if (strcmp(table->slots[place], name) == 0)
			return table->slots[place];
		place = (place + 1) & (table->size - 1);
	}
	table->slots[place] = arena_strdup(engine_arena(dns->engine), name);
	table->count++;
	return table->slots[place];
}

/* In the form in which names are compared; "" for what is no name. */
static const char *stored_name(struct dns *dns, const char *name)
{
	char normal[DNS_NAME_MAX];

	return intern(dns, dns_name_normalise(name, normal) ? "" : normal);
}

static bool same_question(const struct dns_question *a, const struct dns_question *b)
{
	return a->answer.name == b->answer.name && a->answer.server == b->answer.server &&
	       a->answer.type == b->answer.type &&
	       a->answer.asked_over_tcp == b->answer.asked_over_tcp;
}

/* The question as it is kept; `ret_is_new`: it has not been asked yet. */
static struct dns_question *keep(struct dns *dns, const struct dns_question *key,
				 bool *ret_is_new)
{
	struct table *table = &dns->questions;
	struct dns_question *question;
	size_t place;

	table_grow(dns, table);
	place = hash_question(key) & (table->size - 1);
	while ((question = table->slots[place])) {
		if (same_question(question, key)) {
			*ret_is_new = false;
			return question;
		}
		place = (place + 1) & (table->size - 1);
	}
	question = arena_alloc(engine_arena(dns->engine), sizeof *question);
	*question = *key;
	table->slots[place] = question;
	table->count++;
	*ret_is_new = true;
	return question;
}

static struct asking *asking_new(struct run *run, size_t count, void *arg)
{
	struct asking *asking =
		mem_alloc(sizeof *asking + count * sizeof asking->waiters[0]);

	asking->arg = arg;
	asking->count = asking->waiting = (unsigned)count;
	op_begin(&asking->op, run, deliver, cancel);
	return asking;
}

static void landed_for(struct asking *asking)
{
	if (--asking->waiting == 0)
		op_complete(&asking->op);
}

/* `name` is stored_name() of the query's. */
static void add_waiter(struct dns *dns, struct asking *asking, struct dns_waiter *waiter,
		       const struct dns_query *query, const char *name,
		       enum dns_transport transport)
{
	struct dns_question key = { .answer.asked_over_tcp = transport == DNS_TCP };
	struct dns_question *question;
	bool is_new;

	key.answer.name = name;
	key.answer.type = query->type;
	key.answer.server = query->server;
	question = keep(dns, &key, &is_new);
	waiter->asking = asking;
	waiter->question = question;
	if (is_new && !*name) {
		question->answer.has_landed = true;
		question->answer.outcome = DNS_LOCAL_ERROR;
		question->answer.error = EINVAL;
	}
	if (question->answer.has_landed) {
		landed_for(asking);
		return;
	}
	waiter->next = question->waiters;
	waiter->link = &question->waiters;
	if (waiter->next)
		waiter->next->link = &waiter->next;
	question->waiters = waiter;
	if (is_new)
		submit(dns, question, transport);
}

void dns_ask(struct run *run, const struct name_server *server, const char *name,
	     enum dns_type type, enum dns_transport transport, dns_answered_fn *answered,
	     void *arg)
{
	struct dns *dns = engine_module(run_engine(run), &dns_module);
	struct asking *asking = asking_new(run, 1, arg);

	asking->answered = answered;
	add_waiter(dns, asking, &asking->waiters[0],
		   &(struct dns_query){ server, name, type }, stored_name(dns, name),
		   transport);
}

void dns_ask_all(struct run *run, const struct dns_query *queries, size_t count,
		 const struct dns_answer **answers, dns_all_answered_fn *answered,
		 void *arg)
{
	struct dns *dns = engine_module(run_engine(run), &dns_module);
	struct asking *asking = asking_new(run, count, arg);
	const char *name = NULL;

	asking->all_answered = answered;
	for (size_t i = 0; i < count; i++) {
		/* Nearly always one name, put to all servers. */
		if (!i || queries[i].name != queries[i - 1].name)
			name = stored_name(dns, queries[i].name);
		add_waiter(dns, asking, &asking->waiters[i], &queries[i], name, DNS_UDP);
		answers[i] = &asking->waiters[i].question->answer;
	}
}

static struct dns_lane *lane_to(struct dns *dns, const struct name_server *server,
				enum dns_transport transport)
{
	struct dns_lane_options options = {
		.loop = engine_loop(dns->engine),
		.arena = engine_arena(dns->engine),
		.server = server,
		.transport = transport,
		.timeout = engine_inventory(dns->engine)->timeout,
		.landed = landed,
		.owner = dns,
	};
	size_t i = 0;

	while (i < dns->server_count && dns->servers[i].server != server)
		i++;
	if (i == dns->server_count) {
		dns->servers = mem_realloc(dns->servers, (i + 1) * sizeof *dns->servers);
		dns->servers[i] = (struct server){ .server = server };
		dns->server_count++;
	}
	if (!dns->servers[i].lanes[transport])
		dns->servers[i].lanes[transport] = dns_lane_new(&options);
	return dns->servers[i].lanes[transport];
}

/* In the order in which they asked, so that every run of the program goes alike. */
static void complete(struct dns_question *question)
{
	struct dns_waiter *first = NULL, *waiter;

	while ((waiter = question->waiters)) {
		question->waiters = waiter->next;
		waiter->next = first;
		first = waiter;
	}
	while ((waiter = first)) {
		first = waiter->next;
		waiter->next = NULL;
		waiter->link = NULL;
		landed_for(waiter->asking);
	}
}

static void submit(struct dns *dns, struct dns_question *question,
		   enum dns_transport transport)
{
	struct dns_lane *lane = lane_to(dns, question->answer.server, transport);

	if (++dns->open == OPEN_ENOUGH)
		engine_hold(dns->engine, true);
	if (lane) {
		dns_lane_submit(lane, question);
		return;
	}
	question->answer.has_landed = true;
	question->answer.outcome = DNS_LOCAL_ERROR;
	question->answer.error = ENOMEM;
	landed(question, false, dns);
}

static void landed(struct dns_question *question, bool is_truncated, void *owner)
{
	struct dns *dns = owner;

	if (--dns->open == OPEN_FEW)
		engine_hold(dns->engine, false);
	/* The rest of the answer did not fit a datagram: the same over TCP, as RFC 1035 has it. */
	if (is_truncated)
		submit(dns, question, DNS_TCP);
	else
		complete(question);
}

static void deliver(struct op *op)
{
	struct asking *asking = (struct asking *)op;
	const struct dns_answer *answer = &asking->waiters[0].question->answer;
	dns_answered_fn *answered = asking->answered;
	dns_all_answered_fn *all_answered = asking->all_answered;
	void *arg = asking->arg;

	for (unsigned i = 0; i < asking->count; i++) {
		const struct dns_answer *one = &asking->waiters[i].question->answer;

		record_question(op->run, &one->server->addr, one->name, one->type);
	}
	free(asking);
	if (answered)
		answered(answer, arg);
	else
		all_answered(arg);
}

static void cancel(struct op *op)
{
	struct asking *asking = (struct asking *)op;

	for (unsigned i = 0; i < asking->count; i++) {
		struct dns_waiter *waiter = &asking->waiters[i];

		if (!waiter->link)
			continue;
		*waiter->link = waiter->next;
		if (waiter->next)
			waiter->next->link = waiter->link;
	}
	free(asking);
}

bool dns_answer_has_data(const struct dns_answer *answer)
{
	return answer->outcome == DNS_ANSWER && answer->rcode == 0 &&
	       (answer->address_count || answer->name_count);
}

/* Words for the RCODEs that a server of a cluster may send (RFC 1035, 2136). */
static const struct {
	const char *word, *reason;
} rcodes[] = {
	[0] = {"no data",   "dns-nodata"	},
	      [1] = { "FORMERR",	 "dns-formerr" },
	[2] = { "SERVFAIL", "dns-servfail"},
	      [3] = { "NXDOMAIN", "dns-nxdomain"},
	[4] = { "NOTIMP",	  "dns-notimp"  },
	      [5] = { "REFUSED",	 "dns-refused" },
};

#define RCODE_COUNT (sizeof rcodes / sizeof *rcodes)

const char *dns_answer_word(const struct dns_answer *answer)
{
	switch (answer->outcome) {
	case DNS_ANSWER:
		if (dns_answer_has_data(answer))
			return "an answer";
		if (answer->cname_loop)
			return "a loop of CNAMEs";
		return answer->rcode < RCODE_COUNT ? rcodes[answer->rcode].word
						   : "an error code of its own";
	case DNS_TIMEOUT:
		return "no answer";
	case DNS_PORT_CLOSED:
		return answer->over_tcp ? "TCP connection refused" : "port closed";
	case DNS_PROHIBITED:
		return "rejected by a firewall";
	case DNS_UNREACHABLE:
		return "host unreachable";
	case DNS_MALFORMED:
		return "a malformed answer";
	case DNS_LOCAL_ERROR:
		return "could not ask";
	}
	return "no answer";
}

const char *dns_answer_reason(const struct dns_answer *answer)
{
	switch (answer->outcome) {
	case DNS_ANSWER:
		if (dns_answer_has_data(answer))
			return "dns-answer";
		if (answer->cname_loop)
			return "dns-cname-loop";
		return answer->rcode < RCODE_COUNT ? rcodes[answer->rcode].reason
						   : "dns-rcode";
	case DNS_TIMEOUT:
		return "dns-timeout";
	case DNS_PORT_CLOSED:
		return "dns-port-closed";
	case DNS_PROHIBITED:
		return "icmp-admin-prohibited";
	case DNS_UNREACHABLE:
		return "dns-unreachable";
	case DNS_MALFORMED:
		return "dns-malformed";
	case DNS_LOCAL_ERROR:
		return "dns-local-error";
	}
	return "dns-timeout";
}
