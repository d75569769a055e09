/*
 * The wire beside a watch: the node-facing interfaces are listened to, each node's boot is shown and
 * told as it happens (timeline.h). Without the right to listen the watch goes on with its checks.
 */
#pragma once

#include "core/watch/watch.h"

/* `arg` is the struct options: interfaces. */
extern const struct watch_provider wire_provider;
