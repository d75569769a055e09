/*
 * Question -> one or two attempts -> answer. A question is an (address, port) that somebody asked
 * about; it is kept until the engine goes, so that whoever asks later gets the same answer. An
 * attempt is a socket of it.
 */
#include "io_tcp.h"

#include <errno.h>
#include <stdlib.h>

#include <uv.h>

#include "arena.h"
#include "engine.h"
#include "inventory.h"
#include "io_netlink.h"
#include "limits.h"
#include "op.h"
#include "probe.h"
#include "tcp/attempt.h"
#include "tcp/judge.h"
#include "tcp/waiters.h"

enum stage {
	STAGE_DELAYED,
	STAGE_WAITING,
	STAGE_FIRST,
	STAGE_SECOND,
	STAGE_LISTENING,
	STAGE_DONE
};

/* How long an accepted connection is listened to, and when the question goes out. */
enum manner { MANNER_LISTEN, MANNER_AGAIN, MANNER_REACH };

/* A survey's interest in one question. */
struct watch {
	struct survey *survey;
	struct watch *next;
};

struct survey {
	struct survey *next;
	const struct addr *addrs; /* names it */
	const struct tcp_answer **answers;
	struct watch *watches; /* one for each address */
	size_t pending;
	struct waiters waiters;
};

struct question {
	struct tcp *tcp;
	struct question *bucket_next, *queue_next, *all_next;
	struct tcp_answer *answer;
	enum manner manner;
	enum stage stage;
	uv_timer_t timer;
	struct attempt *attempts[LIMIT_CONNECT_ATTEMPTS];
	struct waiters waiters;
	struct watch *watches;
};

struct tcp {
	struct engine *engine;
	struct netlink *netlink;   /* NULL: not to be had */
	struct attempts *attempts; /* NULL: as well */
	int attempts_error;
	struct question **buckets;
	size_t bucket_count; /* a power of two */
	size_t question_count;
	struct question *all;
	struct survey *surveys;
	struct question *queue, **queue_last; /* no socket was left for them */
	unsigned sockets, sockets_max;
	unsigned handles; /* open uv handles */
	bool pumping, closing;
};

static void *tcp_open(struct engine *engine);
static void tcp_close(void *state);
static void queue_pump(struct tcp *tcp);
static void question_begin(struct question *question);
static void question_attempt(struct question *question);
static void attempt_accepted(struct attempt *attempt, void *arg);
static void attempt_ended(struct attempt *attempt, void *arg);
static void release_attempts(struct question *question, const struct attempt *but);
static void timer_start(struct question *question, double ms);
static void question_give_up(struct question *question);
static void question_finish(struct question *question);

static const struct attempt_calls attempt_calls = {
	.accepted = attempt_accepted,
	.ended = attempt_ended,
};

static const struct module tcp_module = { .open = tcp_open, .close = tcp_close };

static void *tcp_open(struct engine *engine)
{
	struct tcp *tcp = mem_alloc(sizeof *tcp);

	tcp->engine = engine;
	tcp->bucket_count = 64;
	tcp->buckets = mem_alloc(tcp->bucket_count * sizeof *tcp->buckets);
	tcp->queue_last = &tcp->queue;
	tcp->sockets_max = limits_sockets();
	/* Without it only the text is poorer. */
	(void)netlink_open(&tcp->netlink);
	tcp->attempts_error = attempts_open(engine_loop(engine), tcp->netlink,
					    &attempt_calls, &tcp->attempts);
	return tcp;
}

static void tcp_free(struct tcp *tcp)
{
	while (tcp->all) {
		struct question *question = tcp->all;

		tcp->all = question->all_next;
		free(question);
	}
	while (tcp->surveys) {
		struct survey *survey = tcp->surveys;

		tcp->surveys = survey->next;
		free(survey->watches);
		free(survey);
	}
	netlink_close(tcp->netlink);
	free(tcp->buckets);
	free(tcp);
}

static void handle_closed(struct tcp *tcp)
{
	if (!--tcp->handles && tcp->closing)
		tcp_free(tcp);
}

static void timer_closed(uv_handle_t *handle)
{
	handle_closed(((struct question *)handle->data)->tcp);
}

static void attempts_closed(void *arg)
{
	handle_closed(arg);
}

