/*
 * The cluster's own state beside a watch: read on its loop with the inventory's kubeconfig as long as
 * it goes, shown as sections, told where the connection or the version changes; it moves the phase,
 * and the checks take their answers from it instead of asking again.
 */
#pragma once

#include "core/watch/watch.h"

/* `arg` is not used. Without a kubeconfig it does nothing, until the configuration names one. */
extern const struct watch_provider cluster_provider;
