/*
 * The report of contract.md, schema ocp-preflight/report/1: one object, a result a line, so that
 * two reports can be compared line by line. Written result by result: no tree of 30,000 is built.
 */
#include <stdlib.h>
#include <string.h>

#include "reports/_facts.h"
#include "reports/_write.h"
#include "reports/timeline.h"

static void write_head(FILE *out, const struct report *report);
static void write_roles(FILE *out, unsigned roles);
static void write_summary(FILE *out, const struct report *report);
static void write_result(FILE *out, const struct result *result);
static void write_source(FILE *out, const struct where *source);
static void write_excerpt(FILE *out, const struct result *result);
static void write_all_related(FILE *out, const struct related *related);
static void write_blocked(FILE *out, const struct result *const *blocked_by);
static void write_evidence(FILE *out, const struct result *result);
static void write_boots(FILE *out, const struct report *report);

static void json_write(FILE *out, const struct report *report,
		       const struct report_options *options)
{
	(void)options;
	write_head(out, report);
	write_summary(out, report);
	fputs(",\n \"results\": [", out);
	for (size_t i = 0; i < report->count; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		write_result(out, &report->results[i]);
	}
	fputs("]", out);
	write_boots(out, report);
	fputs("}\n", out);
}

/* Of a watch that listens: each node's boot, in the words of `watch --read`. */
static void write_boots(FILE *out, const struct report *report)
{
	if (!report->timeline)
		return;
	fputs(",\n \"boots\": {", out);
	timeline_json_members(out, report->timeline);
	fputc('}', out);
}

/* `, "key": "text"`, or nothing where there is nothing to say. */
static void write_field(FILE *out, const char *key, const char *text)
{
	if (!text)
		return;
	fputs(", \"", out);
	fputs(key, out);
	fputs("\": ", out);
	write_json(out, text);
}

/* What the facts come from where nobody wrote a configuration. */
static void write_sources(FILE *out, const struct report *report)
{
	const char *const *source = report->sources;

	if (!source)
		return;
	fputs(",\n \"sources\": [", out);
	for (; *source; source++) {
		write_json(out, *source);
		if (source[1])
			fputs(", ", out);
	}
	fputc(']', out);
}

static void write_head(FILE *out, const struct report *report)
{
	const struct inventory *inventory = report->inventory;
	char started[WRITE_TIME_LEN];

	fputs("{\"schema\": \"" REPORT_SCHEMA "\",\n"
	      " \"tool\": {\"name\": \"ocp-preflight\", \"version\": ",
	      out);
	write_json(out, report->tool_version);
	fputs("},\n \"cluster\": {\"name\": ", out);
	write_json(out,
		   inventory && inventory->cluster_name ? inventory->cluster_name : "");
	fputs(", \"baseDomain\": ", out);
	write_json(out,
		   inventory && inventory->base_domain ? inventory->base_domain : "");
	fputs("},\n \"vantage\": {\"host\": ", out);
	write_json(out, fact_host(report));
	fputs(", \"roles\": ", out);
	write_roles(out, inventory ? inventory->vantage.roles : 0);
	fputs("},\n \"phase\": ", out);
	write_json(out, phase_name(report->phase));
	fputs(", \"started\": ", out);
	write_json(out, write_time(report->started, 'Z', started));
	fputs(", \"duration_ms\": ", out);
	write_decimal(out, report->duration_ms, 1);
	write_sources(out, report);
	if (report->lint)
		fputs(",\n \"lint\": true", out);
	fprintf(out, ",\n \"strict\": %s, \"interrupted\": %s, \"exit_status\": %d",
		report->strict ? "true" : "false", report->interrupted ? "true" : "false",
		fact_exit_status(report));
	write_field(out, "refused", report->refused);
	fputs(",\n", out);
}

static void write_roles(FILE *out, unsigned roles)
{
	static const struct {
		enum host_role role;
		const char *name;
	} known[] = {
		{HOST_BASTION,	"bastion"	  },
		     { HOST_DNS,		 "dns"	       },
		{ HOST_DHCP,	     "dhcp"	    },
		     { HOST_LOADBALANCER, "loadbalancer"},
		{ HOST_HTTP,	     "http"	    },
		     { HOST_NTP,		 "ntp"	       },
	};
	const char *comma = "";

	putc('[', out);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!(roles & known[i].role))
			continue;
		fprintf(out, "%s\"%s\"", comma, known[i].name);
		comma = ", ";
	}
	putc(']', out);
}

