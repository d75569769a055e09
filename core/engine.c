#include "engine.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "op.h"
#include "run.h"

#define TURN_NS	   200000 /* of steps, before the sockets get their turn */
#define TURN_STEPS 8	  /* from one look at the clock to the next */

struct open_module {
	struct open_module *next;
	const struct module *module;
	void *state;
};

/* First in, first out. */
struct run_queue {
	struct run *first, **last;
};

struct engine {
	struct arena *arena;
	const struct plan *plan;
	struct engine_options options;
	struct result *results;
	struct run *runs;
	unsigned *unfinished; /* runs of each family that are not sealed */
	/* Who has an edge to run n: waiters[waiter_start[n]] up to waiter_start[n + 1]. */
	unsigned *waiter_start, *waiters;
	size_t sealed, failed;

	uv_loop_t loop;
	uv_idle_t idle; /* active while one of the queues holds something */
	uv_timer_t deadline;
	uv_signal_t signals[2];
	struct run_queue ready, ended;
	struct op *completed, **completed_last;
	struct open_module *modules;
	bool held; /* engine_hold() */
	bool interrupted;
};

uv_loop_t *engine_loop(struct engine *engine)
{
	return &engine->loop;
}

struct arena *engine_arena(struct engine *engine)
{
	return engine->arena;
}

const struct inventory *engine_inventory(const struct engine *engine)
{
	return engine->plan->inventory;
}

const struct plan *engine_plan(const struct engine *engine)
{
	return engine->plan;
}

const struct cluster_state *engine_cluster(const struct engine *engine)
{
	return engine->options.cluster;
}

const struct result *engine_results(const struct engine *engine)
{
	return engine->results;
}

const struct result *engine_result(const struct engine *engine, unsigned number)
{
	return engine->runs[number].stage >= RUN_ENDED ? &engine->results[number] : NULL;
}

void engine_add_evidence(struct engine *engine, unsigned number, const char *key,
			 const char *value)
{
	struct result *result = &engine->results[number];
	unsigned count = result->evidence_count;
	struct evidence *evidence =
		arena_alloc(engine->arena, (count + 1) * sizeof *evidence);

	if (count)
		memcpy(evidence, result->evidence, count * sizeof *evidence);
	evidence[count] = (struct evidence){ key, value };
	result->evidence = evidence;
	result->evidence_count++;
}

void *engine_module(struct engine *engine, const struct module *module)
{
	struct open_module *open;

	for (open = engine->modules; open; open = open->next) {
		if (open->module == module)
			return open->state;
	}
	open = mem_alloc(sizeof *open);
	open->module = module;
	open->state = module->open(engine);
	open->next = engine->modules;
	engine->modules = open;
	return open->state;
}

static void drain(uv_idle_t *idle);

static void wake(struct engine *engine)
{
	uv_idle_start(&engine->idle, drain);
}

void engine_hold(struct engine *engine, bool hold)
{
	engine->held = hold;
	if (!hold)
		wake(engine);
}

static void queue_push(struct engine *engine, struct run_queue *queue, struct run *run)
{
	run->next = NULL;
	*queue->last = run;
	queue->last = &run->next;
	wake(engine);
}

static struct run *queue_pop(struct run_queue *queue)
{
	struct run *run = queue->first;

	if (!run)
		return NULL;
	queue->first = run->next;
	if (!queue->first)
		queue->last = &queue->first;
	return run;
}

void engine_queue_op(struct engine *engine, struct op *op)
{
	op->queue_next = NULL;
	op->queue_link = engine->completed_last;
	*engine->completed_last = op;
	engine->completed_last = &op->queue_next;
	wake(engine);
}

void engine_unqueue_op(struct engine *engine, struct op *op)
{
	*op->queue_link = op->queue_next;
	if (op->queue_next)
		op->queue_next->queue_link = op->queue_link;
	else
		engine->completed_last = op->queue_link;
	op->queue_link = NULL;
}

void engine_run_ended(struct engine *engine, struct run *run)
{
	queue_push(engine, &engine->ended, run);
}

static void make_ready(struct engine *engine, struct run *run)
{
	run->stage = RUN_READY;
	queue_push(engine, &engine->ready, run);
}

static void need_met(struct engine *engine, struct run *run)
{
	if (run->stage == RUN_WAITING && !--run->waiting)
		make_ready(engine, run);
}

