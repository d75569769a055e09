#include "bus.h"

#include <stdlib.h>

#include "core/engine.h"
#include "core/op.h"
#include "core/probe.h"
#include "talk.h"

struct waiter {
	struct op op;
	struct side *side;
	enum firewall_extent extent;
	firewall_loaded_fn *loaded;
	void *arg;
	struct waiter *next, **link;
};

struct side {
	struct firewall_talk talk;	/* first: told() gets back from it */
	struct waiter *waiters, **last; /* told in the order in which they asked */
};

struct state {
	struct side sides[2];
};

static void *open_state(struct engine *engine);
static void close_state(void *state);
static void told(struct firewall_talk *talk);
static void deliver(struct op *op);
static void cancel(struct op *op);

static const struct module module = { .open = open_state, .close = close_state };

static void *open_state(struct engine *engine)
{
	struct state *state = mem_alloc(sizeof *state);

	for (int which = FIREWALL_RUNTIME; which <= FIREWALL_PERMANENT; which++) {
		struct side *side = &state->sides[which];

		side->last = &side->waiters;
		side->talk = (struct firewall_talk){
			.engine = engine,
			.which = (enum firewall_which)which,
			.firewall = firewall_new(engine_arena(engine)),
			.told = told,
		};
	}
	state->sides[FIREWALL_PERMANENT].talk.runtime =
		state->sides[FIREWALL_RUNTIME].talk.firewall;
	return state;
}

static void close_state(void *state)
{
	free(state);
}

static bool is_there(const struct waiter *waiter)
{
	const struct firewall_talk *talk = &waiter->side->talk;

	return talk->over || talk->reached >= waiter->extent;
}

void firewall_bus_load(struct run *run, enum firewall_which which,
		       enum firewall_extent extent, firewall_loaded_fn *loaded, void *arg)
{
	struct state *state = engine_module(run_engine(run), &module);
	struct side *side = &state->sides[which];
	struct waiter *waiter = mem_alloc(sizeof *waiter);

	waiter->side = side;
	waiter->extent = extent;
	waiter->loaded = loaded;
	waiter->arg = arg;
	waiter->link = side->last;
	*side->last = waiter;
	side->last = &waiter->next;
	op_begin(&waiter->op, run, deliver, cancel);
	if (is_there(waiter))
		op_complete(&waiter->op);
	else
		firewall_talk_until(&side->talk, extent);
}

void firewall_bus_prepare(struct engine *engine)
{
	const struct inventory *inventory = engine_inventory(engine);
	struct state *state;

	for (size_t i = 0; i < inventory->opening_count; i++) {
		if (!(inventory->openings[i].roles & inventory->vantage.roles))
			continue;
		state = engine_module(engine, &module);
		firewall_talk_begin(&state->sides[FIREWALL_RUNTIME].talk);
		firewall_talk_begin(&state->sides[FIREWALL_PERMANENT].talk);
		return;
	}
}

static void told(struct firewall_talk *talk)
{
	struct side *side = (struct side *)talk;

	for (struct waiter *waiter = side->waiters; waiter; waiter = waiter->next)
		if (is_there(waiter) && !op_is_complete(&waiter->op))
			op_complete(&waiter->op);
}

static void cancel(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;

	*waiter->link = waiter->next;
	if (waiter->next)
		waiter->next->link = waiter->link;
	else
		waiter->side->last = waiter->link;
	free(waiter);
}

static void deliver(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;
	firewall_loaded_fn *loaded = waiter->loaded;
	const struct firewall_loaded *result = &waiter->side->talk.result;
	void *arg = waiter->arg;

	cancel(op);
	loaded(result, arg);
}
