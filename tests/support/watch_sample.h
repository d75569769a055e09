/*
 * A watch's model made by hand: what a screen draws, without an engine or a network.
 */
#pragma once

#include "core/watch/model.h"

#define SAMPLE_NOW_MS ((int64_t)1769860800000) /* 2026-01-31T12:00:00Z */

/*
 * Checks: dns.server (passes), dns.reverse of two nodes (one fails since 12 s, the other passes and
 * failed once), lb.port (skipped, waits for dns.reverse), http.artifact (not looked at yet). Nodes: m1
 * and m2 in stage "mcs-poll", w1 in "initramfs". Three lines of log, one section of two lines.
 * Everything is static; `sample_model()` may be changed by the caller.
 */
struct watch_model sample_model(void);
