#include "core/cluster/watch.h"

#include <stdlib.h>

#include "core/arena.h"

struct cluster_watch {
	struct cluster_reader *reader;
	cluster_changed_fn *changed;
	void *arg;
	bool stopped, in_callback;
};

static void part_read(enum cluster_part part, void *arg);

/* The bootstrap is complete for good. */
static bool is_wanted(const struct cluster_watch *watch, enum cluster_part part)
{
	const struct cluster_state *state = cluster_reader_state(watch->reader);

	return part != CLUSTER_BOOTSTRAP || !state->bootstrap.complete;
}

static enum cluster_part next_after(const struct cluster_watch *watch,
				    enum cluster_part part)
{
	do
		part = (enum cluster_part)((part + 1) % CLUSTER_PART_COUNT);
	while (!is_wanted(watch, part));
	return part;
}

struct cluster_watch *cluster_watch_start(uv_loop_t *loop,
					  const struct cluster_options *options,
					  cluster_changed_fn *changed, void *arg)
{
	struct cluster_watch *watch = mem_alloc(sizeof *watch);

	watch->changed = changed;
	watch->arg = arg;
	watch->reader = cluster_reader_new(loop, options, part_read, watch);
	cluster_reader_fetch(watch->reader, CLUSTER_VERSION);
	return watch;
}

const struct cluster_state *cluster_watch_state(const struct cluster_watch *watch)
{
	return cluster_reader_state(watch->reader);
}

static void part_read(enum cluster_part part, void *arg)
{
	struct cluster_watch *watch = arg;

	watch->in_callback = true;
	watch->changed(cluster_reader_state(watch->reader), part, watch->arg);
	watch->in_callback = false;
	if (watch->stopped)
		cluster_watch_stop(watch);
	else
		cluster_reader_fetch(watch->reader, next_after(watch, part));
}

void cluster_watch_stop(struct cluster_watch *watch)
{
	if (!watch)
		return;
	watch->stopped = true;
	if (watch->in_callback)
		return;
	cluster_reader_close(watch->reader);
	free(watch);
}
