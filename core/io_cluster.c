#include "io_cluster.h"

#include <stdlib.h>

#include "arena.h"
#include "cluster/reader.h"
#include "engine.h"
#include "io_record.h"
#include "op.h"
#include "probe.h"

#define LOOK_MS 200 /* at what somebody else reads */

struct waiter {
	struct op op;
	struct cluster_module *module;
	enum cluster_part part;
	struct waiter *next, **link;
	cluster_answered_fn *answered;
	void *arg;
};

struct cluster_module {
	struct engine *engine;
	/* Somebody else reads (engine_cluster()): then we look now and then what is there. */
	const struct cluster_state *kept;
	uv_timer_t timer;
	struct cluster_reader *reader; /* NULL: nobody has asked */
	bool asked[CLUSTER_PART_COUNT], known[CLUSTER_PART_COUNT];
	bool busy;
	struct waiter *waiters, **last; /* in the order of their asking */
};

static void part_read(enum cluster_part part, void *arg);

static void *open_cluster(struct engine *engine)
{
	struct cluster_module *module = mem_alloc(sizeof *module);

	module->engine = engine;
	module->last = &module->waiters;
	module->kept = engine_cluster(engine);
	uv_timer_init(engine_loop(engine), &module->timer);
	module->timer.data = module;
	return module;
}

static void closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void close_cluster(void *state)
{
	struct cluster_module *module = state;

	if (module->reader)
		cluster_reader_close(module->reader);
	uv_close((uv_handle_t *)&module->timer, closed);
}

static const struct module cluster_module = { open_cluster, close_cluster };

static const struct cluster_state *state_of(const struct cluster_module *module)
{
	return module->kept ? module->kept : cluster_reader_state(module->reader);
}

/* Who cannot be asked for one thing cannot be asked for another. */
static bool is_over(const struct cluster_module *module)
{
	enum cluster_connection connection = state_of(module)->connection;

	return connection != CLUSTER_OK && connection != CLUSTER_FORBIDDEN &&
	       connection != CLUSTER_NOT_ASKED;
}

static void fetch_next(struct cluster_module *module)
{
	for (unsigned part = 0; part < CLUSTER_PART_COUNT && !module->busy; part++) {
		if (!module->asked[part] || module->known[part])
			continue;
		if (is_over(module)) {
			part_read((enum cluster_part)part, module);
			return;
		}
		module->busy = true;
		cluster_reader_fetch(module->reader, (enum cluster_part)part);
	}
}

static void part_read(enum cluster_part part, void *arg)
{
	struct cluster_module *module = arg;

	module->busy = false;
	module->known[part] = true;
	for (struct waiter *waiter = module->waiters; waiter; waiter = waiter->next) {
		if (waiter->part == part)
			op_complete(&waiter->op);
	}
	fetch_next(module);
}

/* What somebody else has read by now, or found not to be had. */
static void look(uv_timer_t *timer)
{
	struct cluster_module *module = timer->data;

	for (struct waiter *waiter = module->waiters; waiter; waiter = waiter->next) {
		const struct cluster_seen *seen =
			cluster_seen(module->kept, waiter->part);

		if (is_over(module) || seen->knowledge != CLUSTER_UNKNOWN)
			op_complete(&waiter->op);
	}
	if (module->waiters)
		uv_timer_start(timer, look, LOOK_MS, 0);
}

static void leave(struct waiter *waiter)
{
	*waiter->link = waiter->next;
	if (waiter->next)
		waiter->next->link = waiter->link;
	else
		waiter->module->last = waiter->link;
}

static void deliver(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;
	const struct cluster_state *state = state_of(waiter->module);
	cluster_answered_fn *answered = waiter->answered;
	enum cluster_part part = waiter->part;
	void *arg = waiter->arg;

	if (cluster_seen(state, part)->port)
		record_connection(op->run, &state->server,
				  cluster_seen(state, part)->port);
	leave(waiter);
	free(waiter);
	answered(state, part, arg);
}

static void cancel(struct op *op)
{
	struct waiter *waiter = (struct waiter *)op;

	leave(waiter);
	free(waiter);
}

void cluster_ask(struct run *run, const struct addresses *addresses,
		 enum cluster_part part, cluster_answered_fn *answered, void *arg)
{
	struct cluster_module *module = engine_module(run_engine(run), &cluster_module);
	const struct inventory *inventory = run_inventory(run);
	struct waiter *waiter = mem_alloc(sizeof *waiter);

	if (!module->reader && !module->kept) {
		const struct cluster_options options = {
			.kubeconfig = inventory->kubeconfig,
			.addresses = *addresses,
			.timeout = inventory->timeout,
		};

		module->reader = cluster_reader_new(engine_loop(module->engine), &options,
						    part_read, module);
	}
	waiter->module = module;
	waiter->part = part;
	waiter->answered = answered;
	waiter->arg = arg;
	op_begin(&waiter->op, run, deliver, cancel);
	waiter->link = module->last;
	*module->last = waiter;
	module->last = &waiter->next;
	module->asked[part] = true;
	if (module->kept)
		uv_timer_start(&module->timer, look, 0, 0);
	else if (module->known[part])
		op_complete(&waiter->op);
	else
		fetch_next(module);
}
