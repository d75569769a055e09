#include "io_http.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "engine.h"
#include "http/loop.h"
#include "http/transfer.h"
#include "http/warm.h"
#include "io_record.h"
#include "io_tcp.h"
#include "op.h"
#include "probe.h"

#define IN_FLIGHT_MAX	256
#define BUCKETS		256
#define SLOW_CONNECT_MS 300  /* then a bare connect is asked what is going on */
#define HEADERS_TIMES	3    /* x timeout: from the start to the last header */
#define BODY_TIMES	15   /* x timeout: for the whole */
#define BODY_LEAST	1024 /* bytes that must come in each timeout */

enum stage {
	STAGE_QUEUED,	  /* too many are under way */
	STAGE_CONNECTING, /* due: SLOW_CONNECT_MS, then the timeout */
	STAGE_HEADERS,
	STAGE_BODY,
	STAGE_ASKING_TCP, /* failed to connect: what does a bare connect see? */
	STAGE_DONE,
};

/* Somebody who waits for a job. */
struct waiter {
	struct op op;
	struct job *job;
	struct waiter *next, **link;
	http_answered_fn *answered;
	void *arg;
};

struct job {
	struct http *http;
	struct job *next, **link; /* of the queue or of those under way */
	struct job *hash_next;
	const char *key;
	struct http_transfer transfer;
	enum stage stage;
	uint64_t started, due; /* ms of the loop's clock */
	uint64_t received;     /* at the last look */
	struct waiter *waiters, **last_waiter;
	struct run *tcp_run; /* whose connect we wait for; NULL: nobody's */
};

struct http {
	struct engine *engine;
	struct arena *arena;
	struct http_loop *loop;
	struct http_stores *stores;
	uv_timer_t timer;
	uint64_t timeout; /* ms of one attempt */
	struct job *buckets[BUCKETS];
	struct job *active;
	struct job *queue, **queue_last;
	unsigned in_flight;
};

static void start_job(struct job *job);
static void arm(struct http *http);
static void timer_expired(uv_timer_t *timer);
static void look_at(struct job *job, uint64_t now);
static void transfer_finished(CURL *easy, CURLcode code, void *arg);
static void socket_closing(curl_socket_t fd, void *arg);
static void end_transfer(struct job *job);
static void ask_tcp(struct job *job, const struct run *not_this);
static void tcp_answered(const struct tcp_answer *answer, void *arg);
static void complete(struct job *job);
static void deliver(struct op *op);
static void cancel(struct op *op);

static void *open_http(struct engine *engine)
{
	struct http *http = mem_alloc(sizeof(*http));

	http_warm_wait();
	http->engine = engine;
	http->arena = engine_arena(engine);
	http->timeout = (uint64_t)(engine_inventory(engine)->timeout * 1000);
	http->queue_last = &http->queue;
	http->stores = http_stores_new(http->arena);
	http->loop = http_loop_new(engine_loop(engine), transfer_finished, socket_closing,
				   http);
	uv_timer_init(engine_loop(engine), &http->timer);
	http->timer.data = http;
	return http;
}

static void timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void close_http(void *state)
{
	struct http *http = state;

	for (size_t i = 0; i < BUCKETS; i++) {
		while (http->buckets[i]) {
			struct job *job = http->buckets[i];

			http->buckets[i] = job->hash_next;
			if (job->transfer.easy)
				http_loop_drop(http->loop, job->transfer.easy);
			http_transfer_close(&job->transfer);
			free(job);
		}
	}
	http->active = NULL;
	http_loop_close(http->loop);
	http->stores = http_stores_free(http->stores);
	uv_close((uv_handle_t *)&http->timer, timer_closed);
}

static const struct module http_module = { open_http, close_http };

/* All that makes two requests the same. Holds credentials: never shown. */
static const char *key_of(struct arena *arena, const struct http_request *request)
{
	char address[ADDR_STRLEN] = "", proxy[ADDR_STRLEN] = "";

	if (request->address.family)
		addr_str(&request->address, address);
	if (request->proxy)
		addr_str(&request->proxy_address, proxy);
	return arena_printf(arena, "%d\n%s\n%s\n%s\n%s\n%s\n%d\n%s\n%zu\n%s",
			    request->method, request->url, address,
			    request->proxy ? request->proxy : "", proxy,
			    request->ca_file ? request->ca_file : "", request->insecure,
			    request->range ? request->range : "", request->max_body,
			    request->accept ? request->accept : "");
}

