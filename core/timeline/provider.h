/*
 * The wire beside a watch: the node-facing interfaces are listened to, each node's boot is shown and
 * told as it happens (timeline.h). Without the right to listen the watch goes on with its checks.
 */
#pragma once

#include "core/watch/watch.h"

struct options;
struct timeline;

struct wire_tap {
	const struct options *options;	 /* interfaces */
	const struct timeline *timeline; /* what was heard; NULL: no interface is open */
};

/* `arg` is a struct wire_tap, which must live as long as the watch; its timeline lives until watch_free(). */
extern const struct watch_provider wire_provider;
