/*
 * Asks the API server of a cluster for one part of state.h at a time, by GET and nothing else, on a
 * libuv loop. Never more than one request in `interval_ms`, whatever is wanted; lists come in pages,
 * and of no page more than a fixed number of bytes is kept, so that ten thousand nodes do not hurt.
 * Every request has memory of its own, which goes with it: a day of reading needs no more than an
 * hour. Each of the server's addresses is tried before it is called unreachable.
 *
 * What goes wrong is a state (401, 403, no connection, certificate), never an error.
 */
#pragma once

#include <uv.h>

#include "core/cluster/state.h"

struct kubeconfig;

struct cluster_options {
	const struct kubeconfig
		*kubeconfig; /* kept by the caller as long as the reader */
	struct addresses
		addresses; /* of the server, the same; count 0: the system's resolver */
	double timeout;	   /* seconds of one attempt */
	unsigned interval_ms; /* between the beginnings of two requests; 0: 1000 */
};

struct cluster_reader;

/* The part was read, or it was found that it cannot be: see the state. May fetch the next. */
typedef void cluster_read_fn(enum cluster_part part, void *arg);

struct cluster_reader *cluster_reader_new(uv_loop_t *loop,
					  const struct cluster_options *options,
					  cluster_read_fn *read, void *arg);
/* Begins, as soon as the pace allows. One at a time: not before `read` was called for the last. */
void cluster_reader_fetch(struct cluster_reader *reader, enum cluster_part part);
const struct cluster_state *cluster_reader_state(const struct cluster_reader *reader);
/* Ends what is under way without calling anybody. Memory goes once the loop has turned. */
void cluster_reader_close(struct cluster_reader *reader);
