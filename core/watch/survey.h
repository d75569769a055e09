/*
 * What serves, for phase auto: the nodes' 22623 and 6443, and through the balancer the machine
 * config server, the API and a router. A check like the others, so that what it asks is asked once
 * for all; it is planned beside the table of checks and is part of no report.
 */
#pragma once

#include "core/probe.h"
#include "phase_auto.h"

extern const struct probe watch_survey;

/* What the sealed result of such a run saw. False: it did not come to an end. */
bool survey_read(const struct result *result, struct phase_look *ret_look);
/* It did not come to an end, and saw something that serves. */
bool survey_saw_something(const struct result *result);
