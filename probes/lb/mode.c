/*
 * lb.mode: before anything has booted, a balancer that answers a TLS hello by itself shows that it
 * does not pass TLS through.
 *
 * Only who keeps the connection is asked: HAProxy in mode tcp has closed it by then, in mode http
 * it waits for a request. An answer in HTTP is certain; silence and an end without a word are what
 * any balancer does without a server.
 */
#include <string.h>

#include "_lb.h"
#include "core/io_http.h"

#define LOOKS_MAX 5 /* at the result of an earlier port, until it is there */

/* One address of the name. */
struct asked {
	struct run *run;
	struct addr addr; /* with port */
	bool speaks_http;
	const char *text; /* what it answered then */
};

struct state {
	const struct lb_target *target;
	struct asked *asked;
	size_t count, waiting;
	bool accepted;	 /* by one of them */
	bool keeps_open; /* one of them, having said nothing yet */
	const struct asked *bad;
	/* The first port of the same host, which is asked when ours has answered in HTTP. */
	const struct lb_target *first;
	unsigned looks;
};

static void found(struct run *run, const struct addresses *addresses);
static void connected(const struct tcp_answer *answer, void *arg);
static void answered(const struct http_answer *answer, void *arg);
static void answered_plain(const struct http_answer *answer, void *arg);
static void one_less(struct run *run);
static void first_answered(const struct http_answer *answer, void *arg);
static void fail(struct run *run);

static void start(struct run *run)
{
	struct state *state = run_state(run);

	state->target = run_subject(run)->item;
	run_expectedf(run, "no answer in HTTP to a TLS hello");
	lb_find(run, state->target->host, &state->target->endpoint->addresses, found);
}

static void found(struct run *run, const struct addresses *addresses)
{
	struct state *state = run_state(run);

	state->count = state->waiting = addresses->count;
	state->asked = arena_alloc(run_arena(run), state->count * sizeof *state->asked);
	for (size_t i = 0; i < addresses->count; i++) {
		struct asked *asked = &state->asked[i];

		*asked = (struct asked){
			.run = run,
			.addr = addr_with_port(addresses->items[i], state->target->port),
		};
		tcp_connect(run, &asked->addr, connected, asked);
	}
}

static void ask(struct run *run, const char *scheme, const struct lb_target *target,
		const struct addr *addr, http_answered_fn *then, void *arg)
{
	const struct http_request request = {
		.url = arena_printf(run_arena(run), "%s://%s:%u/", scheme, target->host,
				    target->port),
		.address = addr_with_port(*addr, target->port),
		.insecure = true,
		.max_body = 64,
	};

	http_ask(run, &request, then, arg);
}

/* The question and answer of lb.port. */
static void connected(const struct tcp_answer *answer, void *arg)
{
	struct asked *asked = arg;
	struct state *state = run_state(asked->run);

	state->accepted |= lb_is_accepted(answer);
	if (answer->outcome != TCP_OPEN) {
		one_less(asked->run);
		return;
	}
	state->keeps_open = true;
	ask(asked->run, "https", state->target, &asked->addr, answered, asked);
}

static void answered(const struct http_answer *answer, void *arg)
{
	struct asked *asked = arg;
	struct state *state = run_state(asked->run);

	if (http_answer_is_no_tls(answer))
		ask(asked->run, "http", state->target, &asked->addr, answered_plain,
		    asked);
	else
		one_less(asked->run);
}

static void answered_plain(const struct http_answer *answer, void *arg)
{
	struct asked *asked = arg;

	asked->speaks_http = answer->status;
	asked->text = http_answer_text(asked->run, answer);
	one_less(asked->run);
}

/* The first of the balancer's ports before ours: what all have in common is said there. */
static const struct lb_target *first_of_host(struct run *run)
{
	const struct state *state = run_state(run);
	const struct inventory *inventory = run_inventory(run);
	const struct host *host = lb_owner(inventory, &state->bad->addr);
	struct lb_targets *targets = arena_alloc(run_arena(run), sizeof *targets);

	lb_targets(run_arena(run), inventory, targets);
	for (size_t i = 0; i < targets->count; i++) {
		const struct lb_target *other = &targets->items[i];
		const struct addresses *theirs = &other->endpoint->addresses;

		if (!strcmp(other->name, state->target->name))
			break;
		if (other->service != LB_HTTP && theirs->count &&
		    (addr_equal(&theirs->items[0], &state->bad->addr) ||
		     (host && lb_owner(inventory, &theirs->items[0]) == host)))
			return other;
	}
	return NULL;
}

