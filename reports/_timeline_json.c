/* The boot of each node for programs: one object, a step or finding a line. */
#include <string.h>

#include "core/timeline/timeline.h"
#include "reports/_write.h"
#include "reports/timeline.h"

static const char *const state_names[] = {
	[ROW_DONE] = "done",
	[ROW_RUNNING] = "running",
	[ROW_FAILED] = "failed",
	[ROW_UNKNOWN] = "unknown",
};

static const char *const severity_names[] = {
	[FINDING_NOTE] = "note",
	[FINDING_WARN] = "warn",
	[FINDING_STUCK] = "stuck",
};

static void write_text(FILE *out, const char *key, const char *text)
{
	if (!text)
		return;
	fprintf(out, ", \"%s\": ", key);
	write_json(out, text);
}

/* "2026-01-31T12:00:00.123456Z", or nothing for a time that never was. */
static void write_moment(FILE *out, const char *key, int64_t time)
{
	char buffer[WRITE_TIME_LEN];

	if (!time)
		return;
	fprintf(out, ", \"%s\": \"%s.%06dZ\"", key,
		write_time((time_t)(time / 1000000), 0, buffer), (int)(time % 1000000));
}

static void write_row(FILE *out, const struct timeline_row *row)
{
	fprintf(out, "{\"step\": \"%s\", \"state\": \"%s\"", timeline_step_id(row->step),
		state_names[row->state]);
	write_moment(out, "time", row->first);
	fputs(", \"duration_ms\": ", out);
	write_decimal(out, (double)row->duration / 1000, 3);
	fprintf(out, ", \"count\": %u", row->count);
	if (row->is_download)
		fprintf(out, ", \"bytes\": %llu", (unsigned long long)row->bytes);
	if (row->is_download && row->has_total)
		fprintf(out, ", \"total\": %llu", (unsigned long long)row->total);
	write_text(out, "detail", row->detail);
	putc('}', out);
}

static void write_node(FILE *out, const struct timeline_node *node)
{
	fputs("{\"name\": ", out);
	write_json(out, node->name);
	write_text(out, "fqdn", node->fqdn);
	write_text(out, "role", node->role);
	write_text(out, "mac", node->mac);
	write_text(out, "address", node->address);
	write_text(out, "planned", node->planned);
	fprintf(out, ", \"seen\": %s, \"stuck\": %s", node->is_seen ? "true" : "false",
		node->is_stuck ? "true" : "false");
	if (node->is_seen) {
		write_text(out, "stage", timeline_step_id(node->stage));
		write_moment(out, "since", node->since);
		write_moment(out, "first", node->first);
		write_moment(out, "last", node->last);
		fprintf(out, ", \"boots\": %u, \"installs\": %u", node->boots,
			node->installs);
	}
	fputs(", \"steps\": [", out);
	for (size_t i = 0; i < node->row_count; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		write_row(out, &node->rows[i]);
	}
	fputs("]}", out);
}

static void write_finding(FILE *out, const struct timeline_finding *finding)
{
	fputs("{\"id\": ", out);
	write_json(out, finding->id);
	write_text(out, "node", finding->node);
	write_text(out, "severity", severity_names[finding->severity]);
	write_moment(out, "since", finding->since);
	write_text(out, "title", finding->title);
	write_text(out, "cause", finding->cause);
	write_text(out, "fix", finding->fix);
	putc('}', out);
}

void timeline_json_members(FILE *out, const struct timeline_snapshot *timeline)
{
	fputs("\"visible\": ", out);
	write_json(out, timeline->visible);
	write_text(out, "invisible", timeline->invisible);
	fprintf(out, ", \"stuck\": %s,\n \"nodes\": [",
		timeline->is_stuck ? "true" : "false");
	for (size_t i = 0; i < timeline->node_count; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		write_node(out, &timeline->nodes[i]);
	}
	fputs("],\n \"findings\": [", out);
	for (size_t i = 0; i < timeline->finding_count; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		write_finding(out, &timeline->findings[i]);
	}
	fputs("]", out);
}

static void json_write(FILE *out, const struct report *report,
		       const struct report_options *options)
{
	const struct timeline_snapshot *timeline = report->timeline;

	(void)options;
	fputs("{\"schema\": \"" TIMELINE_SCHEMA "\",\n"
	      " \"tool\": {\"name\": \"ocp-preflight\", \"version\": ",
	      out);
	write_json(out, report->tool_version);
	fputs("},\n \"source\": ", out);
	write_json(out, report->timeline_source);
	write_moment(out, "first", timeline->first);
	write_moment(out, "last", timeline->now);
	fprintf(out, ", \"packets\": %llu, \"used\": %llu, \"evicted\": %llu",
		(unsigned long long)timeline->packets, (unsigned long long)timeline->used,
		(unsigned long long)timeline->evicted);
	fprintf(out, ", \"truncated\": %s, ", report->interrupted ? "true" : "false");
	timeline_json_members(out, timeline);
	fputs("}\n", out);
}

const struct report_ops timeline_json = {
	.name = "json",
	.help = "one object, for programs (" TIMELINE_SCHEMA ")",
	.write = json_write,
};
