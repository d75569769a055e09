/*
 * For node_exporter's textfile collector (file name *.prom): base units, no timestamps on samples,
 * HELP the same in all files. Every subject makes a time series, so their number is bounded:
 * beyond SERIES_MAX only what failed has one.
 */
#include <stdlib.h>

#include "reports/_facts.h"
#include "reports/_write.h"

#define SERIES_MAX 2000

static void write_counts(FILE *out, const struct report *report);
static void write_checks(FILE *out, const struct report *report);

static void write_gauge(FILE *out, const char *name, const char *help)
{
	fprintf(out, "# HELP ocp_preflight_%s %s\n# TYPE ocp_preflight_%s gauge\n", name,
		help, name);
}

static void prometheus_write(FILE *out, const struct report *report,
			     const struct report_options *options)
{
	(void)options;
	write_gauge(out, "info", "What was run, always 1.");
	fputs("ocp_preflight_info{version=", out);
	write_prometheus(out, report->tool_version);
	fputs(",cluster=", out);
	write_prometheus(out, fact_cluster(report));
	fprintf(out, ",phase=\"%s\"} 1\n", phase_name(report->phase));
	write_gauge(out, "run_refused", "1 if the last run could not start.");
	fprintf(out, "ocp_preflight_run_refused %d\n", report->refused != NULL);
	write_gauge(out, "run_interrupted", "1 if the last run was interrupted.");
	fprintf(out, "ocp_preflight_run_interrupted %d\n", report->interrupted);
	write_gauge(out, "last_run_timestamp_seconds", "When the last run began.");
	fprintf(out, "ocp_preflight_last_run_timestamp_seconds %lld\n",
		(long long)report->started);
	write_gauge(out, "last_run_duration_seconds", "How long the last run took.");
	fputs("ocp_preflight_last_run_duration_seconds ", out);
	write_decimal(out, report->duration_ms / 1000, 3);
	putc('\n', out);
	write_counts(out, report);
	write_checks(out, report);
}

static void write_counts(FILE *out, const struct report *report)
{
	struct family *families;
	const size_t count = fact_families(report, &families);

	write_gauge(out, "checks", "Results of the last run by family and status.");
	for (size_t i = 0; i < count; i++)
		for (int status = 0; status < STATUS_COUNT; status++)
			fprintf(out,
				"ocp_preflight_checks{family=\"%.*s\",status=\"%s\"} %zu\n",
				families[i].length, families[i].name,
				status_name((enum status)status),
				families[i].summary[status]);
	free(families);
}

static void write_checks(FILE *out, const struct report *report)
{
	const bool all = report->count <= SERIES_MAX;
	size_t left = SERIES_MAX;

	write_gauge(
		out, "check_passed",
		"1 if the check passed or warned, 0 if it failed; none if it was not judged.");
	for (size_t i = 0; i < report->count && left > 0; i++) {
		const struct result *result = &report->results[i];
		const bool failed = fact_fails(report, result);

		if (result->status == STATUS_SKIP || result->status == STATUS_ERROR ||
		    (!failed && !all))
			continue;
		fputs("ocp_preflight_check_passed{check=", out);
		write_prometheus(out, result->probe->id);
		fputs(",subject=", out);
		write_prometheus(out, result->subject ? result->subject : "");
		fprintf(out, "} %d\n", !failed);
		left--;
	}
}

const struct report_ops report_prometheus = {
	.name = "prometheus",
	.help = "for node_exporter's textfile collector",
	.write = prometheus_write,
};
