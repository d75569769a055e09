/*
 * One cause gives one failure: what is wrong in a file and shows on the network too is told by the
 * check that asked the network, which names the line; the finding waits for it.
 */
#pragma once

#include "core/probe.h"

/* The network's result about the same thing as this run's finding; NULL: only the file shows it. */
const struct result *shown_by_network(const struct run *run);

/* struct probe.needs of the checks for which there may be one. */
extern const struct need shown_haproxy_front[], shown_zone_records[],
	shown_zone_reverse[], shown_zone_load[], shown_named_access[], shown_web_root[];