static void tcp_close(void *state)
{
	struct tcp *tcp = state;

	tcp->closing = true;
	for (struct question *question = tcp->all; question;
	     question = question->all_next) {
		if (question->stage == STAGE_DONE)
			continue;
		question->stage = STAGE_DONE;
		release_attempts(question, NULL);
		uv_close((uv_handle_t *)&question->timer, timer_closed);
	}
	if (tcp->attempts) {
		tcp->handles++;
		attempts_close(tcp->attempts, attempts_closed, tcp);
	}
	if (!tcp->handles)
		tcp_free(tcp);
}

/* FNV-1a over all that makes two questions the same. */
static size_t hash(const struct addr *addr, enum manner manner)
{
	uint64_t value = 14695981039346656037u;
	unsigned char tail[3] = { (unsigned char)(addr->port >> 8),
				  (unsigned char)addr->port, (unsigned char)manner };

	for (size_t i = 0; i < sizeof addr->bytes; i++)
		value = (value ^ addr->bytes[i]) * 1099511628211u;
	for (size_t i = 0; i < sizeof tail; i++)
		value = (value ^ tail[i]) * 1099511628211u;
	return (size_t)(value ^ value >> 32);
}

static void grow_buckets(struct tcp *tcp)
{
	tcp->bucket_count *= 2;
	free(tcp->buckets);
	tcp->buckets = mem_alloc(tcp->bucket_count * sizeof *tcp->buckets);
	for (struct question *question = tcp->all; question;
	     question = question->all_next) {
		size_t slot = hash(&question->answer->addr, question->manner) &
			      (tcp->bucket_count - 1);

		question->bucket_next = tcp->buckets[slot];
		tcp->buckets[slot] = question;
	}
}

static struct question *question_new(struct tcp *tcp, const struct addr *addr,
				     enum manner manner)
{
	struct question *question = mem_alloc(sizeof *question);
	size_t slot;

	if (tcp->question_count++ >= tcp->bucket_count)
		grow_buckets(tcp);
	slot = hash(addr, manner) & (tcp->bucket_count - 1);
	question->tcp = tcp;
	question->manner = manner;
	question->answer =
		arena_alloc(engine_arena(tcp->engine), sizeof *question->answer);
	question->answer->addr = *addr;
	waiters_init(&question->waiters);
	question->bucket_next = tcp->buckets[slot];
	tcp->buckets[slot] = question;
	question->all_next = tcp->all;
	tcp->all = question;
	uv_timer_init(engine_loop(tcp->engine), &question->timer);
	question->timer.data = question;
	tcp->handles++;
	return question;
}

static struct question *question_find(struct tcp *tcp, const struct addr *addr,
				      enum manner manner)
{
	struct question *question =
		tcp->buckets[hash(addr, manner) & (tcp->bucket_count - 1)];

	for (; question; question = question->bucket_next) {
		const struct addr *other = &question->answer->addr;

		if (question->manner == manner && other->port == addr->port &&
		    other->scope_id == addr->scope_id && addr_equal(other, addr))
			return question;
	}
	return NULL;
}

/* The question, and whether it has yet to be put. */
static struct question *question_get(struct tcp *tcp, const struct addr *addr,
				     enum manner manner, bool *ret_is_new)
{
	struct question *question = question_find(tcp, addr, manner);

	*ret_is_new = !question;
	return question ? question : question_new(tcp, addr, manner);
}

static void ask(struct run *run, const struct addr *addr, enum manner manner,
		tcp_answered_fn *answered, void *arg)
{
	struct tcp *tcp = engine_module(run_engine(run), &tcp_module);
	struct tcp_op *op = mem_alloc(sizeof *op);
	bool is_new;
	struct question *question = question_get(tcp, addr, manner, &is_new);

	op->answer = question->answer;
	op->answered = answered;
	op->arg = arg;
	waiters_add(&question->waiters, run, op);
	if (!is_new)
		return;
	if (manner == MANNER_AGAIN)
		timer_start(question, LIMIT_AGAIN_MS); /* STAGE_DELAYED */
	else
		question_begin(question);
}

static struct survey *survey_new(struct tcp *tcp, const struct addr *addrs, size_t count)
{
	struct survey *survey = mem_alloc(sizeof *survey);

