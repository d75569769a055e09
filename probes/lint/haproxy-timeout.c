/*
 * lint.haproxy-timeout: HAProxy does not cut connections that are idle for a moment.
 */
#include <string.h>

#include "_balancer.h"
#include "core/arena.h"
#include "core/index.h"

#define SHORT 60000UL /* a minute is what the installer's manual has */
#define FATAL 1000UL  /* nothing works with less */

struct context {
	const struct balancer *balancer;
	struct findings *findings;
	struct index *seen; /* one word for each line */
};

static void complain(const struct context *context, const struct haproxy_time *time,
		     const char *what, const struct balancer_entry *entry, bool fatal)
{
	struct findings *findings = context->findings;
	const char *key = findings_printf(findings, "%s:%u", time->text.where.file,
					  time->text.where.line);
	bool bare = time->text.value[strspn(time->text.value, "0123456789")] == '\0';

	if (index_add(context->seen, key, strlen(key), context->seen))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = fatal ? STATUS_FAIL : STATUS_WARN,
			.subject = findings_printf(findings, "timeout %s", what),
			.where = time->text.where,
			.width = (unsigned)strlen(time->text.value),
			.title = findings_printf(
				findings,
				"'timeout %s' cuts connections to %s that are idle for %lu %s",
				what, balancer_service_name(entry->service),
				time->ms < 1000 ? time->ms : time->ms / 1000,
				time->ms < 1000 ? "ms" : "s"),
			.observed =
				bare ? findings_printf(findings,
						       "%s without a unit: milliseconds",
						       time->text.value)
				     : time->text.value,
			.expected = "a minute at least; hours for long watches",
			.why = fatal ? "no answer comes that fast: everything is cut off"
				     : "logs, exec and watches are silent for minutes: they end "
				       "with 'connection reset'",
			.fix = {findings_printf(findings, "timeout %s %s", what,
				 bare ? findings_printf(findings, "%ss",
				time->text.value)
						      : "4h"),
				 balancer_reload(findings,
				 context->balancer->inventory)},
	});
}

static void judge_time(const struct context *context,
		       const struct haproxy_section *section,
		       const struct haproxy_time *time, const char *what,
		       const struct balancer_entry *entry)
{
	const struct haproxy_time *tunnel = &section->settings.tunnel;

	/* 0 is for ever. */
	if (!time->text.value || !time->ms)
		return;
	if (time->ms < FATAL)
		complain(context, time, what, entry, true);
	else if (time->ms < SHORT && !(tunnel->text.value && tunnel->ms >= SHORT))
		complain(context, time, what, entry, false);
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);
	struct context context = { balancer, findings,
				   index_new(findings_arena(findings), 0) };

	for (size_t i = 0; balancer && i < balancer->count; i++) {
		const struct balancer_entry *entry = &balancer->entries[i];

		if (entry->service == BALANCER_API || entry->service == BALANCER_HTTPS)
			judge_time(&context, entry->section,
				   &entry->section->settings.client, "client", entry);
	}
	for (size_t i = 0; balancer && i < balancer->pair_count; i++) {
		const struct balancer_pair *pair = &balancer->pairs[i];
		const struct haproxy_section *section = pair->back->section;

		if (pair->entry->service == BALANCER_API ||
		    pair->entry->service == BALANCER_HTTPS)
			judge_time(&context, section, &section->settings.server, "server",
				   pair->entry);
	}
}

const struct probe probe_lint_haproxy_timeout = {
	.id = "lint.haproxy-timeout",
	.title = "HAProxy does not cut connections that are silent for a moment",
	.why = "watches, logs and exec are silent for minutes",
	.symptom =
		"'connection reset by peer' in oc logs -f and oc exec; nodes list everything "
		"again and again",
	.fix = "timeout client 4h and timeout server 4h (or timeout tunnel); a number without a "
	       "unit is milliseconds",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
