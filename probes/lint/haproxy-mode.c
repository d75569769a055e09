/*
 * lint.haproxy-mode: the cluster's ports are balanced as TCP.
 */
#include <string.h>

#include "_balancer.h"

/* Where the section's mode was said, else the section. */
static struct where mode_place(const struct haproxy_section *section)
{
	return section->settings.mode.value ? section->settings.mode.where
					    : section->where;
}

static bool is_http(const struct haproxy_section *section)
{
	return !strcmp(haproxy_mode(section), "http");
}

/* True where TLS ends here on purpose: lint.haproxy-tls has the word. */
static bool ends_tls(const struct balancer_entry *entry)
{
	return entry->bind->ssl.file != NULL;
}

static void judge_section(const struct balancer *balancer, struct findings *findings,
			  const struct balancer_entry *entry,
			  const struct haproxy_section *section)
{
	bool fatal = balancer_is_tls(entry->service);
	struct where where = mode_place(section);
	bool own = where.line >= section->where.line &&
		   !strcmp(where.file, section->where.file);

	/* Of what many inherit there is one line to correct. */
	if (!is_http(section) || !findings_is_new(findings, "mode", where))
		return;
	findings_add(
		findings,
		&(struct finding){
			.status = fatal ? STATUS_FAIL : STATUS_WARN,
			.subject = section->name,
			.where = where,
			.width = 4,
			.title = findings_printf(
				findings, "%s '%s' handles %s (port %u) in mode http",
				section->keyword, section->name,
				balancer_service_name(entry->service), entry->port),
			.observed = own ? "mode http" : "mode http, from 'defaults'",
			.expected = "mode tcp",
			.why = fatal ? "HAProxy answers the TLS hello with an HTTP error 400; "
				       "the installer says 'server gave HTTP response to "
				       "HTTPS client', and nodes never get their "
				       "configuration"
				     : "the routers expect untouched connections; in mode http "
				       "HAProxy changes headers and timeouts on the way",
			.fix = {own ? "mode tcp"
				     : findings_printf(
					       findings, "in '%s %s' and its like add: mode tcp",
				       section->keyword, section->name),
				 balancer_reload(findings, balancer->inventory) },
			.other = own ? (struct where){ 0					 }
			   : section->where,
			.other_says = "this section inherits it",
	});
}

/* An option of mode http in a section of mode tcp: HAProxy says at each start that it ignores it. */
static void judge_option(const struct balancer *balancer, struct findings *findings,
			 const struct haproxy_text *option)
{
	const struct haproxy *haproxy = balancer->haproxy;

	/* With HTTP sections in the file it is meant for those. */
	for (size_t i = 0; i < haproxy->section_count; i++) {
		if (haproxy->sections[i]->kind != HAPROXY_DEFAULTS &&
		    is_http(haproxy->sections[i]))
			return;
	}
	findings_add(
		findings,
		&(struct finding){
			.status = STATUS_WARN,
			.subject = findings_printf(findings, "option %s", option->value),
			.where = option->where,
			.width = (unsigned)strlen(option->value),
			.title = findings_printf(findings,
						 "'option %s' has no effect in mode tcp",
						 option->value),
			.why = "HAProxy ignores it and warns at each start; a configuration that "
			       "was made for HTTP may hold more of that kind",
			.fix = {"delete the line",
				 balancer_reload(findings, balancer->inventory)},
	});
}

/* The sections of what is carried as TLS, or of the rest. */
static void judge_sections(const struct balancer *balancer, struct findings *findings,
			   bool tls)
{
	for (size_t i = 0; i < balancer->count; i++) {
		const struct balancer_entry *entry = &balancer->entries[i];

		if (balancer_is_tls(entry->service) == tls && !ends_tls(entry))
			judge_section(balancer, findings, entry, entry->section);
	}
	for (size_t i = 0; i < balancer->pair_count; i++) {
		const struct balancer_pair *pair = &balancer->pairs[i];

		if (balancer_is_tls(pair->entry->service) == tls &&
		    !ends_tls(pair->entry) && pair->back->section != pair->entry->section)
			judge_section(balancer, findings, pair->entry,
				      pair->back->section);
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct balancer *balancer = balancer_find(inventory, findings);
	const struct haproxy_text *forwardfor = NULL, *httplog = NULL;

	if (!balancer)
		return;
	judge_sections(balancer, findings, true);
	judge_sections(balancer, findings, false);
	for (size_t i = 0; i < balancer->count; i++) {
		const struct balancer_entry *entry = &balancer->entries[i];
		const struct haproxy_settings *settings = &entry->section->settings;

		if (ends_tls(entry) || is_http(entry->section))
			continue;
		if (settings->forwardfor.value)
			forwardfor = &settings->forwardfor;
		if (settings->httplog.value)
			httplog = &settings->httplog;
	}
	if (forwardfor)
		judge_option(balancer, findings, forwardfor);
	if (httplog)
		judge_option(balancer, findings, httplog);
}

const struct probe probe_lint_haproxy_mode = {
	.id = "lint.haproxy-mode",
	.title = "HAProxy passes the cluster's ports on as TCP",
	.why = "the cluster speaks TLS from end to end; mode http answers a TLS hello with an error",
	.symptom =
		"'server gave HTTP response to HTTPS client'; masters wait for ever for their "
		"configuration",
	.fix = "mode tcp in the front ends and back ends of 6443, 22623, 80 and 443",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
