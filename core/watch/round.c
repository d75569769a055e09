#include "round.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/engine.h"

/*
 * A loop registers new descriptors in its next turn only, and before libuv 1.45 it does not say
 * that it has some to register: so this is the longest time between two turns.
 */
#define TURN_MS 20

struct round {
	struct round_options options;
	struct arena *arena;
	struct engine *engine;
	uv_poll_t poll; /* of the inner loop's descriptor */
	uv_timer_t timer;
	unsigned open; /* handles of ours */
	size_t sealed;
};

static void count_sealed(size_t done, size_t total, size_t failed, void *arg)
{
	struct round *round = arg;

	(void)total;
	(void)failed;
	round->sealed = done;
}

static void turn(struct round *round);

static void timer_fired(uv_timer_t *timer)
{
	turn(timer->data);
}

static void polled(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	turn(poll->data);
}

static void turn(struct round *round)
{
	uv_loop_t *inner = engine_loop(round->engine);
	size_t sealed = round->sealed;
	int wait;

	uv_run(inner, UV_RUN_NOWAIT);
	if (engine_is_finished(round->engine)) {
		uv_timer_stop(&round->timer);
		uv_poll_stop(&round->poll);
		round->options.done(round, round->options.arg);
		return;
	}
	if (round->sealed > sealed && round->options.progress)
		round->options.progress(round, round->options.arg);
	wait = uv_backend_timeout(inner);
	uv_timer_start(&round->timer, timer_fired,
		       wait >= 0 && wait < TURN_MS ? (uint64_t)wait : TURN_MS, 0);
}

struct round *round_start(const struct round_options *options)
{
	struct round *round = mem_alloc(sizeof *round);
	struct engine_options engine_options = { .deadline = options->deadline,
						 .progress = count_sealed,
						 .arg = round,
						 .given = options->given,
						 .cluster = options->cluster };

	round->options = *options;
	round->arena = arena_new();
	round->engine = engine_new(round->arena, options->plan, &engine_options);
	for (size_t i = 0; i < options->plan->count; i++)
		round->sealed += options->given && options->given[i];
	uv_timer_init(options->loop, &round->timer);
	uv_poll_init(options->loop, &round->poll,
		     uv_backend_fd(engine_loop(round->engine)));
	round->open = 2;
	round->timer.data = round;
	round->poll.data = round;
	uv_poll_start(&round->poll, UV_READABLE, polled);
	if (options->begins)
		options->begins(round, options->arg);
	engine_begin(round->engine);
	uv_timer_start(&round->timer, timer_fired, 0, 0);
	return round;
}

const struct result *round_results(const struct round *round)
{
	return engine_results(round->engine);
}

const struct result *round_result(const struct round *round, unsigned number)
{
	return engine_result(round->engine, number);
}

struct engine *round_engine(const struct round *round)
{
	return round->engine;
}

size_t round_sealed(const struct round *round)
{
	return round->sealed;
}

void round_interrupt(struct round *round)
{
	engine_interrupt(round->engine);
	uv_timer_start(&round->timer, timer_fired, 0, 0);
}

static void closed(uv_handle_t *handle)
{
	struct round *round = handle->data;

	if (!--round->open)
		free(round);
}

struct round *round_free(struct round *round)
{
	if (!round)
		return NULL;
	if (!engine_is_finished(round->engine)) {
		engine_interrupt(round->engine);
		while (!engine_is_finished(round->engine))
			uv_run(engine_loop(round->engine), UV_RUN_ONCE);
	}
	/* The poll handle goes before the descriptor that it looks at. */
	uv_close((uv_handle_t *)&round->poll, closed);
	uv_close((uv_handle_t *)&round->timer, closed);
	round->engine = engine_free(round->engine);
	round->arena = arena_free(round->arena);
	return NULL;
}