static void one_less(struct run *run)
{
	struct state *state = run_state(run);
	char text[ADDR_STRLEN];

	if (--state->waiting)
		return;
	for (size_t i = 0; !state->bad && i < state->count; i++)
		state->bad = state->asked[i].speaks_http ? &state->asked[i] : NULL;
	if (!state->accepted) {
		run_skip(run, "%s does not accept connections", state->target->name);
		return;
	}
	if (!state->bad) {
		run_pass(run, "%s does not answer in HTTP%s", state->target->name,
			 state->keeps_open ? "" : ": it closes, no back end yet");
		return;
	}
	run_observedf(run, "%s: no TLS, but %s in the clear",
		      addr_str_port(&state->bad->addr, text), state->bad->text);
	state->first = first_of_host(run);
	if (state->first)
		ask(run, "http", state->first,
		    &state->first->endpoint->addresses.items[0], first_answered, run);
	else
		fail(run);
}

/* The answers of one question come one after the other; ours may be before the first's. */
static void first_answered(const struct http_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);
	const struct lb_target *first = state->first;
	const struct result *result = run_other(run, "lb.mode", first->name);

	if (!result && answer->status && ++state->looks < LOOKS_MAX)
		ask(run, "http", first, &first->endpoint->addresses.items[0],
		    first_answered, run);
	else if (result && result->status == STATUS_FAIL)
		run_blocked(run, result);
	else
		fail(run);
}

static bool is_any(const char *subject, const void *arg)
{
	(void)subject;
	(void)arg;
	return true;
}

/* What haproxy.cfg is blamed for already: its section, or the first of those that inherit it. */
static const struct result *told_by_the_file(const struct run *run,
					     const struct balancer_front *front)
{
	const struct result *own;

	if (!front)
		return NULL;
	own = run_other(run, "lint.haproxy-mode", front->section);
	if (own || !front->mode || strcmp(front->mode, "http") != 0)
		return own;
	return run_other_bad(run, "lint.haproxy-mode", is_any, NULL);
}

static void fail(struct run *run)
{
	const struct state *state = run_state(run);
	const struct lb_target *target = state->target;
	const struct balancer_front *front =
		lb_front(run_inventory(run), &state->bad->addr, target->port);
	const struct result *cause = told_by_the_file(run, front);
	char text[ADDR_STRLEN];

	if (cause && cause->status == STATUS_FAIL) {
		run_blocked(run, cause);
		return;
	}
	run_reason(run, "tls-plain-http");
	if (front && front->where.file)
		run_source(run, front->where);
	lb_explain_mode(run, target);
	run_reproducef(run, "curl -v --connect-to ::%s http://%s:%u/",
		       addr_str_port(&state->bad->addr, text), target->host,
		       target->port);
	run_fail(run, "%s answers plain HTTP: the front end is in mode http",
		 target->name);
}

static const struct need needs[] = {
	{"lb.port",	     NEED_SUBJECT},
	{ "lint.haproxy-mode", NEED_AFTER  },
	{ NULL,		0		  },
};

const struct probe probe_lb_mode = {
	.id = "lb.mode",
	.title = "the load balancer does not answer in HTTP where TLS must pass through",
	.why = "clients speak TLS to this port: openshift-install says \"http: server gave HTTP "
	       "response to HTTPS client\", and waiting does not cure it",
	.symptom =
		"\"http: server gave HTTP response to HTTPS client\"; nodes repeat GET "
		"https://api-int:22623/config for ever",
	.fix = "mode tcp in front end and back end\nsystemctl reload haproxy",
	.phases = PHASE_PREBOOT,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = lb_tls_subjects,
	.start = start,
};