	survey->addrs = addrs;
	survey->answers =
		arena_alloc(engine_arena(tcp->engine), (count + 1) * sizeof(void *));
	survey->watches = mem_alloc((count + 1) * sizeof *survey->watches);
	waiters_init(&survey->waiters);
	survey->pending = count + 1; /* ours, until all are put */
	survey->next = tcp->surveys;
	tcp->surveys = survey;
	return survey;
}

static void survey_step(struct survey *survey)
{
	if (!--survey->pending)
		waiters_complete(&survey->waiters);
}

void tcp_survey(struct run *run, const struct addr *addrs, size_t count,
		tcp_surveyed_fn *surveyed, void *arg)
{
	struct tcp *tcp = engine_module(run_engine(run), &tcp_module);
	struct tcp_op *op = mem_alloc(sizeof *op);
	struct survey *survey = tcp->surveys;
	bool is_new;

	while (survey && survey->addrs != addrs)
		survey = survey->next;
	is_new = !survey;
	if (is_new)
		survey = survey_new(tcp, addrs, count);
	op->answers = survey->answers;
	op->surveyed = surveyed;
	op->arg = arg;
	waiters_add(&survey->waiters, run, op);
	for (size_t i = 0; is_new && i < count; i++) {
		bool is_first;
		struct question *question =
			question_get(tcp, &addrs[i], MANNER_LISTEN, &is_first);

		survey->answers[i] = question->answer;
		if (question->stage == STAGE_DONE) {
			survey->pending--;
			continue;
		}
		survey->watches[i].survey = survey;
		survey->watches[i].next = question->watches;
		question->watches = &survey->watches[i];
		if (is_first)
			question_begin(question);
	}
	if (is_new)
		survey_step(survey);
}

void tcp_connect(struct run *run, const struct addr *addr, tcp_answered_fn *answered,
		 void *arg)
{
	ask(run, addr, MANNER_LISTEN, answered, arg);
}

void tcp_connect_again(struct run *run, const struct addr *addr,
		       tcp_answered_fn *answered, void *arg)
{
	ask(run, addr, MANNER_AGAIN, answered, arg);
}

void tcp_reach(struct run *run, const struct addr *addr, tcp_answered_fn *answered,
	       void *arg)
{
	ask(run, addr, MANNER_REACH, answered, arg);
}

static void question_begin(struct question *question)
{
	struct tcp *tcp = question->tcp;

	question->stage = STAGE_WAITING;
	question->queue_next = NULL;
	*tcp->queue_last = question;
	tcp->queue_last = &question->queue_next;
	queue_pump(tcp);
}

/* A loop, since a connect may fail at once and so make room for the next. */
static void queue_pump(struct tcp *tcp)
{
	double timeout = 1000 * engine_inventory(tcp->engine)->timeout;

	if (tcp->pumping || tcp->closing)
		return;
	tcp->pumping = true;
	while (tcp->queue && tcp->sockets < tcp->sockets_max) {
		struct question *question = tcp->queue;

		tcp->queue = question->queue_next;
		if (!tcp->queue)
			tcp->queue_last = &tcp->queue;
		question->stage = STAGE_FIRST;
		timer_start(question, LIMIT_CONNECT_SECOND * timeout);
		question_attempt(question);
	}
	tcp->pumping = false;
}

/* No descriptor: those that are open are the limit, and the question waits for one of them. */
static bool wait_for_socket(struct question *question, int error)
{
	struct tcp *tcp = question->tcp;

	if (error != -EMFILE && error != -ENFILE && error != -ENOBUFS && error != -ENOMEM)
		return false;
	if (question->stage == STAGE_SECOND)
		return true; /* the first goes on alone */
	if (!tcp->sockets)
		return false;
	tcp->sockets_max = tcp->sockets;
	uv_timer_stop(&question->timer);
	question->stage = STAGE_WAITING;
	question->queue_next = tcp->queue;
	if (!tcp->queue)
		tcp->queue_last = &question->queue_next;
	tcp->queue = question;
	return true;
}

