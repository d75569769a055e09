/*
 * The cluster's state, kept up to date while a loop runs: the parts of state.h in rotation, one
 * request a second in all. For the watch command.
 */
#pragma once

#include "core/cluster/reader.h"

struct cluster_watch;

/*
 * After each part that was read or could not be; `part` and the connection are what may have
 * changed. The state is valid until the callback returns to the loop. May stop the watch.
 */
typedef void cluster_changed_fn(const struct cluster_state *state, enum cluster_part part,
				void *arg);

/*
 * Begins from the loop, not inside of the call. `options` is copied, what it points to is kept by
 * the caller until cluster_watch_stop().
 */
struct cluster_watch *cluster_watch_start(uv_loop_t *loop,
					  const struct cluster_options *options,
					  cluster_changed_fn *changed, void *arg);
const struct cluster_state *cluster_watch_state(const struct cluster_watch *watch);
/* Takes NULL. Calls nobody any more. The loop must turn once more before it is closed. */
void cluster_watch_stop(struct cluster_watch *watch);