/* Whoever waits for all runs of a family. */
static void family_finished(struct engine *engine, unsigned family)
{
	const struct plan *plan = engine->plan;

	for (size_t f = 0; f < plan->family_count; f++) {
		const struct plan_family *waiting = &plan->families[f];

		for (unsigned w = 0; w < waiting->wait_count; w++) {
			if (waiting->waits[w].family != family)
				continue;
			for (unsigned i = 0; i < waiting->count; i++)
				need_met(engine, &engine->runs[waiting->first + i]);
		}
	}
}

/* All that follows from an end, outside of every callback of the run. */
static void seal(struct engine *engine, struct run *run)
{
	unsigned number = run->result->number;
	unsigned family = run->plan->family;

	run_dispose(run);
	engine->sealed++;
	engine->failed += run->result->status == STATUS_FAIL;
	for (unsigned i = engine->waiter_start[number];
	     i < engine->waiter_start[number + 1]; i++)
		need_met(engine, &engine->runs[engine->waiters[i]]);
	if (!--engine->unfinished[family])
		family_finished(engine, family);
	if (engine->options.progress)
		engine->options.progress(engine->sealed, engine->plan->count,
					 engine->failed, engine->options.arg);
	if (engine->sealed == engine->plan->count)
		uv_stop(&engine->loop);
}

static void deliver(struct engine *engine, struct op *op)
{
	engine_unqueue_op(engine, op);
	*op->link = op->next;
	if (op->next)
		op->next->link = op->link;
	op->deliver(op);
}

/*
 * Ends first, then answers, then starts: what is finished makes room for what is not begun.
 * Bounded, so that sockets get their turn.
 */
static void drain(uv_idle_t *idle)
{
	struct engine *engine = idle->data;
	uint64_t end = uv_hrtime() + TURN_NS;
	struct run *run;

	for (unsigned step = 1; step % TURN_STEPS || uv_hrtime() < end; step++) {
		run = queue_pop(&engine->ended);
		if (run) {
			seal(engine, run);
			continue;
		}
		if (engine->completed) {
			deliver(engine, engine->completed);
			continue;
		}
		run = engine->held ? NULL : queue_pop(&engine->ready);
		if (!run) {
			uv_idle_stop(idle);
			return;
		}
		if (run->stage == RUN_READY)
			run_start(run);
	}
}

/* Ends all that is not finished. A run is in one queue only, so the ready ones leave theirs. */
static void abort_all(struct engine *engine, enum status status, const char *title)
{
	engine->ready.first = NULL;
	engine->ready.last = &engine->ready.first;
	for (size_t i = 0; i < engine->plan->count; i++) {
		if (engine->runs[i].stage < RUN_ENDED)
			run_abort(&engine->runs[i], status, title);
	}
}

static void deadline_reached(uv_timer_t *timer)
{
	struct engine *engine = timer->data;

	abort_all(engine, STATUS_ERROR,
		  arena_printf(engine->arena, "not finished within the deadline of %g s",
			       engine->options.deadline));
}

void engine_interrupt(struct engine *engine)
{
	engine->interrupted = true;
	abort_all(engine, STATUS_SKIP, "interrupted before it was finished");
}

static void interrupted(uv_signal_t *signal, int number)
{
	(void)number;
	engine_interrupt(signal->data);
}

/* The causes of a result that was taken over are results of this engine. */
static void take_causes(struct engine *engine, struct result *result)
{
	const struct result **list;
	size_t count = 0;

	if (!result->blocked_by)
		return;
	while (result->blocked_by[count])
		count++;
	list = arena_alloc(engine->arena, (count + 1) * sizeof(const struct result *));
	for (size_t i = 0; i < count; i++)
		list[i] = &engine->results[result->blocked_by[i]->number];
	result->blocked_by = list;
}

/* After all runs are initialised, before needs are counted. */
static void take_given(struct engine *engine)
{
	for (size_t i = 0; i < engine->plan->count; i++) {
		const struct result *given = engine->options.given[i];

		if (!given)
			continue;
		engine->results[i] = *given;
		engine->results[i].number = (unsigned)i;
		take_causes(engine, &engine->results[i]);
		engine->runs[i].stage = RUN_SEALED;
		engine->unfinished[engine->plan->runs[i].family]--;
		engine->sealed++;
	}
}

/* Waits for families that are finished from the start are met. */
static unsigned unmet_waits(const struct engine *engine, const struct plan_family *family)
{
	unsigned count = 0;

	for (unsigned w = 0; w < family->wait_count; w++)
		count += engine->unfinished[family->waits[w].family] > 0;
	return count;
}