static void question_attempt(struct question *question)
{
	struct tcp *tcp = question->tcp;
	struct tcp_answer *answer = question->answer;
	unsigned number = answer->attempts;
	int r = tcp->attempts_error;

	if (tcp->attempts)
		r = attempt_start(tcp->attempts, answer, question,
				  &question->attempts[number]);
	if (r >= 0)
		tcp->sockets++;
	if (r > 0) {
		question_finish(question);
	} else if (r == -EAFNOSUPPORT) {
		/* A kernel without IPv6: a fact about the way there. */
		tcp_judge_error(answer, EAFNOSUPPORT, NULL);
		question_finish(question);
	} else if (r < 0 && !wait_for_socket(question, r)) {
		tcp_judge_local(answer, -r);
		question_finish(question);
	}
}

static double linger_ms(const struct question *question, const struct attempt *attempt)
{
	double least = LIMIT_LINGER_MS;
	double needed = LIMIT_LINGER_ROUND_TRIPS * attempt_round_trip_ms(attempt);

	if (question->manner == MANNER_REACH)
		return 0;
	if (question->manner == MANNER_AGAIN)
		least = LIMIT_LINGER_AGAIN_MS;
	else if (engine_inventory(question->tcp->engine)->phase == PHASE_PREBOOT)
		least = LIMIT_LINGER_PREBOOT_MS;
	if (needed > LIMIT_LINGER_MAX_MS)
		needed = LIMIT_LINGER_MAX_MS;
	return needed > least ? needed : least;
}

static void attempt_accepted(struct attempt *attempt, void *arg)
{
	struct question *question = arg;

	question->stage = STAGE_LISTENING;
	release_attempts(question, attempt);
	timer_start(question, linger_ms(question, attempt));
}

static void attempt_ended(struct attempt *attempt, void *arg)
{
	(void)attempt;
	question_finish(arg);
}

static void timer_fired(uv_timer_t *timer)
{
	struct question *question = timer->data;
	double timeout = 1000 * engine_inventory(question->tcp->engine)->timeout;
	double grace = LIMIT_CONNECT_GRACE * timeout;

	switch (question->stage) {
	case STAGE_DELAYED:
		question_begin(question);
		break;
	case STAGE_FIRST:
		question->stage = STAGE_SECOND;
		grace = grace > LIMIT_CONNECT_GRACE_MS ? LIMIT_CONNECT_GRACE_MS : grace;
		timer_start(question, (1 - LIMIT_CONNECT_SECOND) * timeout + grace);
		if (question->tcp->sockets < question->tcp->sockets_max)
			question_attempt(question);
		break;
	case STAGE_SECOND:
	case STAGE_LISTENING:
		question_give_up(question);
		break;
	case STAGE_WAITING:
	case STAGE_DONE:
		break;
	}
}

/* The loop's clock stands still while it works through a burst; a short wait must not shrink. */
static void timer_start(struct question *question, double ms)
{
	uv_update_time(engine_loop(question->tcp->engine));
	uv_timer_start(&question->timer, timer_fired, (uint64_t)(ms + 0.5), 0);
}

/* Time is up. What has come but was not looked at yet counts. */
static void question_give_up(struct question *question)
{
	struct tcp_answer *answer = question->answer;
	enum stage stage = question->stage;
	struct netlink *netlink = question->tcp->netlink;
	struct netlink_way way;
	bool known;

	for (int i = 0; i < LIMIT_CONNECT_ATTEMPTS && question->stage == stage; i++) {
		if (question->attempts[i])
			attempt_look(question->attempts[i]);
	}
	if (question->stage != stage)
		return;
	if (stage == STAGE_LISTENING) {
		answer->outcome = TCP_OPEN;
	} else {
		known = netlink && netlink_find_way(netlink, &answer->addr, &way) >= 0;
		tcp_judge_silence(answer, known ? &way : NULL);
	}
	question_finish(question);
}

static void release_attempts(struct question *question, const struct attempt *but)
{
	for (int i = 0; i < LIMIT_CONNECT_ATTEMPTS; i++) {
		if (!question->attempts[i] || question->attempts[i] == but)
			continue;
		attempt_release(question->attempts[i]);
		question->attempts[i] = NULL;
		question->tcp->sockets--;
	}
}

static void question_finish(struct question *question)
{
	question->stage = STAGE_DONE;
	release_attempts(question, NULL);
	uv_close((uv_handle_t *)&question->timer, timer_closed);
	waiters_complete(&question->waiters);
	for (struct watch *watch = question->watches; watch; watch = watch->next)
		survey_step(watch->survey);
	queue_pump(question->tcp);
}
