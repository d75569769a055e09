/*
 * What the wire showed of each node's boot, as a report: `watch --read`. report->timeline must be
 * there. Not in the table of reports: of the network as it is there are others.
 */
#pragma once

#include "reports/report.h"

#define TIMELINE_SCHEMA "ocp-preflight/timeline/1"

/* `"visible": ..., "nodes": [...], "findings": [...]`, as the members of an object. */
void timeline_json_members(FILE *out, const struct timeline_snapshot *timeline);

extern const struct report_ops timeline_text, timeline_json;