static void write_summary(FILE *out, const struct report *report)
{
	fputs(" \"summary\": {", out);
	for (int status = 0; status < STATUS_COUNT; status++)
		fprintf(out, "\"%s\": %zu, ", status_name((enum status)status),
			report->summary[status]);
	fprintf(out, "\"total\": %zu}", report->count);
}

static void write_result(FILE *out, const struct result *result)
{
	fputs("{\"check\": ", out);
	write_json(out, result->probe->id);
	write_field(out, "subject", result->subject ? result->subject : "");
	write_field(out, "status", status_name(result->status));
	write_field(out, "title", result->title ? result->title : "");
	write_field(out, "reason", result->reason);
	write_field(out, "expected", result->expected);
	write_field(out, "observed", result->observed);
	write_field(out, "why", result->why);
	if (result->fix && result->fix[0]) {
		fputs(", \"fix\": [", out);
		for (size_t i = 0; result->fix[i]; i++) {
			if (i)
				fputs(", ", out);
			write_json(out, result->fix[i]);
		}
		putc(']', out);
	}
	write_field(out, "reproduce", result->reproduce);
	write_source(out, &result->source);
	write_excerpt(out, result);
	write_all_related(out, result->related);
	write_blocked(out, result->blocked_by);
	if (result->blocks)
		fprintf(out, ", \"blocks\": %u", result->blocks);
	write_evidence(out, result);
	fputs(", \"duration_ms\": ", out);
	write_decimal(out, result->duration_ms, 1);
	putc('}', out);
}

static void write_place(FILE *out, const struct where *where)
{
	fputs("{\"file\": ", out);
	write_json(out, where->file);
	if (where->line)
		fprintf(out, ", \"line\": %u", where->line);
	if (where->line && where->column)
		fprintf(out, ", \"column\": %u", where->column);
}

static void write_source(FILE *out, const struct where *source)
{
	if (!source->file)
		return;
	fputs(", \"source\": ", out);
	write_place(out, source);
	putc('}', out);
}

static void write_excerpt(FILE *out, const struct result *result)
{
	const struct excerpt *excerpt = result->excerpt;

	if (!excerpt)
		return;
	fputs(", \"excerpt\": {\"before\": ", out);
	write_json(out, excerpt->before);
	write_field(out, "marked", excerpt->marked);
	write_field(out, "after", excerpt->after);
	fprintf(out, ", \"column\": %u, \"width\": %u}", excerpt->column, excerpt->width);
}

static void write_all_related(FILE *out, const struct related *related)
{
	if (!related || !related->message)
		return;
	fputs(", \"related\": [", out);
	for (const struct related *at = related; at->message; at++) {
		fputs(at == related ? "" : ", ", out);
		if (at->where.file)
			write_place(out, &at->where);
		else
			fputs("{\"file\": \"\"", out);
		write_field(out, "message", at->message);
		putc('}', out);
	}
	putc(']', out);
}

/* Ids, each once; and with their subjects in `blocked_on`. */
static void write_blocked(FILE *out, const struct result *const *blocked_by)
{
	const char *comma = "";

	fputs(", \"blocked_by\": [", out);
	for (size_t i = 0; blocked_by && blocked_by[i]; i++) {
		size_t before = 0;

		while (before < i && blocked_by[before]->probe != blocked_by[i]->probe)
			before++;
		if (before < i)
			continue;
		fputs(comma, out);
		write_json(out, blocked_by[i]->probe->id);
		comma = ", ";
	}
	putc(']', out);
	if (!blocked_by || !blocked_by[0])
		return;
	fputs(", \"blocked_on\": [", out);
	for (size_t i = 0; blocked_by[i]; i++) {
		fputs(i ? ", {\"check\": " : "{\"check\": ", out);
		write_json(out, blocked_by[i]->probe->id);
		write_field(out, "subject", blocked_by[i]->subject);
		putc('}', out);
	}
	putc(']', out);
}

static void write_evidence(FILE *out, const struct result *result)
{
	fputs(", \"evidence\": [", out);
	for (size_t i = 0; i < result->evidence_count; i++) {
		fputs(i ? ", {\"key\": " : "{\"key\": ", out);
		write_json(out, result->evidence[i].key);
		write_field(out, "value",
			    result->evidence[i].value ? result->evidence[i].value : "");
		putc('}', out);
	}
	putc(']', out);
}

const struct report_ops report_json = {
	.name = "json",
	.help = "one object, for programs (" REPORT_SCHEMA ")",
	.write = json_write,
};