static struct job **bucket_of(struct http *http, const char *key)
{
	size_t hash = 5381;

	for (const char *p = key; *p; p++)
		hash = hash * 33 + (unsigned char)*p;
	return &http->buckets[hash % BUCKETS];
}

static struct job *find_or_make(struct http *http, const struct http_request *request)
{
	const char *key = key_of(http->arena, request);
	struct job **bucket = bucket_of(http, key);
	struct job *job = *bucket;

	while (job && strcmp(job->key, key) != 0)
		job = job->hash_next;
	if (job)
		return job;
	job = mem_alloc(sizeof(*job));
	job->http = http;
	job->key = key;
	job->last_waiter = &job->waiters;
	job->hash_next = *bucket;
	*bucket = job;
	if (!http_transfer_init(&job->transfer, http->arena, request)) {
		job->stage = STAGE_DONE;
	} else if (http->in_flight < IN_FLIGHT_MAX) {
		start_job(job);
	} else {
		job->link = http->queue_last;
		*http->queue_last = job;
		http->queue_last = &job->next;
	}
	return job;
}

void http_ask(struct run *run, const struct http_request *request,
	      http_answered_fn *answered, void *arg)
{
	struct http *http = engine_module(run_engine(run), &http_module);
	struct job *job = find_or_make(http, request);
	struct waiter *waiter = mem_alloc(sizeof(*waiter));

	waiter->job = job;
	waiter->answered = answered;
	waiter->arg = arg;
	op_begin(&waiter->op, run, deliver, cancel);
	waiter->link = job->last_waiter;
	*job->last_waiter = waiter;
	job->last_waiter = &waiter->next;
	if (job->stage == STAGE_DONE)
		op_complete(&waiter->op);
}

static void start_job(struct job *job)
{
	struct http *http = job->http;

	if (!http_transfer_open(&job->transfer, http->stores, job)) {
		http_transfer_close(&job->transfer);
		complete(job);
		return;
	}
	job->stage = STAGE_CONNECTING;
	job->started = uv_now(engine_loop(http->engine));
	job->due = job->started +
		   (http->timeout < SLOW_CONNECT_MS ? http->timeout : SLOW_CONNECT_MS);
	job->link = &http->active;
	job->next = http->active;
	if (job->next)
		job->next->link = &job->next;
	http->active = job;
	http->in_flight++;
	http_loop_add(http->loop, job->transfer.easy);
	arm(http);
}

/* One timer for all: the list is short. */
static void arm(struct http *http)
{
	uint64_t now = uv_now(engine_loop(http->engine)), next = 0;

	for (struct job *job = http->active; job; job = job->next) {
		if (!next || job->due < next)
			next = job->due;
	}
	if (!next)
		uv_timer_stop(&http->timer);
	else
		uv_timer_start(&http->timer, timer_expired, next > now ? next - now : 0,
			       0);
}

static void timer_expired(uv_timer_t *timer)
{
	struct http *http = timer->data;
	uint64_t now = uv_now(engine_loop(http->engine));
	struct job *job, *next;

	/* What ends here leaves the list; what starts meanwhile comes in front. */
	for (job = http->active; job; job = next) {
		next = job->next;
		if (job->due <= now)
			look_at(job, now);
	}
	arm(http);
}

static void give_up(struct job *job)
{
	http_loop_drop(job->http->loop, job->transfer.easy);
	http_transfer_timed_out(&job->transfer);
	end_transfer(job);
}

static void look_at(struct job *job, uint64_t now)
{
	struct http *http = job->http;
	uint64_t connect_end = job->started + http->timeout;
	uint64_t headers_end = job->started + HEADERS_TIMES * http->timeout;
	bool has_status = job->transfer.answer->version && !job->transfer.in_headers &&
			  job->transfer.received;

	if (job->stage == STAGE_CONNECTING && http_transfer_connected(&job->transfer)) {
		job->stage = STAGE_HEADERS;
		job->due = headers_end;
	} else if (job->stage == STAGE_CONNECTING && now < connect_end) {
		ask_tcp(job, NULL);
		job->due = connect_end;
	} else if (job->stage == STAGE_HEADERS && has_status) {
		job->stage = STAGE_BODY;
		job->received = job->transfer.received;
		job->due = now + http->timeout;
	} else if (job->stage == STAGE_BODY &&
		   job->transfer.received - job->received >= BODY_LEAST &&
		   now < job->started + BODY_TIMES * http->timeout) {
		job->received = job->transfer.received;
		job->due = now + http->timeout;
	} else {
		give_up(job);
	}
}