static void count_needs(struct engine *engine)
{
	const struct plan *plan = engine->plan;
	unsigned *fill;

	engine->waiter_start = mem_alloc((plan->count + 2) * sizeof(unsigned));
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_run *run = &plan->runs[i];
		const struct plan_family *family = &plan->families[run->family];

		engine->runs[i].waiting = unmet_waits(engine, family);
		for (unsigned e = 0; e < run->edge_count; e++) {
			engine->runs[i].waiting +=
				engine->runs[run->edges[e].run].stage < RUN_ENDED;
			engine->waiter_start[run->edges[e].run + 2]++;
		}
	}
	for (size_t i = 0; i < plan->count; i++)
		engine->waiter_start[i + 2] += engine->waiter_start[i + 1];
	/* Filling moves each start to its end, which is the next one's start. */
	fill = engine->waiter_start + 1;
	engine->waiters = mem_alloc((fill[plan->count] + 1) * sizeof(unsigned));
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_run *run = &plan->runs[i];

		for (unsigned e = 0; e < run->edge_count; e++)
			engine->waiters[fill[run->edges[e].run]++] = (unsigned)i;
	}
}

struct engine *engine_new(struct arena *arena, const struct plan *plan,
			  const struct engine_options *options)
{
	struct engine *engine = mem_alloc(sizeof *engine);

	engine->arena = arena;
	engine->plan = plan;
	engine->options = *options;
	engine->results = arena_alloc(arena, (plan->count + 1) * sizeof(struct result));
	engine->runs = mem_alloc((plan->count + 1) * sizeof(struct run));
	engine->unfinished = mem_alloc((plan->family_count + 1) * sizeof(unsigned));
	engine->ready.last = &engine->ready.first;
	engine->ended.last = &engine->ended.first;
	engine->completed_last = &engine->completed;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_run *run = &plan->runs[i];

		run_init(&engine->runs[i], engine, (unsigned)i, run,
			 plan->families[run->family].probe, &engine->results[i]);
		engine->unfinished[run->family]++;
	}
	if (options->given)
		take_given(engine);
	count_needs(engine);

	uv_loop_init(&engine->loop);
	uv_idle_init(&engine->loop, &engine->idle);
	uv_timer_init(&engine->loop, &engine->deadline);
	engine->idle.data = engine;
	engine->deadline.data = engine;
	for (int i = 0; i < 2; i++) {
		uv_signal_init(&engine->loop, &engine->signals[i]);
		engine->signals[i].data = engine;
	}
	return engine;
}

/* A round of a watch prepares only what it carries out. */
static void prepare(struct engine *engine)
{
	const struct plan *plan = engine->plan;

	for (size_t f = 0; f < plan->family_count; f++) {
		const struct probe *probe = plan->families[f].probe;

		if (engine->unfinished[f] && probe->prepare)
			probe->prepare(engine);
	}
}

void engine_begin(struct engine *engine)
{
	prepare(engine);
	uv_timer_start(&engine->deadline, deadline_reached,
		       (uint64_t)(engine->options.deadline * 1000), 0);
	for (size_t i = 0; i < engine->plan->count; i++) {
		if (engine->runs[i].stage == RUN_WAITING && !engine->runs[i].waiting)
			make_ready(engine, &engine->runs[i]);
	}
}

bool engine_is_finished(const struct engine *engine)
{
	return engine->sealed == engine->plan->count;
}

int engine_go(struct engine *engine)
{
	if (engine_is_finished(engine))
		return 0;
	engine_begin(engine);
	/* Once: a second signal ends the program at once. */
	uv_signal_start_oneshot(&engine->signals[0], interrupted, SIGINT);
	uv_signal_start_oneshot(&engine->signals[1], interrupted, SIGTERM);
	uv_run(&engine->loop, UV_RUN_DEFAULT);
	return engine->interrupted ? -EINTR : 0;
}

struct engine *engine_free(struct engine *engine)
{
	int r;

	if (!engine)
		return NULL;
	while (engine->modules) {
		struct open_module *open = engine->modules;

		engine->modules = open->next;
		open->module->close(open->state);
		free(open);
	}
	uv_close((uv_handle_t *)&engine->idle, NULL);
	uv_close((uv_handle_t *)&engine->deadline, NULL);
	for (int i = 0; i < 2; i++)
		uv_close((uv_handle_t *)&engine->signals[i], NULL);
	uv_run(&engine->loop, UV_RUN_DEFAULT);
	r = uv_loop_close(&engine->loop);
	assert(!r);
	(void)r;
	free(engine->waiter_start);
	free(engine->waiters);
	free(engine->unfinished);
	free(engine->runs);
	free(engine);
	return NULL;
}