static void transfer_finished(CURL *easy, CURLcode code, void *arg)
{
	struct job *job = NULL;

	(void)arg;
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
	http_transfer_ended(&job->transfer, code);
	end_transfer(job);
	arm(job->http);
}

static void socket_closing(curl_socket_t fd, void *arg)
{
	struct http *http = arg;

	for (struct job *job = http->active; job; job = job->next) {
		if (job->transfer.fd == fd)
			job->transfer.fd = CURL_SOCKET_BAD;
	}
}

static void leave_list(struct job *job)
{
	*job->link = job->next;
	if (job->next)
		job->next->link = job->link;
	else if (job->stage == STAGE_QUEUED)
		job->http->queue_last = job->link;
	job->next = NULL;
	job->link = NULL;
}

static void start_queued(struct http *http)
{
	while (http->queue && http->in_flight < IN_FLIGHT_MAX) {
		struct job *job = http->queue;

		leave_list(job);
		start_job(job);
	}
}

/* The answer stands, but for what a bare connect has to say. */
static void end_transfer(struct job *job)
{
	struct http *http = job->http;
	const struct http_answer *answer = job->transfer.answer;
	bool has_no_connection =
		answer->connect_errno && (answer->outcome == HTTP_CONNECT_FAILED ||
					  answer->outcome == HTTP_PROXY_FAILED);

	leave_list(job);
	http_transfer_close(&job->transfer);
	http->in_flight--;
	if (has_no_connection && !answer->tcp) {
		job->stage = STAGE_ASKING_TCP;
		ask_tcp(job, NULL);
	} else {
		complete(job);
	}
	start_queued(http);
}

/* An operation needs a run: that of the first who waits, and of the next where that one ends. */
static void ask_tcp(struct job *job, const struct run *not_this)
{
	struct addr peer = http_transfer_peer(&job->transfer);
	struct waiter *waiter = job->waiters;

	if (job->transfer.answer->tcp || job->tcp_run)
		return;
	while (waiter && waiter->op.run == not_this)
		waiter = waiter->next;
	if (!waiter)
		return;
	job->tcp_run = waiter->op.run;
	tcp_connect(job->tcp_run, &peer, tcp_answered, job);
}

static void tcp_answered(const struct tcp_answer *answer, void *arg)
{
	struct job *job = arg;

	job->tcp_run = NULL;
	job->transfer.answer->tcp = answer;
	if (job->stage == STAGE_ASKING_TCP)
		complete(job);
}

static void complete(struct job *job)
{
	job->stage = STAGE_DONE;
	for (struct waiter *waiter = job->waiters; waiter; waiter = waiter->next)
		op_complete(&waiter->op);
}

static void leave_job(struct waiter *waiter)
{
	*waiter->link = waiter->next;
	if (waiter->next)
		waiter->next->link = waiter->link;
	else
		waiter->job->last_waiter = waiter->link;
}

static void deliver(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;
	struct job *job = waiter->job;
	http_answered_fn *answered = waiter->answered;
	void *arg = waiter->arg;
	struct addr peer = http_transfer_peer(&job->transfer);

	if (job->transfer.answer->local_port)
		record_connection(op->run, &peer, job->transfer.answer->local_port);
	leave_job(waiter);
	free(waiter);
	answered(job->transfer.answer, arg);
}

/* Nobody wants to know any more: as if it had never been asked. */
static void abandon(struct job *job)
{
	struct job **at = bucket_of(job->http, job->key);

	while (*at != job)
		at = &(*at)->hash_next;
	*at = job->hash_next;
	if (job->transfer.easy) {
		http_loop_drop(job->http->loop, job->transfer.easy);
		http_transfer_close(&job->transfer);
		job->http->in_flight--;
	}
	if (job->link)
		leave_list(job);
	start_queued(job->http);
	arm(job->http);
	free(job);
}

static void cancel(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;
	struct job *job = waiter->job;
	const struct run *run = op->run;

	leave_job(waiter);
	free(waiter);
	if (job->stage == STAGE_DONE)
		return;
	if (!job->waiters) {
		abandon(job);
		return;
	}
	if (job->tcp_run == run) {
		job->tcp_run = NULL;
		ask_tcp(job, run);
	}
}
